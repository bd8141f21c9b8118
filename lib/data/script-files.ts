import { Faults } from '../construct/faults';
import { FieldPath, formatPath } from '../manifest/field-path';
import { isKnown } from '../manifest/known';
import { Script } from './script-pod';
import { ELASTICSEARCH } from './scripts/elasticsearch';
import { JSON_READER } from './scripts/json-reader';
import { asFile } from './snapshot-bodies';

/** The files that a script reads, itself among them. */
export function filesOf({ id, script, bodies }: Script): { [name: string]: string } {
  const files = Object.entries(bodies).map(([name, body]) => [name, asFile(body)]);
  return { 'elasticsearch.sh': ELASTICSEARCH, 'json.awk': JSON_READER, [`${id}.sh`]: script, ...Object.fromEntries(files) };
}

/** Ends the call where a body holds a token: it would be resolved in a manifest, and is not in a file that a manifest holds. */
export function checkBodies(scripts: readonly Script[], faults: Faults): void {
  const tokens = scripts.flatMap(({ bodies }) => Object.values(bodies).flatMap((body) => tokensIn(body).map((path) => [formatPath(path), path] as const)));
  for (const path of new Map(tokens).values()) {
    faults.props.at(...path).fault({ id: 'prop/known', rule: 'must be known when the program runs, because it is written into a file', fix: 'Use its value instead of a token' });
  }
  if (tokens.length > 0) { faults.throwIfAny(); }
}

/** Where a body holds what JSON can't say. */
function tokensIn(value: unknown, path: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) { return []; }
  if (!isKnown(value)) { return [path]; }
  return Object.entries(value).flatMap(([key, child]) => tokensIn(child, [...path, Array.isArray(value) ? Number(key) : key]));
}
