import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { needOfRoot } from './contradiction';
import { HardeningResources, setResources } from './default-resources';
import { HardeningField, nameOfField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { ContainerPlace, PodUnderHardening } from './pod-under-hardening';
import { isMap, read, setAt } from './template-edit';

/** What is asked for beyond `restricted`. */
export interface BeyondRestricted {
  /** Directories that stay writable, with their sizes; undefined where root file systems are left as they are. */
  readonly readOnlyRootFilesystem?: { readonly writablePaths: { readonly [path: string]: string } };
  readonly removeServiceAccountToken: boolean;
  readonly resources?: HardeningResources;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
}

/** Sets what was asked for beyond `restricted`, where the pod left it unset or `override` names the field. */
export function setBeyondRestricted(pod: PodUnderHardening, beyondRestricted: BeyondRestricted, override: ReadonlySet<HardeningField>): void {
  const { readOnlyRootFilesystem, removeServiceAccountToken, resources, runAsUser, runAsGroup, fsGroup } = beyondRestricted;
  if (!pod.mayBeWindows) {
    setIdentity(pod, HardeningField.RUN_AS_USER, runAsUser, 'the kubelet can tell that it is not root');
    setIdentity(pod, HardeningField.RUN_AS_GROUP, runAsGroup, 'files that the containers write do not belong to the group of root');
    setFsGroup(pod, fsGroup);
    if (readOnlyRootFilesystem !== undefined) {
      pod.containers().forEach((place) => setReadOnlyRoot(pod, place, readOnlyRootFilesystem.writablePaths, override));
    }
  }
  if (removeServiceAccountToken && !keepsToken(pod)) {
    setBoolean(pod, HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN, ['spec', 'automountServiceAccountToken'], false,
      'no container has a token for the API server', override);
  }
  if (resources !== undefined) { setResources(pod, resources); }
}

/** Whether a pod that says nothing of its token needs it. */
function keepsToken(pod: PodUnderHardening): boolean {
  const field = HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN;
  const path = ['spec', 'automountServiceAccountToken'];
  if (pod.tokenNeed === undefined || read(pod.template, path) !== undefined || pod.exception(field) !== undefined) { return false; }
  pod.record({
    outcome: HardeningOutcome.NOTE, field, path, why: `the token was left: ${pod.tokenNeed}`, wayOut: `set ${field}: false where nothing in the pod asks the API server`,
  });
  return true;
}

/** A number that containers inherit from the pod: set once on the pod, or on each container where one of them is an exception. */
function setIdentity(pod: PodUnderHardening, field: HardeningField, id: number | undefined, why: string): void {
  const onPod: FieldPath = ['spec', 'securityContext', field];
  if (id === undefined || read(pod.template, onPod) !== undefined) { return; }
  const unset = pod.containers().filter(({ path }) => read(pod.template, [...path, 'securityContext', field]) === undefined);
  // Whoever needs root is no other user.
  const lacking = field === HardeningField.RUN_AS_USER ? unset.filter(({ path }) => needOfRoot(pod.template, path) === undefined) : unset;
  const excepted = lacking.filter(({ name }) => pod.exception(field, name) !== undefined);
  if (lacking.length === 0) { return; }
  if (excepted.length === 0 && lacking.length === unset.length && !pod.containerLevelOnly && setUnset(pod, field, onPod, id, why)) { return; }
  for (const { path, name } of lacking) { setUnset(pod, field, [...path, 'securityContext', field], id, why, name); }
}

function setFsGroup(pod: PodUnderHardening, fsGroup: number | undefined): void {
  const path = ['spec', 'securityContext', HardeningField.FS_GROUP];
  if (fsGroup === undefined || pod.containerLevelOnly || read(pod.template, path) !== undefined) { return; }
  setUnset(pod, HardeningField.FS_GROUP, path, fsGroup, 'whoever the containers run as may write to their volumes');
}

function setReadOnlyRoot(
  pod: PodUnderHardening, place: ContainerPlace, writablePaths: { readonly [path: string]: string }, override: ReadonlySet<HardeningField>,
): void {
  const field = HardeningField.READ_ONLY_ROOT_FILESYSTEM;
  const path = [...place.path, 'securityContext', field];
  if (!setBoolean(pod, field, path, true, 'the program in the image cannot be changed', override, place.name)) { return; }
  for (const [directory, size] of Object.entries(writablePaths)) { addWritablePath(pod, place, directory, size); }
}

/** An emptyDir of its own, as the directory in the image was: unless something is mounted there already. */
function addWritablePath(pod: PodUnderHardening, place: ContainerPlace, directory: string, sizeLimit: string): void {
  const { template } = pod;
  const mounts = read(template, [...place.path, 'volumeMounts']) ?? [];
  const volumes = read(template, ['spec', 'volumes']) ?? [];
  if (!Array.isArray(mounts) || !Array.isArray(volumes)) { return; }
  const devices = read(template, [...place.path, 'volumeDevices']) ?? [];
  if (mounts.some((mount) => isMap(mount) && withoutSlash(mount.mountPath) === directory)) { return; }
  if (Array.isArray(devices) && devices.some((device) => read(device, ['devicePath']) === directory)) { return; }
  const name = freeName(`${place.label}${directory}`, volumes);
  const mount = { name, mountPath: directory };
  setAt(template, ['spec', 'volumes'], [...volumes, { name, emptyDir: { sizeLimit } }]);
  setAt(template, [...place.path, 'volumeMounts'], [...mounts, mount]);
  pod.record({
    outcome: HardeningOutcome.SET, field: HardeningField.VOLUMES, path: [...place.path, 'volumeMounts', mounts.length], container: place.name,
    newValue: mount, why: `an emptyDir of ${sizeLimit}, so that the program may still write there`,
  });
}

function withoutSlash(path: unknown): unknown {
  return typeof path === 'string' && path.length > 1 ? path.replace(/\/+$/, '') : path;
}

const MAX_VOLUME_NAME = 63;

function freeName(text: string, volumes: readonly unknown[]): string {
  const wanted = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-/, '');
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? '' : `-${number}`;
    const name = `${wanted.slice(0, MAX_VOLUME_NAME - suffix.length).replace(/-$/, '')}${suffix}`;
    if (!volumes.some((volume) => isMap(volume) && volume.name === name)) { return name; }
  }
}

/** Sets a field that may be true or false. Answers whether it did. */
function setBoolean(
  pod: PodUnderHardening, field: HardeningField, path: FieldPath, wanted: boolean, why: string, override: ReadonlySet<HardeningField>, container?: string,
): boolean {
  const value = read(pod.template, path);
  if (value === undefined) { return setUnset(pod, field, path, wanted, why, container); }
  if (value === wanted || !isKnown(value)) { return false; }
  const exception = pod.exception(field, container);
  if (exception !== undefined) {
    pod.recordException(exception, { field, path, container, value });
    return false;
  }
  if (override.has(field)) {
    if (!setAt(pod.template, path, wanted)) { return false; }
    pod.record({ outcome: HardeningOutcome.OVERRIDDEN, field, path, container, value, newValue: wanted, why });
    return true;
  }
  pod.record({
    outcome: HardeningOutcome.NOTE, field, path, container, value,
    why: `it says ${value}, so it was left as it is`, wayOut: `set ${field}: ${wanted}, or name ${nameOfField(field)} in 'override'`,
  });
  return false;
}

function setUnset(pod: PodUnderHardening, field: HardeningField, path: FieldPath, newValue: unknown, why: string, container?: string): boolean {
  const exception = pod.exception(field, container);
  if (exception !== undefined) {
    pod.recordException(exception, { field, path, container });
    return false;
  }
  if (!setAt(pod.template, path, newValue)) { return false; }
  pod.record({ outcome: HardeningOutcome.SET, field, path, container, newValue, why });
  return true;
}
