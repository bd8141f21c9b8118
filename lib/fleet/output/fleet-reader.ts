import * as fs from 'node:fs';
import * as path from 'node:path';
import { KubernetesObject } from '../../manifest/object';
import { parseYaml } from '../../manifest/yaml';
import { ClusterIndex, IndexedObject, indexedObjects, readIndex } from './cluster-index';
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

/** A cluster as it was written. Its files are read when they are asked for. */
export class WrittenCluster {
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

  /** An object of the index, as its file has it: undefined where the file does not hold it any more. */
  public read(object: IndexedObject): KubernetesObject | undefined {
    const place = this.index.lines.filter((line) => line.path === object.path).indexOf(object);
    return parseYaml(this.text(object.path))[place] as KubernetesObject | undefined;
  }
}
