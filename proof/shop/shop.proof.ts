import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { podTemplatesOf } from '../../lib/manifest/pod-template';
import { askCilium, End, isPolicy, MeshPod, Traffic } from '../cilium/questions';
import { drain, uncordon } from '../deployment/drains';
import { apply } from '../deployment/programs';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane, NodeSpec } from '../kubernetes/control-plane';
import { Input, inputs } from '../kubernetes/inputs';
import { Checks, Proof, ProofContext } from '../proof';

const EXAMPLE = 'examples/14-shop';
const REPOSITORY = path.join(__dirname, '..', '..');

const CLUSTERS: readonly { readonly name: string; readonly zones: readonly string[]; readonly pods: number; readonly budgets: number }[] = [
  { name: 'dev', zones: ['one'], pods: 1, budgets: 0 },
  { name: 'staging', zones: ['eu-central-1a', 'eu-central-1b'], pods: 2, budgets: 11 },
  { name: 'prod', zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'], pods: 3, budgets: 13 },
];

export const proofs: Proof[] = [
  {
    name: 'shop',
    title: 'A shop of twenty workloads comes to life in three clusters, each as its environment says, and their nodes can be drained.',
    needs: ['kubernetes'],
    reads: [EXAMPLE],
    run: async (context) => {
      for (const cluster of CLUSTERS) { await proveCluster(context, cluster); }
    },
  },
  {
    name: 'shop-policies',
    title: "Cilium lets the shop's workloads call whom the program says, and nobody else.",
    needs: ['cilium'],
    reads: [EXAMPLE],
    run: async (context) => {
      for (const { name } of CLUSTERS) { await provePolicies(context, name); }
    },
  },
];

function objectsOf(cluster: string): Input['object'][] {
  return inputs(REPOSITORY).filter(({ set }) => set === `${EXAMPLE}/${cluster}`).map(({ object }) => object);
}

const isWorkload = ({ kind }: Input['object']) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind);

async function proveCluster(context: ProofContext, { name, zones, pods, budgets }: typeof CLUSTERS[number]): Promise<void> {
  const checks = context.about(name);
  const objects = objectsOf(name);
  const workloads = objects.filter(isWorkload);
  await checks.check('each of twenty workloads has an account and a policy of its own, and a budget where several pods run', () => {
    assert.equal(workloads.length, 20);
    const of = (kind: string) => objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata!.name!);
    const names = workloads.map(({ spec: { template, jobTemplate } }) => (template ?? jobTemplate.spec.template).metadata.labels['app.kubernetes.io/name']);
    for (const kind of ['ServiceAccount', 'NetworkPolicy']) { assert.deepEqual(of(kind).sort(), [...names].sort()); }
    const many = workloads.filter(({ kind, spec }) => ['Deployment', 'StatefulSet'].includes(kind) && (spec.replicas ?? pods) > 1).map(({ metadata }) => metadata!.name);
    assert.deepEqual(of('PodDisruptionBudget').sort(), many.sort());
    assert.equal(many.length, budgets);
  });

  const cluster = await ControlPlane.start(context.host('kubernetes'), { args: { 'kube-controller-manager': ['--horizontal-pod-autoscaler-sync-period=1s'] } });
  const nodes: NodeSpec[] = zones.flatMap((zone) => [1, 2].map((index) => ({ name: `${zone}-${index}`, zone })));
  await cluster.createNodes(nodes);
  await createVolumes(cluster, zones);
  await proveLife(cluster, checks, objects, pods, zones);
  await proveDrains(cluster, checks, nodes);
  await cluster.stop();
}

async function proveLife(cluster: ControlPlane, checks: Checks, objects: readonly Input['object'][], pods: number, zones: readonly string[]): Promise<void> {
  // What it takes for others to be taken is judged by the proof 'accepted'.
  const core = objects.filter(({ apiVersion }) => !/cilium|gateway|coreos/.test(apiVersion!));
  await checks.check('all is taken, without a warning', async () => {
    await apply(cluster, core.filter(({ kind }) => kind === 'Namespace'));
    await apply(cluster, core.filter(({ kind }) => kind !== 'Namespace'));
  });
  await checks.check('the scheduler and the controllers bring all pods up', async () => {
    await cluster.waitFor('all pods to serve', async () => (await statesOf(cluster)).every(({ wanted, ready }) => wanted > 0 && ready === wanted));
    const deployments = (await statesOf(cluster)).filter(({ kind }) => kind === 'Deployment');
    assert.deepEqual([...new Set(deployments.map(({ wanted }) => wanted))], [pods]);
  });
  await checks.check('pods of each Deployment are spread over the zones', async () => {
    const { items } = await cluster.read('/api/v1/namespaces/webshop/pods');
    for (const { metadata } of core.filter(({ kind }) => kind === 'Deployment')) {
      const own = items.filter((pod: any) => pod.metadata.labels['app.kubernetes.io/name'] === metadata!.name);
      assert.equal(new Set(own.map(({ spec }: any) => zones.find((zone) => spec.nodeName.startsWith(`${zone}-`)))).size, Math.min(pods, zones.length), metadata!.name);
    }
  });
  await checks.check('Jobs end, and so does one of each CronJob', async () => {
    const cronJobs = core.filter(({ kind }) => kind === 'CronJob').map(({ metadata }) => metadata!.name!);
    for (const cronJob of cronJobs) {
      const { code, stderr } = await cluster.kubectl(['-n', 'webshop', 'create', 'job', `${cronJob}-now`, `--from=cronjob/${cronJob}`]);
      assert.equal(code, 0, stderr);
    }
    await cluster.waitFor('all Jobs to end', async () => {
      const { items } = await cluster.read('/apis/batch/v1/namespaces/webshop/jobs');
      return items.length >= 1 + cronJobs.length && items.every(({ status }: any) => status.succeeded === 1);
    });
  });
}

async function proveDrains(cluster: ControlPlane, checks: Checks, nodes: readonly NodeSpec[]): Promise<void> {
  await checks.check('every node in turn can be drained, and all pods come back', async () => {
    for (const { name } of nodes) {
      const { code, stderr } = await drain(cluster, name, '180s');
      assert.equal(code, 0, stderr);
      accepted(`uncordon ${name}`, await uncordon(cluster, name));
    }
    await cluster.waitFor('all pods to serve again', async () => (await statesOf(cluster)).every(({ wanted, ready }) => ready === wanted));
  });
}

/** How many pods of each workload are wanted, and are ready. */
async function statesOf(cluster: ControlPlane): Promise<{ readonly kind: string; readonly wanted: number; readonly ready: number }[]> {
  const read = async (kind: string, plural: string) => (await cluster.read(`/apis/apps/v1/${plural}`)).items.map(({ spec, status }: any) => ({
    kind, wanted: spec.replicas ?? status.desiredNumberScheduled ?? 0, ready: status.readyReplicas ?? status.numberReady ?? 0,
  }));
  return (await Promise.all([read('Deployment', 'deployments'), read('StatefulSet', 'statefulsets'), read('DaemonSet', 'daemonsets')])).flat();
}

/** A default class, and disks in each zone that wait for their first pod. */
async function createVolumes(cluster: ControlPlane, zones: readonly string[]): Promise<void> {
  accepted('the storage class', await cluster.create({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'disks', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  }));
  for (const zone of zones) {
    for (let disk = 1; disk <= 8; disk++) {
      accepted('a volume', await cluster.create({
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `${zone}-disk-${disk}` },
        spec: {
          capacity: { storage: '100Gi' },
          accessModes: ['ReadWriteOnce'],
          storageClassName: 'disks',
          local: { path: `/mnt/disk-${disk}` },
          nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] }] } },
        },
      }));
    }
  }
}

/** Who calls whom, on which of the ports that the other declares. */
const CALLS: readonly string[] = [
  'web > api http', 'web > images http',
  'api > catalog http', 'api > cart http', 'api > checkout http', 'api > orders http', 'api > recommendations http', 'api > search client',
  'catalog > postgres client', 'catalog > redis client', 'catalog > search client',
  'cart > redis client',
  'checkout > cart http', 'checkout > orders http', 'checkout > payments http', 'checkout > queue client',
  'orders > postgres client', 'orders > queue client',
  'recommendations > redis client', 'recommendations > catalog http',
  'fulfilment > queue client', 'fulfilment > orders http',
  'mailer > queue client',
  'migrate > postgres client', 'report > postgres client', 'reindexer > catalog http', 'reindexer > search client', 'sweeper > redis client',
  'queue > queue peer', 'search > search peer',
  ...['web', 'api', 'catalog', 'cart', 'orders', 'checkout', 'payments', 'recommendations', 'images'].map((name) => `prometheus > ${name} metrics`),
];

/** What is called outside, where Cilium has learnt the address of the name before. */
const OUTSIDE: readonly { readonly from: string; readonly name: string; readonly address: string }[] = [
  { from: 'payments', name: 'api.psp.example.com', address: '198.51.100.7' },
  { from: 'report', name: 'reports.s3.eu-central-1.amazonaws.com', address: '198.51.100.8' },
];

async function provePolicies(context: ProofContext, cluster: string): Promise<void> {
  const objects = objectsOf(cluster);
  const pods = new Map(objects.filter(isWorkload).map((object) => podOf(object, cluster)));
  const prometheus: MeshPod = { cluster, namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } };
  const dns: MeshPod = { cluster, namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
  const callers = new Map<string, End>([...pods, ['prometheus', prometheus]]);
  const tries = [...callers].flatMap(([from, caller]) => [...pods].flatMap(([to, called]) => Object.entries(called.ports!).map(([name, port]) => (
    { title: `${from} > ${to} ${name}`, traffic: { from: caller, to: called, port } }))));
  const outside = [...pods.values()].flatMap((from): Traffic[] => OUTSIDE.map(({ address }) => ({ from, to: { address }, port: 443 })));
  const [{ error, flows }] = await askCilium(context, [{
    ask: 'flows',
    cluster: { name: cluster },
    objects: objects.filter(isPolicy),
    lookups: OUTSIDE.map(({ from, name, address }) => ({ from: pods.get(from)!, to: dns, port: 53, protocol: 'UDP', name, answer: address })),
    flows: [...tries.map(({ traffic }) => traffic), ...outside],
  }]);
  const checks = context.about(cluster);
  await checks.check('who calls whom inside the cluster, and nobody else', () => {
    assert.equal(error, undefined);
    // Prometheus' own policy is not ours.
    const open = tries.filter(({ title }, index) => flows![index].ingress && (flows![index].egress || title.startsWith('prometheus')));
    assert.deepEqual(open.map(({ title }) => title).sort(), [...CALLS].sort());
    return `${tries.length} ways, ${open.length} of them open`;
  });
  await checks.check('who calls hosts outside, and nobody else', () => {
    const names = [...pods.keys()].flatMap((from) => OUTSIDE.map(({ name }) => `${from} > ${name}`));
    const open = names.filter((_, index) => flows![tries.length + index].egress);
    assert.deepEqual(open.sort(), OUTSIDE.map(({ from, name }) => `${from} > ${name}`).sort());
  });
}

/** A pod of a workload, by its name. */
function podOf(object: Input['object'], cluster: string): [string, MeshPod] {
  const [{ template }] = podTemplatesOf(object);
  const labels = template.metadata!.labels!;
  const ports = (template.spec.containers ?? []).flatMap((container) => container.ports ?? []).map(({ name, containerPort }: any) => [name, containerPort]);
  return [labels['app.kubernetes.io/name'], { cluster, namespace: object.metadata!.namespace!, labels, ports: Object.fromEntries(ports) }];
}
