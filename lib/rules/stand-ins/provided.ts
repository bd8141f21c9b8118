import { groupBy } from '../../manifest/group-by';
import { isKnown } from '../../manifest/known';
import { isMap, KubernetesObject } from '../../manifest/object';
import { ClusterManifests, groupKindOf } from '../cluster-manifests';
import { ALWAYS_THERE } from './always-there';
import { ExternalObject } from './external-object';
import { fieldTexts, valuesAt } from './field-text';
import { matchesPattern } from './name-pattern';
import { mayMakeSecrets } from './rights';
import { StandIn, StandInRole } from './stand-in';
import { STAND_INS } from './table';

/**
 * Whether something is there when the manifests are: `yes` where it is among them, made by what is, or said to come from elsewhere; `perhaps` where something
 * among them makes things of which the names can't be told.
 */
export type Provided = 'yes' | 'perhaps' | 'no';

/** What the objects of a cluster make. */
interface MadeIndex {
  /** `kind namespace name`, with `*` for any namespace. */
  readonly exact: ReadonlySet<string>;
  /** Patterns of names, by `kind namespace`, with `*` for any. */
  readonly patterns: ReadonlyMap<string, readonly string[]>;
  /** Kinds of which something is made in a namespace, as `kind namespace`. */
  readonly some: ReadonlySet<string>;
  /** The names of those that make something of a kind in a namespace, as `kind namespace name`. */
  readonly makers: ReadonlySet<string>;
  /** Labels of pods that are made, by namespace. */
  readonly pods: ReadonlyMap<string, readonly { readonly [key: string]: string }[]>;
  /** Names of resources of which it is not known what they make, by namespace. */
  readonly strangers: ReadonlyMap<string, ReadonlySet<string>>;
}

interface WritableIndex extends MadeIndex {
  readonly exact: Set<string>;
  readonly patterns: Map<string, string[]>;
  readonly some: Set<string>;
  readonly makers: Set<string>;
  readonly pods: Map<string, { readonly [key: string]: string }[]>;
  readonly strangers: Map<string, Set<string>>;
}

/** Whether an object is there: of a kind, e.g. `/Secret`, by its name. */
export function provided(cluster: ClusterManifests, kind: string, namespace: string, name: string): Provided {
  if (cluster.find(kind, namespace, name) !== undefined) { return 'yes'; }
  if (!isKnown(namespace) || !isKnown(name)) { return 'perhaps'; }
  const { exact, strangers } = madeBy(cluster);
  if (exact.has(`${kind} ${namespace} ${name}`) || exact.has(`${kind} * ${name}`) || isExternal(cluster, kind, namespace, name)) { return 'yes'; }
  return mayBeNamesake(cluster, kind, namespace, name) || isMade(cluster, kind, namespace, name) || holdsAnyName(name, strangers.get(namespace))
    || (kind === '/Secret' && mayMakeSecrets(cluster, namespace)) ? 'perhaps' : 'no';
}

/**
 * Whether an object of that name may come to be in a namespace, or what asks for it in that of the object: one that says none goes where it is applied
 * (`kubectl apply -n`, Kustomize, a GitOps engine), and only until then counts as one of `default`.
 */
function mayBeNamesake(cluster: ClusterManifests, kind: string, namespace: string, name: string): boolean {
  const namespaces = cluster.once(`namespaces of ${kind}`, () => groupBy(cluster.ofKind(kind), ({ metadata }) => String(metadata?.name))).get(name) ?? [];
  return namespaces.length > 0 && (namespace === 'default' || namespaces.some(saysNoNamespace));
}

/** Whether objects of a kind are among the manifests, or made by what is, in a namespace: then others that are missing are likely to be forgotten. */
export function isManagedHere(cluster: ClusterManifests, kind: string, namespace: string): boolean {
  return cluster.ofKindIn(kind, namespace).length > 0 || cluster.ofKindIn(kind, '').length > 0 || madeBy(cluster).some.has(`${kind} ${namespace}`);
}

/** Whether something makes, or may make, an object: apart from the one that may be among the manifests. */
export function isMade(cluster: ClusterManifests, kind: string, namespace: string, name: string): boolean {
  const { exact, patterns } = madeBy(cluster);
  return exact.has(`${kind} ${namespace} ${name}`) || exact.has(`${kind} * ${name}`)
    || placesOf(kind, namespace).some((place) => patterns.get(place)?.some((pattern) => matchesPattern(pattern, name)));
}

/**
 * Whether something makes, or may make, objects of a kind in a namespace that have a label with one of these values: what operators make has the name of what
 * it is made for in one.
 */
export function mayMakeLabelled(cluster: ClusterManifests, kind: string, namespace: string, values: readonly unknown[]): boolean {
  const { patterns, makers, strangers } = madeBy(cluster);
  return [`* ${namespace}`, '* *'].some((place) => patterns.has(place))
    || values.some((value) => makers.has(`${kind} ${namespace} ${value}`) || strangers.get(namespace)?.has(String(value)));
}

/** Labels of the pods that are made in a namespace without a template that is known. They may have others besides. */
export function madePodsIn(cluster: ClusterManifests, namespace: string): readonly { readonly [key: string]: string }[] {
  return madeBy(cluster).pods.get(namespace) ?? [];
}

/** Whether something may bring pods into a namespace of which nothing can be told. */
export function mayBringPods(cluster: ClusterManifests, namespace: string): boolean {
  const { patterns } = madeBy(cluster);
  return placesOf('/Pod', namespace).some((place) => patterns.has(place));
}

/** Whether a text is the name of a resource of which it is not known what it makes. */
export function isStranger(cluster: ClusterManifests, namespace: string, name: string): boolean {
  return madeBy(cluster).strangers.get(namespace)?.has(name) === true;
}

/** The kinds that are as good as one another for something. */
export function standInsFor(cluster: ClusterManifests, role: StandInRole): readonly StandIn[] {
  return cluster.once(`standInsFor ${role}`, () => [...standInsOf(cluster).values()].flat().filter((standIn) => standIn.role === role));
}

/** The external objects of the target that stood in for something that was asked for. */
export function usedExternals(cluster: ClusterManifests): Set<ExternalObject> {
  return cluster.once('used externals', () => new Set());
}

/** Whether an object goes to the namespace in which it is applied. */
export function saysNoNamespace({ metadata }: KubernetesObject): boolean {
  return typeof metadata?.namespace !== 'string' || metadata.namespace === '';
}

function isExternal(cluster: ClusterManifests, kind: string, namespace: string, name: string): boolean {
  const byKind = cluster.once('external', () => {
    const here = (cluster.target.external ?? []).filter((each) => each.cluster === undefined || matchesPattern(each.cluster, cluster.target.name ?? ''));
    return groupBy([...ALWAYS_THERE, ...here], (each) => each.kind);
  });
  const isMeant = (each: ExternalObject) => matchesPattern(each.name, name) && (each.namespace === undefined || matchesPattern(each.namespace, namespace));
  // People say 'Secret', and mean it of whatever group.
  const meant = [kind, kind.slice(kind.indexOf('/') + 1)].flatMap((each) => byKind.get(each)?.filter(isMeant) ?? []);
  meant.forEach((each) => usedExternals(cluster).add(each));
  return meant.length > 0;
}

const KNOWN: ReadonlyMap<string, readonly StandIn[]> = groupBy(STAND_INS, ({ kind }) => kind);

function standInsOf(cluster: ClusterManifests): ReadonlyMap<string, readonly StandIn[]> {
  const own = cluster.target.standIns ?? [];
  return own.length === 0 ? KNOWN : cluster.once('standIns', () => new Map([...KNOWN, ...groupBy(own, ({ kind }) => kind)]));
}

function madeBy(cluster: ClusterManifests): MadeIndex {
  return cluster.once('madeBy', () => {
    const index: WritableIndex = { exact: new Set(), patterns: new Map(), some: new Set(), makers: new Set(), pods: new Map(), strangers: new Map() };
    const standIns = standInsOf(cluster);
    for (const object of cluster.objects) {
      const kind = groupKindOf(object);
      const namespace = cluster.namespaceOf(object);
      const known = standIns.get(kind);
      if (known === undefined && isCustom(kind)) { addTo(index.strangers, namespace, new Set<string>(), (names) => names.add(String(object.metadata?.name))); }
      known?.forEach((standIn) => addMade(index, standIn, object, namespace));
      const name: unknown = object.metadata?.name;
      // What has no name yet, or gets one from the API server.
      if (typeof name !== 'string' || !isKnown(name) || !isKnown(namespace)) {
        add(index.patterns, `${kind} ${isKnown(namespace) ? namespace : '*'}`, `${object.metadata?.generateName ?? ''}*`);
      }
    }
    return index;
  });
}

function addMade(index: WritableIndex, { makes, pods }: StandIn, object: KubernetesObject, own: string): void {
  for (const made of makes ?? []) {
    if (made.when !== undefined && valuesAt(made.when, object).length === 0) { continue; }
    const names = fieldTexts(made.name, object);
    const namespaces = made.namespace === undefined ? [own] : fieldTexts(made.namespace, object);
    for (const namespace of namespaces.length === 0 ? [own] : namespaces) {
      for (const name of names) {
        const place = `${made.kind === '*' || made.kind.includes('/') ? made.kind : `/${made.kind}`} ${namespace}`;
        index.makers.add(`${place} ${object.metadata?.name}`);
        if (name.includes('*')) { add(index.patterns, place, name); } else { index.exact.add(`${place} ${name}`); index.some.add(place); }
      }
    }
  }
  for (const { labels, labelsAt } of pods ?? []) {
    const found = labelsAt === undefined ? [] : valuesAt(labelsAt, object);
    const said = Object.entries(labels ?? {}).map(([key, value]) => [key, fieldTexts(value, object)[0]]).filter(([, value]) => value !== undefined);
    for (const each of [...found.filter(isMap), ...said.length === 0 ? [] : [Object.fromEntries(said)]]) { add(index.pods, own, each); }
  }
}

/** Where patterns stand that may be meant. */
function placesOf(kind: string, namespace: string): string[] {
  return [`${kind} ${namespace}`, `${kind} *`, `* ${namespace}`, '* *'];
}

/** Whether a kind is none of Kubernetes' own. */
function isCustom(kind: string): boolean {
  const group = kind.slice(0, kind.indexOf('/'));
  return group.includes('.') && (!group.endsWith('.k8s.io') || group === 'gateway.networking.k8s.io');
}

/** Whether a name has one of others in it, between dashes or dots: what is made for something is mostly named after it. */
function holdsAnyName(name: string, others: ReadonlySet<string> | undefined): boolean {
  if (others === undefined) { return false; }
  const starts = [0, ...[...name].flatMap((char, index) => (char === '-' || char === '.' ? [index + 1] : []))];
  const ends = [...starts.slice(1).map((start) => start - 1), name.length];
  return starts.some((start) => ends.some((end) => end > start && others.has(name.slice(start, end))));
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  addTo(map, key, [], (values) => values.push(value));
}

function addTo<T>(map: Map<string, T>, key: string, empty: T, change: (values: T) => void): void {
  const values = map.get(key) ?? empty;
  change(values);
  map.set(key, values);
}
