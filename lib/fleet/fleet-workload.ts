import { IConstruct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { ClusterDescription } from '../cluster/cluster-description';
import { apiObjectsOf } from '../construct/api-objects';
import { labels } from '../construct/collection';
import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { Fault } from '../construct/fault';
import { Faults, faultAtSynth } from '../construct/faults';
import { checkConstruct } from '../construct/required-construct';
import { dnsLabel, required } from '../construct/shape';
import { struct } from '../construct/struct';
import { listed } from '../manifest/listed';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { ClusterSelector } from './cluster-selector';
import { FleetHandle } from './fleet-handle';
import { CLUSTER_SELECTOR, selectedClusters } from './selected-clusters';

/** Properties for `Fleet.workload`. */
export interface FleetWorkloadProps {
  /** Namespace of the workload, in every cluster. */
  readonly namespace: string;

  /**
   * Clusters in which it runs. In each of them something must be said to be it.
   * @default ClusterSelector.all()
   */
  readonly clusters?: ClusterSelector;

  /**
   * Labels by which its pods are known, in every cluster.
   * @default - `app.kubernetes.io/name` with the name of the workload
   */
  readonly podLabels?: { [key: string]: string };
}

const NAMESPACE_FIX = "Use a name such as 'shop'";
const NAME_FIX = "Use the name of the workload, e.g. 'web'";
const PROPS = optionsOf(struct<FleetWorkloadProps>("{ namespace: 'shop' }", {
  namespace: required(dnsLabel(NAMESPACE_FIX), NAMESPACE_FIX),
  clusters: CLUSTER_SELECTOR,
  podLabels: labels("{ 'app.kubernetes.io/name': 'web' }", 'app.kubernetes.io/name'),
}));
const NAME = required(dnsLabel(NAME_FIX), NAME_FIX);

/**
 * A workload that runs in many clusters under one name, as others refer to it from theirs. It is made by `Fleet.workload`; in each cluster, `is` says what
 * of the program it is.
 *
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'prod-eu' }, { name: 'prod-us' }] });
 * const web = fleet.workload('web', { namespace: 'shop' });
 *
 * // In the program of each cluster:
 * const cluster = fleet.buildCluster('prod-eu');
 * const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
 * web.is(new HardenedDeployment(chart, 'web', { image: 'registry.example.com/shop/web:3.12.0' }));
 */
export class FleetWorkload implements FleetHandle {
  /**
   * As `Fleet.workload` makes it.
   * @internal
   */
  public static _of(name: string, props: FleetWorkloadProps, all: readonly ClusterDescription[]): FleetWorkload {
    return judgedAtOnce('Fleet.workload', (prop) => {
      NAME(name, prop.at('name'));
      const { namespace, clusters = ClusterSelector.all(), podLabels = { 'app.kubernetes.io/name': name } } = PROPS(props, prop);
      if (Object.keys(podLabels).length === 0) {
        prop.at('podLabels').fault({ id: 'prop/range', rule: 'must name a label', fix: "Leave it out for 'app.kubernetes.io/name'" });
      }
      const selected = selectedClusters(all, clusters, prop.at('clusters'));
      return new FleetWorkload(name, namespace, podLabels, selected.map((cluster) => cluster.name));
    });
  }

  // What was said in a cluster goes with it.
  private readonly saidIn = new WeakSet<Cluster>();

  private constructor(
    /** Name of the workload. */
    public readonly name: string,
    /** Namespace of the workload. */
    public readonly namespace: string,
    /** Labels by which its pods are known. */
    public readonly podLabels: { [key: string]: string },
    /** Names of the clusters in which it runs. */
    public readonly clusters: string[],
  ) {}

  /**
   * Says that a workload is this one, in its cluster. Its name, its namespace and the labels of its pods are held against what the fleet says.
   * @param workload ours, cdk8s-plus', a raw one, or a construct around one
   */
  public is(workload: IConstruct): void {
    checkConstruct(workload, 'FleetWorkload.is');
    const faults = new Faults(workload);
    const cluster = Cluster.tryContaining(workload);
    if (cluster === undefined || !this.clusters.includes(cluster.name)) {
      faults.add({
        id: 'fleet/not-selected',
        rule: `can't be the workload '${this.name}' of the fleet, which runs in ${listed(this.clusters)}${cluster === undefined ? '' : `, and not in '${cluster.name}'`}`,
        fix: "Say so only there, or let 'clusters' of the workload select this one too",
      });
      faults.report();
      return;
    }
    this.saidIn.add(cluster);
    faultAtSynth(workload, () => this.differences(workload));
  }

  /** @internal */
  public _missingIn(cluster: Cluster): Fault[] {
    return !this.clusters.includes(cluster.name) || this.saidIn.has(cluster) ? [] : [{
      id: 'fleet/missing-workload',
      rule: `the workload '${this.namespace}/${this.name}' is said to run in '${cluster.name}', and nothing there is said to be it`,
      fix: "Call 'is' with the workload there, or select only clusters that have it",
    }];
  }

  /** How what is rendered differs from what others were told of it. */
  private differences(workload: IConstruct): Fault[] {
    const objects = apiObjectsOf(workload).map((object) => object.toJson());
    const found = objects.flatMap((object) => podTemplatesOf(object).slice(0, 1).map(({ template }) => ({ object, template })));
    const meant = found.length === 1 ? found[0] : found.find(({ object }) => object.metadata?.name === this.name);
    const id = 'fleet/same-workload';
    const told = `the workload '${this.namespace}/${this.name}' of the fleet`;
    if (meant === undefined) {
      return [{ id, rule: `can't be ${told}: ${found.length === 0 ? 'it has no pods' : 'it has several workloads, none of that name'}`, fix: "Give 'is' the workload itself" }];
    }
    const { metadata } = meant.object;
    if (metadata?.name !== this.name || (metadata?.namespace ?? '') !== this.namespace) {
      return [{ id, rule: `must have the name and namespace of ${told}, and is ${describeObject(meant.object)}`, fix: 'Correct one of the two' }];
    }
    const carried: { readonly [key: string]: unknown } = meant.template.metadata?.labels ?? {};
    return Object.entries(this.podLabels).filter(([key, value]) => carried[key] !== value).map(([key, value]) => ({
      id, rule: `must have pods with the label '${key}: ${value}', by which ${told} is known`, fix: "Give it to them, or name labels that they carry in 'podLabels' of the workload",
    }));
  }
}
