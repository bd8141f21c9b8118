import * as fs from 'node:fs';
import * as path from 'node:path';
import { readFleet } from '../../fleet/output/fleet-reader';
import { listed } from '../../manifest/listed';
import { ClusterFacts } from '../../rules/fleet/cluster-facts';
import { CliError, ExitCode } from '../exit-code';
import { PassedOver } from './check-report';
import { FILE_RULES } from './file-rules';
import { readManifest } from './manifest-bytes';
import { FoundFiles, manifestFiles, STANDARD_INPUT, statsOf } from './manifest-files';
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
  readonly passedOver?: readonly PassedOver[];
  readonly ignored?: readonly string[];
}

/**
 * The clusters that arguments of a command line mean: folders that fleets have written, and all other files as one more.
 *
 * @param known texts in the place of what stands in files
 * @param ignore patterns of files that are left out; what a fleet has written is checked as a whole
 */
export function checkedClusters(args: readonly string[], known: ReadonlyMap<string, string> = new Map(), ignore: readonly string[] = []): CheckedCluster[] {
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
  return others.length === 0 ? written : [...written, looseFiles(others, ignore, read)];
}

function looseFiles(args: readonly string[], ignore: readonly string[], read: (file: string) => ManifestText): CheckedCluster {
  const found = manifestFiles(args, ignore);
  const { texts, passedOver } = readManifests(found, read);
  if (passedOver.length > 0 && texts.size === 0) {
    throw new CliError(`There is no manifest at ${listed(args)}, seen from '${process.cwd()}': ${passedOver[0].file}: ${passedOver[0].why}. Name files with objects of Kubernetes.`, ExitCode.WRONG_USE);
  }
  return { texts, faults: [], passedOver, ignored: found.ignored };
}

/** Texts of files, and files that are no manifests. */
interface ReadManifests {
  readonly texts: ReadonlyMap<string, ManifestText>;
  readonly passedOver: readonly PassedOver[];
}

/** What stands in files, but for those that are not named and no manifests. */
function readManifests({ files, named }: FoundFiles, read: (file: string) => ManifestText): ReadManifests {
  const texts = new Map<string, ManifestText>();
  const passedOver: PassedOver[] = [];
  for (const file of files) {
    const why = named.has(file) || !isTemplate(file) ? undefined : 'it is a template of a Helm chart; render it, and check what comes of it';
    const text = why === undefined ? read(file) : undefined;
    if (text === undefined || (text.faults.length > 0 && !text.isMeant && !named.has(file))) {
      passedOver.push({ file, why: why ?? 'it holds no object of Kubernetes' });
    } else {
      texts.set(file, text);
    }
  }
  return { texts, passedOver };
}

/** Whether a file is in the templates of a chart. */
function isTemplate(file: string): boolean {
  const folders = path.dirname(path.resolve(file)).split(path.sep);
  return folders.some((folder, index) => folder === 'templates' && fs.existsSync([...folders.slice(0, index), 'Chart.yaml'].join(path.sep)));
}

function isFolder(arg: string): boolean {
  return arg !== STANDARD_INPUT && statsOf(arg)?.isDirectory() === true;
}

/** What stands in a file, or comes in. */
export function textOf(file: string): ManifestText {
  const read = readManifest(file);
  return 'text' in read ? new ManifestText(file, read.text) : new ManifestText(file, '', [{ rule: FILE_RULES.syntax, message: read.reason, fix: read.fix, place: { file } }]);
}
