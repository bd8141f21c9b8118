import { ClusterFacts, ObjectFact } from '../../rules/fleet/cluster-facts';
import { describeFact, placeOf } from '../../rules/fleet/mesh';
import { survivors } from '../../rules/fleet/survivors';
import { fleetFindings } from '../fleet-findings';
import { groupFindings } from '../grouped-findings';
import { ClusterSet, clusterSet, variantsOf } from './cluster-set';
import { Difference, differencesOf } from './differences';
import { GlobalService, globalServices } from './global-services';
import { writtenWarnings } from './written-warnings';

/** What a report shows of a fleet: plain data, the same for the same facts. What is equal in many clusters is in it once. */
export interface ReportModel {
  /** By environment, region and name, so that neighbors have neighboring places. */
  readonly clusters: readonly ReportCluster[];
  readonly services: readonly ReportService[];
  readonly globals: readonly GlobalService[];
  readonly workloads: readonly ReportWorkload[];
  readonly overrides: readonly ReportOverride[];
  readonly differences: readonly Difference[];
  readonly findings: readonly ReportFinding[];
}

/** A cluster, and what runs in it in numbers. */
export interface ReportCluster {
  readonly name: string;
  /** Where the engine runs that delivers the fleet: it is none of its clusters. */
  readonly hub?: boolean;
  readonly environment?: string;
  readonly region?: string;
  readonly cloud?: string;
  readonly kubernetesVersion?: string;
  readonly zones: readonly string[];
  readonly labels: { readonly [key: string]: string };
  readonly capabilities: { readonly [name: string]: string };
  readonly mesh?: { readonly group?: string; readonly id: number; readonly name: string };
  readonly objects: number;
  readonly nodePools: readonly { readonly name: string; readonly zones?: readonly string[] }[];
  /** Pods of workloads that say how many they are. */
  readonly pods: number;
  /** Those of them that may be on spot nodes. */
  readonly spotPods: number;
  /** Workloads that do not say how many pods they are: those that run on each node, or as a job. */
  readonly uncounted: number;
}

/** A Service, in all clusters that have it. */
export interface ReportService {
  readonly name: string;
  readonly variants: readonly ServiceVariant[];
}

/** How a Service is in some clusters. */
export interface ServiceVariant {
  readonly clusters: ClusterSet;
  readonly ports: readonly string[];
  /** By what clusters share it. */
  readonly sharing?: 'annotations' | 'export';
  readonly affinity?: string;
  /** Pods behind it in each of these clusters, as far as they are known. */
  readonly pods: number;
  /** Those that are left in each when its worst zone is lost; undefined where zones are not known, and where no pods are. */
  readonly afterZone?: number;
}

/** Something that runs pods, in all clusters that have it. */
export interface ReportWorkload {
  readonly kind: string;
  readonly name: string;
  readonly variants: readonly WorkloadVariant[];
}

/** How a workload is in some clusters. */
export interface WorkloadVariant {
  readonly clusters: ClusterSet;
  /** Undefined where it does not say so. */
  readonly replicas?: number;
  readonly images: readonly string[];
  /** Zones that its pods may be in, where these are not all of the cluster. */
  readonly zones?: readonly string[];
  readonly spreadOverZones: boolean;
  readonly spot: boolean;
}

/** What was changed in some clusters alone. */
export interface ReportOverride {
  readonly clusters: ClusterSet;
  readonly object: string;
  readonly reason: string;
  readonly fields: readonly string[];
}

/** The same thing found in some clusters. */
export interface ReportFinding {
  readonly clusters: ClusterSet;
  readonly id: string;
  readonly severity: string;
  /** Construct path within the cluster; empty for what was found between clusters. */
  readonly path: string;
  readonly object?: string;
  readonly message: string;
  readonly accepted?: string;
}

/** What a report shows of these clusters. */
export function reportModel(fleet: readonly ClusterFacts[]): ReportModel {
  const sorted = [...fleet].sort(byMeaning);
  const placeOfCluster = new Map(sorted.map(({ cluster }, place) => [cluster.name, place]));
  const places = (names: readonly string[]) => clusterSet(names.flatMap((name) => placeOfCluster.get(name) ?? []));
  const { errors, warnings } = fleetFindings(sorted, () => ({}));
  const clusters = sorted.map(reportCluster);
  const services = reportServices(sorted);
  const workloads = reportWorkloads(sorted);
  const overrides = variantsOf(sorted.flatMap(({ overrides: each }, place) => each.map(({ reason, fields, ...object }) => (
    { place, what: { object: describeFact(object), reason, fields: [...new Set(fields)] } }))));
  return {
    clusters,
    services,
    globals: globalServices(sorted, places),
    workloads,
    overrides,
    differences: differencesOf(clusters, workloads, services, overrides),
    findings: groupFindings([...errors, ...warnings, ...sorted.flatMap(writtenWarnings)]).map(({ finding, clusters: names }) => ({
      clusters: places(names),
      id: finding.id,
      severity: finding.severity,
      path: finding.path,
      ...(finding.object !== undefined && { object: finding.object }),
      message: finding.message,
      ...(finding.accepted !== undefined && { accepted: finding.accepted }),
    })),
  };
}

/** What is not said comes last. */
function byMeaning({ cluster: one }: ClusterFacts, { cluster: other }: ClusterFacts): number {
  return compare(one.environment, other.environment) || compare(one.region, other.region) || compare(one.name, other.name);
}

/** Not by the language of the machine: the same input makes the same bytes. */
function compare(one: string | undefined, other: string | undefined): number {
  if (one === other) { return 0; }
  if (one === undefined || other === undefined) { return one === undefined ? 1 : -1; }
  return one < other ? -1 : 1;
}

function reportCluster({ cluster, workloads, nodePools, apis }: ClusterFacts): ReportCluster {
  const { name, hub, environment, region, cloud, kubernetesVersion, zones = [], labels = {}, capabilities, mesh } = cluster;
  const pods = (counted: readonly { readonly replicas?: number }[]) => counted.reduce((sum, { replicas = 0 }) => sum + replicas, 0);
  return {
    name,
    ...(hub === true && { hub }),
    ...(environment !== undefined && { environment }),
    ...(region !== undefined && { region }),
    ...(cloud !== undefined && { cloud }),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    zones,
    labels,
    capabilities,
    ...(mesh !== undefined && { mesh: { ...(mesh.group !== undefined && { group: mesh.group }), id: mesh.id, name: mesh.name } }),
    objects: apis.reduce((sum, { count }) => sum + count, 0),
    nodePools: nodePools.map((pool) => ({ name: pool.name, ...(pool.zones !== undefined && { zones: pool.zones }) })),
    pods: pods(workloads),
    spotPods: pods(workloads.filter(({ spot }) => spot)),
    uncounted: workloads.filter(({ replicas }) => replicas === undefined).length,
  };
}

function reportServices(fleet: readonly ClusterFacts[]): ReportService[] {
  const alone = survivorsInEach(fleet);
  return byName(fleet, ({ services }) => services).map(({ name, each }) => ({
    name,
    variants: variantsOf(each.map(({ place, fact: { ports, sharing, affinity } }) => {
      const left = alone[place].get(name);
      return {
        place,
        what: {
          ports: ports.map(({ name: port, port: number, protocol }) => `${port === undefined ? '' : `${port} `}${number}${protocol === 'TCP' ? '' : `/${protocol}`}`),
          ...(sharing !== undefined && { sharing }),
          ...(affinity !== undefined && { affinity }),
          pods: left?.pods ?? 0,
          ...(left?.afterZone !== undefined && { afterZone: left.afterZone.pods }),
        },
      };
    })),
  }));
}

/** What the loss of a zone leaves of each Service in its cluster alone, also where others would help. */
function survivorsInEach(fleet: readonly ClusterFacts[]) {
  return fleet.map((facts) => {
    const unshared = facts.services.map((service) => ({ ...service, sharing: undefined }));
    const names = new Map(unshared.map((service) => [describeFact(service), placeOf(service)]));
    return new Map(survivors([{ ...facts, services: unshared }]).map((each) => [names.get(each.service)!, each]));
  });
}

function reportWorkloads(fleet: readonly ClusterFacts[]): ReportWorkload[] {
  return byName(fleet, ({ workloads }) => workloads, ({ kind }) => kind).map(({ name, each }) => ({
    kind: each[0].fact.kind,
    name,
    variants: variantsOf(each.map(({ place, fact: { replicas, images, zones, spreadOverZones, spot } }) => ({
      place,
      what: {
        ...(replicas !== undefined && { replicas }),
        images,
        // Zones have other names in each region: what is said of all of them is the same in all clusters.
        ...(zones !== undefined && !sameNames(zones, fleet[place].cluster.zones) && { zones }),
        spreadOverZones,
        spot,
      },
    }))),
  }));
}

function sameNames(one: readonly string[], other: readonly string[] = []): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

/** The same object in all clusters that have it, sorted by name. */
function byName<T extends ObjectFact>(fleet: readonly ClusterFacts[], of: (facts: ClusterFacts) => readonly T[], also: (fact: T) => string = () => '') {
  const groups = new Map<string, { name: string; each: { place: number; fact: T }[] }>();
  fleet.forEach((facts, place) => of(facts).forEach((fact) => {
    const name = placeOf(fact);
    const key = `${name}\0${also(fact)}`;
    const group = groups.get(key);
    if (group === undefined) { groups.set(key, { name, each: [{ place, fact }] }); } else { group.each.push({ place, fact }); }
  }));
  return [...groups].sort(([one], [other]) => compare(one, other)).map(([, group]) => group);
}
