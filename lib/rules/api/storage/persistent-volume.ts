import { dnsLabelFault, dnsSubdomainFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkNodeSelector } from '../labels-of';
import { checkPositiveAmount } from '../quantity';
import { checkAccessModes } from './access-modes';
import { driverNameFault } from './driver-name';

/** A PersistentVolume says its size, how it can be used, and where it really is. */
export const persistentVolume: ObjectRule = {
  id: 'api/persistent-volume',
  severity: 'refused',
  about: 'object',
  kinds: ['/PersistentVolume'],
  why: 'Claims find a volume by its size and access modes, and nodes find it by its one source.',
  fix: 'Write capacity.storage, accessModes and one source, such as csi',
  docs: 'https://kubernetes.io/docs/concepts/storage/persistent-volumes/#persistent-volumes',
  check: (object) => faultsIn(object, (root) => checkVolume(root.at('spec'))),
};

const SOURCES = [
  'hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'flocker', 'nfs', 'rbd', 'quobyte', 'cephfs', 'iscsi', 'cinder', 'fc', 'flexVolume',
  'azureFile', 'vsphereVolume', 'photonPersistentDisk', 'portworxVolume', 'azureDisk', 'scaleIO', 'local', 'storageos', 'csi',
];

function checkVolume(spec: Field): void {
  checkAccessModes(spec.at('accessModes'));
  checkCapacity(spec.at('capacity'));
  spec.at('persistentVolumeReclaimPolicy').mustBeOneOf('the reclaim policy', ['Delete', 'Recycle', 'Retain'], 'or empty');
  spec.at('storageClassName').must('the storage class', dnsSubdomainFault);
  spec.at('volumeMode').mustBeOneOf('the volume mode', ['Filesystem', 'Block']);
  const affinity = spec.at('nodeAffinity');
  if (affinity.isGiven) {
    if (!affinity.at('required').isGiven) { affinity.at('required').fault('the affinity says no nodes'); } else { checkNodeSelector(affinity.at('required')); }
  }
  const sources = SOURCES.map((name) => spec.at(name)).filter(({ isGiven }) => isGiven);
  if (sources.length === 0) { spec.fault('the volume has no source'); return; }
  // That one is a second to none.
  sources.slice(1).filter(({ key }) => key !== 'flexVolume').forEach((source) => source.fault(`the volume has both ${sources[0].key} and ${source.key}`));
  checkSource(sources[0], spec);
}

function checkCapacity(capacity: Field): void {
  if (!capacity.isKnown) { return; }
  if (capacity.entries.length !== 1 || !capacity.at('storage').isGiven) { capacity.fault('the capacity of a volume is its storage, and nothing else'); }
  for (const amount of capacity.entries) { checkPositiveAmount(amount, `the ${amount.key} of the volume`); }
}

const HOST_PATH_TYPES = ['', 'DirectoryOrCreate', 'Directory', 'FileOrCreate', 'File', 'Socket', 'CharDevice', 'BlockDevice'];

function checkSource(source: Field, spec: Field): void {
  switch (source.key) {
    case 'hostPath':
      checkPath(source.at('path'));
      source.at('type').mustBeOneOf('the type of the path', HOST_PATH_TYPES);
      if (spec.at('persistentVolumeReclaimPolicy').text === 'Recycle' && /^\/+(?:\.?\/*)*$/.test(source.at('path').text)) {
        spec.at('persistentVolumeReclaimPolicy').fault("a volume on '/' must not be recycled");
      }
      break;
    case 'local':
      checkPath(source.at('path'));
      if (!spec.at('nodeAffinity').isGiven) { spec.at('nodeAffinity').fault('a local volume is on a node, which nodeAffinity must say'); }
      break;
    case 'nfs':
      source.at('server').mustBeGiven('the server');
      source.at('path').mustBeGiven('the path', (path) => (String(path).startsWith('/') ? undefined : "must begin with '/'"));
      break;
    case 'csi':
      checkDriver(source);
      break;
  }
}

function checkPath(path: Field): void {
  path.mustBeGiven('the path', (text) => (String(text).split('/').includes('..') ? "must not contain '..'" : undefined));
}

function checkDriver(csi: Field): void {
  csi.at('driver').mustBeGiven('the driver', driverNameFault);
  csi.at('volumeHandle').mustBeGiven("the volume's handle");
  for (const name of ['controllerPublishSecretRef', 'controllerExpandSecretRef', 'nodePublishSecretRef', 'nodeExpandSecretRef']) {
    if (!csi.at(name).isGiven) { continue; }
    csi.at(name, 'name').mustBeGiven("the Secret's name", dnsSubdomainFault);
    csi.at(name, 'namespace').mustBeGiven("the Secret's namespace", dnsLabelFault);
  }
}
