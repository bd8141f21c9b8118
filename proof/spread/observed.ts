import { accepted } from '../kubernetes/api-client';
import { ControlPlane, NodeSpec } from '../kubernetes/control-plane';

/** Where the pods of a workload are. */
export interface Observed {
  /** Pods that run, by zone; zones without one are left out. */
  readonly running: { readonly [zone: string]: number };
  /** Pods that wait for a node. */
  readonly pending: number;
}

/** Nodes of several zones, apart from those of other pools. */
export class Pool {
  /**
   * Makes two nodes in each zone, named `<pool>-<zone>-<n>`, which carry the label `pool`. To those outside of a favourite zone a pod goes
   * only where it must.
   */
  public static async create(cluster: ControlPlane, name: string, zones: readonly string[], options: { readonly favourite?: string } = {}): Promise<Pool> {
    const { favourite } = options;
    const pool = new Pool(cluster, name, zones.flatMap((zone) => [0, 1].map((i) => ({
      name: `${name}-${zone}-${i}`,
      zone,
      labels: { pool: name, managed: 'yes' },
      taints: favourite === undefined || favourite === zone ? [] : [{ key: 'example.com/unloved', effect: 'PreferNoSchedule' }],
    }))));
    await cluster.createNodes(pool.nodes);
    return pool;
  }

  private constructor(private readonly cluster: ControlPlane, public readonly name: string, public readonly nodes: readonly NodeSpec[]) {}

  /** Names of a zone's nodes. */
  public nodesIn(zone: string): string[] {
    return this.nodes.filter((node) => node.zone === zone).map(({ name }) => name);
  }

  /** Taints all nodes of a zone, first against new pods, so that none moves within the zone, then against those that run. */
  public async taint(zone: string): Promise<void> {
    const lost = { key: 'example.com/zone-lost', value: 'yes' };
    for (const taints of [[{ ...lost, effect: 'NoSchedule' }], [{ ...lost, effect: 'NoSchedule' }, { ...lost, effect: 'NoExecute' }]]) {
      for (const name of this.nodesIn(zone)) { await this.patch(name, { spec: { taints } }); }
      await new Promise((resolve) => setTimeout(resolve, 1000)); // the scheduler's cache follows
    }
  }

  /** Takes all nodes of a zone away. */
  public async delete(zone: string): Promise<void> {
    await this.cluster.deleteNodes(this.nodesIn(zone));
  }

  /** Lets all nodes of a zone fall silent at once, as in a power cut: nobody renews their leases, nobody ends their pods. */
  public async silence(zone: string): Promise<void> {
    for (const name of this.nodesIn(zone)) { await this.patch(name, { metadata: { labels: { managed: null } } }); }
  }

  private async patch(name: string, body: unknown): Promise<void> {
    accepted(`patch node ${name}`, await this.cluster.request('PATCH', `/api/v1/nodes/${name}`, body, 'application/merge-patch+json'));
  }
}

/** The pods of a workload by the label `app`, without those that are on their way out. */
export async function podsOf(cluster: ControlPlane, namespace: string, app: string): Promise<any[]> {
  const { items } = await cluster.read(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${app}`);
  return items.filter((pod: any) => pod.metadata.deletionTimestamp === undefined);
}

/** Where the pods of a workload are now. */
export async function observe(cluster: ControlPlane, namespace: string, app: string): Promise<Observed> {
  const pods = await podsOf(cluster, namespace, app);
  return { running: countByZone(pods.filter((pod) => pod.status.phase === 'Running')), pending: pods.filter((pod) => pod.spec.nodeName === undefined).length };
}

/** Waits until so many pods run and all others that are wanted were looked at by the scheduler and found no node. */
export function settled(cluster: ControlPlane, namespace: string, app: string, running: number, pending = 0): Promise<Observed> {
  return cluster.waitFor(`${running} pods of ${namespace}/${app} to run and ${pending} to stay Pending`, async () => {
    const pods = await podsOf(cluster, namespace, app);
    const unschedulable = pods.filter((pod) => pod.status.conditions?.some((condition: any) => condition.reason === 'Unschedulable'));
    const now = await observe(cluster, namespace, app);
    return total(now.running) === running && now.pending === pending && unschedulable.length === pending && pods.length === running + pending ? now : undefined;
  });
}

/** How many pods run in all. */
export function total(running: Observed['running']): number {
  return Object.values(running).reduce((sum, count) => sum + count, 0);
}

/** Pods by zone, which the name of their node says. */
export function countByZone(pods: readonly any[]): { [zone: string]: number } {
  const counts: { [zone: string]: number } = {};
  for (const { spec } of pods) {
    const zone = zoneOf(spec.nodeName);
    if (zone !== undefined) { counts[zone] = (counts[zone] ?? 0) + 1; }
  }
  return Object.fromEntries(Object.entries(counts).sort());
}

/** The zone of a pod's node; undefined where the pod has none. */
export function zoneOf(nodeName: string | undefined): string | undefined {
  return nodeName?.split('-').at(-2);
}
