import * as fs from 'node:fs';
import * as path from 'node:path';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';

/** Where the nodes are. */
export const ZONES = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const STORAGE_CLASS = 'zonal-ssd';

/** Makes of an empty cluster what programs expect to be there. */
export async function furnish(cluster: ControlPlane): Promise<void> {
  // Pulumi waits until what it makes is ready. Some pods want nodes of a pool of Karpenter's.
  await cluster.createNodes([0, 1, 2, 3, 4].map((index) => ({
    name: `node-${index}`,
    zone: ZONES[index % ZONES.length],
    labels: { 'karpenter.sh/nodepool': 'spot', 'karpenter.sh/capacity-type': 'spot', 'fleetwright.io/capacity-domain': String(index + 1) },
  })));
  accepted('storage class', await cluster.create({
    apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: STORAGE_CLASS }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer',
  }));
  for (const zone of ZONES) { accepted(`volume in ${zone}`, await cluster.create(volumeIn(zone))); }
}

/** Makes a custom kind known. */
export async function define(cluster: ControlPlane, definition: any): Promise<void> {
  const { name } = definition.metadata;
  const file = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  accepted(name, await cluster.request('POST', file, definition));
  await cluster.waitFor(`${name} to be served`, async () => (await cluster.read(`${file}/${name}`)).status.conditions
    ?.some((condition: any) => condition.type === 'Established' && condition.status === 'True'));
}

/** One kubeconfig for several clusters, each a context of its name; one of them is the current. */
export function writeKubeconfig(folder: string, clusters: ReadonlyMap<string, ControlPlane>, current: string): string {
  const configs = [...clusters].map(([name, { kubeconfig }]) => ({ name, config: JSON.parse(fs.readFileSync(kubeconfig, 'utf8')) }));
  const file = path.join(folder, 'kubeconfig');
  fs.writeFileSync(file, JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: configs.map(({ name, config }) => ({ ...config.clusters[0], name })),
    users: configs.map(({ name, config }) => ({ ...config.users[0], name })),
    contexts: configs.map(({ name }) => ({ name, context: { cluster: name, user: name } })),
    'current-context': current,
  }), { mode: 0o600 });
  return file;
}

/** A disk as a cloud would make it when a pod asks. */
function volumeIn(zone: string) {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `disk-${zone}` },
    spec: {
      capacity: { storage: '50Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: STORAGE_CLASS,
      persistentVolumeReclaimPolicy: 'Delete',
      hostPath: { path: '/disk' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] }] } },
    },
  };
}
