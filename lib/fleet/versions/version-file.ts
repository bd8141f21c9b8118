import { FileFaults } from '../../construct/file-faults';
import { isPlainObject } from '../../construct/shape';
import { dnsLabelFault } from '../../manifest/dns-name';
import { FieldPath, formatPath } from '../../manifest/field-path';
import { imageFault, imageParts } from '../../manifest/image';
import { LocatedDocument, Place, readLocatedYaml } from '../../manifest/located-yaml';
import { useNearest } from '../../manifest/nearest-name';
import { readText } from '../inventory/file-text';

const id = 'fleet/versions-file';
const EXAMPLE = "Use one such as 'web: registry.example.com/shop/web:1.4.2@sha256:…'";
const FIELDS = ['defaults', 'environments', 'clusters', '$schema'];

/** Which image runs under a name, and where that is said. */
export interface VersionEntry {
  readonly image: string;
  readonly place: Place;
  /** As it is called in the file: `environments.dev.web`. */
  readonly path: string;
}

/** Images by name. */
export type Versions = ReadonlyMap<string, VersionEntry>;

/** Images of environments or clusters, and where those are named. */
export type VersionsByOwner = ReadonlyMap<string, { readonly place: Place; readonly path: string; readonly versions: Versions }>;

/** What a file says of versions. */
export interface VersionFile {
  readonly defaults: Versions;
  readonly environments: VersionsByOwner;
  readonly clusters: VersionsByOwner;
}

const NOTHING: VersionFile = { defaults: new Map(), environments: new Map(), clusters: new Map() };

/** The versions that a file says. What is wrong with it is a fault. */
export function readVersionFile(file: string, faults: FileFaults): VersionFile {
  const text = readText(file, faults, id);
  if (text === undefined) { return NOTHING; }
  const [document, ...others] = readLocatedYaml(text, file, faults).filter(({ value }) => value !== null);
  others.forEach((other) => faults.add({ id, rule: 'must be one document, and this is another', fix: 'Put all versions into one' }, other.places.of(undefined, [])));
  if (document !== undefined) { return new Reader(document, faults).read(); }
  if (!faults.areThere) { faults.add({ id, rule: 'must say which images run where, and is empty', fix: "Begin with 'environments:'" }, { file }); }
  return NOTHING;
}

class Reader {
  public constructor(private readonly document: LocatedDocument, private readonly faults: FileFaults) {}

  public read(): VersionFile {
    const { value } = this.document;
    const root = this.mapAt(value, [], "'defaults', 'environments' and 'clusters'");
    Object.keys(root).filter((key) => !FIELDS.includes(key)).forEach((key) => {
      this.add('is no field of this file', useNearest(key, FIELDS, "There are 'defaults', 'environments' and 'clusters'"), [key], 'key', 'construct/unknown-prop');
    });
    return { defaults: this.versionsAt(root.defaults, ['defaults']), environments: this.ownersAt(root, 'environments'), clusters: this.ownersAt(root, 'clusters') };
  }

  private ownersAt(root: { readonly [key: string]: unknown }, field: 'environments' | 'clusters'): VersionsByOwner {
    const owners = root[field] === undefined || root[field] === null ? {} : this.mapAt(root[field], [field], 'names');
    return new Map(Object.entries(owners).map(([name, versions]) => (
      [name, { place: this.placeOf([field, name], 'key'), path: formatPath([field, name]), versions: this.versionsAt(versions, [field, name]) }])));
  }

  private versionsAt(value: unknown, path: FieldPath): Versions {
    const versions = value === undefined || value === null ? {} : this.mapAt(value, path, 'names and images');
    return new Map(Object.entries(versions).flatMap(([name, image]): [string, VersionEntry][] => {
      const at = [...path, name];
      if (dnsLabelFault(name) !== undefined) { this.add(`must have a name that is a DNS label, got '${name}'`, "Use one such as 'web'", at, 'key'); }
      const rule = versionFault(image);
      if (rule !== undefined) {
        this.add(rule, EXAMPLE, at);
        return [];
      }
      return [[name, { image: image as string, place: this.placeOf(at), path: formatPath(at) }]];
    }));
  }

  private mapAt(value: unknown, path: FieldPath, of: string): { readonly [key: string]: unknown } {
    if (isPlainObject(value)) { return value as { readonly [key: string]: unknown }; }
    this.add(`must be a map of ${of}`, path.length === 0 ? "Begin with 'environments:'" : 'Correct it, or leave it out', path);
    return {};
  }

  private add(rule: string, fix: string, path: FieldPath, part: 'key' | 'value' = 'value', ofId = id): void {
    this.faults.add({ id: ofId, ...(path.length > 0 && { prop: formatPath(path) }), rule, fix }, this.placeOf(path, part));
  }

  private placeOf(path: FieldPath, part: 'key' | 'value' = 'value'): Place {
    return this.document.places.of(this.document.value, path, part);
  }
}

/** The tag says to people and bots which version it is, the digest to nodes which image they run. */
function versionFault(image: unknown): string | undefined {
  if (typeof image !== 'string') { return 'must be an image with a tag and a digest'; }
  const fault = imageFault(image);
  if (fault !== undefined) { return fault; }
  const { tag, digest } = imageParts(image);
  const missing = [tag === undefined && 'a tag', digest === undefined && 'a digest'].filter((each) => each !== false);
  return missing.length === 0 ? undefined : `must have ${missing.join(' and ')}, got '${image}'`;
}
