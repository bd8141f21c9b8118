import { ApiObject } from 'cdk8s';
import { SynthesizedChart } from '../cluster/synthesis';
import { folderOf, NO_NAMESPACE } from './output/file-name';

/** Folders of a cluster, by others that have to be applied before. */
export interface FolderOrder {
  readonly [folder: string]: readonly string[];
}

/** Which folders hold objects that depend on objects of others, and on which: those that depend on none are left out. */
export function folderDependencies(charts: readonly SynthesizedChart[]): FolderOrder {
  const folders = new Map(charts.flatMap(({ objects, sources }) => sources.map((source, index) => [source, folderOf(objects[index])] as const)));
  const direct = new Map<string, Set<string>>();
  for (const [source, folder] of folders) {
    for (const target of source.node.dependencies) {
      const other = ApiObject.isApiObject(target) ? folders.get(target) : undefined;
      if (other === undefined || other === folder) { continue; }
      direct.set(folder, (direct.get(folder) ?? new Set()).add(other));
    }
  }
  return Object.fromEntries([...direct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([folder, others]) => [folder, [...others].sort()]));
}

/**
 * What has to be applied before each folder: what states no namespace comes before all, and objects that others depend on before those. Folders that need
 * each other have no order: whoever applies them tries again until both are there.
 */
export function folderOrder(folders: readonly string[], direct: FolderOrder): FolderOrder {
  const reach = new Map(folders.map((folder) => [folder, reachedFrom(folder, direct)]));
  return Object.fromEntries(folders.map((folder) => {
    const before = (direct[folder] ?? []).filter((other) => reach.get(other)?.has(folder) !== true);
    const all = folder === NO_NAMESPACE || !reach.has(NO_NAMESPACE) || reach.get(NO_NAMESPACE)!.has(folder) ? before : [NO_NAMESPACE, ...before];
    return [folder, [...new Set(all)].sort()];
  }));
}

function reachedFrom(folder: string, direct: FolderOrder): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [folder];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const other of direct[next] ?? []) {
      if (!reached.has(other)) {
        reached.add(other);
        open.push(other);
      }
    }
  }
  return reached;
}
