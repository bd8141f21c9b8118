import { App, Chart, JsonPatch, Lazy } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { markedSpread } from '../../lib/construct/spread-mark';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { thrown } from '../faults-of';
import { chartIn, deploy, faultsIn, manifests, MINIMAL, warningsOf } from './deployment-construct';

const yamlOf = (construct: HardenedDeployment) => stringifyYaml(construct.objects.map((object) => object.toJson()));

describe('with the fewest props', () => {
  test('emits four objects of one name', () => {
    const api = deploy();
    expect(api.objects.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'ServiceAccount api', 'Deployment api', 'PodDisruptionBudget api', 'NetworkPolicy api',
    ]);
    expect(api.objects.map(({ metadata }) => metadata.namespace)).toEqual(Array(4).fill('payments'));
    expect(warningsOf(api)).toEqual([]);
  });

  test('runs two pods, found by one label', () => {
    const { Deployment } = manifests();
    expect(Deployment.spec.replicas).toBe(2);
    expect(Deployment.spec.selector).toEqual({ matchLabels: { 'app.kubernetes.io/name': 'api' } });
    expect(Deployment.spec.template.metadata.labels).toEqual({ 'app.kubernetes.io/name': 'api' });
  });

  test('lets nobody in, and out to nobody but the DNS', () => {
    const { spec } = manifests().NetworkPolicy;
    expect(spec.policyTypes).toEqual(['Ingress', 'Egress']);
    expect(spec.ingress).toBeUndefined(); // denied by policyTypes
    expect(spec.egress).toHaveLength(1);
  });

  test('reads as a reviewer would want it', () => {
    expect(yamlOf(deploy())).toMatchSnapshot();
  });
});

test('with everything, reads as a reviewer would want it', () => {
  const scope = chartIn({ kubernetesVersion: '1.33', zones: ['a', 'b', 'c'] });
  const api = deploy({
    name: 'payments-api',
    namespace: 'pay',
    instance: 'payments-eu',
    ports: [{ port: 8080 }],
    autoscaling: { minReplicas: 3, maxReplicas: 12, cpuUtilization: 60 },
    rollout: { maxSurge: 1, minReadySeconds: 5, progressDeadlineSeconds: 300, revisionHistoryLimit: 3 },
    disruptionBudget: { minAvailable: '50%' },
    serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/payments-api' } },
    service: { ports: [{ port: 80 }] },
    exceptions: { writableRootFilesystem: 'unpacks its templates beside the binary' },
    labels: { 'example.com/team': 'payments' },
    annotations: { 'example.com/runbook': 'https://runbooks.example.com/payments-api' },
  }, scope);
  api.allowFrom(deploy({ name: 'web' }, new Chart(scope, 'web', { namespace: 'web' })));
  expect(yamlOf(api)).toMatchSnapshot();
});

describe('names', () => {
  test('come from the id, and from the prop where that is given', () => {
    expect(deploy().name).toBe('api');
    expect(deploy({ name: 'payments-api' }).objects.map(({ name }) => name)).toEqual(Array(4).fill('payments-api'));
  });

  test('do not depend on where the construct stands in the program', () => {
    const above = chartIn();
    const below = new Chart(new Chart(new App(), 'platform'), 'renamed', { namespace: 'payments' });
    expect(yamlOf(deploy({}, below))).toBe(yamlOf(deploy({}, above)));
  });

  test('of the namespace come from the prop where that is given, and may be missing', () => {
    expect(manifests({ namespace: 'other' }).NetworkPolicy.metadata?.namespace).toBe('other');
    const nowhere = deploy({}, new Chart(new App(), 'chart'));
    expect(nowhere.namespace).toBeUndefined();
    expect(nowhere.deployment.toJson().metadata).not.toHaveProperty('namespace');
  });

  test('of an installation stand in every selector', () => {
    const { Deployment, PodDisruptionBudget, NetworkPolicy, Service } = manifests({ instance: 'eu', ports: [{ port: 8080 }], service: {} });
    const labels = { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'eu' };
    expect(Deployment.spec.selector).toEqual({ matchLabels: labels });
    expect(Deployment.spec.template.metadata.labels).toEqual(labels);
    expect(Deployment.spec.template.spec.topologySpreadConstraints[0].labelSelector).toEqual({ matchLabels: labels });
    expect(PodDisruptionBudget.spec.selector).toEqual({ matchLabels: labels });
    expect(NetworkPolicy.spec.podSelector).toEqual({ matchLabels: labels });
    expect(Service.spec.selector).toEqual(labels);
  });

  test('must not be taken twice in a chart', () => {
    const scope = chartIn();
    deploy({}, scope);
    expect(() => new HardenedDeployment(scope, 'other', { ...MINIMAL, name: 'api' })).toThrow(new Error(
      "[payments/other] 'name' must be unique among the objects of kind ServiceAccount in its namespace, but 'payments/api' emits one of that name, got 'api'. Give one of the two another 'name'.",
    ));
  });
});

describe('labels and annotations', () => {
  test('stand on all objects, and on the Deployment', () => {
    const all = manifests({ labels: { team: 'a' }, annotations: { owner: 'b' } });
    expect(Object.values(all).map(({ metadata }) => metadata?.labels)).toEqual(Array(4).fill({ 'team': 'a', 'app.kubernetes.io/name': 'api' }));
    expect(Object.values(all).filter(({ metadata }) => metadata?.annotations !== undefined).map(({ kind }) => kind)).toEqual(['Deployment']);
    expect(all.Deployment.metadata?.annotations).toEqual({ owner: 'b' });
    expect(all.Deployment.spec.selector.matchLabels).not.toHaveProperty('team');
    expect(all.Deployment.spec.template.metadata.labels).not.toHaveProperty('team');
  });

  test('may say what is so anyway', () => {
    expect(faultsIn({ labels: { 'app.kubernetes.io/name': 'api' } })).toEqual([]);
  });

  test('of a chart stay', () => {
    const scope = new Chart(new App(), 'chart', { labels: { team: 'a' } });
    expect(deploy({}, scope).deployment.toJson().metadata.labels).toEqual({ 'team': 'a', 'app.kubernetes.io/name': 'api' });
  });

  test('say why an exception was made, beside those of the user', () => {
    const { annotations } = manifests({ annotations: { owner: 'b' }, exceptions: { noMemoryLimit: 'caches what there is' } }).Deployment.metadata!;
    expect(Object.values(annotations!)).toEqual(expect.arrayContaining(['b', 'caches what there is']));
  });

  test("say why an exception was made, whatever the user's own annotation says", () => {
    const key = 'exception.fleetwright.io/noMemoryLimit';
    const { annotations } = manifests({ annotations: { [key]: 'no reason' }, exceptions: { noMemoryLimit: 'caches what there is' } }).Deployment.metadata!;
    expect(annotations![key]).toBe('caches what there is');
  });
});

describe('the ServiceAccount', () => {
  test('is its own and mounts no token', () => {
    const { ServiceAccount, Deployment } = manifests();
    expect(ServiceAccount.automountServiceAccountToken).toBe(false);
    expect(Deployment.spec.template.spec).toMatchObject({ serviceAccountName: 'api', automountServiceAccountToken: false });
  });

  test('still mounts none for others where the pods ask for one', () => {
    const { ServiceAccount, Deployment } = manifests({ automountServiceAccountToken: true });
    expect(ServiceAccount.automountServiceAccountToken).toBe(false);
    expect(Deployment.spec.template.spec.automountServiceAccountToken).toBe(true);
  });

  test('carries the annotations by which a cloud knows it', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/api' };
    expect(manifests({ serviceAccount: { annotations } }).ServiceAccount.metadata?.annotations).toEqual(annotations);
  });

  test('may be one that exists', () => {
    const api = deploy({ serviceAccount: { existingName: 'shared' } });
    expect(api.serviceAccount).toBeUndefined();
    expect(api.deployment.toJson().spec.template.spec.serviceAccountName).toBe('shared');
  });
});

describe('pods are spread', () => {
  const topologies = (api: HardenedDeployment) =>
    (api.deployment.toJson().spec.template.spec.topologySpreadConstraints ?? []).map(({ topologyKey, whenUnsatisfiable }: any) => `${topologyKey} ${whenUnsatisfiable}`);
  const both = ['topology.kubernetes.io/zone DoNotSchedule', 'kubernetes.io/hostname ScheduleAnyway'];

  test.each([
    ['in a plain App', undefined, both],
    ['in a Cluster whose zones are not known', {}, both],
    ['in a Cluster of three zones', { zones: ['a', 'b', 'c'] }, both],
    ['over hosts alone in a Cluster of one zone', { zones: ['a'] }, both.slice(1)],
  ])('%s', (_, cluster, expected) => {
    expect(topologies(deploy({}, chartIn(cluster)))).toEqual(expected);
  });

  test('by constraints that may be replaced', () => {
    const api = deploy();
    expect(markedSpread(api.deployment)).toEqual(api.deployment.toJson().spec.template.spec.topologySpreadConstraints);
  });

  test('unless told otherwise', () => {
    const api = deploy({ spread: false });
    expect(topologies(api)).toEqual([]);
    expect(markedSpread(api.deployment)).toEqual([]);
  });
});

test('exposes what it emits', () => {
  const api = deploy({ ports: [{ port: 8080 }], service: {}, autoscaling: { maxReplicas: 4 } });
  expect([api.serviceAccount, api.deployment, api.podDisruptionBudget, api.networkPolicy, api.horizontalPodAutoscaler, api.service]).toEqual(api.objects);
});

test('can be patched, also where a value comes only at synth', () => {
  const api = deploy();
  api.patch({ kind: 'Deployment' }, JsonPatch.replace('/spec/replicas', 5));
  api.patch({ kind: 'NetworkPolicy' }, JsonPatch.add('/spec/egress/-', {}));
  expect(api.deployment.toJson().spec.replicas).toBe(5);
  expect(api.networkPolicy!.toJson().spec.egress).toHaveLength(2);
});

test('can have no pods, one pod, and a number that is not known yet', () => {
  expect(manifests({ replicas: 0 }).Deployment.spec.replicas).toBe(0);
  expect(manifests({ replicas: 1 }).Deployment.spec.replicas).toBe(1);
  expect(manifests({ replicas: Lazy.any({ produce: () => 7 }) }).Deployment.spec.replicas).toBe(7);
});

test('passes values that only a deployment knows', () => {
  const later = placeholder('x');
  expect(faultsIn({
    name: later, namespace: later, instance: later, labels: { team: later }, annotations: { owner: later }, image: later,
    serviceAccount: { existingName: later }, ports: [{ port: 8080 }],
    service: { name: later, ports: [{ port: Lazy.any({ produce: () => 80 }), target: later }] },
  })).toEqual([]);
});

const KEY = "at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit";
const DNS_LABEL = "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit";
const PEER = (got: string) => `must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer', got ${got}. Use 'NetworkPeer' for what is no construct of this program.`;

test('says everything that is wrong at once', () => {
  expect(thrown(() => new HardenedDeployment(chartIn({}), 'Api', {
    image: 'registry.example.com/payments/api:latest',
    namespace: 'Payments',
    instance: '',
    replicas: 1.5,
    rollout: { maxSurge: 0 },
    disruptionBudget: { maxUnavailable: '200%' },
    serviceAccount: { existingName: 'shared', annotations: { 'a b': 'c' } },
    service: {},
    network: { allowFrom: [{ peer: undefined as any }], allowTo: [{ peer: 'web' as any }] },
    labels: { 'app.kubernetes.io/name': 'other', 'team': 'a b', 'a b': '' },
    annotations: { 'a b': '' },
  }))).toThrow(new Error([
    `'namespace' ${DNS_LABEL}, got 'Payments'. Use a name such as 'payments'.`,
    "'instance' must not be empty, got ''. Use a name such as 'payments-eu'.",
    `'labels.team' must be a label value: a string of ${KEY}, or empty, got 'a b'. Correct the value.`,
    `'labels['a b']' must be a label key: ${KEY}, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/team'.`,
    `'annotations['a b']' must be an annotation key: ${KEY}, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/owner'.`,
    `'serviceAccount.annotations['a b']' must be an annotation key: ${KEY}, with or without a DNS subdomain and '/' before it. Use a key such as 'eks.amazonaws.com/role-arn'.`,
    "'replicas' must be a whole number of at least 0, got 1.5. Use at least 2, so that one may be away.",
    "'disruptionBudget.maxUnavailable' must be at most 100%, got '200%'. Use a number such as 1 or a percentage such as '25%'.",
    "'image' must name a fixed tag or digest, got 'registry.example.com/payments/api:latest'. Use ':1.4.2' or '@sha256:…'.",
    `'name' ${DNS_LABEL}, got 'Api'. Give it a 'name' such as 'api'.`,
    "'labels['app.kubernetes.io/name']' must not be given: the selectors need it as it is, got 'other'. Use 'name' and 'instance'.",
    "'rollout.maxSurge' must not be 0 when 'maxUnavailable' is 0: no pod could ever be replaced, got 0. Use 'maxSurge: 1', or 'maxUnavailable: 1' where there is no room for one more pod.",
    "'serviceAccount.annotations' must not be given with 'existingName': the object is not ours. Set them where that ServiceAccount is written.",
    "'service' needs a port to lead to. Declare 'ports' on the workload, e.g. '[{ port: 8080 }]', or make the Service headless.",
    `'network.allowFrom[0].peer' ${PEER('undefined')}`,
    `'network.allowTo[0].peer' ${PEER("'web'")}`,
  ].map((fault) => `[prod-eu/payments/Api] ${fault}`).join('\n')));
});

test('takes no more annotations than Kubernetes does', () => {
  expect(faultsIn({ annotations: { large: 'x'.repeat(2 ** 18) } })).toEqual([
    "'annotations' must hold at most 262144 bytes in all keys and values together, got 262149. Keep large texts in a ConfigMap.",
  ]);
});

test('is the same text in a Cluster as in a plain App where nothing is known of the Cluster', () => {
  expect(yamlOf(deploy({}, chartIn({})))).toBe(yamlOf(deploy()));
});

test('is synthesized by a Cluster and by a plain App alike', () => {
  const cluster = new Cluster({ name: 'prod-eu' });
  const api = deploy({}, new Chart(cluster, 'payments', { namespace: 'payments' }));
  expect(cluster.synthYaml()).toBe(yamlOf(api));
});

test('refuses more replicas than Kubernetes can count', () => {
  expect(faultsIn({ replicas: 2 ** 31 })).toEqual([
    "'replicas' must be a whole number from 0 to 2147483647, got 2147483648. Use at least 2, so that one may be away.",
  ]);
});
