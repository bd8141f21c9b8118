import * as fs from 'node:fs';
import * as path from 'node:path';
import { fail } from '../../construct/fleet-error';
import { KubernetesObject } from '../../manifest/object';
import { parseYaml } from '../../manifest/yaml';
import { ClusterFacts } from '../../rules/fleet/cluster-facts';
import { ClusterIndex, hashOf, IndexedObject, indexedObjects, readIndex } from './cluster-index';
import { outputError } from './output-error';
import { RunFolder } from './run-folder';

/**
 * The clusters that a fleet has written, sorted by name. Where a run was ended while it replaced a folder, the one that is whole is read.
 *
 * @param outdir the folder of the fleet; one that is not there holds no clusters
 */
export function readFleet(outdir: string): WrittenCluster[] {
  const run = new RunFolder(outdir);
  return run.names().sort().flatMap((name) => {
    const folder = run.whereabouts(name);
    const index = folder === undefined ? undefined : readIndex(folder, name);
    return folder === undefined || index === undefined ? [] : [new WrittenCluster(name, folder, index)];
  });
}

/** What facts hold of many things. */
const LISTS = ['namespaces', 'services', 'workloads', 'policies', 'snapshots', 'nodePools', 'apis', 'definitions', 'overrides'];

/** A cluster as it was written. Its files are read when they are asked for. */
export class WrittenCluster {
  private latest: { readonly path: string; readonly objects: readonly (KubernetesObject | undefined)[] } | undefined;

  constructor(
    public readonly name: string,
    /** Where its files are. */
    public readonly folder: string,
    public readonly index: ClusterIndex,
  ) {}

  /** Its objects, as the index knows them. */
  public get objects(): IndexedObject[] {
    return indexedObjects(this.index);
  }

  /** The text of one of its files. */
  public text(file: string): string {
    return fs.readFileSync(path.join(this.folder, file), 'utf8');
  }

  /** The bytes of one of its files. */
  public size(file: string): number {
    return fs.statSync(path.join(this.folder, file)).size;
  }

  /** An object of the index, as its file has it: undefined where the file does not hold it any more. */
  public read(object: IndexedObject): KubernetesObject | undefined {
    // The objects of a file are asked for one after the other.
    if (this.latest?.path !== object.path) { this.latest = { path: object.path, objects: this.objectsIn(object.path) }; }
    const place = this.index.lines.filter((line) => line.path === object.path).indexOf(object);
    return this.latest.objects[place];
  }

  /** What is no longer as the index has it: files that somebody edited or removed. */
  public get strays(): string[] {
    const byPath = new Map<string, string[]>();
    for (const { path: file, hash } of this.index.lines) { byPath.set(file, [...byPath.get(file) ?? [], hash]); }
    return [...byPath].filter(([file, hashes]) => {
      try {
        const documents = this.text(file).split(/^---\n/m);
        return documents.length !== hashes.length || documents.some((document, index) => hashOf(document) !== hashes[index]);
      } catch {
        return true;
      }
    }).map(([file]) => file);
  }

  /** What other clusters need to know of it. */
  public get facts(): ClusterFacts {
    const { facts } = this.index;
    if (typeof facts.cluster?.name === 'string' && LISTS.every((list) => Array.isArray(facts[list]))) { return facts as unknown as ClusterFacts; }
    fail(outputError(this.name, { id: 'fleet/index', rule: 'its index does not tell what other clusters need to know of it', fix: 'Synthesize it again' }));
  }

  private objectsIn(file: string): readonly (KubernetesObject | undefined)[] {
    try {
      return parseYaml(this.text(file)) as KubernetesObject[];
    } catch (error) {
      fail(outputError(this.name, { id: 'fleet/index', rule: `'${file}' cannot be read as it was written: ${(error as Error).message.split('\n')[0]}`, fix: 'Synthesize it again' }));
    }
  }
}
