import { ApiObject, Chart } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { addEdit, Edit, EditResult, render } from '../construct/edit';
import { judgeObjectsInSynth } from '../construct/enforced-levels';
import { describeFault, Fault } from '../construct/fault';
import { faultAtSynth } from '../construct/faults';
import { pathOf } from '../construct/path';
import { warn, warnAtSynth } from '../construct/warning';
import { formatPath } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { judgeClaims } from '../pod/surroundings';
import { rightsIn } from './hardening/account-rights';
import { HardenedObject, hardenPod, ObjectEntry, PodHardeningOptions } from './hardening/harden-pod';
import { hardeningOptions } from './hardening/hardening-options';
import { HardeningEntry, PodHardeningReport } from './hardening/hardening-report';
import { imageUserWarnings, knownForRoot } from './hardening/image-users';
import { hardeningWarnings, PodHardeningProps, readHardeningProps } from './hardening/pod-hardening-props';
import { reportAsMarkdown } from './hardening/report-text';
import { unreachedWarnings } from './hardening/unreached';
import { unsaidWindowsWarnings } from './hardening/unsaid-windows';
import { violationsOf } from './hardening/violations';
import { windowsClassesIn } from './hardening/windows-nodes';

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
  private readonly props: PodHardeningProps;
  private readonly options: Omit<PodHardeningOptions, 'policyVersion'>;
  private readonly edits = new Map<ApiObject, Edit>();
  private readonly outcomes = new Map<ApiObject, { readonly input?: string; readonly outcome: HardenedObject }>();

  public constructor(props: PodHardeningProps = {}) {
    this.props = readHardeningProps('PodHardening', props);
    this.options = hardeningOptions(this.props);
  }

  /** What was set, overridden, left and noted in everything that this was applied to. Renders the manifests. */
  public get report(): PodHardeningReport {
    const rendered = [...this.edits.keys()].map((target) => ({ target, outcome: this.outcomeOf(target) }));
    const outcomes = rendered.flatMap(({ target, outcome }) => (typeof outcome === 'string' ? [] : [{ target, outcome }]));
    const unrendered = rendered.flatMap(({ target, outcome }) => (typeof outcome === 'string' ? [{ target, why: outcome }] : []));
    const sum = (count: (outcome: HardenedObject) => number) => outcomes.reduce((total, { outcome }) => total + count(outcome), 0);
    return {
      entries: outcomes.flatMap(({ target, outcome }) => outcome.entries.map((entry) => reportEntry(target, entry))),
      objectsHardened: sum(({ withPods }) => withPods),
      objectsPassing: sum(({ passing }) => passing),
      objectsNotApplicable: sum(({ withoutPods }) => withoutPods),
      unreached: [
        ...outcomes.flatMap(({ target, outcome }) => outcome.unreached.map(({ owner, path, why }) => ({
          path: pathOf(target), object: describeObject(owner), ...(path !== undefined && { fieldPath: formatPath(path) }), why,
        }))),
        ...unrendered.map(({ target, why }) => ({ path: pathOf(target), object: describeTarget(target), why: `it can't be rendered: ${why}` })),
      ],
      containersNeedingUser: sum(({ imageUsers }) => imageUsers.length),
      containersKnownForRoot: outcomes.flatMap(({ outcome }) => knownForRoot(outcome.imageUsers)),
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
    if (this.edits.size === 0) {
      const chart = Chart.of(construct);
      hardeningWarnings(this.props).forEach((warning) => warn(chart, warning));
      judgeObjectsInSynth(chart);
      faultAtSynth(chart, () => this.unusedExceptions());
      // Where the platform says whom pods run as, their images do not.
      if (Cluster.tryContaining(chart)?.platformChoosesIds !== true) {
        warnAtSynth(chart, () => imageUserWarnings(this.outcomesIfAny()?.flatMap(({ imageUsers }) => imageUsers) ?? []));
      }
    }
    const edit = this.edits.get(construct) ?? { apply: (object) => this.harden(construct, object) };
    this.edits.set(construct, edit);
    addEdit(construct, edit);
    judgeClaims(construct);
  }

  private harden(target: ApiObject, object: KubernetesObject): EditResult {
    const outcome = this.hardened(target, object);
    const violations = violationsOf(outcome);
    const others = [...unreachedWarnings(outcome), ...unsaidWindowsWarnings(outcome)];
    return this.props.violationsAsErrors === true
      ? { object: outcome.object, faults: violations, warnings: others }
      : { object: outcome.object, warnings: [...violations.map((fault) => ({ id: 'workload/pod-security', message: describeFault(fault) })), ...others] };
  }

  /** What becomes of an object. Rendered again, as for a report after the synth, it is not hardened again. */
  private hardened(target: ApiObject, object: KubernetesObject): HardenedObject {
    const options = this.optionsAt(target);
    // What rights there are may have changed without a trace.
    const input = this.props.removeServiceAccountToken === true ? undefined : JSON.stringify([object, options.policyVersion, options.windowsClasses]);
    const before = this.outcomes.get(target);
    if (input !== undefined && before?.input === input) { return before.outcome; }
    const outcome = hardenPod(object, options);
    this.outcomes.set(target, { input, outcome });
    return outcome;
  }

  private optionsAt(target: ApiObject): PodHardeningOptions {
    const policyVersion = this.props.policyVersion ?? Cluster.tryContaining(target)?.kubernetesVersion;
    return { ...this.options, policyVersion, rightsOf: rightsIn(target), windowsClasses: windowsClassesIn(target) };
  }

  /** What became of an object, or why it can't be rendered. */
  private outcomeOf(target: ApiObject): HardenedObject | string {
    try {
      const { faults } = render(target);
      return this.outcomes.get(target)?.outcome ?? faults.map(({ rule }) => rule).join('; ');
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** What became of all objects; undefined where one can't be rendered, which says so itself. */
  private outcomesIfAny(): HardenedObject[] | undefined {
    const outcomes = [...this.edits.keys()].map((target) => this.outcomeOf(target));
    return outcomes.some((outcome) => typeof outcome === 'string') ? undefined : outcomes as HardenedObject[];
  }

  private unusedExceptions(): Fault[] {
    const outcomes = this.options.exceptions.length === 0 ? undefined : this.outcomesIfAny();
    const unused = outcomes === undefined ? [] : this.options.exceptions.filter((exception) => !outcomes.some(({ used }) => used.has(exception)));
    return unused.map(({ kind, name, container, field }) => ({
      id: 'workload/used-exception',
      prop: 'exceptions',
      rule: `must excuse something, but nothing of '${field}' would be set or reported for ${kind} '${name}'${container === undefined ? '' : `, container '${container}'`}`,
      fix: 'Leave it out, or correct kind, name and container',
    }));
  }
}

/** The object as people call it, although nobody can say what is in it. */
function describeTarget({ apiVersion, kind, metadata: { name, namespace } }: ApiObject): string {
  return describeObject({ apiVersion, kind, metadata: { name, namespace } });
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
