import * as fs from 'node:fs';
import * as path from 'node:path';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { givenFolder, isWithin } from './output-folder';

/** An object, and the construct behind it. */
export interface ObjectSource {
  readonly name: string;
  /** Of `objectTitle`. */
  readonly title: string;
  /** Of its construct. */
  readonly path: string;
}

/** What cdk8s-cli reads in the place of a `construct-metadata.json` of cdk8s: paths by what objects are called. */
export interface ConstructMetadata {
  readonly [name: string]: { readonly path: string };
}

/**
 * The constructs behind objects, by their names. Validations of cdk8s-cli ask for no more than that: where objects share one, they are told what their
 * constructs stand in. The validation of this library asks by titles.
 */
export function constructMetadata(sources: readonly ObjectSource[], before: ConstructMetadata = {}): ConstructMetadata {
  const metadata = new Map(Object.entries(before));
  const say = (name: string, own: string) => void metadata.set(name, { path: commonPath(metadata.get(name)?.path ?? own, own) });
  sources.forEach(({ name, title, path: own }) => { say(name, own); say(title, own); });
  return Object.fromEntries(metadata);
}

/** The construct behind a finished object, where that has a name. */
export function objectSource(object: KubernetesObject, constructPath: string, cluster?: string): ObjectSource[] {
  const name = object.metadata?.name;
  return name === undefined ? [] : [{ name, title: objectTitle(describeObject(object), cluster), path: constructPath }];
}

/** What an object is called where there may be many clusters: `[prod-eu] Deployment 'shop/api'`. */
export function objectTitle(described: string, cluster?: string): string {
  return cluster === undefined ? described : `[${cluster}] ${described}`;
}

/** Writes down which construct made which object, for validations of cdk8s-cli. It reads one file for all clusters. */
export function writeConstructMetadata(folder: string, sources: readonly ObjectSource[]): void {
  const outer = givenFolder();
  const file = path.join(outer !== undefined && isWithin(outer, folder) ? outer : folder, 'construct-metadata.json');
  const before: ConstructMetadata = outer !== undefined && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).resources : {};
  fs.writeFileSync(file, JSON.stringify({ version: '1.0.0', resources: constructMetadata(sources, before) }));
}

const ROOT = '/';

/** What two constructs stand in, or one of them where it holds the other; `/` where that is the program alone. */
function commonPath(one: string, other: string): string {
  const [parts, others] = [one.split('/'), other.split('/')];
  const end = parts.findIndex((part, index) => part !== others[index]);
  const common = (end < 0 ? parts : parts.slice(0, end)).join('/');
  return common === '' ? ROOT : common;
}
