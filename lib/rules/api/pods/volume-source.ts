import { dnsSubdomainFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { KubernetesObject, listOf } from '../../../manifest/object';
import { ClusterManifests } from '../../cluster-manifests';
import { PodPlace, PodRule } from '../../rule';
import { milliOf } from './amounts';
import { checkClaimTemplate } from './claim-template';
import { FieldFaults, isGiven, mapOf, POD, wordOrDefaultFault } from './field-faults';
import { noBackstepsFault } from './local-path';
import { claimedNames } from './pod-volumes';
import { checkProjection } from './projected-volume';
import { checkStorageVolume, STORAGE_VOLUMES } from './storage-volumes';
import { isBefore, isFrom } from './target-minor';
import { checkFiles, modeFault } from './volume-files';

type Source = { readonly [field: string]: any };

/** In the order in which API servers look for them: the first one counts, and all others are too many. */
const TYPES = [
  'emptyDir', 'hostPath', 'gitRepo', 'gcePersistentDisk', 'awsElasticBlockStore', 'secret', 'nfs', 'iscsi', 'glusterfs', 'flocker', 'persistentVolumeClaim', 'rbd', 'cinder',
  'cephfs', 'quobyte', 'downwardAPI', 'fc', 'flexVolume', 'configMap', 'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'storageos',
  'projected', 'scaleIO', 'csi', 'ephemeral', 'image',
];
const HOST_PATH_TYPES = ['DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

/** A volume is of one type, and says what that type needs. One that says nothing is an emptyDir. */
export const volumeSource: PodRule = {
  id: 'api/volume-source',
  severity: 'refused',
  about: 'pod',
  why: 'A volume comes from one place, which must be named.',
  fix: 'Give each volume one type, with the fields that it needs',
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: ({ spec }, place) => {
    const volumes = listOf(spec.volumes);
    if (volumes.length === 0) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    const claimed = claimedNames(place.object);
    volumes.forEach((each, index) => {
      const volume = mapOf(each);
      if (volume !== undefined && !claimed.has(volume.name)) { checkVolume(faults, volume, ['volumes', index], place); }
    });
    return faults.found;
  },
};

function checkVolume(faults: FieldFaults, volume: Source, path: FieldPath, { object, cluster }: PodPlace): void {
  const [first, ...more] = TYPES.filter((type) => isGiven(volume[type]) && (type !== 'image' || isFrom(cluster, '1.35')));
  more.forEach((type) => faults.add(`must not stand beside '${first}': a volume is of one type`, [...path, type]));
  if (first === undefined) {
    // Until 1.35 the type is dropped, and nothing is left.
    if (isGiven(volume.image) && cluster.kubernetesVersion !== undefined) { faults.add('must have a type that the cluster knows', path); }
    return;
  }
  const source = mapOf(volume[first]);
  if (source === undefined) { return; }
  if (first === 'image') {
    if (object.kind === 'Pod' && (source.reference ?? '') === '') { faults.add('must be given', [...path, first, 'reference']); }
    faults.add(wordOrDefaultFault(source.pullPolicy, ['Always', 'IfNotPresent', 'Never']), [...path, first, 'pullPolicy'], source.pullPolicy);
  } else if (STORAGE_VOLUMES[first] !== undefined) {
    checkStorageVolume(faults, first, source, [...path, first], volume.name);
    if (first === 'gcePersistentDisk' && source.readOnly !== true && isBefore(cluster, '1.29') && isReplicated(object)) {
      faults.add('must be true for a disk of several pods', [...path, first, 'readOnly']);
    }
  } else {
    checkCommonVolume(faults, first, source, [...path, first], cluster);
  }
}

/** Until 1.28, whether pods of several nodes are kept from writing to one disk. */
function isReplicated({ kind, spec }: KubernetesObject): boolean {
  return kind === 'DaemonSet' || (['Deployment', 'ReplicaSet'].includes(kind) && spec?.replicas > 1);
}

function checkCommonVolume(faults: FieldFaults, type: string, source: Source, path: FieldPath, cluster: ClusterManifests): void {
  switch (type) {
    case 'emptyDir':
      if ((milliOf(source.sizeLimit) ?? 0n) < 0n) { faults.add('must not be negative', [...path, 'sizeLimit'], source.sizeLimit); }
      break;
    case 'hostPath':
      faults.add(source.path === '' ? 'must not be empty' : noBackstepsFault(source.path), [...path, 'path'], source.path);
      if (source.path !== '') { faults.add(wordOrDefaultFault(source.type, HOST_PATH_TYPES), [...path, 'type'], source.type); }
      break;
    case 'secret':
    case 'configMap': {
      const name = type === 'secret' ? 'secretName' : 'name';
      if ((source[name] ?? '') === '') { faults.add('must be given', [...path, name]); }
      faults.add(modeFault(source.defaultMode), [...path, 'defaultMode'], source.defaultMode);
      checkFiles(faults, source.items, [...path, 'items']);
      break;
    }
    case 'downwardAPI':
      faults.add(modeFault(source.defaultMode), [...path, 'defaultMode'], source.defaultMode);
      checkFiles(faults, source.items, [...path, 'items'], 'downwardAPI');
      break;
    case 'projected':
      faults.add(modeFault(source.defaultMode), [...path, 'defaultMode'], source.defaultMode);
      checkProjection(faults, listOf(source.sources), path, cluster);
      break;
    case 'persistentVolumeClaim':
      if (source.claimName === '') { faults.add('must not be empty', [...path, 'claimName']); }
      break;
    case 'csi': {
      const secret = mapOf(source.nodePublishSecretRef);
      if (isGiven(source.driver)) { faults.add(driverFault(source.driver), [...path, 'driver'], source.driver); }
      if (secret !== undefined) { faults.add((secret.name ?? '') === '' ? 'must be given' : dnsSubdomainFault(secret.name), [...path, 'nodePublishSecretRef', 'name'], secret.name); }
      break;
    }
    case 'ephemeral':
      if (!isGiven(source.volumeClaimTemplate)) { faults.add('must be given', [...path, 'volumeClaimTemplate']); }
      if (mapOf(source.volumeClaimTemplate)) { checkClaimTemplate(faults, source.volumeClaimTemplate, [...path, 'volumeClaimTemplate'], cluster); }
      break;
  }
}

function driverFault(driver: unknown): string | undefined {
  if (driver === '') { return 'must not be empty'; }
  if (typeof driver !== 'string') { return undefined; }
  return driver.length > 63 ? 'must have at most 63 characters' : dnsSubdomainFault(driver.toLowerCase());
}

