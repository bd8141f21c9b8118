import { ClusterSet, clusterSet, placesOf, variantsOf } from './cluster-set';
import type { ReportCluster, ReportOverride, ReportService, ReportWorkload } from './report-model';

/** A field in which clusters differ though they run the same thing. */
export interface Difference {
  /** As messages name it: `Deployment 'shop/api'`. */
  readonly object: string;
  /** As people read it: `replicas`. */
  readonly field: string;
  /** The most frequent first. */
  readonly values: readonly { readonly clusters: ClusterSet; readonly value: string }[];
  /** Environments whose own clusters differ: between environments it is mostly meant. */
  readonly within: readonly string[];
  /** Clusters in which an override changes this field, and says why. */
  readonly overridden: ClusterSet;
}

interface Compared {
  readonly object: string;
  readonly field: string;
  readonly variants: readonly { readonly clusters: ClusterSet; readonly value: string }[];
}

/** Where clusters differ: first within an environment and without a reason, then by name. */
export function differencesOf(
  clusters: readonly ReportCluster[], workloads: readonly ReportWorkload[], services: readonly ReportService[], overrides: readonly ReportOverride[],
): Difference[] {
  const byObject = new Map<string, ReportOverride[]>();
  for (const override of overrides) { byObject.set(override.object, [...byObject.get(override.object) ?? [], override]); }
  const overriddenIn = (object: string, field: string) => (byObject.get(object) ?? [])
    .filter(({ fields }) => fields.some((pointer) => WHOLE.test(pointer) || POINTERS[field].test(pointer))).flatMap(({ clusters: set }) => placesOf(set));
  return [...workloads.flatMap(ofWorkload), ...services.flatMap(ofService)].flatMap(({ object, field, variants }): Difference[] => {
    if (variants.length < 2) { return []; }
    const values = variantsOf(variants.flatMap(({ clusters: set, value }) => placesOf(set).map((place) => ({ place, what: { value } }))));
    if (values.length < 2) { return []; }
    return [{ object, field, values, within: unequalEnvironments(clusters, values), overridden: clusterSet(overriddenIn(object, field)) }];
  }).sort((one, other) => Number(other.within.length > 0) - Number(one.within.length > 0));
}

/** JSON pointers under which a field is written. */
const POINTERS: { readonly [field: string]: RegExp } = {
  'images': /\/(?:containers|initContainers)(?:\/(?:\d+|-))?(?:\/image)?$/,
  'replicas': /^\/spec\/replicas$/,
  'zones': /\/(?:nodeSelector|affinity)(?:\/|$)/,
  'spread over zones': /\/topologySpreadConstraints(?:\/|$)/,
  'spot': /\/(?:nodeSelector|affinity|tolerations)(?:\/|$)/,
  'ports': /^\/spec\/ports(?:\/|$)/,
  'shared by': /^\/metadata\/annotations(?:\/|$)/,
  'affinity': /^\/metadata\/annotations(?:\/|$)/,
};
/** Those of what all fields stand in. */
const WHOLE = /^(?:\/metadata|(?:\/spec(?:\/jobTemplate\/spec)?(?:\/template(?:\/spec)?)?)?)$/;

function ofWorkload({ kind, name, variants }: ReportWorkload): Compared[] {
  const compare = (field: string, of: (variant: ReportWorkload['variants'][number]) => string): Compared => (
    { object: described(kind, name), field, variants: variants.map((variant) => ({ clusters: variant.clusters, value: of(variant) })) });
  return [
    compare('images', ({ images }) => images.join(', ')),
    compare('replicas', ({ replicas }) => (replicas === undefined ? 'not said' : String(replicas))),
    compare('zones', ({ zones }) => zones?.join(', ') ?? 'all of the cluster'),
    compare('spread over zones', ({ spreadOverZones }) => (spreadOverZones ? 'kept even' : 'not kept even')),
    compare('spot', ({ spot }) => (spot ? 'may be on spot nodes' : 'not on spot nodes')),
  ];
}

function ofService({ name, variants }: ReportService): Compared[] {
  const compare = (field: string, of: (variant: ReportService['variants'][number]) => string): Compared => (
    { object: described('Service', name), field, variants: variants.map((variant) => ({ clusters: variant.clusters, value: of(variant) })) });
  return [
    compare('ports', ({ ports }) => (ports.length === 0 ? 'none' : ports.join(', '))),
    compare('shared by', ({ sharing }) => sharing ?? 'not shared'),
    compare('affinity', ({ affinity }) => affinity ?? 'none'),
  ];
}

/** As overrides and findings name it. */
function described(kind: string, name: string): string {
  return `${kind} '${name.startsWith('/') ? name.slice(1) : name}'`;
}

function unequalEnvironments(clusters: readonly ReportCluster[], values: readonly { readonly clusters: ClusterSet }[]): string[] {
  const seen = new Map<string, number>();
  for (const { clusters: set } of values) {
    for (const environment of new Set(placesOf(set).map((place) => clusters[place].environment ?? ''))) {
      seen.set(environment, (seen.get(environment) ?? 0) + 1);
    }
  }
  return [...seen].filter(([, count]) => count > 1).map(([environment]) => environment).sort();
}
