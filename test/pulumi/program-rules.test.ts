// All that a program makes is judged by the rules of its clusters when it has ended, as the objects of a tree are in a synth.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { outcomeOf } from './outcome-of';
import { RulePack } from 'fleetwright';
import { Cluster, ClusterArgs, HardenedDeployment, render } from 'fleetwright/pulumi';

jest.setTimeout(300_000);

const IMAGE = 'registry.example.com/shop/web:1.4.2';

/** A Deployment of which the recommended rules find one thing: the tag of its image. */
const deployment = (change: { image?: pulumi.Input<string>; replicas?: any; annotations?: any; name?: any; namespace?: any; env?: any } = {}) => ({
  metadata: { name: change.name ?? 'web', namespace: change.namespace ?? 'shop', ...(change.annotations !== undefined && { annotations: change.annotations }) },
  spec: {
    replicas: change.replicas ?? 1,
    selector: { matchLabels: { app: 'web' } },
    template: {
      metadata: { labels: { app: 'web' } },
      spec: {
        containers: [{
          name: 'web',
          image: change.image ?? 'registry.example.com/shop/web:latest',
          securityContext: { readOnlyRootFilesystem: true },
          resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '64Mi' } },
          ...(change.env !== undefined && { env: change.env }),
        }],
      },
    },
  },
});
const MOVES = "[prod-eu/web] reliability/fixed-image: Deployment 'shop/web': the image of container 'web' has the tag 'latest', which moves. Name a version or a digest.";
const NO_BUDGET = "[prod-eu/web] reliability/disruption-budget: Deployment 'shop/web': no PodDisruptionBudget selects its 3 replicas. "
  + "Add a PodDisruptionBudget that selects its pods, with 'maxUnavailable: 1'.";

const provider = (name = 'eu') => new k8s.Provider(name, { kubeconfig: '{}' });
const clusterOf = (args: ClusterArgs = {}) => new Cluster('prod-eu', args, { providers: [provider()] });
const budget = (opts: object) => new k8s.policy.v1.PodDisruptionBudget('budget', {
  metadata: { name: 'web', namespace: 'shop' }, spec: { maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow', selector: { matchLabels: { app: 'web' } } },
}, opts);
const NOTHING = { errors: [], warnings: [] };

test.each([true, false])('policy is a warning of the resource, whoever makes it (preview: %s)', async (preview) => {
  expect(await outcomeOf(() => { new k8s.apps.v1.Deployment('web', deployment(), { parent: clusterOf() }); }, { preview })).toEqual({ errors: [], warnings: [MOVES] });
  expect(await outcomeOf(() => {
    const eu = provider();
    new Cluster('prod-eu', {}, { providers: [eu] });
    new k8s.apps.v1.Deployment('web', deployment(), { provider: eu });
  }, { preview })).toEqual({ errors: [], warnings: [MOVES] });
});

test('nothing is said of what is as it should be, nor of what belongs to no Cluster', async () => {
  expect(await outcomeOf(() => { new k8s.apps.v1.Deployment('web', deployment({ image: IMAGE }), { parent: clusterOf() }); }, { preview: true })).toEqual(NOTHING);
  expect(await outcomeOf(() => {
    clusterOf();
    new k8s.apps.v1.Deployment('web', deployment(), { provider: provider('us') });
  }, { preview: true })).toEqual(NOTHING);
});

test('the rules are those of the cluster', async () => {
  const outcome = (rules: ClusterArgs['rules'], more: ClusterArgs = {}) => outcomeOf(() => {
    new k8s.apps.v1.Deployment('web', deployment(), { parent: clusterOf({ rules, ...more }) });
  }, { preview: true });
  expect(await outcome({ pack: RulePack.REFUSED })).toEqual(NOTHING);
  expect(await outcome({ except: ['reliability/fixed-image'] })).toEqual(NOTHING);
  expect((await outcome({ also: ['reliability/liveness-probe'] })).warnings).toEqual([MOVES, expect.stringMatching(/^\[prod-eu\/web\] reliability\/liveness-probe: /)]);
});

test('what is accepted is not said: by the object, or by the cluster', async () => {
  expect(await outcomeOf(() => {
    new k8s.apps.v1.Deployment('web', deployment({ annotations: { 'accepted.fleetwright.io/reliability.fixed-image': 'a test' } }), { parent: clusterOf() });
  }, { preview: true })).toEqual(NOTHING);
  expect(await outcomeOf(() => {
    new k8s.apps.v1.Deployment('web', deployment(), { parent: clusterOf({ acceptedWarnings: [{ id: 'reliability/fixed-image', reason: 'a test' }] }) });
  }, { preview: true })).toEqual(NOTHING);
});

test.each([true, false])('a warning that the cluster takes for an error ends the program (preview: %s)', async (preview) => {
  const program = () => { new k8s.apps.v1.Deployment('web', deployment(), { parent: clusterOf({ warningsAsErrors: ['reliability/fixed-image'] }) }); };
  expect(await outcomeOf(program, { preview })).toEqual({ errors: [MOVES], warnings: [] });
  await expect(render(program)).rejects.toThrow(MOVES);
});

const REFUSED = "[prod-eu/web] Deployment 'shop/web': spec.replicas: 'replicas' must be a whole number, not text. Look at the fields of the kind, e.g. by 'kubectl explain'.";

test('what API servers refuse is an error of the preview, with a Cluster and without one', async () => {
  const program = (opts: () => object) => () => { new k8s.apps.v1.Deployment('web', deployment({ image: IMAGE, replicas: 'three' }), opts()); };
  expect(await outcomeOf(program(() => ({ parent: clusterOf() })), { preview: true })).toEqual({ errors: [REFUSED], warnings: [] });
  await expect(render(program(() => ({ parent: clusterOf() })))).rejects.toThrow(REFUSED);
  expect(await outcomeOf(() => {
    const eu = provider();
    new HardenedDeployment('api', { namespace: 'shop', image: IMAGE }, { provider: eu });
    program(() => ({ provider: eu }))();
  }, { preview: true })).toEqual({ errors: [REFUSED.replace('prod-eu/', '')], warnings: [] });
});

test('what an API server has answered it does not refuse, and what it filled in nobody wrote', async () => {
  const answered: any = deployment({ image: IMAGE, replicas: 3 });
  answered.metadata = { ...answered.metadata, uid: '1', resourceVersion: '7', creationTimestamp: '2026-11-30T00:00:00Z' };
  answered.spec.ofNextYear = true;
  expect(await outcomeOf(() => {
    const parent = clusterOf();
    new k8s.apps.v1.Deployment('web', answered, { parent });
    new k8s.autoscaling.v2.HorizontalPodAutoscaler('web', {
      metadata: { name: 'web', namespace: 'shop' },
      spec: { minReplicas: 2, maxReplicas: 5, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] },
    }, { parent });
    budget({ parent });
  }, { preview: true })).toEqual(NOTHING);
});

test('what is missing is told when the program has ended, and once', async () => {
  const wait = () => new Promise((resolve) => { setTimeout(resolve, 50); });
  const program = (hasBudget: boolean) => async () => {
    const parent = clusterOf();
    new k8s.apps.v1.Deployment('web', deployment({ image: IMAGE, replicas: 3 }), { parent });
    await wait();
    if (hasBudget) { budget({ parent }); }
    await wait();
  };
  expect(await outcomeOf(program(true), { inline: true })).toEqual(NOTHING);
  expect(await outcomeOf(program(false), { inline: true })).toEqual({ errors: [], warnings: [NO_BUDGET] });
});

test('nothing is missed where a chart that only its provider makes may have it, or something is not known by which objects find each other', async () => {
  const unknown: any = pulumi.output(pulumi.unknown);
  const program = (more: (parent: Cluster) => void) => () => {
    const parent = clusterOf();
    new k8s.apps.v1.Deployment('web', deployment({ replicas: 3 }), { parent });
    more(parent);
  };
  expect((await outcomeOf(program(() => undefined), { preview: true })).warnings).toEqual([NO_BUDGET, MOVES]);
  expect((await outcomeOf(program((parent) => { new k8s.helm.v3.Release('chart', { chart: 'chart' }, { parent }); }), { preview: true })).warnings).toEqual([MOVES]);
  expect((await outcomeOf(program((parent) => {
    new k8s.core.v1.ConfigMap('settings', { metadata: { name: unknown, namespace: 'shop' }, data: { a: 'b' } }, { parent });
  }), { preview: true })).warnings).toEqual([MOVES]);
  expect((await outcomeOf(program((parent) => {
    new k8s.core.v1.ConfigMap('settings', { metadata: { name: 'settings', namespace: 'shop' }, data: { a: unknown } }, { parent });
  }), { preview: true })).warnings).toEqual([NO_BUDGET, MOVES]);
});

test('what is not known yet is not judged, and no secret is in a message', async () => {
  const unknown: any = pulumi.output(pulumi.unknown);
  const outcome = (image: any) => outcomeOf(() => { new k8s.apps.v1.Deployment('web', deployment({ image }), { parent: clusterOf() }); }, { preview: true });
  expect(await outcome(unknown)).toEqual(NOTHING);
  expect(await outcome(pulumi.secret('registry.example.com/hidden:latest'))).toEqual(NOTHING);
  expect(await outcome(pulumi.output('registry.example.com/shop/web:latest'))).toEqual({ errors: [], warnings: [MOVES] });
});

test('a component with a secret is judged by what is none, and what it says itself is not said again', async () => {
  const { errors, warnings } = await outcomeOf(() => {
    const parent = clusterOf({ rules: { also: ['reliability/several-replicas', 'reliability/liveness-probe'] } });
    new HardenedDeployment('web', { namespace: 'shop', image: IMAGE, replicas: 1, podAnnotations: { note: pulumi.secret('s3cret') } } as any, { parent });
  }, { preview: true });
  expect(errors).toEqual([]);
  expect(warnings.filter((line) => line.includes('/single-replica:'))).toHaveLength(1);
  expect(warnings.filter((line) => line.includes('/several-replicas:'))).toEqual([]);
  expect(warnings.filter((line) => line.includes('/liveness-probe:'))).toEqual([
    "[prod-eu/web-deployment] reliability/liveness-probe: Deployment 'shop/web': container 'web' has no liveness probe. Set 'livenessProbe' to something that asks for nothing but the process itself.",
  ]);
  expect(warnings.join('\n')).not.toContain('s3cret');
});

test('a warning of a component is accepted by its cluster, and says so on the object', async () => {
  const yaml = await render(() => {
    const parent = clusterOf({ acceptedWarnings: [{ id: 'workload/single-replica', reason: 'nobody waits for it' }], warningsAsErrors: ['workload/single-replica'] });
    new HardenedDeployment('web', { namespace: 'shop', image: IMAGE, replicas: 1 }, { parent });
  });
  expect(yaml).toContain('accepted.fleetwright.io/workload.single-replica: nobody waits for it');
});

test('what is read from a cluster is no second object', async () => {
  expect(await outcomeOf(() => {
    const parent = clusterOf();
    new k8s.apps.v1.Deployment('web', deployment({ image: IMAGE }), { parent });
    new k8s.apps.v1.Deployment('read', deployment({ image: IMAGE }), { parent });
  }, { preview: true })).toEqual(NOTHING);
});
