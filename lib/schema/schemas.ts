import { join } from 'node:path';
import { nearestName } from '../manifest/nearest-name';
import { BuiltInNodes } from './built-in';
import { Extract, extractOf, KindRecord } from './extract';
import { firstMinor, removedIn } from './lifecycle';
import { ObjectSchema } from './schema-node';

/** Why a Kubernetes does not serve an API version of a kind. */
export type Unserved =
  /** It is gone. `replacement` is what this Kubernetes serves in its place: `apps/v1 Deployment`. */
  | { readonly kind: 'removed'; readonly removedIn: string; readonly replacement?: string }
  /** It comes with a later Kubernetes. `now` is what this one serves of the kind. */
  | { readonly kind: 'later'; readonly since: string; readonly now?: string }
  /** The API version is known, the kind is not; `nearest` is one of it. `now` are the API versions that have such a kind. */
  | { readonly kind: 'unknown-kind'; readonly nearest?: string; readonly now?: readonly string[] }
  /** The group is one of Kubernetes', the version is not. */
  | { readonly kind: 'unknown-version'; readonly now: readonly string[] }
  /** No Kubernetes has the group: a custom resource, unless `nearest` was meant. */
  | { readonly kind: 'unknown-group'; readonly nearest?: string };

/** That an API version goes. */
export interface Deprecation {
  /** The Kubernetes that deprecated it. */
  readonly since: string;
  /** The first Kubernetes without it, as far as that is decided. */
  readonly removedIn?: string;
  /** What to write in its place, as this Kubernetes serves it: `batch/v1 CronJob`. */
  readonly replacement?: string;
}

/** What one Kubernetes minor knows. */
export interface KubernetesSchemas {
  readonly minor: string;
  /** The schema of a kind, or undefined where this Kubernetes does not have it. */
  find(apiVersion: string, kind: string): ObjectSchema | undefined;
  /** What is known of a kind that `find` does not find. */
  unserved(apiVersion: string, kind: string): Unserved;
  deprecated(apiVersion: string, kind: string): Deprecation | undefined;
  /** Whether this Kubernetes serves it only where somebody has switched it on, as alpha and new beta versions. */
  offByDefault(apiVersion: string, kind: string): boolean;
  /** Undefined where the kind is not known. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined;
  /** Whether objects of the kind hold others in `items`: `List`, and the lists of known kinds. */
  isListKind(apiVersion: string, kind: string): boolean;
  /** The kinds that are served, by API version. */
  kinds(): readonly { readonly apiVersion: string; readonly kind: string }[];
  /** The schema of every object's metadata. */
  metadata(): ObjectSchema;
}

let extract: Extract | undefined;

/** The extract of this package, read once. */
export function shippedExtract(): Extract {
  extract ??= extractOf(join(__dirname, '../../schema/kubernetes.br'));
  return extract;
}

/** The Kubernetes minors that are known, oldest first. */
export function kubernetesMinors(): readonly string[] {
  return Object.keys(shippedExtract().sources);
}

const opened = new Map<string, KubernetesSchemas>();

/** What is known of a Kubernetes minor such as `1.35`. Throws where it is not known. */
export function schemasOf(minor: string): KubernetesSchemas {
  const known = opened.get(minor);
  if (known !== undefined) { return known; }
  const minors = kubernetesMinors();
  if (!minors.includes(minor)) {
    throw new Error(`the schemas of Kubernetes '${minor}' are not known, only those of ${minors[0]} to ${minors.at(-1)}: say one of these, or take a newer version of this library`);
  }
  const schemas = new MinorSchemas(minor, minors, shippedExtract());
  opened.set(minor, schemas);
  return schemas;
}

class MinorSchemas implements KubernetesSchemas {
  private readonly nodes: BuiltInNodes;
  private readonly found = new Map<string, ObjectSchema>();

  constructor(readonly minor: string, private readonly minors: readonly string[], private readonly extract: Extract) {
    this.nodes = new BuiltInNodes(extract, minors, minor);
  }

  find(apiVersion: string, kind: string): ObjectSchema | undefined {
    const key = `${apiVersion} ${kind}`;
    const known = this.found.get(key);
    if (known !== undefined) { return known; }
    const record = this.record(apiVersion, kind);
    // Kinds of any name may be asked for: only those that there are take memory.
    if (record?.definition === undefined || !this.serves(record)) { return undefined; }
    const schema = this.schema(apiVersion, kind, record.definition);
    this.found.set(key, schema);
    return schema;
  }

  unserved(apiVersion: string, kind: string): Unserved {
    const record = this.record(apiVersion, kind);
    if (record !== undefined) {
      const since = firstMinor(record);
      if (since !== undefined && this.isBefore(this.minor, since)) { return { kind: 'later', since, now: this.servedName(kind, groupOf(apiVersion)) }; }
      const gone = removedIn(record, this.minors);
      if (gone !== undefined) { return { kind: 'removed', removedIn: gone, replacement: this.replacement(record, apiVersion, kind) }; }
    }
    const all = Object.keys(this.extract.kinds);
    const now = this.apiVersionsOf(kind);
    if (all.includes(apiVersion)) {
      return { kind: 'unknown-kind', nearest: nearestName(kind, this.kindsIn(apiVersion)), now };
    }
    const group = groupOf(apiVersion);
    const versions = all.filter((name) => groupOf(name) === group && this.kindsIn(name).length > 0);
    if (versions.length > 0) { return { kind: 'unknown-version', now: now.some((name) => groupOf(name) === group) ? now.filter((name) => groupOf(name) === group) : versions }; }
    return { kind: 'unknown-group', nearest: nearestName(apiVersion, all) };
  }

  deprecated(apiVersion: string, kind: string): Deprecation | undefined {
    const record = this.record(apiVersion, kind);
    if (record?.deprecated === undefined || !this.serves(record) || this.isBefore(this.minor, record.deprecated)) { return undefined; }
    return { since: record.deprecated, removedIn: removedIn(record, this.minors), replacement: this.replacement(record, apiVersion, kind) };
  }

  offByDefault(apiVersion: string, kind: string): boolean {
    return this.record(apiVersion, kind)?.off?.includes(this.minor) === true;
  }

  isNamespaced(apiVersion: string, kind: string): boolean | undefined {
    const record = this.record(apiVersion, kind);
    return record?.definition === undefined ? undefined : record.cluster !== true;
  }

  isListKind(apiVersion: string, kind: string): boolean {
    if (apiVersion === 'v1' && kind === 'List') { return true; }
    return kind.endsWith('List') && this.record(apiVersion, kind.slice(0, -'List'.length)) !== undefined;
  }

  kinds(): readonly { readonly apiVersion: string; readonly kind: string }[] {
    return Object.keys(this.extract.kinds).flatMap((apiVersion) => this.kindsIn(apiVersion).map((kind) => ({ apiVersion, kind })));
  }

  metadata(): ObjectSchema {
    return this.schema('meta/v1', 'ObjectMeta', 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  }

  private schema(apiVersion: string, kind: string, definition: string): ObjectSchema {
    return {
      apiVersion,
      kind,
      builtIn: true,
      root: this.nodes.node(definition),
      unchecked: NOTHING,
      elsewhere: (holder, field) => (holder.definition === undefined ? undefined : this.nodes.elsewhere(holder.definition, field)),
    };
  }

  private record(apiVersion: string, kind: string): KindRecord | undefined {
    const { kinds } = this.extract;
    return Object.hasOwn(kinds, apiVersion) && Object.hasOwn(kinds[apiVersion], kind) ? kinds[apiVersion][kind] : undefined;
  }

  private serves({ definition, minors }: KindRecord): boolean {
    return definition !== undefined && (minors === undefined || minors.includes(this.minor));
  }

  private kindsIn(apiVersion: string): string[] {
    return Object.entries(this.extract.kinds[apiVersion]).filter(([, record]) => this.serves(record)).map(([kind]) => kind);
  }

  private apiVersionsOf(kind: string): string[] {
    return Object.keys(this.extract.kinds).filter((apiVersion) => this.kindsIn(apiVersion).includes(kind)).sort(byStability);
  }

  private replacement(record: KindRecord, apiVersion: string, kind: string): string | undefined {
    const [version, newKind] = record.replacement?.split(' ') ?? [];
    const named = version === undefined ? undefined : this.record(version, newKind);
    return named !== undefined && this.serves(named) ? record.replacement : this.servedName(kind, groupOf(apiVersion));
  }

  /** The most stable of the versions of a kind that are served, of its own group. */
  private servedName(kind: string, group: string): string | undefined {
    const version = this.apiVersionsOf(kind).find((name) => groupOf(name) === group);
    return version === undefined ? undefined : `${version} ${kind}`;
  }

  private isBefore(minor: string, other: string): boolean {
    return Number(minor.split('.')[1]) < Number(other.split('.')[1]);
  }
}

const NOTHING: ReadonlySet<string> = new Set();

function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** Stable versions before betas before alphas, and newer before older. */
function byStability(a: string, b: string): number {
  const rank = (name: string) => (/alpha/.test(name) ? 2 : 0) + (/beta/.test(name) ? 1 : 0);
  return rank(a) - rank(b) || b.localeCompare(a, 'en', { numeric: true });
}

