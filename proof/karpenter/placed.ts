import { ControlPlane } from '../kubernetes/control-plane';
import { CAPACITY_TYPE, Karpenter } from './karpenter';

/** Where the replicas of a workload are. */
export interface Placed {
  readonly running: number;
  readonly pending: number;
  readonly onDemand: number;
  readonly spot: number;
  /** Names of the pods on on-demand capacity. */
  readonly onDemandPods: readonly string[];
  readonly nodes: readonly any[];
}

/** Where the replicas of a workload are now; those on their way out do not count. */
export async function placed(cluster: ControlPlane, namespace: string, name: string): Promise<Placed> {
  const labels = new Map<string, any>((await cluster.read('/api/v1/nodes')).items.map((node: any) => [node.metadata.name, node]));
  const { items } = await cluster.read(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(`app.kubernetes.io/name=${name}`)}`);
  const pods = items.filter(({ metadata }: any) => metadata.deletionTimestamp === undefined);
  const running = pods.filter(({ status, spec }: any) => status.phase === 'Running' && labels.has(spec.nodeName));
  const on = (type: string) => running.filter(({ spec }: any) => labels.get(spec.nodeName).metadata.labels[CAPACITY_TYPE] === type);
  return {
    running: running.length,
    pending: pods.length - running.length,
    onDemand: on('on-demand').length,
    spot: on('spot').length,
    onDemandPods: on('on-demand').map(({ metadata }: any) => metadata.name),
    nodes: [...new Set(running.map(({ spec }: any) => spec.nodeName))].map((node: any) => labels.get(node)),
  };
}

/** Waits until so many replicas run and none is left over, and a second later still do. */
export async function settled(
  cluster: ControlPlane, karpenter: Karpenter, namespace: string, name: string, replicas: number,
): Promise<Placed> {
  const is = async () => {
    const { running, pending } = await placed(cluster, namespace, name);
    return running === replicas && pending === 0;
  };
  try {
    return await cluster.waitFor(`${replicas} replicas of ${name} to run`, async () => {
      if (!await is()) { return undefined; }
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const now = await placed(cluster, namespace, name);
      return now.running === replicas && now.pending === 0 ? now : undefined;
    });
  } catch (error) {
    throw new Error([error instanceof Error ? error.message : error, await described(cluster, namespace, name), karpenter.log].join('\n'));
  }
}

/** All nodes with what the scheduler looks at, and what it says of the pods that it cannot place: for error messages. */
async function described(cluster: ControlPlane, namespace: string, name: string): Promise<string> {
  const pods = (await cluster.read(`/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(`app.kubernetes.io/name=${name}`)}`)).items;
  const nodes = (await cluster.read('/api/v1/nodes')).items.map(({ metadata, spec }: any) => [
    metadata.name,
    ...['karpenter.sh/nodepool', CAPACITY_TYPE, 'fleetwright.io/capacity-domain', 'topology.kubernetes.io/zone'].map((key) => metadata.labels[key]),
    `${pods.filter((pod: any) => pod.spec.nodeName === metadata.name).length} pods`,
    ...(spec.taints ?? []).map(({ key }: any) => key),
  ].join(' '));
  const waiting = pods.filter(({ spec }: any) => spec.nodeName === undefined)
    .flatMap(({ metadata, status }: any) => (status.conditions ?? []).map(({ message }: any) => `${metadata.name}: ${message}`));
  const claims = (await cluster.read('/apis/karpenter.sh/v1/nodeclaims')).items.filter(({ status }: any) => status?.nodeName === undefined)
    .map(({ metadata, spec, status }: any) => `${metadata.name} has no node: ${JSON.stringify({ spec, status, end: metadata.deletionTimestamp })}`);
  return [...nodes, ...claims, ...waiting].join('\n');
}

/** Waits until a Deployment has nothing but its newest pods. */
export async function rolledOut(cluster: ControlPlane, namespace: string, name: string): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
  await cluster.waitFor(`the rollout of ${name}`, async () => {
    const { status = {}, metadata, spec } = await cluster.read(path);
    const counts = [status.updatedReplicas, status.replicas, status.availableReplicas];
    return status.observedGeneration === metadata.generation && counts.every((count) => count === spec.replicas);
  });
}
