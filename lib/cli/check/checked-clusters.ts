import * as fs from 'node:fs';
import * as path from 'node:path';
import { readFleet } from '../../fleet/output/fleet-reader';
import { ClusterFacts } from '../../rules/fleet/cluster-facts';
import { FILE_RULES } from './file-rules';
import { readManifest } from './manifest-bytes';
import { manifestFiles, STANDARD_INPUT, statsOf } from './manifest-files';
import { ManifestText, TextFault } from './manifest-text';

/** The manifests of one cluster. */
export interface CheckedCluster {
  /** Undefined for files that belong to no cluster that a fleet has written: all of them together are one. */
  readonly name?: string;
  readonly kubernetesVersion?: string;
  readonly texts: ReadonlyMap<string, ManifestText>;
  /** What is wrong with the folder as a whole. */
  readonly faults: readonly TextFault[];
  /** What other clusters need to know of it. */
  readonly facts?: ClusterFacts;
}

/**
 * The clusters that arguments of a command line mean: folders that fleets have written, and all other files as one more.
 *
 * @param known texts in the place of what stands in files
 */
export function checkedClusters(args: readonly string[], known: ReadonlyMap<string, string> = new Map()): CheckedCluster[] {
  const read = (file: string) => (known.has(file) ? new ManifestText(file, known.get(file)!) : textOf(file));
  // Each once, and in an order that is not that of the arguments: which of two clusters is told to yield hangs on it.
  const distinct = [...new Map([...args].sort().map((arg) => [path.resolve(arg), arg])).values()];
  const fleets = distinct.map((arg) => ({ arg, clusters: isFolder(arg) ? readFleet(arg) : [] }));
  const written = fleets.flatMap(({ clusters }) => clusters.map((cluster): CheckedCluster => {
    const fileOf = (file: string) => path.join(cluster.folder, file).split(path.sep).join('/');
    const files = [...new Set(cluster.objects.map((object) => object.path))].sort().filter((file) => fs.existsSync(path.join(cluster.folder, file)));
    return {
      name: cluster.name,
      kubernetesVersion: cluster.facts.cluster.kubernetesVersion,
      texts: new Map(files.map((file) => [fileOf(file), read(fileOf(file))])),
      faults: cluster.strays.map((file) => ({ rule: FILE_RULES.written, message: 'is not as it was written: somebody edited or removed it', place: { file: fileOf(file) } })),
      facts: cluster.facts,
    };
  }));
  const others = fleets.filter(({ clusters }) => clusters.length === 0).map(({ arg }) => arg);
  const loose = others.length === 0 ? [] : [{ texts: new Map(manifestFiles(others).map((file) => [file, read(file)])), faults: [] }];
  return [...written, ...loose];
}

function isFolder(arg: string): boolean {
  return arg !== STANDARD_INPUT && statsOf(arg)?.isDirectory() === true;
}

/** What stands in a file, or comes in. */
export function textOf(file: string): ManifestText {
  const read = readManifest(file);
  return 'text' in read ? new ManifestText(file, read.text) : new ManifestText(file, '', [{ rule: FILE_RULES.syntax, message: read.reason, fix: read.fix, place: { file } }]);
}
