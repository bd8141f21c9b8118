import { ApiObject, Chart } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { addEdit, Edit, EditResult, render } from '../construct/edit';
import { describeFault } from '../construct/faults';
import { pathOf } from '../construct/path';
import { formatPath } from '../manifest/field-path';
import { describeObject } from '../manifest/object-key';
import { HardenedObject, hardenPod, ObjectEntry, PodHardeningOptions, WorkloadException } from './hardening/harden-pod';
import { HardeningEntry, HardeningOutcome, PodHardeningReport } from './hardening/hardening-report';
import { PodHardeningProps } from './hardening/pod-hardening-props';
import { propFaults } from './hardening/prop-faults';
import { reportAsMarkdown } from './hardening/report-text';

/**
 * Hardens pods that exist already: workloads of cdk8s-plus, included YAML, Helm charts.
 *
 * Sets exactly what Pod Security `restricted` requires and a pod left unset. What a pod says explicitly stays; where it violates, it
 * is reported, unless `override` names the field. The report says all that was set and all that is left.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 * @example
 * const chart = new Chart(new App(), 'shop');
 * new Include(chart, 'vendor', { url: 'vendor.yaml' });
 * const hardening = new PodHardening({ override: [HardeningField.PRIVILEGED] });
 * chart.with(hardening);
 * console.log(hardening.toMarkdown());
 */
export class PodHardening implements IMixin {
  private readonly exceptions: WorkloadException[];
  private readonly options: Omit<PodHardeningOptions, 'policyVersion' | 'exceptions'>;
  private readonly edits = new Map<ApiObject, Edit>();
  private readonly outcomes = new Map<ApiObject, HardenedObject>();

  public constructor(private readonly props: PodHardeningProps = {}) {
    const faults = propFaults(props);
    if (faults.length > 0) { throw new Error(faults.map((fault) => `[PodHardening] ${fault}`).join('\n')); }

    this.exceptions = (props.exceptions ?? []).flatMap(({ fields, ...exception }) => fields.map((field) => ({ ...exception, field })));
    this.options = {
      override: new Set(props.override ?? []),
      switches: {
        readOnlyRootFilesystem: props.readOnlyRootFilesystem === true ? { writablePaths: props.writablePaths ?? { '/tmp': '64Mi' } } : undefined,
        removeServiceAccountToken: props.removeServiceAccountToken ?? false,
        resources: props.resources,
        runAsUser: props.runAsUser,
        runAsGroup: props.runAsGroup,
        fsGroup: props.fsGroup,
      },
    };
  }

  /** What was set, overridden, left and noted in everything that this was applied to. Renders the manifests. */
  public get report(): PodHardeningReport {
    const outcomes = [...this.edits.keys()].map((target) => ({ target, outcome: this.outcomeOf(target) }));
    const withPods = outcomes.filter(({ outcome }) => outcome.templates > 0);
    return {
      entries: withPods.flatMap(({ target, outcome }) => outcome.entries.map((entry) => reportEntry(target, entry))),
      objectsHardened: withPods.length,
      objectsPassing: withPods.filter(({ outcome }) => outcome.passes).length,
      objectsNotApplicable: outcomes.length - withPods.length,
    };
  }

  /** The report as a Markdown page. Same input, same text. */
  public toMarkdown(): string {
    return reportAsMarkdown(this.report);
  }

  /** Whether a construct is a Kubernetes object. `with` asks this of a construct and of everything below it. */
  public supports(construct: IConstruct): boolean {
    return ApiObject.isApiObject(construct);
  }

  /** Hardens the pods that an object holds; objects without pods stay as they are. */
  public applyTo(construct: IConstruct): void {
    if (!ApiObject.isApiObject(construct)) { return; }
    if (this.edits.size === 0 && this.exceptions.length > 0) {
      Chart.of(construct).node.addValidation({ validate: () => this.unusedExceptions() });
    }
    const edit = this.edits.get(construct) ?? { apply: (object) => this.harden(construct, hardenPod(object, this.optionsAt(construct))) };
    this.edits.set(construct, edit);
    addEdit(construct, edit);
  }

  private harden(target: ApiObject, outcome: HardenedObject): EditResult {
    this.outcomes.set(target, outcome);
    const violations = outcome.entries.filter((entry) => entry.outcome === HardeningOutcome.VIOLATION)
      .map((entry) => describeViolation(entry, outcome));
    return this.props.violationsAsErrors === true
      ? { object: outcome.object, faults: violations }
      : { object: outcome.object, warnings: violations.map((message) => ({ id: 'workload/pod-security', message })) };
  }

  private optionsAt(target: ApiObject): PodHardeningOptions {
    const policyVersion = this.props.policyVersion ?? Cluster.tryContaining(target)?.kubernetesVersion;
    return { ...this.options, exceptions: this.exceptions, policyVersion };
  }

  private outcomeOf(target: ApiObject): HardenedObject {
    render(target);
    return this.outcomes.get(target)!;
  }

  private outcomesIfAny(): HardenedObject[] | undefined {
    try {
      return [...this.edits.keys()].map((target) => this.outcomeOf(target));
    } catch {
      // What can't be rendered says so itself.
      return undefined;
    }
  }

  private unusedExceptions(): string[] {
    const outcomes = this.outcomesIfAny();
    const unused = outcomes === undefined ? [] : this.exceptions.filter((exception) => !outcomes.some(({ used }) => used.has(exception)));
    return unused.map(({ kind, name, container, field }) => describeFault({
      prop: 'exceptions',
      rule: `must excuse something, but nothing of '${field}' would be set or reported for ${kind} '${name}'${container === undefined ? '' : `, container '${container}'`}`,
      fix: 'Leave it out, or correct kind, name and container',
    }));
  }
}

function describeViolation({ path, owner, why, wayOut }: ObjectEntry, { object }: HardenedObject): string {
  // Whoever shows it says which object it is about, but not which item of a List.
  const item = owner === object ? '' : `${describeObject(owner)}, `;
  return describeFault({ rule: `${item}${formatPath(path)} keeps its pods from Pod Security 'restricted': ${why}`, fix: sentence(wayOut ?? '') });
}

function sentence(clause: string): string {
  return clause.charAt(0).toUpperCase() + clause.slice(1);
}

function reportEntry(target: ApiObject, { outcome, owner, container, field, path, value, newValue, why, wayOut }: ObjectEntry): HardeningEntry {
  return {
    outcome,
    path: pathOf(target),
    object: describeObject(owner),
    ...(container !== undefined && { container }),
    field,
    fieldPath: formatPath(path),
    ...(value !== undefined && { value }),
    ...(newValue !== undefined && { newValue }),
    why,
    ...(wayOut !== undefined && { wayOut }),
  };
}
