// What else a program makes is judged with each component as what stands beside a construct is in cdk8s, in whichever order it is made.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { outcomeOf } from './outcome-of';
import { Cluster as Description, FleetErrors, HardenedDeployment as Construct8s, Volume } from 'fleetwright';
import { Cluster, HardenedDeployment, render } from 'fleetwright/pulumi';

jest.setTimeout(300_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';
const META = { name: 'extra', namespace: 'shop' };
const PROPS = { namespace: 'shop', image: IMAGE };
const TARGET = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' };
const SCALED = { autoscaling: { maxReplicas: 5 } };
const CLUSTER = { name: 'prod-eu', warningsAsErrors: ['workload/single-node-claim'] };

/** What stands beside the component, and what that is then like. */
const BESIDE: { readonly [name: string]: { readonly id: string; readonly props?: object; readonly objects: any[] } } = {
  'a budget of the same pods': {
    id: 'workload/one-budget',
    objects: [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: META, spec: { maxUnavailable: 1, selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } } }],
  },
  'an autoscaler of what is scaled': {
    id: 'workload/one-autoscaler',
    props: SCALED,
    objects: [{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: META, spec: { scaleTargetRef: TARGET, minReplicas: 2, maxReplicas: 9 } }],
  },
  'a ScaledObject of what is scaled': {
    id: 'workload/one-autoscaler',
    props: SCALED,
    objects: [{ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: META, spec: { scaleTargetRef: { name: 'api' }, minReplicaCount: 2, maxReplicaCount: 9, triggers: [] } }],
  },
  'a namespace that refuses its pods': {
    id: 'workload/enforced-level',
    props: { exceptions: { runAsRoot: 'a test' } },
    objects: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } } }],
  },
  'others that mount its claim': {
    id: 'workload/single-node-claim',
    props: { mounts: [{ path: '/data', volume: Volume.persistentVolumeClaim('data') }] },
    objects: [
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'shop' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
      {
        apiVersion: 'apps/v1', kind: 'Deployment', metadata: META, spec: {
          selector: { matchLabels: { app: 'extra' } },
          template: { metadata: { labels: { app: 'extra' } }, spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }], containers: [{ name: 'extra', image: IMAGE }] } },
        },
      },
    ],
  },
};

const CLASSES: any = {
  PodDisruptionBudget: k8s.policy.v1.PodDisruptionBudget,
  HorizontalPodAutoscaler: k8s.autoscaling.v2.HorizontalPodAutoscaler,
  ScaledObject: k8s.apiextensions.CustomResource,
  Namespace: k8s.core.v1.Namespace,
  PersistentVolumeClaim: k8s.core.v1.PersistentVolumeClaim,
  Deployment: k8s.apps.v1.Deployment,
};

const make = (objects: any[], change: (object: any) => any = (object) => object, opts: object = {}) =>
  objects.forEach((object, i) => new CLASSES[object.kind](`by-hand-${i}`, change(object), opts));
const component = (props: object, opts: object = AMBIENT) => new HardenedDeployment('api', { ...PROPS, ...props } as any, opts);

/** What is at fault in cdk8s, where the same objects stand in a chart of their own. */
function faultsInCdk8s(props: object, objects: any[]): { readonly id: string; readonly message: string }[] {
  const app = new Description(CLUSTER);
  new Construct8s(new Chart(app, 'shop'), 'api', { ...PROPS, ...props });
  const others = new Chart(app, 'others');
  objects.forEach((object, i) => new ApiObject(others, `${i}`, object));
  try {
    app.synthYaml();
    return [];
  } catch (error) { return [...FleetErrors.findingsOf(error)]; }
}

describe.each(Object.entries(BESIDE))('%s', (_, { id, props = {}, objects }) => {
  const cluster = new Description(CLUSTER);

  test('is told in the words of cdk8s, in whichever order it is made', async () => {
    const found = faultsInCdk8s(props, objects);
    expect([...new Set(found.map((each) => each.id))]).toEqual([id]);
    const program = (order: string) => () => {
      const provider = new k8s.Provider('eu', { kubeconfig: '{}' });
      if (order === 'before') { make(objects, undefined, { provider }); }
      component(props, { provider, cluster });
      if (order === 'after') { make(objects, undefined, { provider }); }
    };
    for (const order of ['before', 'after']) {
      for (const preview of [true, false]) {
        const { errors } = await outcomeOf(program(order), { preview });
        expect({ order, preview, errors: errors.map((text) => text.replace(/^\[prod-eu\/api[^\]]*\] /, '')) }).toEqual({ order, preview, errors: found.map(({ message }) => message) });
      }
      await expect(render(program(order))).rejects.toThrow(found[0].message);
    }
  });

  test('is none in another namespace or cluster', async () => {
    const elsewhere = (object: any) => (object.kind === 'Namespace' ? { ...object, metadata: { ...object.metadata, name: 'front' } } : { ...object, metadata: { ...object.metadata, namespace: 'front' } });
    const provider = (name: string) => new k8s.Provider(name, { kubeconfig: '{}' });
    expect((await outcomeOf(() => { component(props); make(objects, elsewhere); }, { preview: true })).errors).toEqual([]);
    expect((await outcomeOf(() => {
      component(props, { provider: provider('eu'), cluster });
      make(objects, undefined, { provider: provider('us') });
    }, { preview: true })).errors).toEqual([]);
  });

  test('is none that is not known yet', async () => {
    const unknown: any = pulumi.output(pulumi.unknown);
    const hidden = ({ metadata, ...object }: any) => ({ ...object, metadata: object.kind === 'Namespace' ? { ...metadata, labels: unknown } : { ...metadata, namespace: unknown } });
    expect((await outcomeOf(() => { component(props); make(objects, hidden); }, { preview: true })).errors).toEqual([]);
  });
});

const BUDGET = BESIDE['a budget of the same pods'].objects;

test('what is known only by an Output is told when it is known', async () => {
  const { errors } = await outcomeOf(() => {
    const { metadata } = new k8s.core.v1.Namespace('shop', { metadata: { name: 'shop' } });
    component({ namespace: metadata.name });
    make(BUDGET, (object) => ({ ...object, metadata: { name: 'extra', namespace: metadata.name } }));
  }, { preview: true });
  expect(errors).toEqual([expect.stringMatching(/^\[api\] 'disruptionBudget' must be the only one/)]);
});

test('what a program makes after it has waited for something else is told too, and once', async () => {
  const wait = () => new Promise((resolve) => { setTimeout(resolve, 50); });
  const { errors } = await outcomeOf(async () => {
    component({});
    await wait();
    make(BUDGET);
    await wait();
    new k8s.core.v1.ConfigMap('last', { metadata: { name: 'last', namespace: 'shop' } });
  }, { inline: true });
  expect(errors).toHaveLength(1);
});

test('components stand beside each other', async () => {
  const { errors } = await outcomeOf(() => {
    component({});
    new HardenedDeployment('web', { ...PROPS, selector: { 'app.kubernetes.io/name': 'web', 'tier': 'api' }, podLabels: { 'app.kubernetes.io/part-of': 'shop' } }, AMBIENT);
    new HardenedDeployment('jobs', { ...PROPS, mounts: [{ path: '/data', volume: Volume.persistentVolumeClaim('data') }] }, AMBIENT);
  }, { preview: true });
  expect(errors).toEqual([]);
});

test('a warning is one of Pulumi, on the object that it is about', async () => {
  const { props, objects } = BESIDE['others that mount its claim'];
  const { errors, warnings } = await outcomeOf(() => { component(props!); make(objects); }, { preview: true });
  expect(errors).toEqual([]);
  const found = faultsInCdk8s(props!, objects).map(({ message }) => `[api] ${message}`);
  expect(found).toHaveLength(2);
  expect(warnings.filter((text) => text.includes('workload/single-node-claim'))).toEqual(found);
});

test('a namespace of the provider is that of others too, and what is read from the cluster is no other object', async () => {
  const { errors } = await outcomeOf(() => {
    new HardenedDeployment('api', { image: IMAGE }, AMBIENT);
    make(BUDGET, (object) => ({ ...object, metadata: { name: 'extra' } }));
  }, { preview: true });
  expect(errors).toHaveLength(1);
  expect((await outcomeOf(() => {
    component({});
    make([{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'api', namespace: 'shop' }, spec: { selector: { matchLabels: { 'app.kubernetes.io/name': 'api' } } } }]);
  }, { preview: true })).errors).toEqual([]);
});

test('in a Cluster with a provider, what is below it is in the same cluster', async () => {
  const { errors } = await outcomeOf(() => {
    const parent = new Cluster('prod-eu', {}, { providers: [new k8s.Provider('eu', { kubeconfig: '{}' })] });
    component({}, { parent });
    make(BUDGET, undefined, { parent });
  }, { preview: true });
  expect(errors).toEqual([expect.stringMatching(/^\[prod-eu\/api\] 'disruptionBudget' must be/)]);
});
