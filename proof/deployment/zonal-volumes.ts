import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { ZONES } from './programs';

/** Its volumes are there already, and wait for their first pod. */
export const ZONAL_CLASS = 'zonal';

/** Disks that are there already, some in each zone, and a class that waits for the first pod. */
export async function createZonalVolumes(cluster: ControlPlane, perZone: number): Promise<void> {
  accepted('the storage class', await cluster.create({
    apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: ZONAL_CLASS }, provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer',
  }));
  for (const name of ZONES.flatMap((zone) => Array.from({ length: perZone }, (_, index) => `${zone}-disk-${index}`))) {
    accepted(`volume ${name}`, await cluster.create({
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name },
      spec: {
        capacity: { storage: '1Gi' },
        accessModes: ['ReadWriteOnce'],
        storageClassName: ZONAL_CLASS,
        local: { path: `/mnt/${name}` },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zoneOf(name)] }] }] } },
      },
    }));
  }
}

/** The zone of a node or a volume. */
export function zoneOf(name: string): string {
  return ZONES.find((zone) => name.startsWith(`${zone}-`)) ?? name;
}
