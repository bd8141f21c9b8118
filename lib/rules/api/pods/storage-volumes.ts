import { dnsLabelFault } from '../../../manifest/dns-name';
import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { listOf } from '../../../manifest/object';
import { FieldFaults, isGiven, mapOf, rangeFault, textOf, wordFault } from './field-faults';
import { descendingPathFault } from './local-path';

type Source = { readonly [field: string]: any };
type Check = (faults: FieldFaults, source: Source, path: FieldPath, volume: unknown) => void;

/** Volumes of one storage system each: what must be said, and what else is looked at. Most are gone for the sake of CSI, and are taken all the same. */
export const STORAGE_VOLUMES: { readonly [type: string]: { readonly needs: readonly string[]; readonly check?: Check } } = {
  gitRepo: { needs: ['repository'], check: (faults, { directory }, path) => faults.add(isGiven(directory) ? descendingPathFault(directory) : undefined, [...path, 'directory'], directory) },
  gcePersistentDisk: { needs: ['pdName'], check: checkPartition },
  awsElasticBlockStore: { needs: ['volumeID'], check: checkPartition },
  nfs: { needs: ['server', 'path'], check: checkNfs },
  iscsi: { needs: ['targetPortal', 'iqn'], check: checkIscsi },
  glusterfs: { needs: ['endpoints', 'path'] },
  flocker: { needs: [], check: checkFlocker },
  rbd: { needs: ['monitors', 'image'] },
  cinder: { needs: ['volumeID'], check: checkSecret },
  cephfs: { needs: ['monitors'] },
  quobyte: { needs: ['registry', 'volume'], check: checkQuobyte },
  fc: { needs: [], check: checkFibreChannel },
  flexVolume: { needs: ['driver'], check: checkFlex },
  azureFile: { needs: ['secretName', 'shareName'] },
  vsphereVolume: { needs: ['volumePath'] },
  photonPersistentDisk: { needs: ['pdID'] },
  portworxVolume: { needs: ['volumeID'] },
  azureDisk: { needs: ['diskName', 'diskURI'], check: checkAzureDisk },
  storageos: { needs: ['volumeName'], check: checkStorageOs },
  scaleIO: { needs: ['gateway', 'system', 'volumeName'] },
};

/** What is wrong with a volume of one of these types. */
export function checkStorageVolume(faults: FieldFaults, type: string, source: Source, path: FieldPath, volume: unknown): void {
  const { needs, check } = STORAGE_VOLUMES[type];
  needs.filter((field) => !isGiven(source[field]) || source[field] === '' || (Array.isArray(source[field]) && source[field].length === 0))
    .forEach((field) => faults.add('must be given', [...path, field]));
  check?.(faults, source, path, volume);
}

function checkPartition(faults: FieldFaults, { partition }: Source, path: FieldPath): void {
  faults.add(rangeFault(partition, 0, 255), [...path, 'partition'], partition);
}

function checkNfs(faults: FieldFaults, { path: directory }: Source, path: FieldPath): void {
  if (textOf(directory) !== undefined && !directory.startsWith('/')) { faults.add('must be an absolute path', [...path, 'path'], directory); }
}

const IQN = /^iqn\.\d{4}-\d{2}\.([A-Za-z0-9-.]+)(:[^,;*&$|\s]+)$/;
const EUI = /^eui.[A-Za-z0-9]{16}$/;
const NAA = /^naa.[A-Za-z0-9]{32}$/;

function checkIscsi(faults: FieldFaults, source: Source, path: FieldPath, volume: unknown): void {
  const { iqn, lun, initiatorName, targetPortal } = source;
  if (textOf(iqn) !== undefined) { faults.add(initiatorFault(iqn), [...path, 'iqn'], iqn); }
  faults.add(rangeFault(lun, 0, 255), [...path, 'lun'], lun);
  if ((source.chapAuthDiscovery === true || source.chapAuthSession === true) && !isGiven(source.secretRef)) { faults.add('must be given for CHAP', [...path, 'secretRef']); }
  if (!isGiven(initiatorName) || !isKnown(initiatorName)) { return; }
  faults.add(initiatorFault(String(initiatorName)), [...path, 'initiatorName'], initiatorName);
  if (`${volume}:${targetPortal ?? ''}`.length > 64) { faults.add('must have at most 64 characters together with the name of the volume, for an initiatorName', [...path, 'targetPortal'], targetPortal); }
}

function initiatorFault(name: string): string | undefined {
  const pattern = name.startsWith('iqn') ? IQN : name.startsWith('eui') ? EUI : name.startsWith('naa') ? NAA : undefined;
  return pattern?.test(name) === true ? undefined : 'must be an iSCSI name such as iqn.2001-04.com.example:storage';
}

function checkFlocker(faults: FieldFaults, { datasetName, datasetUUID }: Source, path: FieldPath): void {
  const [name, uuid] = [(datasetName ?? '') !== '', (datasetUUID ?? '') !== ''];
  if (name === uuid) { faults.add('must name one of datasetName and datasetUUID', path); }
  if (typeof datasetName === 'string' && datasetName.includes('/')) { faults.add("must not hold '/'", [...path, 'datasetName'], datasetName); }
}

function checkSecret(faults: FieldFaults, source: Source, path: FieldPath): void {
  const secret = mapOf(source.secretRef);
  if (secret !== undefined && (secret.name ?? '') === '') { faults.add('must be given', [...path, 'secretRef', 'name']); }
}

function checkQuobyte(faults: FieldFaults, { registry, tenant }: Source, path: FieldPath): void {
  const text = textOf(registry);
  if (text === undefined) { return; }
  if (typeof tenant === 'string' && tenant.length >= 65) { faults.add('must have at most 64 characters', [...path, 'tenant']); return; }
  if (!text.split(',').every((pair) => /^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/.test(pair))) { faults.add('must be pairs of host:port, separated by commas', [...path, 'registry'], text); }
}

function checkFibreChannel(faults: FieldFaults, source: Source, path: FieldPath): void {
  const [names, ids] = [listOf(source.targetWWNs).length > 0, listOf(source.wwids).length > 0];
  if (names === ids) { faults.add('must stand alone or leave all to wwids', [...path, 'targetWWNs']); }
  if (!names) { return; }
  faults.add(isGiven(source.lun) ? rangeFault(source.lun, 0, 255) : 'must be given beside targetWWNs', [...path, 'lun'], source.lun);
}

function checkFlex(faults: FieldFaults, source: Source, path: FieldPath): void {
  for (const key in mapOf(source.options) ?? {}) {
    if (/\.(?:kubernetes|k8s)\.io$/.test(`.${key.split('/')[0].toLowerCase()}`)) { faults.add('must not belong to kubernetes.io or k8s.io', [...path, 'options', key]); }
  }
}

function checkAzureDisk(faults: FieldFaults, { kind, cachingMode, diskURI }: Source, path: FieldPath): void {
  faults.add(wordFault(cachingMode, ['None', 'ReadOnly', 'ReadWrite']), [...path, 'cachingMode'], cachingMode);
  faults.add(wordFault(kind, ['Dedicated', 'Managed', 'Shared']), [...path, 'kind'], kind);
  // What is not said is Shared.
  const start = kind === 'Managed' ? '/subscriptions/' : 'https://';
  if (textOf(diskURI) !== undefined && isKnown(kind) && !diskURI.startsWith(start)) { faults.add(`must begin with ${start} for the kind ${kind ?? 'Shared'}`, [...path, 'diskURI'], diskURI); }
}

function checkStorageOs(faults: FieldFaults, source: Source, path: FieldPath): void {
  for (const field of ['volumeName', 'volumeNamespace']) { if (textOf(source[field]) !== undefined) { faults.add(dnsLabelFault(source[field]), [...path, field], source[field]); } }
  checkSecret(faults, source, path);
}
