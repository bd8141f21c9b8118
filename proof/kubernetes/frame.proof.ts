import * as assert from 'node:assert/strict';
import type { KubernetesObject } from '../../lib/manifest/object';
import { Checks, Proof } from '../proof';
import { judge } from './acceptance';
import { accepted, WatchEvent } from './api-client';
import { ControlPlane } from './control-plane';

/** A Deployment as careful as a namespace that enforces `restricted` wants it. */
function deployment(name: string, namespace: string, replicas = 3): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          topologySpreadConstraints: [{
            topologyKey: 'topology.kubernetes.io/zone', maxSkew: 1, whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: { app: name } },
          }],
          containers: [{
            name: 'app',
            image: 'registry.example.com/app:1.0.0',
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
          }],
        },
      },
    },
  };
}

const ZONES = ['a', 'b', 'c'];

export const proofs: Proof[] = [{
  name: 'frame',
  title: 'The control plane that judges is a real one, and the judge of the proof `accepted` finds what is wrong.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), { args: { 'kube-controller-manager': ['--horizontal-pod-autoscaler-sync-period=1s'] } });
    await cluster.createNodes(ZONES.map((zone) => ({ name: `node-${zone}`, zone })));
    await cluster.namespace('strict', { enforce: 'restricted' });
    await proveAdmission(cluster, context.about('admission'));
    await proveControllers(cluster, context.about('controllers'));
    await proveJudge(cluster, context.about('judge'));
    await cluster.stop();
    await proveEmulation(await ControlPlane.start(context.host('kubernetes'), { emulatedVersion: '1.34' }), context.about('emulation'));
  },
}];

async function proveAdmission(cluster: ControlPlane, checks: Checks): Promise<void> {
  await checks.check('refuses a field that does not exist', async () => {
    const { status, body } = await cluster.create({ ...deployment('typo', 'strict'), spec: { ...deployment('typo', 'strict').spec, replica: 3 } }, { dryRun: true });
    assert.equal(status, 400);
    assert.match(body.message, /unknown field "spec\.replica"/);
  });
  await checks.check('warns of a Deployment whose pods it will refuse', async () => {
    const careless = deployment('careless', 'strict');
    careless.spec.template.spec.securityContext = {};
    const { status, warnings } = await cluster.create(careless, { dryRun: true });
    assert.equal(status, 201);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^would violate PodSecurity "restricted:latest": runAsNonRoot != true .*seccompProfile/);
  });
  await checks.check('refuses a pod that may run as root in a namespace that enforces restricted', async () => {
    const { status, body } = await cluster.create({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'root', namespace: 'strict' }, spec: { containers: [{ name: 'app', image: 'app:1' }] } });
    assert.equal(status, 403);
    assert.match(body.message, /violates PodSecurity "restricted:latest".*runAsNonRoot != true/);
  });
  await checks.check('changes nothing in a dry run', async () => {
    assert.equal((await cluster.create(deployment('ghost', 'strict'), { dryRun: true })).status, 201);
    assert.equal((await cluster.request('GET', await cluster.pathOf(deployment('ghost', 'strict')))).status, 404);
  });
  await checks.check('knows who asks', async () => {
    const stranger = await cluster.kubectl(['get', 'pods', '--token=wrong', '-n', 'strict']);
    assert.equal(stranger.code, 1);
    assert.match(stranger.stderr, /Unauthorized|must be logged in/);
    const { stdout } = await cluster.kubectl(['auth', 'can-i', 'list', 'pods', '-n', 'strict', '--as=system:serviceaccount:strict:default']);
    assert.equal(stdout.trim(), 'no');
  });
}

async function proveControllers(cluster: ControlPlane, checks: Checks): Promise<void> {
  const events: WatchEvent[] = [];
  const watch = await cluster.watch('/api/v1/namespaces/strict/pods', (event) => events.push(event));
  const running = async () => (await cluster.read('/api/v1/namespaces/strict/pods')).items.filter((pod: any) => pod.status.phase === 'Running');
  await checks.check('run the pods of a Deployment, one in each zone', async () => {
    const { code, stderr } = await cluster.kubectl(['apply', '-f', '-'], JSON.stringify(deployment('web', 'strict')));
    assert.equal(code, 0, stderr);
    await cluster.waitFor('three pods to run', async () => (await running()).length === 3);
    assert.deepEqual((await running()).map((pod: any) => pod.spec.nodeName).sort(), ZONES.map((zone) => `node-${zone}`));
  });
  await checks.check('are seen by a watch, step by step', async () => {
    const [name] = (await running()).map((pod: any) => pod.metadata.name);
    accepted('delete', await cluster.request('DELETE', `/api/v1/namespaces/strict/pods/${name}`));
    await cluster.waitFor('the pod to be gone in the watch', () => events.some(({ type, object }) => type === 'DELETED' && object.metadata?.name === name));
    const steps = events.filter(({ object }) => object.metadata?.name === name);
    assert.deepEqual([steps[0].type, steps[0].object.kind, steps[0].object.status.phase, steps[0].object.spec.nodeName], ['ADDED', 'Pod', 'Pending', undefined]);
    assert.ok(steps.some(({ type, object }) => type === 'MODIFIED' && object.spec.nodeName !== undefined), 'no event shows the pod bound to its node');
    assert.equal(steps[steps.length - 1].type, 'DELETED');
  });
  await checks.check('a watch begins with what is there', async () => {
    const seen: string[] = [];
    const late = await cluster.watch('/api/v1/nodes', ({ type, object }) => seen.push(`${type} ${object.kind} ${object.metadata?.name}`));
    assert.deepEqual(seen, ZONES.map((zone) => `ADDED Node node-${zone}`));
    late.stop();
  });
  watch.stop();
}

async function proveJudge(cluster: ControlPlane, checks: Checks): Promise<void> {
  const faultsOf = async (...objects: KubernetesObject[]) => (await judge(cluster, objects.map((object) => ({ set: 'frame', object })))).map(({ faults }) => faults);
  const service: KubernetesObject = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
  const namespace: KubernetesObject = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'brought' } };

  await checks.check('finds no fault in objects without one', async () => {
    assert.deepEqual(await faultsOf(deployment('web', 'brought'), service, { ...service, metadata: { name: 'web', namespace: 'brought' } }, namespace), [[], [], [], []]);
  });
  await checks.check('leaves nothing behind', async () => {
    const { items } = await cluster.read('/apis/apps/v1/deployments');
    assert.deepEqual(items.map(({ metadata }: any) => `${metadata.namespace}/${metadata.name}`), ['strict/web']);
    assert.equal((await cluster.request('GET', '/api/v1/namespaces/brought')).status, 404);
  });
  await checks.check('keeps two objects of one name apart', async () => {
    const other = { ...service, spec: { ...service.spec, type: 'ExternalName', externalName: 'db.example.com' } };
    assert.deepEqual(await faultsOf({ ...service, metadata: { name: 'one', namespace: 'default' } }, { ...other, metadata: { name: 'one', namespace: 'default' } }), [[], []]);
  });
  await checks.check('does not bring together what is applied apart', async () => {
    const inDefault = (name: string) => ({ ...service, metadata: { name, namespace: 'default' } });
    const sets = [['first', inDefault('one')], ['second', { ...inDefault('one'), spec: { ...service.spec, ports: [{ port: 81 }] } }], ['second', inDefault('beside')]] as const;
    const events: WatchEvent[] = [];
    const watch = await cluster.watch('/api/v1/namespaces/default/services', (event) => events.push(event));
    const verdicts = await judge(cluster, sets.map(([set, object]) => ({ set, object })));
    const revisions = (type: string, found: (object: any) => boolean) => events.filter((event) => event.type === type && found(event.object))
      .map(({ object: { metadata } }: any) => Number(metadata.resourceVersion));
    const came = () => revisions('ADDED', ({ metadata }) => metadata.name === 'beside');
    const went = () => revisions('DELETED', ({ metadata, spec }) => metadata.name === 'one' && spec.ports[0].port === 80);
    await cluster.waitFor('both to be seen, each time', () => came().length === 2 && went().length === 2);
    watch.stop();
    assert.deepEqual(verdicts.map(({ faults }) => faults), [[], [], []]);
    assert.ok(Math.min(...came()) > Math.max(...went()), `${came()} is not after ${went()}`);
  });
  await checks.check('finds a field that does not exist, and only there', async () => {
    const [first, second] = await faultsOf({ ...service, spec: { ...service.spec, selectors: {} } }, { ...service, metadata: { name: 'fine' } });
    assert.match(first.join(), /^refused: .*unknown field "spec\.selectors"/);
    assert.deepEqual(second, []);
  });
  await checks.check('finds what only validation refuses', async () => {
    assert.match((await faultsOf({ ...service, metadata: { name: 'Web' } })).join(), /^refused: Service "Web" is invalid: metadata.name/);
  });
  await checks.check('finds a warning', async () => {
    const grace = deployment('grace', 'default');
    grace.spec.template.spec.terminationGracePeriodSeconds = -1;
    assert.match((await faultsOf(grace)).join(), /^warning: spec\.template\.spec\.terminationGracePeriodSeconds: must be >= 0/);
  });
  await checks.check('passes over an acknowledged warning', async () => {
    const grace = deployment('grace', 'default');
    grace.spec.template.spec.terminationGracePeriodSeconds = -1;
    const [{ faults }] = await judge(cluster, [{ set: 'frame', object: grace }], (warning) => warning.includes('terminationGracePeriodSeconds'));
    assert.deepEqual(faults, []);
  });
  await checks.check('finds a kind that the API server does not have', async () => {
    assert.deepEqual(await faultsOf({ apiVersion: 'example.com/v1', kind: 'Unheard', metadata: { name: 'x' } }), [['the API server has no kind Unheard in example.com/v1']]);
  });
  await checks.check('finds an empty list that the server does not keep, so that every apply writes', async () => {
    const policy = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'closed', namespace: 'default' }, spec: { podSelector: {}, policyTypes: ['Ingress'] } };
    assert.deepEqual(await faultsOf(policy), [[]]);
    const [faults] = await faultsOf({ ...policy, spec: { ...policy.spec, ingress: [] } });
    assert.match(faults.join(), /^kubectl apply --server-side of the same object changes metadata\.generation from 1 to 2 and nothing that can be seen/);
  });
  await checks.check('finds that applying again changes the object', async () => {
    await installRestlessPolicy(cluster);
    const [faults] = await faultsOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'restless', namespace: 'default' }, data: { a: 'b' } });
    assert.match(faults.join(), /^kubectl apply --server-side of the same object changes metadata\.annotations\.last from/);
  });
}

/** A policy that writes something new into a ConfigMap with every write, as a quarrelsome controller does. */
async function installRestlessPolicy(cluster: ControlPlane): Promise<void> {
  const name = 'restless';
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'MutatingAdmissionPolicy',
    metadata: { name },
    spec: {
      failurePolicy: 'Fail',
      reinvocationPolicy: 'Never',
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'], resourceNames: [name] }] },
      mutations: [{
        patchType: 'ApplyConfiguration',
        applyConfiguration: { expression: 'Object{metadata: Object.metadata{annotations: {"last": oldObject == null ? "none" : oldObject.metadata.resourceVersion}}}' },
      }],
    },
  };
  accepted(name, await cluster.create(policy));
  accepted(name, await cluster.create({ apiVersion: policy.apiVersion, kind: 'MutatingAdmissionPolicyBinding', metadata: { name }, spec: { policyName: name } }));
  // The policy takes effect some moments after it was made.
  await cluster.waitFor('the policy to take effect', async () => {
    const probe = await cluster.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } }, { dryRun: true });
    return probe.body.metadata?.annotations?.last === 'none';
  });
}

async function proveEmulation(cluster: ControlPlane, checks: Checks): Promise<void> {
  await checks.check('behaves like an older minor version', async () => {
    const { emulationMajor, emulationMinor } = await cluster.read('/version');
    assert.equal(`${emulationMajor}.${emulationMinor}`, '1.34');
  });
}
