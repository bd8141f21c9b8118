import { log, ProviderResource, RunError } from '@pulumi/pulumi';
import { ClusterDescription } from '../cluster/cluster-description';
import { describeFault, Fault } from '../construct/fault';
import { FleetErrors } from '../construct/fleet-errors';
import { nearestName } from '../construct/nearest-name';
import { ClusterSelector } from '../fleet/cluster-selector';
import { describedCluster } from '../fleet/described-cluster';
import { Fleet as Description, FleetProps } from '../fleet/fleet';
import { FleetDefaults } from '../fleet/fleet-defaults';
import { fleetFindings } from '../fleet/fleet-findings';
import { formatGroupedError, formatGroupedWarning, groupFindings } from '../fleet/grouped-findings';
import { listed } from '../manifest/listed';
import { collectFacts } from '../rules/fleet/collect-facts';
import { Cluster, requireKnown } from './cluster';
import { kubernetesProvider } from './component-options';

/** What a fleet is, and what reaches each of its clusters. */
export interface FleetArgs extends Pick<FleetProps, 'clusters' | 'defaults' | 'environments'> {
  /** What reaches each of the clusters, by its name: each has a provider of Kubernetes of its own, and none is left to the environment. */
  readonly providers: { readonly [cluster: string]: ProviderResource };
}

/** What runs in a cluster: `{ define: (cluster) => { … } }`. */
export interface FleetProgram {
  /** Makes components with the cluster as their `parent`. Those of several clusters need different names: a URN does not hold that of the cluster. */
  define(cluster: Cluster): void;
}

/**
 * One program for many clusters, each reached by a provider of its own.
 *
 * What inventories say of meshes and zones is held against each other at once. What can only be told from the objects of several clusters, such as the
 * ports of a service that they share, is not: a deployment does not see it before it is done. The `Fleet` of cdk8s does.
 */
export class Fleet {
  /** The clusters, in the order of the inventory. */
  public readonly clusters: readonly Cluster[];

  private readonly descriptions: readonly ClusterDescription[];
  private readonly names: readonly string[];

  public constructor({ providers, ...props }: FleetArgs) {
    requireKnown('Fleet', props);
    const { clusters } = readable(() => new Description(props));
    const defaults = new FleetDefaults(props);
    this.descriptions = clusters;
    this.names = clusters.map(({ name }) => name);
    throwIfAny(providerFaults(this.names, providers ?? {}).map((fault) => `[Fleet] ${describeFault(fault)}`));
    this.clusters = readable(() => clusters.map((description) => (
      new Cluster(description.name, { ...description, ...defaults.of(description) }, { providers: [providers[description.name]] }))));
    this.judge(defaults);
  }

  /** Runs a program in clusters, at once. */
  public run(clusters: ClusterSelector, program: FleetProgram): void {
    // It asks of both what they must be.
    readable(() => new Description({ clusters: [...this.descriptions] }).run(clusters, program as any));
    this.clusters.filter((_, index) => clusters.selects(this.descriptions[index])).forEach((cluster) => program.define(cluster));
  }

  /** One of the clusters. */
  public cluster(name: string): Cluster {
    const found = this.clusters.find(({ description }) => description.name === name);
    if (found !== undefined) { return found; }
    throw new RunError(`[Fleet] ${describeFault({ prop: 'name', rule: 'must be a cluster of the fleet', got: name, fix: suggestion(name, this.names) })}`);
  }

  /** What can be told of descriptions alone. */
  private judge(defaults: FleetDefaults): void {
    const facts = this.clusters.map(({ description }) => collectFacts(describedCluster(description), [], []));
    const { errors, warnings } = fleetFindings(facts, (name) => defaults.of(this.descriptions[this.names.indexOf(name)]));
    throwIfAny(groupFindings(errors).map(formatGroupedError));
    groupFindings(warnings.filter(({ accepted }) => accepted === undefined)).forEach((group) => void log.warn(formatGroupedWarning(group)));
  }
}

/** Who is reached by whom: a cluster without a provider would be the one of whoever runs the program. */
function providerFaults(names: readonly string[], providers: FleetArgs['providers']): Fault[] {
  const given = Object.keys(providers).filter((name) => (providers[name] ?? undefined) !== undefined);
  const missing = names.filter((name) => !given.includes(name)).map((name): Fault => ({
    id: 'prop/required', prop: `providers.${name}`, rule: 'must be given: nothing else says how the cluster is reached', fix: `Use one such as new k8s.Provider('${name}', …)`,
  }));
  const unknown = given.filter((name) => !names.includes(name)).map((name): Fault => ({
    id: 'fleet/no-such-cluster', prop: `providers.${name}`, rule: 'must be that of a cluster of the fleet', fix: suggestion(name, names),
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
  const meant = nearestName(name, names);
  return meant === undefined ? `It has ${listed(names, Infinity)}` : `Use '${meant}'`;
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
