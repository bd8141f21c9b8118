import { ClusterDescription } from '../cluster/cluster-description';
import { fail } from '../construct/fleet-error';
import { groupBy } from '../manifest/group-by';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { folderOrder } from './folder-order';
import { IndexedObject } from './output/cluster-index';
import { NO_NAMESPACE } from './output/file-name';
import { WrittenCluster } from './output/fleet-reader';
import { outputError } from './output/output-error';

/** The app of what states no namespace. */
export const CLUSTER_APP = 'cluster';

/** An object that a cluster gets. */
export interface DeliveredObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined where it states none. */
  readonly namespace?: string;
  /** Undefined where the API server makes one up. */
  readonly name?: string;
  /** Its file in the output folder, with `/`. */
  readonly path: string;
}

/** What is applied to a cluster as one: the objects of a namespace, or those that state none. Together they are a folder. */
export class DeliveredApp {
  /** @internal */
  public static _of(cluster: WrittenCluster, folder: string, objects: readonly IndexedObject[], after: readonly string[]): DeliveredApp {
    return new DeliveredApp(cluster, folder, objects, after);
  }

  private constructor(
    private readonly cluster: WrittenCluster, private readonly folder: string, private readonly indexed: readonly IndexedObject[], after: readonly string[],
  ) {
    this.namespace = folder === NO_NAMESPACE ? undefined : indexed[0].namespace;
    this.name = this.namespace ?? CLUSTER_APP;
    this.path = `${cluster.name}/${folder}`;
    this.after = after.map((each) => (each === NO_NAMESPACE ? CLUSTER_APP : each));
  }

  /** The namespace, or `cluster` for what states none. */
  public readonly name: string;
  /** The namespace of all its objects; undefined for those that state none. */
  public readonly namespace?: string;
  /** Its folder in the output folder, with `/`: `prod-eu/shop`. */
  public readonly path: string;
  /** The names of apps of this cluster that it needs: the one of what states no namespace, and those that its charts and constructs depend on. */
  public readonly after: string[];

  /** Its objects, in the order of their files. */
  public get objects(): DeliveredObject[] {
    return this.indexed.map(({ apiVersion, kind, namespace, name, path }) => ({ apiVersion, kind, namespace, name, path: `${this.cluster.name}/${path}` }));
  }

  /**
   * Whether a file of it is larger. It is asked of the file system, so that nobody has to read all manifests for the few that are large.
   * @internal
   */
  public _hasFileAbove(bytes: number): boolean {
    return [...new Set(this.indexed.map(({ path }) => path))].some((file) => this.cluster.size(file) > bytes);
  }

  /** The same as manifests. They are read anew each time: of a large fleet, nobody should hold all. */
  public readManifests(): any[] {
    return this.indexed.map((line): KubernetesObject => {
      const object = this.cluster.read(line);
      if (object !== undefined) { return object; }
      const { apiVersion, kind, namespace, name } = line;
      fail(outputError(this.cluster.name, {
        id: 'fleet/index', rule: `${describeObject({ apiVersion, kind, metadata: { namespace, name } })} is no longer in '${line.path}' of '${this.folder}'`, fix: 'Synthesize again',
      }));
    });
  }
}

/** A cluster, and what was written for it. */
export class DeliveredCluster {
  /** @internal */
  public static _of(description: ClusterDescription, written: WrittenCluster): DeliveredCluster {
    return new DeliveredCluster(description, written);
  }

  private constructor(
    /** As the fleet describes it. */
    public readonly description: ClusterDescription,
    private readonly written: WrittenCluster,
  ) {}

  /** Its name, which is that of its folder in the output folder. */
  public get name(): string {
    return this.description.name;
  }

  /** What is applied to it, sorted by name; what states no namespace comes first. */
  public get apps(): DeliveredApp[] {
    const folders = groupBy(this.written.objects, ({ path }) => path.split('/')[0]);
    const order = folderOrder([...folders.keys()], this.written.facts.order ?? {});
    return [...folders].map(([folder, objects]) => DeliveredApp._of(this.written, folder, objects, order[folder]))
      .sort((a, b) => Number(a.namespace !== undefined) - Number(b.namespace !== undefined) || (a.name < b.name ? -1 : 1));
  }
}

/** What a fleet wrote for its clusters: what an engine delivers. */
export class DeliveredTree {
  /** @internal */
  public static _of(clusters: DeliveredCluster[]): DeliveredTree {
    return new DeliveredTree(clusters);
  }

  private constructor(
    /** In the order in which the fleet has them. */
    public readonly clusters: DeliveredCluster[],
  ) {}
}
