import type { Watch } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';

/** How many pods of a workload serve at any moment, as a watch sees them: ready and not on their way out. */
export class ReadyPods {
  /** Begins to watch the pods with these labels. */
  public static async of(cluster: ControlPlane, namespace: string, labels: { readonly [key: string]: string }): Promise<ReadyPods> {
    const pods = new ReadyPods();
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`).join(',');
    const path = `/api/v1/namespaces/${namespace}/pods?labelSelector=${encodeURIComponent(selector)}`;
    pods.watch = await cluster.watch(path, ({ type, object }) => pods.see(object, type !== 'DELETED'));
    return pods;
  }

  private readonly serving = new Set<string>();
  private readonly all = new Map<string, any>();
  private fewest = Infinity;
  private watch!: Watch;

  private constructor() {}

  /** How many serve now. */
  public get count(): number {
    return this.serving.size;
  }

  /** All that are there, as they are now. */
  public get items(): any[] {
    return [...this.all.values()];
  }

  /** Forgets what was before: from here on it matters how few there are. */
  public begin(): void {
    this.fewest = this.serving.size;
  }

  /** The fewest that served at any moment since `begin`. */
  public get lowest(): number {
    return this.fewest;
  }

  /** Throws if the watch had broken off. */
  public stop(): void {
    this.watch.stop();
  }

  private see(pod: any, isThere: boolean): void {
    const name = pod.metadata.name;
    const isReady = (pod.status?.conditions ?? []).some((condition: any) => condition.type === 'Ready' && condition.status === 'True');
    if (isThere) { this.all.set(name, pod); } else { this.all.delete(name); }
    if (isThere && isReady && pod.metadata.deletionTimestamp === undefined) { this.serving.add(name); } else { this.serving.delete(name); }
    this.fewest = Math.min(this.fewest, this.serving.size);
  }
}
