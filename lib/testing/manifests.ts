import { IConstruct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { synthesize } from '../cluster/synthesis';
import { Finding } from '../construct/finding';
import { fail, FleetError } from '../construct/fleet-error';
import { Fleet } from '../fleet/fleet';
import { formatPath } from '../manifest/field-path';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';
import { describeObject } from '../manifest/object-key';
import { parseYaml, stringifyYaml } from '../manifest/yaml';
import { Difference, differences } from './subset';

/** A Kubernetes object, spelled as on the wire. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly [field: string]: any;
}

/** Which objects are meant: those with all that is said. */
export interface ManifestQuery {
  /**
   * Version of their API, e.g. `apps/v1`.
   * @default - of any
   */
  readonly apiVersion?: string;

  /**
   * Kind, e.g. `Deployment`.
   * @default - of any
   */
  readonly kind?: string;

  /**
   * Name.
   * @default - any
   */
  readonly name?: string;

  /**
   * Namespace.
   * @default - any, or none
   */
  readonly namespace?: string;

  /**
   * Labels that they have, among others.
   * @default - any
   */
  readonly labels?: { readonly [key: string]: string };
}

/**
 * What a synth makes, for tests: objects to look at, and checks that say what is there instead. It works with any test runner. Nothing is written, and what
 * would end a synth with errors throws them.
 *
 * @example
 * const manifests = Manifests.of(cluster);
 * manifests.has('Deployment', 'api', { spec: { replicas: 3 } });
 * manifests.hasNone({ kind: 'Ingress' });
 */
export class Manifests {
  /** What a cluster, an App of cdk8s or a part of one makes: of a part, its objects alone. */
  public static of(scope: IConstruct): Manifests {
    const { root } = scope.node;
    const { charts, warnings, errors } = Cluster.isCluster(root) ? root._synthesize() : synthesize(root);
    if (errors.length > 0) { fail(new FleetError([...errors])); }
    const objects = charts.flatMap((each) => each.objects.filter((_, index) => each.sources[index].node.scopes.includes(scope)));
    return new Manifests(objects, warnings);
  }

  /** What a fleet writes, by the folder: that of each cluster, and that of its hub. */
  public static ofFleet(fleet: Fleet): { readonly [cluster: string]: Manifests } {
    const { clusters, warnings } = fleet._manifests();
    return Object.fromEntries([...clusters].map(([cluster, objects]) => (
      [cluster, new Manifests(objects, warnings.filter(({ path }) => path === cluster || path.startsWith(`${cluster}/`)))])));
  }

  /** The objects in a YAML text. */
  public static parse(yaml: string): Manifests {
    return new Manifests(parseYaml(yaml) as ManifestObject[], []);
  }

  private constructor(
    /** All objects, in the order in which they should be applied. */
    public readonly objects: readonly ManifestObject[],
    /** What the synth warned of, accepted or not. */
    public readonly warnings: readonly Finding[],
  ) {}

  /** All objects as YAML, for a snapshot. */
  public get yaml(): string {
    return stringifyYaml(this.objects);
  }

  /** The objects that are meant. */
  public find(query: ManifestQuery): ManifestObject[] {
    return this.objects.filter((object) => isMeant(object, query));
  }

  /** The one object of a kind and name. Throws where there is none, or several. */
  public get(kind: string, name: string, namespace?: string): ManifestObject {
    const query = { kind, name, ...(namespace !== undefined && { namespace }) };
    const found = this.find(query);
    if (found.length === 1) { return found[0]; }
    if (found.length > 1) { refuse(`There are ${found.length} objects with ${printedQuery(query)}: ${found.map(describeObject).join(', ')}. Say the namespace, too.`); }
    refuse(`There is no object with ${printedQuery(query)}. ${this.instead(kind, name)}.`);
  }

  /**
   * Asks that there is an object of a kind and name, and what it holds. Maps may hold more than is said; lists are as long as is said, and their items may hold
   * more. `undefined` says that a field is not there. `expect.any(String)` and its like are understood.
   *
   * @param name its name, or `namespace/name`
   */
  public has(kind: string, name: string, expected: object = {}): ManifestObject {
    const [last, ...namespace] = name.split('/').reverse();
    const object = this.get(kind, last, namespace[0]);
    const found = differences(expected, object);
    if (found.length > 0) { refuse(`${describeObject(object)} is not as expected.\n  ${found.map((each) => line(each, kind)).join('\n  ')}`); }
    return object;
  }

  /** Asks that no object is meant. */
  public hasNone(query: ManifestQuery): void {
    this.count(query, 0);
  }

  /** Asks how many objects are meant. */
  public count(query: ManifestQuery, expected: number): void {
    const found = this.find(query);
    if (found.length === expected) { return; }
    const which = found.length === 0 ? '' : `: ${found.map(describeObject).join(', ')}`;
    refuse(`Expected ${expected} objects with ${printedQuery(query)}, got ${found.length}${which}.`);
  }

  private instead(kind: string, name: string): string {
    const ofKind = this.find({ kind });
    if (ofKind.length === 0) {
      const kinds = [...new Set(this.objects.map((object) => object.kind))].sort();
      return useNearest(kind, kinds, kinds.length === 0 ? 'There are no objects at all' : `There are kinds ${listed(kinds, 20)}`);
    }
    const names = ofKind.map((object) => String(object.metadata?.name));
    const all = `There are ${listed(ofKind.map(({ metadata }) => [metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join('/')), 20)}`;
    return names.includes(name) ? all : useNearest(name, names, all);
  }
}

function isMeant(object: ManifestObject, { apiVersion, kind, name, namespace, labels = {} }: ManifestQuery): boolean {
  const is = (wanted: string | undefined, actual: unknown) => wanted === undefined || wanted === actual;
  const { metadata } = object;
  return is(apiVersion, object.apiVersion) && is(kind, object.kind) && is(name, metadata?.name) && is(namespace, metadata?.namespace)
    && Object.entries(labels).every(([key, value]) => metadata?.labels?.[key] === value);
}

function printedQuery(query: ManifestQuery): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined);
  return said.length === 0 ? 'anything' : said.map(([field, value]) => `${field} ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`).join(', ');
}

/** What a Secret holds is not printed, be it of a test. */
function line({ path, expected, actual }: Difference, kind: string): string {
  const where = path.length === 0 ? 'the object' : formatPath(path);
  if (kind === 'Secret' && (path[0] === 'data' || path[0] === 'stringData')) { return `${where}: not as expected`; }
  return `${where}: expected ${expected}, got ${actual}`;
}

function refuse(message: string): never {
  throw new Error(message);
}
