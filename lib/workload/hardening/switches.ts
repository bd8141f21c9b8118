import { FieldPath } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { HardeningResources, setResources } from './default-resources';
import { HardeningField, nameOfField } from './hardening-field';
import { HardeningOutcome } from './hardening-report';
import { ContainerPlace, Subject } from './subject';
import { isMap, read, setAt } from './template-edit';

/** What is asked for beyond `restricted`. */
export interface Switches {
  /** Directories that stay writable, with their sizes; undefined where root file systems are left as they are. */
  readonly readOnlyRootFilesystem?: { readonly writablePaths: { readonly [path: string]: string } };
  readonly removeServiceAccountToken: boolean;
  readonly resources?: HardeningResources;
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly fsGroup?: number;
}

/** Sets what was asked for beyond `restricted`, where the pod left it unset or `override` names the field. */
export function applySwitches(subject: Subject, switches: Switches, override: ReadonlySet<HardeningField>): void {
  const { readOnlyRootFilesystem, removeServiceAccountToken, resources, runAsUser, runAsGroup, fsGroup } = switches;
  if (!subject.mayBeWindows) {
    setIdentity(subject, HardeningField.RUN_AS_USER, runAsUser, 'the kubelet can tell that it is not root');
    setIdentity(subject, HardeningField.RUN_AS_GROUP, runAsGroup, 'files that the containers write do not belong to the group of root');
    setFsGroup(subject, fsGroup);
    if (readOnlyRootFilesystem !== undefined) {
      subject.containers().forEach((place) => setReadOnlyRoot(subject, place, readOnlyRootFilesystem.writablePaths, override));
    }
  }
  if (removeServiceAccountToken) {
    setBoolean(subject, HardeningField.AUTOMOUNT_SERVICE_ACCOUNT_TOKEN, ['spec', 'automountServiceAccountToken'], false,
      'no container has a token for the API server', override);
  }
  if (resources !== undefined) { setResources(subject, resources); }
}

/** A number that containers inherit from the pod: set once on the pod, or on each container where one of them is an exception. */
function setIdentity(subject: Subject, field: HardeningField, id: number | undefined, why: string): void {
  const onPod: FieldPath = ['spec', 'securityContext', field];
  if (id === undefined || read(subject.template, onPod) !== undefined) { return; }
  const lacking = subject.containers().filter(({ path }) => read(subject.template, [...path, 'securityContext', field]) === undefined);
  const excepted = lacking.filter(({ name }) => subject.exception(field, name) !== undefined);
  if (lacking.length === 0) { return; }
  if (excepted.length === 0 && !subject.containerLevelOnly && setUnset(subject, field, onPod, id, why)) { return; }
  for (const { path, name } of lacking) { setUnset(subject, field, [...path, 'securityContext', field], id, why, name); }
}

function setFsGroup(subject: Subject, fsGroup: number | undefined): void {
  const path = ['spec', 'securityContext', HardeningField.FS_GROUP];
  if (fsGroup === undefined || subject.containerLevelOnly || read(subject.template, path) !== undefined) { return; }
  setUnset(subject, HardeningField.FS_GROUP, path, fsGroup, 'whoever the containers run as may write to their volumes');
}

function setReadOnlyRoot(
  subject: Subject, place: ContainerPlace, writablePaths: { readonly [path: string]: string }, override: ReadonlySet<HardeningField>,
): void {
  const field = HardeningField.READ_ONLY_ROOT_FILESYSTEM;
  const path = [...place.path, 'securityContext', field];
  if (!setBoolean(subject, field, path, true, 'the program in the image cannot be changed', override, place.name)) { return; }
  for (const [directory, size] of Object.entries(writablePaths)) { addWritablePath(subject, place, directory, size); }
}

/** An emptyDir of its own, as the directory in the image was: unless something is mounted there already. */
function addWritablePath(subject: Subject, place: ContainerPlace, directory: string, sizeLimit: string): void {
  const { template } = subject;
  const mounts = read(template, [...place.path, 'volumeMounts']) ?? [];
  const volumes = read(template, ['spec', 'volumes']) ?? [];
  if (!Array.isArray(mounts) || !Array.isArray(volumes)) { return; }
  if (mounts.some((mount) => isMap(mount) && isKnown(mount.mountPath) && withoutSlash(mount.mountPath) === directory)) { return; }
  const name = freeName(`${place.label}${directory}`, volumes);
  const mount = { name, mountPath: directory };
  setAt(template, ['spec', 'volumes'], [...volumes, { name, emptyDir: { sizeLimit } }]);
  setAt(template, [...place.path, 'volumeMounts'], [...mounts, mount]);
  subject.record({
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
  subject: Subject, field: HardeningField, path: FieldPath, wanted: boolean, why: string, override: ReadonlySet<HardeningField>, container?: string,
): boolean {
  const value = read(subject.template, path);
  if (value === undefined) { return setUnset(subject, field, path, wanted, why, container); }
  if (value === wanted || !isKnown(value)) { return false; }
  const exception = subject.exception(field, container);
  if (exception !== undefined) {
    subject.recordException(exception, { field, path, container, value });
    return false;
  }
  if (override.has(field)) {
    if (!setAt(subject.template, path, wanted)) { return false; }
    subject.record({ outcome: HardeningOutcome.OVERRIDDEN, field, path, container, value, newValue: wanted, why });
    return true;
  }
  subject.record({
    outcome: HardeningOutcome.NOTE, field, path, container, value,
    why: `it says ${value}, so it was left as it is`, wayOut: `set ${field}: ${wanted}, or name ${nameOfField(field)} in 'override'`,
  });
  return false;
}

function setUnset(subject: Subject, field: HardeningField, path: FieldPath, newValue: unknown, why: string, container?: string): boolean {
  const exception = subject.exception(field, container);
  if (exception !== undefined) {
    subject.recordException(exception, { field, path, container });
    return false;
  }
  if (!setAt(subject.template, path, newValue)) { return false; }
  subject.record({ outcome: HardeningOutcome.SET, field, path, container, newValue, why });
  return true;
}
