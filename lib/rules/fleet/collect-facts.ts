import { AUTOSCALER_KINDS, autoscalerOf } from '../../manifest/autoscaler';
import { apiGroup, isMap, KubernetesObject, LabelSelector, listOf, mapOf, mapsIn, PodTemplate } from '../../manifest/object';
import { itemsOf, podTemplatesOf } from '../../manifest/pod-template';
import { SPOT_KEY } from '../../manifest/spot-mark';
import { ZONE_KEY } from '../../manifest/topology-spread';
import { zonesLeft } from '../../manifest/zone-placement';
import {
  ApiFact, ClusterFacts, DescribedCluster, NamespaceFact, NodePoolFact, ObjectFact, OverrideFact, PolicyFact, ServiceFact, SnapshotFact, WorkloadFact,
} from './cluster-facts';
import { placeOf } from './mesh';

/**
 * What the checks between clusters need to know of a cluster. What is malformed in an object tells nothing here: that it is, is not for these checks
 * to say.
 */
export function collectFacts(cluster: DescribedCluster, written: readonly KubernetesObject[], overrides: readonly OverrideFact[]): ClusterFacts {
  const objects = written.flatMap((object) => itemsOf(object)?.filter((item) => item !== null) ?? [object]);
  const of = (kind: string, group = '') => objects.filter((object) => object.kind === kind && apiGroup(object) === group);
  const exported = new Set(of('ServiceExport', 'multicluster.x-k8s.io').map((each) => placeOf(factOf(each))));
  const autoscalers = autoscalersByTarget(objects);
  const templates = objects.flatMap((object) => podTemplatesOf(object).slice(0, 1).map(({ template }): Templated => ({ object, template })));
  return {
    cluster,
    namespaces: of('Namespace').map(namespaceFact),
    services: of('Service').map((service) => serviceFact(service, exported.has(placeOf(factOf(service))), templates)),
    workloads: templates.map((each) => workloadFact(each, autoscalers, cluster.zones)),
    policies: [
      ...of('NetworkPolicy', 'networking.k8s.io').map(networkPolicyFact),
      ...of('CiliumNetworkPolicy', 'cilium.io').flatMap(ciliumPolicyFacts),
    ],
    snapshots: of('ConfigMap').flatMap((config) => snapshotFacts(config, cluster.name)),
    nodePools: of('NodePool', 'karpenter.sh').map(nodePoolFact),
    apis: apiFacts(objects),
    definitions: of('CustomResourceDefinition', 'apiextensions.k8s.io').map(({ spec }) => `${spec?.group}/${spec?.names?.kind}`),
    overrides,
  };
}

function namespaceFact({ metadata }: KubernetesObject): NamespaceFact {
  const said = metadata?.annotations?.['clustermesh.cilium.io/global'];
  return { name: String(metadata?.name), ...(said !== undefined && { global: isTrue(said) }) };
}

/** What runs pods, and what they are like. */
interface Templated {
  readonly object: KubernetesObject;
  readonly template: PodTemplate;
}

function serviceFact(service: KubernetesObject, isExported: boolean, templates: readonly Templated[]): ServiceFact {
  const annotations = mapOf(service.metadata?.annotations);
  const says = (...keys: string[]) => keys.map((key) => annotations[key]).find((value) => value !== undefined);
  const isGlobal = isTrue(says('service.cilium.io/global', 'io.cilium/global-service'));
  const affinity = says('service.cilium.io/affinity', 'io.cilium/service-affinity');
  const { ports, clusterIP, selector } = mapOf(service.spec);
  // Only of those that clusters share, others need to know it.
  const behind = isExported || isGlobal ? containerPortsBehind(service, templates) : undefined;
  return {
    ...factOf(service),
    ports: mapsIn(ports).map(({ name, port, protocol = 'TCP', targetPort }) => {
      const targets = behind === undefined ? [] : targetsOf(targetPort ?? port, behind);
      return { ...(name !== undefined && { name }), port, protocol, ...(targets.length > 0 && { targets }) };
    }),
    ...(isExported ? { sharing: 'export' } : isGlobal && { sharing: 'annotations' }),
    shared: isExported || (isGlobal && isTrue(says('service.cilium.io/shared', 'io.cilium/shared-service') ?? 'true')),
    ...(affinity !== undefined && { affinity: String(affinity) }),
    headless: clusterIP === 'None',
    ...(isMap(selector) && { selector }),
  };
}

function containerPortsBehind({ metadata, spec }: KubernetesObject, templates: readonly Templated[]): readonly { readonly [field: string]: any }[] {
  const selector = Object.entries(mapOf(mapOf(spec).selector));
  if (selector.length === 0) { return []; }
  return templates
    .filter(({ object, template }) => object.metadata?.namespace === metadata?.namespace
      && selector.every(([key, value]) => mapOf(template.metadata?.labels)[key] === value))
    .flatMap(({ template: { spec: { containers, initContainers } } }) => [...mapsIn(containers), ...mapsIn(initContainers)])
    .flatMap(({ ports }) => mapsIn(ports));
}

/** The numbers of the ports to which one of a Service leads. */
function targetsOf(target: unknown, behind: readonly { readonly [field: string]: any }[]): number[] {
  const numbers = typeof target === 'number' ? [target] : behind.filter(({ name }) => name === target).map(({ containerPort }) => containerPort);
  return [...new Set(numbers.filter((number) => typeof number === 'number'))].sort((a, b) => a - b);
}

type Autoscalers = ReadonlyMap<string, KubernetesObject>;

/** By namespace and name of what they scale, because there may be as many as workloads. */
function autoscalersByTarget(objects: readonly KubernetesObject[]): Autoscalers {
  return new Map(objects.filter(({ kind }) => AUTOSCALER_KINDS.includes(kind)).map((object) => [
    `${object.metadata?.namespace ?? ''}/${object.spec?.scaleTargetRef?.name}`, object,
  ]));
}

function workloadFact({ object, template }: Templated, autoscalers: Autoscalers, zones: readonly string[] | undefined): WorkloadFact {
  const near = autoscalers.get(placeOf(factOf(object)));
  const scaler = near === undefined ? undefined : autoscalerOf(object, near);
  const replicas = scaler === undefined ? object.spec?.replicas : scaler.fewest;
  const inZones = zonesLeft(template, ZONE_KEY, zones) ?? zones;
  const { containers, initContainers, topologySpreadConstraints } = template.spec;
  return {
    ...factOf(object),
    podLabels: { ...mapOf(template.metadata?.labels) },
    ...(typeof replicas === 'number' && { replicas }),
    images: [...mapsIn(containers), ...mapsIn(initContainers)].flatMap(({ image }) => (typeof image === 'string' ? [image] : [])),
    ...(inZones !== undefined && { zones: [...inZones] }),
    spreadOverZones: listOf(topologySpreadConstraints).some(keepsZonesEven),
    spot: mayBeOnSpot(template),
  };
}

function keepsZonesEven(constraint: any): boolean {
  return constraint?.topologyKey === ZONE_KEY && constraint.whenUnsatisfiable === 'DoNotSchedule';
}

const CAPACITY_KEYS = ['karpenter.sh/capacity-type', 'eks.amazonaws.com/capacityType', 'cloud.google.com/gke-spot', 'kubernetes.azure.com/scalesetpriority'];

/** Whether a pod tolerates spot nodes, or asks for them. */
function mayBeOnSpot({ spec }: PodTemplate): boolean {
  // Of nodes of ours, the value is the name of their pool.
  const isSpot = (key: string, value: unknown) => key === SPOT_KEY || (CAPACITY_KEYS.includes(key) && ['spot', 'SPOT', 'Spot', 'true'].includes(String(value)));
  const tolerates = listOf(spec.tolerations).some((each) => (
    each?.operator === 'Exists' ? [...CAPACITY_KEYS, SPOT_KEY].includes(each.key) : isSpot(each?.key, each?.value)));
  const selects = Object.entries(mapOf(spec.nodeSelector)).some(([key, value]) => isSpot(key, value));
  const affinity = spec.affinity?.nodeAffinity;
  const required = listOf(affinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms);
  const terms = [...required, ...listOf(affinity?.preferredDuringSchedulingIgnoredDuringExecution).map((each) => each?.preference)];
  return tolerates || selects || terms.some((term) => mapsIn(term?.matchExpressions)
    .some(({ key, operator, values }) => operator === 'In' && listOf(values).some((value) => isSpot(key, value))));
}

function networkPolicyFact(policy: KubernetesObject): PolicyFact {
  const { podSelector, policyTypes, ingress } = mapOf(policy.spec);
  // As the API server fills it in: always for those who call.
  const deniesIngress = !Array.isArray(policyTypes) || policyTypes.includes('Ingress');
  // A rule without peers admits everybody, of other clusters too.
  const admitsAll = listOf(ingress).some((rule) => listOf(rule?.from).length === 0);
  return { ...factOf(policy), pods: mapOf(podSelector), deniesIngress, callerClusters: [], admitsAnyCluster: admitsAll, calledClusters: [] };
}

const CLUSTER_KEYS = ['io.cilium.k8s.policy.cluster', 'k8s:io.cilium.k8s.policy.cluster'];

function ciliumPolicyFacts(policy: KubernetesObject): PolicyFact[] {
  return [policy.spec, ...listOf(policy.specs)].filter(isMap).map((spec): PolicyFact => {
    const [incoming, outgoing] = [listOf(spec.ingress), listOf(spec.egress)];
    const [callers, called] = [incoming.flatMap((rule) => listOf(rule?.fromEndpoints)), outgoing.flatMap((rule) => listOf(rule?.toEndpoints))];
    const admitsAll = incoming.some((rule) => listOf(rule?.fromEntities).some((entity) => entity === 'all')
      || !['fromEndpoints', 'fromEntities', 'fromCIDR', 'fromCIDRSet', 'fromNodes', 'fromGroups', 'fromRequires'].some((field) => rule?.[field] !== undefined));
    return {
      ...factOf(policy),
      pods: withoutSources(spec.endpointSelector),
      deniesIngress: spec.enableDefaultDeny?.ingress ?? (spec.ingress !== undefined || spec.ingressDeny !== undefined),
      callerClusters: [...new Set(callers.flatMap(clustersOf))],
      admitsAnyCluster: admitsAll || callers.some(isOfAnyCluster),
      calledClusters: [...new Set(called.flatMap(clustersOf))],
    };
  });
}

/** The clusters that a selector of Cilium names. */
function clustersOf(selector: unknown): string[] {
  const { matchLabels, matchExpressions } = mapOf(selector);
  const byLabel = CLUSTER_KEYS.map((key) => mapOf(matchLabels)[key]);
  const byExpression = mapsIn(matchExpressions).filter(({ key, operator }) => CLUSTER_KEYS.includes(key) && operator === 'In');
  return [...byLabel, ...byExpression.flatMap(({ values }) => listOf(values))].filter((name) => typeof name === 'string');
}

function isOfAnyCluster(selector: unknown): boolean {
  return mapsIn(mapOf(selector).matchExpressions).some(({ key, operator }) => CLUSTER_KEYS.includes(key) && operator === 'Exists');
}

/** Cilium's selectors may say of which source a label is. */
function withoutSources(selector: unknown): LabelSelector {
  const { matchLabels, matchExpressions } = mapOf(selector);
  const bare = (key: string) => key.replace(/^(?:k8s|any):/, '');
  return {
    matchLabels: Object.fromEntries(Object.entries(mapOf(matchLabels)).map(([key, value]) => [bare(key), value])),
    matchExpressions: mapsIn(matchExpressions).map((each) => ({ ...each, key: bare(String(each.key)) }) as any),
  };
}

/** Where an ESSnapshotter writes. */
function snapshotFacts(config: KubernetesObject, cluster: string): SnapshotFact[] {
  const { type, settings } = mapOf(parsed(mapOf(config.data)['repository.json']));
  const { bucket, container, location, endpoint, client, readonly, base_path: basePath = '' } = mapOf(settings);
  const place = bucket ?? container ?? location;
  // Of a file system, each cluster may have one of its own.
  if (typeof place !== 'string' || type === 'fs' || String(readonly) === 'true') { return []; }
  // Another client may be another account, and a name within the cluster is another server in each.
  const host = endpoint === undefined ? '' : `${String(endpoint).replace(/^https?:\/\//, '')}/`;
  const own = /\.svc(?:[.:/]|$)/.test(host) ? `${cluster}/` : '';
  const account = client === undefined || client === 'default' ? '' : `${client}@`;
  return [{ ...factOf(config), store: `${type}://${own}${account}${host}${place}`, basePath: String(basePath) }];
}

/** JSON of somebody; undefined where it is none. */
function parsed(text: unknown): unknown {
  if (typeof text !== 'string') { return undefined; }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nodePoolFact(pool: KubernetesObject): NodePoolFact {
  const requirement = listOf(pool.spec?.template?.spec?.requirements).find((each) => each?.key === ZONE_KEY && each.operator === 'In');
  return { ...factOf(pool), ...(requirement !== undefined && { zones: listOf(requirement.values) }) };
}

function apiFacts(objects: readonly KubernetesObject[]): ApiFact[] {
  const counts = new Map<string, { apiVersion: string; kind: string; count: number }>();
  for (const { apiVersion, kind } of objects) {
    const key = `${apiVersion} ${kind}`;
    const seen = counts.get(key);
    if (seen === undefined) { counts.set(key, { apiVersion, kind, count: 1 }); } else { seen.count += 1; }
  }
  return [...counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
}

function factOf({ kind, metadata }: KubernetesObject): ObjectFact {
  return { kind, ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }), name: String(metadata?.name ?? metadata?.generateName) };
}

/** As Cilium reads it. */
function isTrue(value: unknown): boolean {
  return String(value).toLowerCase() === 'true';
}
