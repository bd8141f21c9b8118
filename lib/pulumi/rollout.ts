import { ComponentResource, ComponentResourceOptions, CustomResource, Resource, ResourceTransformation, RunError, runtime } from '@pulumi/pulumi';
import { ClusterDefaults } from '../cluster/cluster-defaults';
import { ClusterDescription } from '../cluster/cluster-description';
import { promotedWarnings } from '../cluster/synthesis';
import { describeFault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { Finding, Severity } from '../construct/finding';
import { WarningText } from '../construct/warning';
import { FleetRollout, RolledOut, ROLLOUT, SettledStep } from '../delivery/fleet-rollout';
import { batchesOf } from '../delivery/rollout-batches';
import { acceptedBy } from '../fleet/fleet-findings';
import { isZero } from '../manifest/int-or-percent';
import { listed } from '../manifest/listed';
import { whenEnded } from './survey';

/** What a rollout says of the clusters of a program. */
export interface ReadRollout {
  /** Names of clusters that get what is new at the same time, in their order. */
  readonly batches: readonly (readonly string[])[];
  /** What Pulumi has no word for. */
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Reads the rollout of a fleet. What is wrong with it ends the call. */
export function readRollout(rollout: FleetRollout | undefined, clusters: readonly ClusterDescription[], defaults: ClusterDefaults = {}): ReadRollout {
  const faults = new Faults('Fleet');
  const read = ROLLOUT(rollout, faults.props.at('rollout'));
  const steps = read?._settle(clusters.map((description): RolledOut => ({ name: description.name, description })), faults) ?? [];
  faults.throwIfAny();
  const warnings = steps.flatMap(notSayable).map(({ id, prop, message }) => (
    acceptedBy({ id, severity: Severity.WARNING, path: 'Fleet', prop, message }, defaults.acceptedWarnings ?? [])));
  return {
    batches: batchesOf(steps).map((batch) => batch.clusters.map(({ name }) => name)),
    errors: promotedWarnings(warnings, defaults.warningsAsErrors ?? []),
    warnings,
  };
}

/** Who comes when: each cluster waits for all that the program makes for those before it. */
export class Turns {
  readonly #batches: readonly (readonly string[])[];
  readonly #components = new Map<string, ComponentResource>();
  readonly #begun: Promise<void>;
  #begin!: () => void;
  #hasBegun = false;
  #isSettled = false;

  public constructor(batches: readonly (readonly string[])[]) {
    this.#batches = batches.filter((names) => names.length > 0);
    this.#begun = new Promise((resolve) => { this.#begin = resolve; });
    const stack: Resource | undefined = runtime.getStackResource();
    // Without a stack, as in a unit test, there is no end to wait for. The stack itself knows of its end after its program has begun.
    setImmediate(() => { if (stack === undefined) { this.#begin(); } else { whenEnded(stack, () => this.#settle()); } });
  }

  /** The options of the component of a cluster, which say what it waits for. */
  public optionsOf(name: string): Pick<ComponentResourceOptions, 'dependsOn' | 'transformations'> {
    const turn = this.#turnOf(name);
    if (this.#batches.length < 2 || turn < 0) { return {}; }
    const watch: ResourceTransformation = ({ opts: { parent } }) => {
      if (parent !== undefined && parent === this.#components.get(name)) { this.#attend(name, turn); }
      return undefined;
    };
    const before = async (): Promise<Resource[]> => {
      await this.#begun;
      return this.#before(turn);
    };
    return { transformations: [watch], ...(turn > 0 && { dependsOn: before() }) };
  }

  /** What a cluster is in the program, once that is there. */
  public add(name: string, component: ComponentResource): void {
    this.#components.set(name, component);
  }

  #turnOf(name: string): number {
    return this.#batches.findIndex((names) => names.includes(name));
  }

  /** Something is made for a cluster. Whoever waits for it has to hear of it before it is waited for. */
  #attend(name: string, turn: number): void {
    if (this.#isSettled && turn < this.#batches.length - 1) {
      throw new RunError(`[Fleet] ${describeFault({
        prop: 'rollout',
        rule: `must know what is made for '${name}' before the program waits for anything: ${listed(this.#batches[turn + 1])} would not wait for it`,
        fix: "Make it before the first 'await', and not inside of an 'apply'",
      })}`);
    }
    if (this.#hasBegun) { return; }
    this.#hasBegun = true;
    // The program goes on to make more, until it waits for something.
    setImmediate(() => this.#settle());
  }

  #settle(): void {
    this.#isSettled = true;
    this.#begin();
  }

  /** The clusters of the batch before, and of those before it as long as there is nothing in them that would have waited. */
  #before(turn: number): Resource[] {
    const own = this.#batches[turn - 1].flatMap((name) => this.#components.get(name) ?? []);
    return turn === 1 || own.some(hasResources) ? own : [...this.#before(turn - 1), ...own];
  }
}

/** Whether Pulumi waits for anything where it waits for a component. */
function hasResources(resource: Resource): boolean {
  const { __childResources: children = new Set<Resource>(), __remote: isRemote } = resource as any;
  return CustomResource.isInstance(resource) || isRemote === true || [...children].some(hasResources);
}

/** What Pulumi has no word for. */
function notSayable({ step }: SettledStep<RolledOut>, index: number): WarningText[] {
  const { name, soakMinutes, deadlineMinutes, maxFailures, manual } = step;
  const said = (field: string, message: string): WarningText => {
    const prop = `rollout.steps[${index}].${field}`;
    return { id: 'delivery/not-sayable', prop, message: `'${prop}' can not be said to Pulumi: ${message}` };
  };
  return [
    ...soakMinutes === undefined ? [] : [said('soakMinutes', `the step '${name}' counts as done as soon as its resources are ready`)],
    ...deadlineMinutes === undefined ? [] : [said('deadlineMinutes', "it waits for each resource as long as its 'customTimeouts' say")],
    ...maxFailures === undefined || isZero(maxFailures) ? [] : [said('maxFailures', 'the first failure ends the update')],
    ...manual === true ? [said('manual', `the step '${name}' begins when those before it are done. Give it a stack of its own, by 'only', to let somebody begin it`)] : [],
  ];
}
