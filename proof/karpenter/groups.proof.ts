import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { IMixin } from 'constructs';
import { KubernetesObject } from '../../lib/manifest/object';
import { SpotCapacity } from '../../lib/scheduling/spot/spot-capacity';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { ZoneSpreading } from '../../lib/scheduling/spread/zone-spreading';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { apply, chartFor, VersionOf, versionOf, ZONES } from '../deployment/programs';
import { ControlPlane, NodeSpec } from '../kubernetes/control-plane';
import { Checks, Proof } from '../proof';

/** Nodes as a platform labels and taints them, and how workloads name them. */
interface Platform {
  readonly spot: Pick<NodeSpec, 'labels' | 'taints'>;
  readonly onDemand: Pick<NodeSpec, 'labels' | 'taints'>;
  readonly capacity: SpotCapacity;
}

/** Where the platform taints nothing, the group is made with a taint of one's own. */
const OWN_TAINT = { key: 'example.com/spot', value: 'true' };
const tainted = [{ ...OWN_TAINT, effect: 'NoSchedule' }];

const PLATFORMS: { readonly [name: string]: Platform } = {
  'EKS managed node groups': {
    spot: { labels: { 'eks.amazonaws.com/capacityType': 'SPOT' }, taints: tainted },
    onDemand: { labels: { 'eks.amazonaws.com/capacityType': 'ON_DEMAND' } },
    capacity: SpotCapacity.eksManagedNodeGroup({ taints: [OWN_TAINT] }),
  },
  'AKS spot pools': {
    spot: {
      labels: { 'kubernetes.azure.com/scalesetpriority': 'spot' },
      taints: [{ key: 'kubernetes.azure.com/scalesetpriority', value: 'spot', effect: 'NoSchedule' }],
    },
    onDemand: {},
    capacity: SpotCapacity.aks(),
  },
  'GKE node pools': {
    spot: { labels: { 'cloud.google.com/gke-spot': 'true' }, taints: tainted },
    onDemand: {},
    capacity: SpotCapacity.gke({ taints: [OWN_TAINT] }),
  },
  'Karpenter on AWS': {
    spot: { labels: { 'karpenter.sh/capacity-type': 'spot' }, taints: tainted },
    onDemand: { labels: { 'karpenter.sh/capacity-type': 'on-demand' } },
    capacity: SpotCapacity.karpenterAws({ taints: [OWN_TAINT] }),
  },
};

export const proofs: Proof[] = [{
  name: 'spot-groups',
  title: "On spot nodes as EKS, AKS, GKE and Karpenter label and taint them, placed workloads run, others don't, and the loss of all is survived as declared.",
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const version = await versionOf(cluster);
    let number = 0;
    for (const [name, platform] of Object.entries(PLATFORMS)) {
      await new GroupProof(cluster, version, `group-${++number}`, platform).run(context.about(name));
    }
    await cluster.stop();
  },
}];

class GroupProof {
  private readonly spotNodes: readonly NodeSpec[];
  private readonly otherNodes: readonly NodeSpec[];

  constructor(
    private readonly cluster: ControlPlane, private readonly version: VersionOf, private readonly namespace: string, private readonly platform: Platform,
  ) {
    const nodes = (kind: 'spot' | 'onDemand') => ZONES.map((zone) => ({ name: `${namespace}-${kind.toLowerCase()}-${zone}`, zone, ...platform[kind] }));
    this.spotNodes = nodes('spot');
    this.otherNodes = nodes('onDemand');
  }

  public async run(checks: Checks): Promise<void> {
    await this.cluster.createNodes([...this.spotNodes, ...this.otherNodes]);
    await this.cluster.namespace(this.namespace, { enforce: 'restricted' });
    const { capacity } = this.platform;
    await apply(this.cluster, [
      ...this.workload('placed', new SpotPlacement({ capacity })),
      // That no two share a node is a preference as well, and may win against that for spot.
      ...this.workload('elastic', new SpotPlacement({ capacity, onDemandFallback: true }), new ZoneSpreading({ zones: ZONES, hosts: { enabled: false } })),
      ...this.workload('guest'),
    ]);
    await checks.check('workloads that are placed there run there', async () => {
      await this.are('placed', 'spot');
    });
    await checks.check('one that may run elsewhere prefers to run there, too', async () => {
      await this.are('elastic', 'spot');
    });
    await checks.check('others never do', async () => {
      await this.are('guest', 'onDemand');
    });
    await this.cluster.deleteNodes(this.spotNodes.map(({ name }) => name));
    await this.removePods();
    await checks.check('when all are lost, a workload with a fallback runs on on-demand nodes', async () => {
      await this.are('elastic', 'onDemand');
    });
    await checks.check('one without waits, and runs when they are back', async () => {
      await this.are('placed', 'pending');
      await this.cluster.createNodes(this.spotNodes);
      await this.are('placed', 'spot');
    });
    await this.cluster.request('DELETE', `/apis/apps/v1/namespaces/${this.namespace}/deployments`);
    await this.cluster.deleteNodes([...this.spotNodes, ...this.otherNodes].map(({ name }) => name));
  }

  private workload(id: string, ...mixins: IMixin[]): KubernetesObject[] {
    const chart: Chart = chartFor(this.version, this.namespace, `${this.namespace}-${id}`);
    new HardenedDeployment(chart, id, { image: `registry.example.com/proof/${id}:1.0.0`, replicas: 6 });
    chart.with(...mixins);
    return chart.toJson();
  }

  /** Waits until all six replicas are where they should be: `pending` where the scheduler finds no node for them. */
  private async are(name: string, where: 'spot' | 'onDemand' | 'pending'): Promise<void> {
    await this.cluster.waitFor(`all pods of ${name} to be ${where}`, async () => {
      assert.deepEqual(await this.found(name), { pods: 6, spot: 0, onDemand: 0, pending: 0, [where]: 6 });
      return true;
    });
  }

  private async found(name: string): Promise<{ readonly pods: number; readonly spot: number; readonly onDemand: number; readonly pending: number }> {
    const path = `/api/v1/namespaces/${this.namespace}/pods?labelSelector=${encodeURIComponent(`app.kubernetes.io/name=${name}`)}`;
    const pods = (await this.cluster.read(path)).items.filter(({ metadata }: any) => metadata.deletionTimestamp === undefined);
    const on = (nodes: readonly NodeSpec[]) => pods.filter(({ spec }: any) => nodes.some((node) => node.name === spec.nodeName)).length;
    const pending = pods.filter(({ status }: any) => status.conditions?.some(({ reason }: any) => reason === 'Unschedulable')).length;
    return { pods: pods.length, spot: on(this.spotNodes), onDemand: on(this.otherNodes), pending };
  }

  /** The pods of nodes that are gone, at once: the garbage collector takes most of a minute. */
  private async removePods(): Promise<void> {
    const { items } = await this.cluster.read(`/api/v1/namespaces/${this.namespace}/pods`);
    const lost = items.filter(({ spec }: any) => this.spotNodes.some(({ name }) => name === spec.nodeName));
    await Promise.all(lost.map(({ metadata }: any) =>
      this.cluster.request('DELETE', `/api/v1/namespaces/${this.namespace}/pods/${metadata.name}?gracePeriodSeconds=0`)));
  }
}
