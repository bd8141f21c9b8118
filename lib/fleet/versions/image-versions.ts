import { Cluster } from '../../cluster/cluster';
import { ClusterDescription } from '../../cluster/cluster-description';
import { judgedAtOnce } from '../../construct/factory-options';
import { Faults } from '../../construct/faults';
import { describePlace, FileFaults } from '../../construct/file-faults';
import { Finding, Severity } from '../../construct/finding';
import { required, Shape, someText } from '../../construct/shape';
import { Place } from '../../manifest/located-yaml';
import { useNearest } from '../../manifest/nearest-name';
import { readVersionFile, VersionEntry, VersionFile, Versions } from './version-file';

const PATH_FIX = "Use one such as 'versions.yaml'";
const PATH: Shape<string> = required(someText(PATH_FIX), PATH_FIX);

/** Stands where no version is known, in what is never written. */
const NO_IMAGE = `missing.invalid/image:0@sha256:${'0'.repeat(64)}`;

/**
 * Which image runs where, as data: a file of images and digests for environments and clusters, which people and bots change. The program stays the same, and
 * the diff of the fleet shows what a change does.
 *
 * @example
 * const versions = ImageVersions.fromFile('versions.yaml');
 * const fleet = new Fleet({ clusters: Inventory.fromFile('clusters.yaml'), versions });
 */
export class ImageVersions {
  /**
   * Reads a YAML or JSON file: `environments` and `clusters`, which have images by name, and `defaults`. Each image has a tag and a digest. Its JSON Schema is
   * `schema/versions.schema.json` of this package.
   */
  public static fromFile(file: string): ImageVersions {
    judgedAtOnce('ImageVersions.fromFile', (prop) => PATH(file, prop.at('file')));
    const faults = new FileFaults('fleet/versions-file');
    const content = readVersionFile(file, faults);
    faults.throwIfAny();
    return new ImageVersions(file, content);
  }

  private readonly used = new Set<VersionEntry>();

  private constructor(private readonly file: string, private readonly content: VersionFile) {}

  /** The versions that run in a cluster: those of the cluster itself, then those of its environment, then the defaults. */
  public at(cluster: Cluster): ImageVersionsHere {
    const { clusters, environments, defaults } = this.content;
    const own = [clusters.get(cluster.name)?.versions, environments.get(cluster.environment ?? '')?.versions, defaults].filter((each) => each !== undefined);
    return ImageVersionsHere._of(cluster, this.file, own, (entry) => { this.used.add(entry); });
  }

  /**
   * What of the file no cluster got, once all of them were built.
   * @internal
   */
  public _unused(clusters: readonly ClusterDescription[]): Finding[] {
    const warn = (place: Place, path: string, rule: string, fix: string): Finding => (
      { id: 'fleet/unused-version', severity: Severity.WARNING, path: describePlace(place), prop: path, fix, message: `'${path}' ${rule}. ${fix}.` });
    const unusedOf = (versions: Versions) => [...versions].filter(([, entry]) => !this.used.has(entry)).map(([name, { place, path }]) => (
      warn(place, path, 'is run by no cluster', `Leave it out, or ask for '${name}' where it is meant`)));
    const ofOwners = (field: 'environments' | 'clusters', known: readonly string[], what: string) => [...this.content[field]].flatMap(([name, { place, path, versions }]) => (
      known.includes(name) ? unusedOf(versions) : [warn(place, path, `is ${what} of the fleet`, useNearest(name, known, 'Leave it out'))]));
    return [
      ...unusedOf(this.content.defaults),
      ...ofOwners('environments', clusters.flatMap(({ environment }) => environment ?? []), 'the environment of no cluster'),
      ...ofOwners('clusters', clusters.map(({ name }) => name), 'no cluster'),
    ];
  }
}

/** The versions that run in one cluster. */
export class ImageVersionsHere {
  /** @internal */
  public static _of(cluster: Cluster, file: string, sections: readonly Versions[], use: (entry: VersionEntry) => void): ImageVersionsHere {
    return new ImageVersionsHere(cluster, file, sections, use);
  }

  private constructor(
    private readonly cluster: Cluster, private readonly file: string, private readonly sections: readonly Versions[],
    private readonly use: (entry: VersionEntry) => void,
  ) {}

  /**
   * The image that runs under a name, e.g. `registry.example.com/shop/web:1.4.2@sha256:…`. One that the file does not have is an error of the synth.
   * @param name its name in the file
   */
  public of(name: string): string {
    const entry = this.sections.map((versions) => versions.get(name)).find((each) => each !== undefined);
    if (entry !== undefined) {
      this.use(entry);
      return entry.image;
    }
    const known = [...new Set(this.sections.flatMap((versions) => [...versions.keys()]))];
    const faults = new Faults(this.cluster);
    const { environment } = this.cluster;
    const where = environment === undefined ? 'this cluster' : `this cluster or the environment '${environment}'`;
    faults.add({
      id: 'fleet/no-such-version', rule: `'${this.file}' must say which '${name}' runs in ${where}`, fix: useNearest(name, known, `Add it to '${this.file}'`),
    });
    faults.report();
    return NO_IMAGE;
  }
}
