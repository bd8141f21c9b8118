import { FieldPath } from '../../../manifest/field-path';
import { listOf } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { FieldFaults, isGiven, mapOf, rangeFault, textOf } from './field-faults';
import { writtenPathFault } from './local-path';
import { isFrom } from './target-minor';
import { checkFiles } from './volume-files';

const SOURCES = ['secret', 'configMap', 'downwardAPI', 'serviceAccountToken'];
const LEAST_SECONDS = 600;
const MOST_SECONDS = 2 ** 32;

/** What is wrong with what is put together into one volume: each source once, and no two files in one place. */
export function checkProjection(faults: FieldFaults, sources: readonly any[], path: FieldPath, cluster: ClusterManifests): void {
  const places = new Set<string>();
  sources.forEach((each, index) => {
    const source = mapOf(each);
    if (source === undefined) { return; }
    const at = [...path, 'sources', index];
    if (SOURCES.filter((kind) => isGiven(source[kind])).length > 1) { faults.add('must name one source, not several', at); }
    for (const kind of ['secret', 'configMap', 'downwardAPI']) {
      const files = mapOf(source[kind]);
      if (files === undefined) { continue; }
      if (kind !== 'downwardAPI' && (files.name ?? '') === '') { faults.add('must be given', [...at, kind, 'name']); }
      checkFiles(faults, files.items, [...at, kind, 'items'], kind === 'downwardAPI' ? 'downwardAPI' : 'keys');
      listOf(files.items).forEach((item, each2) => {
        const place = textOf(item?.path);
        if (place !== undefined && places.has(place)) { faults.add('must not be the place of another file of the volume', [...at, kind, 'items', each2, 'path'], place); }
        if (place !== undefined) { places.add(place); }
      });
    }
    const token = mapOf(source.serviceAccountToken);
    if (token === undefined) { return; }
    const file = [...at, 'serviceAccountToken'];
    faults.add(rangeFault(token.expirationSeconds, LEAST_SECONDS, MOST_SECONDS), [...file, 'expirationSeconds'], token.expirationSeconds);
    if (token.path === '') { faults.add('must not be empty', [...file, 'path']); }
    if (isFrom(cluster, '1.30') && isGiven(token.path)) { faults.add(writtenPathFault(token.path), [...file, 'path'], token.path); }
  });
}
