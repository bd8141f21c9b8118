import { FileFaults } from '../../construct/file-faults';
import { isPlainObject } from '../../construct/shape';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { listed } from '../../manifest/listed';
import { LocatedDocument, readLocatedYaml } from '../../manifest/located-yaml';
import { useNearest } from '../../manifest/nearest-name';
import { readText } from './file-text';
import { FoundCluster } from './found-cluster';

const id = 'fleet/inventory-file';
const CONTEXTS_FIX = "Choose one of them: contexts: ['…']";

/**
 * The clusters to which contexts of a kubeconfig lead. What it knows of users is not read.
 * @param chosen contexts by name, or all
 */
export function kubeconfigClusters(file: string, chosen: readonly string[] | undefined, faults: FileFaults): readonly FoundCluster[] {
  const text = readText(file, faults);
  if (text === undefined) { return []; }
  const [document] = readLocatedYaml(text, file, faults, true).filter(({ value }) => value !== null);
  if (document === undefined || !isPlainObject(document.value) || !Array.isArray((document.value as any).contexts)) {
    if (!faults.areThere) { faults.add({ id, rule: "must be a kubeconfig, with a list of 'contexts'", fix: 'Name another file' }, { file }); }
    return [];
  }
  const contexts = contextsOf(document);
  for (const [index, name] of (chosen ?? []).entries()) {
    if (contexts.some((context) => context.name === name)) { continue; }
    const names = contexts.map((context) => String(context.name));
    faults.add({
      id: 'fleet/no-such-cluster', prop: formatPath(['contexts', index]), rule: 'must be a context of the kubeconfig', got: name,
      fix: useNearest(String(name), names, `It has ${listed(names, Infinity)}`),
    }, { file });
  }
  const meant = contexts.filter(({ name }) => chosen === undefined || chosen.includes(name as string));
  const places = (path: FieldPath) => document.places.of(document.value, path);
  if (meant.length === 0 && !faults.areThere) { faults.add({ id, rule: 'must have contexts, and has none', fix: 'Name another file' }, { file }); }
  return meant.flatMap((context, position) => {
    const twin = meant.slice(0, position).find(({ cluster }) => cluster !== undefined && cluster === context.cluster);
    if (twin !== undefined) {
      faults.add({ id: 'fleet/unique-cluster', rule: `'${context.name}' must not lead to the cluster to which '${twin.name}' leads`, fix: CONTEXTS_FIX }, places(context.path));
      return [];
    }
    return [{
      value: document.value, places: document.places,
      calledBy: { value: context.name, path: [...context.path, 'name'] },
      server: context.server,
      facts: {},
    }];
  });
}

interface Context {
  readonly name: unknown;
  readonly cluster: unknown;
  readonly server: unknown;
  readonly path: FieldPath;
}

function contextsOf({ value }: LocatedDocument): readonly Context[] {
  const { contexts, clusters } = value as { readonly contexts: readonly any[]; readonly clusters?: unknown };
  const known: readonly any[] = Array.isArray(clusters) ? clusters.filter((cluster) => isPlainObject(cluster)) : [];
  return contexts.flatMap((context: any, index) => {
    if (!isPlainObject(context)) { return []; }
    const { name, context: to } = context as any;
    const server = known.find((cluster) => cluster.name === to?.cluster)?.cluster?.server;
    return [{ name, cluster: to?.cluster, server, path: ['contexts', index] }];
  });
}
