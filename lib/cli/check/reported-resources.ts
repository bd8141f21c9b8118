import { objectTitle } from '../../cluster/construct-metadata';
import { groupBy } from '../../manifest/group-by';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { itemsOf } from '../../manifest/pod-template';
import { ReportedFinding } from './check-report';
import { CheckedCluster } from './checked-clusters';

/** What cdk8s-cli knows of the constructs behind objects, by what they are called. */
interface ConstructMetadata {
  [name: string]: { readonly path: string };
}

interface Resource {
  readonly cluster?: string;
  readonly file: string;
  readonly object: KubernetesObject;
}

/**
 * What findings call their objects in a report of cdk8s-cli, which looks up constructs by that. It asks for the name of the object alone, and knows one
 * construct of each name: the last, which is that of an object of another kind more often than not.
 */
export class ReportedResources {
  private readonly byName: ReadonlyMap<string, readonly Resource[]>;
  private readonly byTitle = new Map<string, Resource>();

  /** @param metadata what is added to it, the report finds too */
  public constructor(clusters: readonly CheckedCluster[], private readonly metadata: ConstructMetadata = {}) {
    const all = clusters.flatMap(({ name: cluster, texts }) => [...texts].flatMap(([file, { objects }]) => (
      objects.flatMap((each) => itemsOf(each) ?? [each]).map((object): Resource => ({ cluster, file, object: object as KubernetesObject })))));
    const named = all.filter(({ object }) => typeof object?.metadata?.name === 'string');
    this.byName = groupBy(named, ({ object }) => object.metadata!.name!);
    named.forEach((resource) => this.byTitle.set(keyOf(resource.cluster, resource.file, describeObject(resource.object)), resource));
  }

  /** The name of an object; of what is about no object, the file. */
  public nameOf({ cluster, file, object: title }: ReportedFinding): string {
    if (title === undefined) { return file; }
    const name = objectTitle(title, cluster);
    const resource = this.byTitle.get(keyOf(cluster, file, title));
    // Constructs of this library say it themselves.
    if (resource === undefined || Object.hasOwn(this.metadata, name)) { return name; }
    const alike = this.byName.get(resource.object.metadata!.name!)!;
    if (alike.length === 1) { return resource.object.metadata!.name!; }
    const path = this.pathAmong(resource, alike);
    if (path !== undefined) { this.metadata[name] = { path }; }
    return name;
  }

  /** The construct of one of several that share a name: of the last in a file that is known, and of the others the topmost that they share with it. */
  private pathAmong(resource: Resource, alike: readonly Resource[]): string | undefined {
    const path = this.metadata[resource.object.metadata!.name!]?.path;
    if (path === undefined || alike.some(({ file }) => file !== resource.file)) { return undefined; }
    return alike.at(-1) === resource ? path : path.split('/')[0];
  }
}

function keyOf(cluster: string | undefined, file: string, title: string): string {
  return JSON.stringify([cluster, file, title]);
}
