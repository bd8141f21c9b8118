import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPort } from '../../lib/construct/network-port';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { KubernetesObject } from '../../lib/manifest/object';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { apply, lively, manifestsOf, NODES, uidsOf, versionOf, ZONES } from './programs';

const SIDECAR = { name: 'proxy', image: 'registry.example.com/proof/proxy:1.0.0', ports: [{ name: 'metrics', port: 9090 }] };

export const proofs: Proof[] = [{
  name: 'deployment-traffic',
  title: 'The controllers find everything that a HardenedDeployment names: pods behind Services, budgets, autoscalers and policies.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { args: { 'kube-controller-manager': ['--horizontal-pod-autoscaler-sync-period=1s'] } });
    await cluster.createNodes(NODES);
    for (const namespace of ['back', 'front']) { await cluster.namespace(namespace, { enforce: 'restricted' }); }
    const app = new Cluster({ name: 'proof', zones: ZONES, kubernetesVersion: (await versionOf(cluster)).version });
    const [back, front] = ['back', 'front'].map((namespace) => new Chart(app, namespace, { namespace }));
    const api = lively(back, 'api', {
      replicas: 3,
      ports: [{ name: 'http', port: 8080 }, { name: 'dns', port: 5353, protocol: PortProtocol.UDP }],
      sidecars: [SIDECAR],
      service: { ports: [{ port: 80, target: 'http' }, { port: 53, target: 'dns' }, { port: 9090, target: 'metrics' }] },
    });
    const worker = lively(back, 'worker', { autoscaling: { minReplicas: 4, maxReplicas: 8 }, disruptionBudget: { minAvailable: '50%' } });
    const web = lively(front, 'web', { instance: 'eu', ports: [{ port: 8080 }], service: { headless: true } });
    api.allowFrom(web, NetworkPort.named('http'));
    worker.allowTo(api, NetworkPort.named('dns'), NetworkPort.named('metrics'));
    // What cdk8s-plus makes of them.
    const plus = { service: 'plus-service', autoscaler: 'plus-autoscaler' };
    new kplus.Service(front, 'service', { metadata: { name: plus.service }, selector: web, ports: [{ port: 80, targetPort: 8080 }] });
    new kplus.HorizontalPodAutoscaler(front, 'autoscaler', { metadata: { name: plus.autoscaler }, target: web, minReplicas: 5, maxReplicas: 9 });

    const objects = [...manifestsOf(back), ...manifestsOf(front)];
    await apply(cluster, objects);
    const uids = await uidsOf(cluster, objects);
    const count = (deployment: { name: string; namespace?: string }, replicas: number) => cluster.waitFor(`${replicas} pods of ${deployment.name}`, async () => {
      const { status } = await cluster.read(`/apis/apps/v1/namespaces/${deployment.namespace}/deployments/${deployment.name}`);
      return status.readyReplicas === replicas;
    });

    await context.about('autoscalers').check('scale a Deployment that says nothing of its number', async () => {
      await count(worker, 4);
      await cluster.waitFor('the autoscaler to see its pods', async () => {
        const { status } = await cluster.read('/apis/autoscaling/v2/namespaces/back/horizontalpodautoscalers/worker');
        return status.currentReplicas === 4 && isTrue(status, 'AbleToScale');
      });
    });
    await context.about('autoscalers').check('of cdk8s-plus do, too', () => count(web, 5).then(() => undefined));
    await context.about('autoscalers').check('keep what they did when the program is applied again', async () => {
      await apply(cluster, objects);
      for (const [{ name, namespace }, replicas] of [[worker, 4], [web, 5]] as const) {
        const { spec } = await cluster.read(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
        assert.equal(spec.replicas, replicas);
      }
    });

    await count(api, 3);
    await proveServices(cluster, context);
    await context.about('disruption budgets').check('expect the pods that there are', async () => {
      for (const [namespace, name, expected, desired] of [['back', 'api', 3, 2], ['back', 'worker', 4, 2], ['front', 'web', 5, 4]] as const) {
        const path = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets/${name}`;
        const status = await cluster.waitFor(`${name} to be counted`, async () => {
          const budget = (await cluster.read(path)).status;
          return budget.currentHealthy === expected && budget;
        });
        assert.deepEqual([status.expectedPods, status.desiredHealthy, status.disruptionsAllowed], [expected, desired, expected - desired], name);
      }
    });
    await provePolicies(cluster, objects, context);
    await context.about('all objects').check('are left alone by the controllers', async () => {
      assert.deepEqual(await uidsOf(cluster, objects), uids);
    });
    await cluster.stop();
  },
}];

async function proveServices(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const checks = context.about('Services');
  const slices = async (namespace: string, service: string) => {
    const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${encodeURIComponent(`kubernetes.io/service-name=${service}`)}`;
    return (await cluster.read(path)).items as any[];
  };
  const ready = (items: any[]) => items.flatMap(({ endpoints }) => endpoints ?? []).filter(({ conditions }: any) => conditions.ready).length;

  await checks.check('lead to the ports of container and sidecar by their names', async () => {
    const items = await cluster.waitFor('three endpoints', async () => {
      const found = await slices('back', 'api');
      return ready(found) === 3 ? found : undefined;
    });
    assert.equal(items.length, 1);
    const ports = items[0].ports.map(({ name, port, protocol }: any) => `${name} ${port}/${protocol}`).sort();
    assert.deepEqual(ports, ['dns 5353/UDP', 'http 8080/TCP', 'metrics 9090/TCP']);
  });
  for (const service of ['web', 'plus-service']) {
    await checks.check(`${service} leads to its pods`, async () => {
      await cluster.waitFor('five endpoints', async () => ready(await slices('front', service)) === 5);
    });
  }
}

/** Whom each rule names, asked of the API server by the rule's own selectors. */
async function provePolicies(cluster: ControlPlane, objects: readonly KubernetesObject[], context: ProofContext): Promise<void> {
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy');
  const named = async (namespace: string, { podSelector, namespaceSelector }: any) => {
    const namespaces: string[] = namespaceSelector === undefined
      ? [namespace]
      : (await cluster.read(`/api/v1/namespaces?labelSelector=${labels(namespaceSelector)}`)).items.map(({ metadata }: any) => metadata.name);
    const pods = await Promise.all(namespaces.map(async (name) => (await cluster.read(`/api/v1/namespaces/${name}/pods?labelSelector=${labels(podSelector)}`)).items));
    return [...new Set(pods.flat().map(({ metadata }: any) => `${metadata.namespace}/${metadata.labels['app.kubernetes.io/name']}`))];
  };
  const EXPECTED: { readonly [policy: string]: { readonly on: string; readonly from: string[]; readonly to: string[] } } = {
    'back/api': { on: 'back/api', from: ['front/web 8080/TCP', 'back/worker 5353/UDP', 'back/worker 9090/TCP'], to: [] },
    'back/worker': { on: 'back/worker', from: [], to: ['back/api 5353/UDP', 'back/api 9090/TCP'] },
    'front/web': { on: 'front/web', from: [], to: ['back/api 8080/TCP'] },
  };
  for (const { metadata, spec } of policies) {
    const key = `${metadata!.namespace}/${metadata!.name}`;
    await context.about('NetworkPolicies').check(`${key} names exactly who was said to talk`, async () => {
      const resolve = async (rules: any[], side: 'from' | 'to') => (await Promise.all(rules.flatMap((rule) => rule[side].map(async (peer: any) =>
        (await named(metadata!.namespace!, peer)).flatMap((workload) => rule.ports.map(({ port, protocol }: any) => `${workload} ${port}/${protocol}`)))))).flat();
      assert.deepEqual(await named(metadata!.namespace!, { podSelector: spec.podSelector }), [EXPECTED[key].on]);
      assert.deepEqual(await resolve(spec.ingress ?? [], 'from'), EXPECTED[key].from);
      // The first one is for the DNS, which does not run here.
      assert.deepEqual(await resolve(spec.egress.slice(1), 'to'), EXPECTED[key].to);
    });
  }
  await context.about('NetworkPolicies').check('there is one for each workload', () => {
    assert.deepEqual(policies.map(({ metadata }) => `${metadata!.namespace}/${metadata!.name}`).sort(), Object.keys(EXPECTED).sort());
  });
}

function labels(selector: { matchLabels?: { [key: string]: string } }): string {
  return encodeURIComponent(Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`).join(','));
}

function isTrue(status: any, type: string): boolean {
  return (status.conditions ?? []).some((condition: any) => condition.type === type && condition.status === 'True');
}
