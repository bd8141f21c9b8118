import type { KubernetesObject } from '../../lib/manifest/object';
import { Mutant, mutationsOf, Neighbours } from './mutations';

/**
 * So many mutants of some objects, of each kind as the root of how many it has: the large ones do not crowd out the small ones. Others for another seed,
 * and spread over all that can be changed.
 */
export function mutantsFrom(objects: readonly KubernetesObject[], neighbours: Neighbours, wanted: number, seed: number): Mutant[] {
  const byKind = new Map<string, (() => Mutant)[]>();
  for (const object of objects) {
    const kind = `${object.apiVersion}/${object.kind}`;
    byKind.set(kind, (byKind.get(kind) ?? []).concat([...mutationsOf(object, neighbours)]));
  }
  const weight = wanted / [...byKind.values()].reduce((sum, all) => sum + Math.sqrt(all.length), 0);
  return [...byKind.values()].flatMap((all) => {
    const count = Math.min(all.length, Math.ceil(weight * Math.sqrt(all.length)));
    const start = (seed * 0.6180339887) % 1;
    return Array.from({ length: count }, (_, index) => all[Math.floor((index + start) * all.length / count)]());
  });
}
