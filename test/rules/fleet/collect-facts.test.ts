import * as fc from 'fast-check';
import { KubernetesObject } from '../../../lib/manifest/object';
import { ClusterFacts, DescribedCluster } from '../../../lib/rules/fleet/cluster-facts';
import { collectFacts } from '../../../lib/rules/fleet/collect-facts';
import { FLEET_RULES } from '../../../lib/rules/fleet/rules';
import { survivors } from '../../../lib/rules/fleet/survivors';

const cluster = (name: string, id: number): DescribedCluster => ({
  name, region: name, zones: ['a', 'b'], capabilities: { cilium: '1.19.4' },
  mesh: { id, name, mcsApi: true, defaultGlobalNamespace: true, syncsEndpointSlices: true },
});
const facts = (objects: readonly KubernetesObject[], name = 'eu', id = 1): ClusterFacts => collectFacts(cluster(name, id), objects, []);

const LABELS = { app: 'web' };
const POD = {
  containers: [{ name: 'web', image: 'web:1', ports: [{ name: 'http', containerPort: 8080 }] }], initContainers: [{ name: 'init', image: 'init:1' }],
  nodeSelector: { 'karpenter.sh/capacity-type': 'spot' }, tolerations: [{ key: 'karpenter.sh/capacity-type', operator: 'Exists' }],
  topologySpreadConstraints: [{ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' }],
  affinity: { nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] }] },
    preferredDuringSchedulingIgnoredDuringExecution: [{ preference: { matchExpressions: [{ key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] }] } }],
  } },
};
const object = (apiVersion: string, kind: string, rest: object): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'web', namespace: 'shop', annotations: { a: 'b' } }, ...rest });
const endpoints = { matchLabels: { 'io.cilium.k8s.policy.cluster': 'us' }, matchExpressions: [{ key: 'io.cilium.k8s.policy.cluster', operator: 'In', values: ['us'] }] };

/** One of each kind of which something is noted, as full as it gets. */
const OBJECTS: readonly KubernetesObject[] = [
  object('v1', 'Namespace', { metadata: { name: 'shop', annotations: { 'clustermesh.cilium.io/global': 'true' } } }),
  object('v1', 'Service', {
    metadata: { name: 'web', namespace: 'shop', annotations: { 'service.cilium.io/global': 'true', 'service.cilium.io/affinity': 'local' } },
    spec: { selector: LABELS, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  }),
  object('apps/v1', 'Deployment', { spec: { replicas: 3, selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: POD } } }),
  object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { minReplicas: 4, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } } }),
  object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: { matchLabels: LABELS }, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] } }),
  object('cilium.io/v2', 'CiliumNetworkPolicy', {
    spec: { endpointSelector: { matchLabels: { 'k8s:app': 'web' }, matchExpressions: [{ key: 'any:app', operator: 'Exists' }] }, ingress: [{ fromEndpoints: [endpoints] }] },
    specs: [{ endpointSelector: {}, enableDefaultDeny: { ingress: true }, egress: [{ toEndpoints: [endpoints] }] }],
  }),
  object('v1', 'ConfigMap', { data: { 'repository.json': JSON.stringify({ type: 's3', settings: { bucket: 'logs', base_path: 'a' } }) } }),
  object('karpenter.sh/v1', 'NodePool', { spec: { template: { spec: { requirements: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['a'] }] } } } }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', { spec: { group: 'a.example.com', names: { kind: 'A' } } }),
  object('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', {}),
];

test('notes what is to be known', () => {
  expect(facts(OBJECTS)).toMatchObject({
    namespaces: [{ name: 'shop', global: true }],
    services: [{ ports: [{ name: 'http', port: 80, protocol: 'TCP', targets: [8080] }], affinity: 'local', sharing: 'export', shared: true, selector: LABELS }],
    workloads: [{ podLabels: LABELS, replicas: 4, images: ['web:1', 'init:1'], zones: ['a'], spreadOverZones: true, spot: true }],
    policies: [
      { kind: 'NetworkPolicy', deniesIngress: true, admitsAnyCluster: false },
      { kind: 'CiliumNetworkPolicy', deniesIngress: true, callerClusters: ['us'], pods: { matchLabels: { app: 'web' } } },
      { kind: 'CiliumNetworkPolicy', deniesIngress: true, calledClusters: ['us'] },
    ],
    snapshots: [{ store: 's3://logs', basePath: 'a' }],
    nodePools: [{ zones: ['a'] }],
    definitions: ['a.example.com/A'],
  });
});

/** All places in a value but its own root. */
function placesIn(value: unknown, at: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) { return [[...at]]; }
  const inner = Object.entries(value).flatMap(([key, child]) => placesIn(child, [...at, Array.isArray(value) ? Number(key) : key]));
  return at.length === 0 ? inner : [[...at], ...inner];
}

function replacedAt(root: any, [step, ...rest]: readonly (string | number)[], value: unknown): any {
  const copy = Array.isArray(root) ? [...root] : { ...root };
  copy[step!] = rest.length === 0 ? value : replacedAt(copy[step!], rest, value);
  return copy;
}

const ODD = [null, undefined, '', 'text', 0, -1, true, [], {}, [null], [[]], ['text'], [{}], { a: null }, { '': [] }, '{"settings":null}', 'null'];

test('reads whatever stands in the place of a field, and no check throws over it', () => {
  for (const [index, sample] of OBJECTS.entries()) {
    for (const place of placesIn(sample).filter(([step]) => !['apiVersion', 'kind'].includes(String(step)))) {
      for (const odd of ODD) {
        const broken = [...OBJECTS.slice(0, index), replacedAt(sample, place, odd), ...OBJECTS.slice(index + 1)];
        const where = `${sample.kind} ${place.join('.')}: ${JSON.stringify(odd)}`;
        expect({ where, thrown: thrownBy(broken) }).toEqual({ where, thrown: undefined });
      }
    }
  }
}, 120_000);

test('reads objects of anything', () => {
  fc.assert(fc.property(fc.constantFrom(...OBJECTS), fc.jsonValue(), fc.jsonValue(), (sample, spec, metadata) => {
    expect(thrownBy([{ ...sample, spec, data: spec, metadata: { name: 'a', ...(metadata as object) } }])).toBeUndefined();
  }), { numRuns: 500 });
});

function thrownBy(objects: readonly KubernetesObject[]): unknown {
  try {
    const fleet = [facts(objects), facts(OBJECTS, 'us', 2)];
    FLEET_RULES.forEach((rule) => rule.check(fleet));
    survivors(fleet);
    return undefined;
  } catch (error) {
    return (error as Error).stack;
  }
}
