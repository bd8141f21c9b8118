import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { acceptWarning } from '../../construct/acceptance';
import { judgedAtOnce, optionsOf } from '../../construct/factory-options';
import { Faults } from '../../construct/faults';
import { dnsLabel, defaulted, knownFlag } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { warn } from '../../construct/warning';
import { ClusterSelector } from '../../fleet/cluster-selector';
import { DeliveredTree } from '../../fleet/delivered-tree';
import { IFleetDelivery } from '../../fleet/fleet-delivery';
import { CLUSTER_SELECTOR } from '../../fleet/selected-clusters';
import { useNearest } from '../../manifest/nearest-name';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { SharedApp, sharedApps, SharedObject } from '../common-part';
import { FleetRollout, ROLLOUT, SettledStep } from '../fleet-rollout';
import { sizeFault } from '../object-size';
import { overridePolicy, policyName, Propagated, propagationPolicy, PropagationSettings } from './karmada-policy';
import { hubNamespace, isKubeNamespace, templateFaults, templateOf, templateWarnings } from './karmada-template';

/** Properties for `KarmadaDelivery`. */
export interface KarmadaDeliveryProps {
  /**
   * In which order clusters get what is new. Karmada has no such order: `step` says how far it has come.
   * @default - all clusters get what is new at once
   */
  readonly rollout?: FleetRollout;

  /**
   * The name of the last step of the rollout that gets what is new. The clusters of later steps keep what they have (`suspension.dispatchingOnClusters`);
   * what is removed is removed there too.
   * @default - all steps get it
   */
  readonly step?: string;

  /**
   * The clusters in which objects stay that the fleet no longer writes. A policy of Karmada says it for all clusters of an object: where only some keep it, all
   * do, with a warning.
   * @default - none: what the fleet no longer writes is deleted in all clusters
   */
  readonly preserve?: ClusterSelector;

  /**
   * Whether objects that are in a cluster before Karmada delivers them are taken over. Else Karmada leaves them as they are, and says so in its own.
   * @default false
   */
  readonly takeOver?: boolean;

  /**
   * Whether karmada-controller-manager runs with `--skipped-propagating-namespaces` so that it delivers objects in `kube-…` namespaces. It does not by
   * default, so that an object there is an error.
   * @default false
   */
  readonly kubeNamespaces?: boolean;
}

const PROPS = optionsOf(struct<KarmadaDeliveryProps, 'takeOver' | 'kubeNamespaces'>('{ takeOver: true }', {
  rollout: ROLLOUT,
  step: dnsLabel("Use the name of a step, e.g. 'canary'"),
  preserve: CLUSTER_SELECTOR,
  takeOver: defaulted(false, knownFlag),
  kubeNamespaces: defaulted(false, knownFlag),
}, 'faults'));

/** As Karmada names its clusters. */
const LONGEST_CLUSTER = 48;
/** The name of the policies for what is in all clusters that have anything of a namespace. Those of single objects have a `-` in theirs. */
const COMMON = 'fleetwright';

/**
 * Delivers by Karmada (1.18 or later). The hub is Karmada's API server: it gets the objects themselves, as most clusters have them, policies that send each to
 * the clusters that it is written for, and override policies for what differs in some of them.
 *
 * Clusters must have the names in Karmada that they have in the fleet.
 *
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'prod-eu' }, { name: 'prod-us' }] });
 * fleet.deliver(new KarmadaDelivery({ preserve: ClusterSelector.names('prod-eu') }));
 */
export class KarmadaDelivery implements IFleetDelivery {
  private readonly props: KarmadaDeliveryProps & { readonly takeOver: boolean; readonly kubeNamespaces: boolean };

  public constructor(props: KarmadaDeliveryProps = {}) {
    this.props = judgedAtOnce('KarmadaDelivery', (prop) => {
      const read = PROPS(props, prop);
      if (read.step !== undefined) {
        const names = read.rollout?.steps.map(({ name }) => name);
        if (names === undefined) {
          prop.at('step').fault({ id: 'delivery/steps', rule: "must come with a 'rollout', which has steps", fix: "Give 'rollout' too" });
        } else if (!names.includes(read.step)) {
          prop.at('step').fault({ id: 'delivery/steps', rule: 'must be a step of the rollout', got: read.step, fix: useNearest(read.step, names, 'Use the name of one') });
        }
      }
      return read;
    });
  }

  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const engine = new Construct(hub, 'KarmadaDelivery');
    const faults = new Faults(engine);
    const { rollout, step, preserve } = this.props;
    const steps = rollout?._settle(tree.clusters, faults) ?? [];
    preserve?._check(tree.clusters.map(({ description }) => description), faults.props.at('preserve'));
    for (const { name } of tree.clusters.filter((cluster) => cluster.name.length > LONGEST_CLUSTER)) {
      faults.add({ id: 'delivery/not-deliverable', rule: `needs names of clusters of at most ${LONGEST_CLUSTER} characters`, got: name, fix: 'Give the cluster a shorter one' });
    }
    warnOfSteps(engine, steps, step);
    const later = step === undefined ? [] : steps.slice(steps.findIndex((each) => each.step.name === step) + 1);
    new KarmadaHub(hub, faults, this.props, {
      held: new Set(later.flatMap(({ clusters }) => clusters.map(({ name }) => name))),
      preserving: new Set(tree.clusters.filter(({ description }) => preserve?.selects(description)).map(({ name }) => name)),
    }).write(tree);
    faults.report();
  }
}

/** Names of clusters. */
interface Chosen {
  readonly held: ReadonlySet<string>;
  readonly preserving: ReadonlySet<string>;
}

/** The objects of the hub. */
class KarmadaHub {
  private readonly definitions: KubernetesObject[] = [];
  private readonly namespaces = new Set<string>();
  private readonly ofNoNamespace: Chart;

  public constructor(
    private readonly hub: Cluster, private readonly faults: Faults,
    private readonly props: { readonly takeOver: boolean; readonly kubeNamespaces: boolean }, private readonly chosen: Chosen,
  ) {
    this.ofNoNamespace = new Chart(hub, '_cluster');
  }

  public write(tree: DeliveredTree): void {
    // What states no namespace comes first: definitions and Namespaces are among it.
    for (const app of sharedApps(tree)) {
      if (app.namespace === undefined) { this.learn(app); }
      this.writeApp(app, app.namespace === undefined ? this.ofNoNamespace : this.chartOf(app.namespace));
    }
  }

  private learn({ objects }: SharedApp): void {
    for (const { variants: [{ object }] } of objects) {
      if (object.kind === 'CustomResourceDefinition') { this.definitions.push(object); }
      if (object.kind === 'Namespace') { this.namespaces.add(String(object.metadata?.name)); }
    }
  }

  private chartOf(namespace: string): Chart {
    const chart = new Chart(this.hub, namespace);
    chart.addDependency(this.ofNoNamespace);
    if (!this.namespaces.has(namespace) && !isKubeNamespace(namespace)) {
      const bare = this.add(this.ofNoNamespace, `namespace-${namespace}`, hubNamespace(namespace));
      acceptWarning(bare, { id: 'security/pod-security-labels', reason: 'holds templates, and no pods' }, { mayBeUnused: true });
    }
    return chart;
  }

  private writeApp({ clusters, objects }: SharedApp, chart: Chart): void {
    const common: Propagated[] = [];
    for (const shared of objects) {
      const propagated = this.writeObject(chart, shared, objects);
      if (propagated === undefined) { continue; }
      if (shared.clusters.length === clusters.length) { common.push(propagated); } else {
        this.propagate(chart, propagated.name, [propagated], shared.clusters);
      }
    }
    if (common.length > 0) { this.propagate(chart, COMMON, common, clusters); }
  }

  /** The template of an object, and the policy of its differences. */
  private writeObject(chart: Chart, shared: SharedObject, around: readonly SharedObject[]): Propagated | undefined {
    const [base, ...others] = shared.variants.map(({ object, clusters }) => ({ object: templateOf(object, around), clusters }));
    const faults = templateFaults(shared, { definitions: this.definitions, kubeNamespaces: this.props.kubeNamespaces });
    const { object } = base;
    if (object.metadata?.name === undefined) {
      // Of what has no name, no object can be made.
      faults.forEach((fault) => this.faults.add({ ...fault, rule: `${describeObject(object)} ${fault.rule}` }));
      return undefined;
    }
    const name = policyName(object);
    const template = this.add(chart, name, object);
    const ofTemplate = new Faults(template);
    faults.forEach((fault) => ofTemplate.add(fault));
    ofTemplate.report();
    const override = overridePolicy(name, object, others);
    if (override !== undefined) { this.add(chart, `override-${name}`, override); }
    [...new Set(shared.variants.flatMap((variant) => templateWarnings(variant.object, around)))]
      .forEach((message) => warn(template, { id: 'delivery/not-sayable', object: describeObject(object), message: `${message}.` }));
    return { object, name, isOverridden: override !== undefined };
  }

  private propagate(chart: Chart, name: string, objects: readonly Propagated[], clusters: readonly string[]): void {
    const { held, preserving } = this.chosen;
    const keeping = clusters.filter((cluster) => preserving.has(cluster));
    const waiting = clusters.filter((cluster) => held.has(cluster));
    const settings: PropagationSettings = { clusters, held: waiting, takeOver: this.props.takeOver, preserve: keeping.length > 0 };
    const policy = this.add(chart, `propagation-${name}`, propagationPolicy(name, objects, settings));
    if (keeping.length > 0 && keeping.length < clusters.length) {
      warn(policy, {
        id: 'delivery/not-sayable', prop: 'preserve',
        message: `Karmada keeps objects in all clusters of a policy or in none, and 'preserve' selects ${keeping.length} of ${clusters.length}: all keep them.`,
      });
    }
  }

  private add(chart: Chart, id: string, object: KubernetesObject): ApiObject {
    const large = sizeFault(object, object.apiVersion.startsWith('policy.karmada.io/') ? 'Let fewer clusters differ in it, or in less' : 'Split it');
    if (large !== undefined) { this.faults.add(large); }
    return new ApiObject(chart, id, object as any);
  }
}

/** What Karmada has no field for. */
function warnOfSteps(engine: Construct, steps: readonly SettledStep[], reached: string | undefined): void {
  if (steps.length > 1 && reached === undefined) {
    warn(engine, {
      id: 'delivery/not-sayable', prop: 'rollout',
      message: "Karmada has no order of clusters: all get what is new at once. Say in 'step' how far it has come, and those of later steps wait.",
    });
  }
  for (const { step } of steps) {
    const fields = (['maxConcurrency', 'soakMinutes', 'deadlineMinutes', 'maxFailures', 'manual'] as const).filter((field) => step[field] !== undefined && step[field] !== false);
    for (const field of fields) {
      warn(engine, { id: 'delivery/not-sayable', prop: 'rollout', message: `step '${step.name}': Karmada has nothing like '${field}'. ${INSTEAD[field]}.` });
    }
  }
}

const INSTEAD = {
  maxConcurrency: 'All clusters of the step get what is new at once',
  soakMinutes: "Wait for so long before you name the next step in 'step'",
  deadlineMinutes: 'It waits without an end',
  maxFailures: "Look at the ResourceBindings before you name the next step in 'step'",
  manual: "A step begins when 'step' names it, or a later one",
};
