import { ApiObject } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { apiObjectsOf } from '../construct/api-objects';
import { render } from '../construct/edit';
import { namespaceSettler } from '../manifest/cluster-scoped';
import { KubernetesObject } from '../manifest/object';
import { folderOf, NO_NAMESPACE } from './output/file-name';

/** Folders of a cluster, by those that have to be applied before. */
export interface FolderOrder {
  readonly [folder: string]: readonly string[];
}

/**
 * Which folders of a cluster need which others: what states no namespace comes before all, and objects that others depend on before those. Folders that
 * need each other have no order: whoever applies them tries again until both are there.
 */
export function folderOrder(cluster: Cluster): FolderOrder {
  const sources = apiObjectsOf(cluster);
  // As whoever writes them settles it: definitions of the cluster itself say which kinds belong to no namespace.
  const settle = namespaceSettler(sources.filter(({ kind }) => kind === 'CustomResourceDefinition').map((source) => render(source).object));
  const folders = new Map(sources.map((source) => [source, folderOf(settle(namedAs(source)))]));
  const direct = new Map([...new Set(folders.values())].map((folder) => [folder, new Set<string>()]));
  for (const source of sources) {
    const folder = folders.get(source)!;
    for (const target of source.node.dependencies) {
      const other = ApiObject.isApiObject(target) ? folders.get(target) : undefined;
      if (other !== undefined && other !== folder) { direct.get(folder)!.add(other); }
    }
  }
  const reach = new Map([...direct.keys()].map((folder) => [folder, reachedFrom(folder, direct)]));
  return Object.fromEntries([...direct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, others]) => {
    const before = [...others].filter((other) => reach.get(other)?.has(folder) !== true);
    const all = folder === NO_NAMESPACE || !direct.has(NO_NAMESPACE) || reach.get(NO_NAMESPACE)!.has(folder) ? before : [NO_NAMESPACE, ...before];
    return [folder, [...new Set(all)].sort()];
  }));
}

function namedAs({ apiVersion, kind, metadata: { namespace, name } }: ApiObject): KubernetesObject {
  return { apiVersion, kind, metadata: { namespace, name } };
}

function reachedFrom(folder: string, direct: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of direct.get(next) ?? []) {
      if (!reached.has(other)) {
        reached.add(other);
        open.push(other);
      }
    }
  }
  return reached;
}
