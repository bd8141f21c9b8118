import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { differenceOf, isEmptyValue, ObjectVariant, PatchOperation } from '../common-part';

const API_VERSION = 'policy.karmada.io/v1alpha1';

/** An object as it stands in the hub. */
export interface Propagated {
  readonly object: KubernetesObject;
  /** The name of the policies about it alone. */
  readonly name: string;
  /** Whether one of them says how it differs. */
  readonly isOverridden: boolean;
}

/** What a policy says of how its objects are delivered. */
export interface PropagationSettings {
  /** Sorted. */
  readonly clusters: readonly string[];
  /** Those of them that get nothing new. */
  readonly held: readonly string[];
  readonly takeOver: boolean;
  readonly preserve: boolean;
}

/** Sends objects of one namespace to clusters. */
export function propagationPolicy(name: string, objects: readonly Propagated[], { clusters, held, takeOver, preserve }: PropagationSettings): KubernetesObject {
  const overrides = objects.filter(({ isOverridden }) => isOverridden).map((each) => each.name).sort();
  const namespace = objects[0].object.metadata?.namespace;
  return {
    apiVersion: API_VERSION,
    kind: namespace === undefined ? 'ClusterPropagationPolicy' : 'PropagationPolicy',
    metadata: { name, namespace },
    spec: {
      resourceSelectors: objects.map(({ object }) => selectorOf(object)),
      // What an object needs has a policy of its own.
      propagateDeps: false,
      conflictResolution: takeOver ? 'Overwrite' : 'Abort',
      preserveResourcesOnDeletion: preserve,
      // Without its differences, no cluster should get the base.
      ...(overrides.length > 0 && { dependentOverrides: overrides }),
      placement: {
        clusterAffinity: { clusterNames: [...clusters] },
        // Each object is where it is said, also while its cluster is not well: no failover.
        clusterTolerations: [{ operator: 'Exists' }],
        // Where nothing is said in this block, replicas are divided among the clusters.
        replicaScheduling: { replicaSchedulingType: 'Duplicated' },
      },
      ...(held.length > 0 && { suspension: { dispatchingOnClusters: { clusterNames: [...held] } } }),
    },
  };
}

/** What differs from the base of an object; undefined where nothing does. Each cluster is in one rule at most. */
export function overridePolicy(name: string, base: KubernetesObject, others: readonly ObjectVariant[]): KubernetesObject | undefined {
  const rules: { overriders: object; clusterNames: string[] }[] = [];
  for (const { object, clusters } of others) {
    const overriders = overridersOf(base, object);
    if (Object.keys(overriders).length === 0) { continue; }
    const same = rules.find((rule) => isDeepStrictEqual(rule.overriders, overriders));
    if (same === undefined) { rules.push({ overriders, clusterNames: [...clusters] }); } else { same.clusterNames.push(...clusters); }
  }
  if (rules.length === 0) { return undefined; }
  const namespace = base.metadata?.namespace;
  return {
    apiVersion: API_VERSION,
    kind: namespace === undefined ? 'ClusterOverridePolicy' : 'OverridePolicy',
    metadata: { name, namespace },
    spec: {
      resourceSelectors: [selectorOf(base)],
      overrideRules: rules.map(({ overriders, clusterNames }) => ({ clusterNames: clusterNames.sort(), overriders }))
        .sort((a, b) => (a.clusterNames[0] < b.clusterNames[0] ? -1 : 1))
        .map(({ clusterNames, overriders }) => ({ targetCluster: { clusterNames }, overriders })),
    },
  };
}

function selectorOf({ apiVersion, kind, metadata }: KubernetesObject) {
  return { apiVersion, kind, ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }), name: metadata?.name };
}

/** Labels and annotations have overriders of their own: Karmada writes others beside them, and there may be none before. */
function overridersOf(base: KubernetesObject, object: KubernetesObject): object {
  const labels = markOverriders(base.metadata?.labels, object.metadata?.labels);
  const annotations = markOverriders(base.metadata?.annotations, object.metadata?.annotations);
  const plaintext = differenceOf(withoutMarks(base), withoutMarks(object)).flatMap((operation) => plaintextOverriders(operation, base));
  return {
    ...(labels.length > 0 && { labelsOverrider: labels }),
    ...(annotations.length > 0 && { annotationsOverrider: annotations }),
    ...(plaintext.length > 0 && { plaintext }),
  };
}

type Marks = { readonly [key: string]: string };

function markOverriders(from: Marks = {}, to: Marks = {}): object[] {
  const gone = Object.keys(from).filter((key) => !Object.hasOwn(to, key)).sort();
  const written = Object.keys(to).filter((key) => from[key] !== to[key]).sort();
  return [
    ...(written.length > 0 ? [{ operator: 'add', value: Object.fromEntries(written.map((key) => [key, to[key]])) }] : []),
    ...(gone.length > 0 ? [{ operator: 'remove', value: Object.fromEntries(gone.map((key) => [key, from[key]])) }] : []),
  ];
}

function withoutMarks(object: KubernetesObject): KubernetesObject {
  const others = Object.entries(object.metadata ?? {}).filter(([field]) => field !== 'labels' && field !== 'annotations');
  return { ...object, metadata: Object.fromEntries(others) };
}

function plaintextOverriders({ op, path, value }: PatchOperation, base: KubernetesObject): object[] {
  if (op !== 'remove') { return [{ operator: op, path, value }]; }
  // Of a field of the object itself, an API server may have left it out, and what is not there can't be removed.
  const field: unknown = base[path.slice(1)];
  return [...(field !== undefined && isEmptyValue(field) ? [{ operator: 'add', path, value: field }] : []), { operator: 'remove', path }];
}

/** The name of the policies about one object, which is no other's: kinds of Kubernetes' own groups are known by their kind. */
export function policyName(object: KubernetesObject): string {
  const group = apiGroup(object);
  const isOwn = !group.includes('.') || group.endsWith('.k8s.io');
  const wanted = `${object.kind.toLowerCase()}${isOwn ? '' : `.${group}`}-${object.metadata?.name}`;
  // Roles have colons in their names.
  const legal = wanted.replace(/[^a-z0-9.-]/g, '-');
  if (legal === wanted && wanted.length <= MOST) { return wanted; }
  return `${legal.slice(0, MOST - HASH - 1).replace(/[^a-z0-9]+$/, '')}-${createHash('sha256').update(wanted).digest('hex').slice(0, HASH)}`;
}

const MOST = 253;
const HASH = 8;
