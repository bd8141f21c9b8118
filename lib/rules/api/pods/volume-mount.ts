import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { Container, listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, emptyFault, FieldFaults, isGiven, textOf, wordFault } from './field-faults';
import { descendingPathFault, noBackstepsFault } from './local-path';
import { volumesOf } from './pod-volumes';
import { isFrom } from './target-minor';

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE = ['Disabled', 'Enabled', 'IfPossible'];

/** Each mount of a container has a place of its own, and goes together with how it is mounted. */
export const volumeMount: ContainerRule = {
  id: 'api/volume-mount',
  severity: 'refused',
  about: 'container',
  why: 'Two volumes can not lie in one place of a container, and not every volume can be mounted in every way.',
  fix: 'Give each mount a place of its own',
  adds: "'readOnly: true' beside 'recursiveReadOnly', where neither is said",
  docs: 'https://kubernetes.io/docs/concepts/storage/volumes/',
  check: (container, { pod, object, cluster }) => {
    const [mounts, devices] = [listOf(container.volumeMounts), listOf(container.volumeDevices)];
    if (mounts.length === 0 && devices.length === 0) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    const rro = isFrom(cluster, '1.31');
    const places = new Set<unknown>();
    mounts.forEach((mount, index) => {
      const { name, mountPath } = mount ?? {};
      const path = ['volumeMounts', index];
      if (emptyFault(mountPath)) { faults.add(emptyFault(mountPath), [...path, 'mountPath']); }
      if (places.has(mountPath) && isKnown(mountPath)) { faults.add('must not be the place of another mount', [...path, 'mountPath'], mountPath); }
      places.add(mountPath);
      if (devices.length > 0) {
        if (devices.some((device) => device?.name === name)) { faults.add("must not stand in 'volumeDevices' too", [...path, 'name'], name); }
        if (devices.some((device) => device?.devicePath === mountPath)) { faults.add("must not be a path in 'volumeDevices' too", [...path, 'mountPath'], mountPath); }
      }
      checkHow(faults, mount ?? {}, path, container, rro);
    });
    if (devices.length > 0) { checkDevices(faults, devices, mounts, volumesOf(pod, object)); }
    return faults.found;
  },
};

function checkHow(faults: FieldFaults, mount: { readonly [field: string]: any }, path: FieldPath, container: Container, rro: boolean): void {
  const { subPath, subPathExpr, mountPropagation, recursiveReadOnly, readOnly } = mount;
  if (isGiven(subPath)) { faults.add(descendingPathFault(subPath), [...path, 'subPath'], subPath); }
  if (textOf(subPathExpr) !== undefined) {
    if (textOf(subPath) !== undefined) { faults.add("must not stand beside 'subPath'", [...path, 'subPathExpr']); }
    faults.add(descendingPathFault(subPathExpr), [...path, 'subPathExpr'], subPathExpr);
  }
  if (isGiven(mountPropagation)) {
    faults.add(wordFault(mountPropagation, PROPAGATIONS), [...path, 'mountPropagation'], mountPropagation);
    if (mountPropagation === 'Bidirectional' && isKnown(container.securityContext?.privileged) && container.securityContext?.privileged !== true) {
      faults.add('must not be Bidirectional: the container is not privileged', [...path, 'mountPropagation']);
    }
  }
  if (!rro || !isGiven(recursiveReadOnly)) { return; }
  faults.add(wordFault(recursiveReadOnly, RECURSIVE), [...path, 'recursiveReadOnly'], recursiveReadOnly);
  if (recursiveReadOnly !== 'Enabled' && recursiveReadOnly !== 'IfPossible') { return; }
  if (readOnly !== true && isKnown(readOnly)) {
    const add = isGiven(readOnly) ? undefined : { path: [...path, 'readOnly'], value: true };
    faults.add("must not be given without 'readOnly: true'", [...path, 'recursiveReadOnly'], recursiveReadOnly, add);
  }
  if (isGiven(mountPropagation) && mountPropagation !== 'None') {
    faults.add("must not be given beside 'mountPropagation' other than None", [...path, 'recursiveReadOnly'], recursiveReadOnly);
  }
}

function checkDevices(faults: FieldFaults, devices: readonly any[], mounts: readonly any[], volumes: ReturnType<typeof volumesOf>): void {
  const [names, places] = [new Set<unknown>(), new Set<unknown>()];
  devices.forEach((device, index) => {
    const { name, devicePath } = device ?? {};
    const path = ['volumeDevices', index];
    if (names.has(name)) { faults.add('must not be used a second time', [...path, 'name'], name); }
    const volume = volumes.get(name);
    if (volume !== undefined && !isGiven(volume.persistentVolumeClaim) && !isGiven(volume.ephemeral)) {
      faults.add('must be a volume of type persistentVolumeClaim or ephemeral', [...path, 'name'], name);
    }
    faults.add(emptyFault(devicePath) ?? noBackstepsFault(devicePath), [...path, 'devicePath'], devicePath);
    if (places.has(devicePath)) { faults.add('must not be the path of another device', [...path, 'devicePath'], devicePath); }
    if (mounts.some((mount) => mount?.name === name)) { faults.add("must not stand in 'volumeMounts' too", [...path, 'name'], name); }
    if (mounts.some((mount) => mount?.mountPath === devicePath)) { faults.add("must not be a path in 'volumeMounts' too", [...path, 'devicePath'], devicePath); }
    names.add(name);
    places.add(devicePath);
  });
}
