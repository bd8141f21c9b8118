import { log, ProviderResource, RunError } from '@pulumi/pulumi';
import { Cluster as PlainCluster } from '../cluster/cluster';
import { ClusterDescription } from '../cluster/cluster-description';
import { describeFault, Fault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { FleetErrors } from '../construct/fleet-errors';
import { FleetRollout } from '../delivery/fleet-rollout';
import { ClusterSelector } from '../fleet/cluster-selector';
import { describedCluster } from '../fleet/described-cluster';
import { Fleet as Description, FleetProps } from '../fleet/fleet';
import { FleetDefaults } from '../fleet/fleet-defaults';
import { fleetFindings } from '../fleet/fleet-findings';
import { FleetGlobalService, FleetGlobalServiceProps } from '../fleet/fleet-global-service';
import { FleetSnapshots, FleetSnapshotsProps } from '../fleet/fleet-snapshots';
import { FleetWorkload, FleetWorkloadProps } from '../fleet/fleet-workload';
import { formatGroupedError, formatGroupedWarning, groupFindings } from '../fleet/grouped-findings';
import { CLUSTER_SELECTOR, selectedClusters } from '../fleet/selected-clusters';
import { knownPart } from '../manifest/known';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';
import { collectFacts } from '../rules/fleet/collect-facts';
import { Cluster, requireKnown } from './cluster';
import { kubernetesProvider } from './component-options';
import { readRollout, Turns } from './rollout';
import { surveyAtEnd } from './survey';

/** What a fleet is, and what reaches each of its clusters. */
export interface FleetArgs extends Pick<FleetProps, 'clusters' | 'defaults' | 'environments'> {
  /** What reaches each of the clusters, by its name: each has a provider of Kubernetes of its own, and none is left to the environment. */
  readonly providers: { readonly [cluster: string]: ProviderResource };

  /**
   * In which order clusters get what is new: what is made for a cluster waits for all that is made for clusters before it.
   * @default - all at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Which of the clusters are those of this program, where others have a stack of their own: `ClusterSelector.names(pulumi.getStack())`. The others need
   * no provider, and nothing runs in them.
   * @default - all of them
   */
  readonly only?: ClusterSelector;
}

/** What runs in a cluster: `{ define: (cluster) => { … } }`. */
export interface FleetProgram {
  /** Makes components with the cluster as their `parent`. Those of several clusters need different names: a URN does not hold that of the cluster. */
  define(cluster: Cluster): void;
}

/**
 * One program for many clusters, each reached by a provider of its own.
 *
 * What inventories say of meshes and zones is held against each other at once; what only the objects of several clusters tell, such as the ports of a
 * service that they share, when the program has come to its end.
 */
export class Fleet {
  /** The clusters of the program, in the order of the inventory. */
  public readonly clusters: readonly Cluster[];

  private readonly inventory: readonly ClusterDescription[];
  private readonly descriptions: readonly ClusterDescription[];
  private readonly names: readonly string[];
  private readonly handles: Description;
  readonly #told = new Set<string>();

  public constructor({ providers, rollout, only, ...props }: FleetArgs) {
    requireKnown('Fleet', props);
    this.handles = readable(() => new Description(props));
    this.inventory = this.handles.clusters;
    const clusters = readable(() => selected(this.inventory, only));
    const defaults = new FleetDefaults(props);
    this.descriptions = clusters;
    const { batches, errors, warnings } = readable(() => readRollout(rollout, this.inventory, props.defaults));
    throwIfAny(groupFindings(errors).map(formatGroupedError));
    groupFindings(warnings.filter(({ accepted }) => accepted === undefined)).map(formatGroupedWarning).forEach((line) => void log.warn(line));
    this.names = clusters.map(({ name }) => name);
    throwIfAny(providerFaults(this.names, providers ?? {}, this.inventory).map((fault) => `[Fleet] ${describeFault(fault)}`));
    const turns = new Turns(batches.map((batch) => batch.filter((name) => this.names.includes(name))));
    this.clusters = readable(() => clusters.map((description) => {
      const { name } = description;
      const cluster = new Cluster(name, { ...description, ...defaults.of(description) }, { providers: [providers[name]], ...turns.optionsOf(name) });
      turns.add(name, cluster);
      return cluster;
    }));
    throwIfAny(this.judge(defaults, this.inventory, () => []));
    surveyAtEnd(async (made) => (
      this.judge(defaults, clusters, (name) => made.filter(({ cluster }) => cluster === providers[name]).map(({ object }) => object))));
  }

  /** Runs a program in clusters, at once. */
  public run(clusters: ClusterSelector, program: FleetProgram): void {
    // It asks of both what they must be.
    readable(() => new Description({ clusters: [...this.inventory] }).run(clusters, program as any));
    this.clusters.filter((_, index) => clusters.selects(this.descriptions[index])).forEach((cluster) => program.define(cluster));
  }

  /** One of the clusters. */
  public cluster(name: string): Cluster {
    const found = this.clusters.find(({ description }) => description.name === name);
    if (found !== undefined) { return found; }
    throw new RunError(`[Fleet] ${describeFault({ prop: 'name', rule: 'must be a cluster of the fleet', got: name, fix: suggestion(name, this.names) })}`);
  }

  /** A workload that runs in many clusters: as for the `Fleet` of cdk8s. `is` is called in the chart of a `ChartComponent`. */
  public workload(name: string, props: FleetWorkloadProps): FleetWorkload {
    return readable(() => this.handles.workload(name, props));
  }

  /** A service that clusters of one mesh share: as for the `Fleet` of cdk8s. `define` is called in the chart of a `ChartComponent`. */
  public globalService(name: string, props: FleetGlobalServiceProps): FleetGlobalService {
    return readable(() => this.handles.globalService(name, props));
  }

  /** One schedule for the snapshots of many Elasticsearch clusters: as for the `Fleet` of cdk8s. `at` is called in the chart of a `ChartComponent`. */
  public snapshots(name: string, props: FleetSnapshotsProps = {}): FleetSnapshots {
    return readable(() => this.handles.snapshots(name, props));
  }

  /** What a cluster is like, also one that another program deploys to. */
  private describe(description: ClusterDescription, defaults: FleetDefaults): PlainCluster {
    const own = this.clusters.find((each) => each.description.name === description.name);
    return own?.description ?? new PlainCluster({ ...description, ...defaults.of(description) });
  }

  /** What is at fault between clusters, and was not told before; warnings are told at once. */
  private judge(defaults: FleetDefaults, clusters: readonly ClusterDescription[], objectsOf: (cluster: string) => KubernetesObject[]): string[] {
    // Of what is not known nothing is said.
    const facts = clusters.map((description) => {
      const objects = objectsOf(description.name).map((object) => knownPart(object) as KubernetesObject);
      return collectFacts(describedCluster(this.describe(description, defaults)), objects, []);
    });
    const areAll = clusters.length === this.inventory.length;
    const { errors, warnings } = fleetFindings(facts, (name) => defaults.of(clusters.find((each) => each.name === name)!), { areAll });
    const isNew = (line: string) => !this.#told.has(line) && this.#told.add(line);
    const open = warnings.filter(({ accepted }) => accepted === undefined);
    // First: a warning that is made an error reads like the warning, and is told once.
    const faults = groupFindings(errors).map(formatGroupedError).filter(isNew);
    groupFindings(open).map(formatGroupedWarning).filter(isNew).forEach((line) => void log.warn(line));
    return faults;
  }
}

/** The clusters of this program. */
function selected(inventory: readonly ClusterDescription[], only: ClusterSelector | undefined): readonly ClusterDescription[] {
  const faults = new Faults('Fleet');
  const prop = faults.props.at('only');
  const selector = CLUSTER_SELECTOR(only, prop);
  const clusters = selector === undefined ? inventory : selectedClusters(inventory, selector, prop);
  faults.throwIfAny();
  return clusters;
}

/** Who is reached by whom: a cluster without a provider would be the one of whoever runs the program. */
function providerFaults(names: readonly string[], providers: FleetArgs['providers'], inventory: readonly ClusterDescription[]): Fault[] {
  const given = Object.keys(providers).filter((name) => (providers[name] ?? undefined) !== undefined);
  const missing = names.filter((name) => !given.includes(name)).map((name): Fault => ({
    id: 'prop/required', prop: `providers.${name}`, rule: 'must be given: nothing else says how the cluster is reached', fix: `Use one such as new k8s.Provider('${name}', …)`,
  }));
  const unknown = given.filter((name) => !names.includes(name)).map((name): Fault => ({
    id: 'fleet/no-such-cluster',
    prop: `providers.${name}`,
    ...inventory.some((each) => each.name === name)
      ? { rule: "must not be given: 'only' leaves the cluster to another program", fix: 'Leave it out' }
      : { rule: 'must be that of a cluster of the fleet', fix: suggestion(name, names) },
  }));
  const twice = given.flatMap((name, index): Fault[] => {
    const first = given.slice(0, index).find((other) => providers[other] === providers[name]);
    return first === undefined ? [] : [{
      id: 'pulumi/one-cluster', prop: `providers.${name}`, rule: `must not be that of '${first}' too: the objects of both would go to one cluster`, fix: 'Give each a provider of its own',
    }];
  });
  const foreign = given.filter((name) => names.includes(name) && !isOfKubernetes(name, providers[name])).map((name): Fault => ({
    id: 'prop/type', prop: `providers.${name}`, rule: 'must be a provider of Kubernetes', fix: `Use one such as new k8s.Provider('${name}', …)`,
  }));
  return [...missing, ...unknown, ...twice, ...foreign];
}

function isOfKubernetes(name: string, provider: ProviderResource): boolean {
  return kubernetesProvider(`Fleet.providers.${name}`, { provider }) !== undefined;
}

function suggestion(name: string, names: readonly string[]): string {
  return useNearest(name, names, `It has ${listed(names, Infinity)}`);
}

/** What is said in an error of Pulumi, which shows no stack of ours. */
function readable<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (FleetErrors.findingsOf(error).length === 0) { throw error; }
    throw new RunError((error as Error).message);
  }
}

function throwIfAny(messages: readonly string[]): void {
  if (messages.length > 0) { throw new RunError(messages.join('\n')); }
}
