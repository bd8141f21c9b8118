import { knownPart } from '../../manifest/known';
import { KubernetesObject } from '../../manifest/object';
import { EXCEPTION_DOMAIN } from '../../pod/exceptions';
import { HardeningField } from './hardening-field';
import { FieldException } from './pod-under-hardening';
import { isMap, setAt } from './template-edit';

const KEY = new RegExp(`^(?:([a-z0-9-]+)\\.)?${EXCEPTION_DOMAIN.replaceAll('.', '\\.')}/(.+)$`);

/** What the exceptions of `HardenedDeployment` are about, by their names. */
const FIELDS_OF: ReadonlyMap<string, readonly HardeningField[]> = new Map([
  ...Object.values(HardeningField).map((field): [string, HardeningField[]] => [field, [field]]),
  ['runAsRoot', [HardeningField.RUN_AS_USER, HardeningField.RUN_AS_NON_ROOT, HardeningField.RUN_AS_GROUP]],
  ['addedCapabilities', [HardeningField.CAPABILITIES_ADD]],
  ['privilegeEscalation', [HardeningField.ALLOW_PRIVILEGE_ESCALATION]],
  ['unconfinedSeccomp', [HardeningField.SECCOMP_PROFILE]],
  ['unconfinedAppArmor', [HardeningField.APP_ARMOR_PROFILE]],
  ['hostNetwork', [HardeningField.HOST_NETWORK, HardeningField.HOST_PORT]],
  ['hostPath', [HardeningField.VOLUMES]],
  ['writableRootFilesystem', [HardeningField.READ_ONLY_ROOT_FILESYSTEM]],
  ['noMemoryLimit', [HardeningField.RESOURCES]],
]);

/** The exceptions that an object carries as annotations. */
export function annotatedExceptions({ metadata }: KubernetesObject): FieldException[] {
  const annotations: unknown = metadata?.annotations;
  if (!isMap(annotations)) { return []; }
  return Object.entries<unknown>(annotations).flatMap(([key, text]) => {
    const [, container, name] = KEY.exec(key) ?? [];
    if (name === undefined || typeof text !== 'string' || text.trim() === '') { return []; }
    const reason = knownPart(text) ?? 'for a reason not known yet';
    return (FIELDS_OF.get(name) ?? []).map((field): FieldException => ({ field, reason, ...(container !== undefined && { container }) }));
  });
}

/** Writes the reason of an exception on the object that it is for. */
export function annotateException(object: KubernetesObject, { field, container, reason }: FieldException): void {
  setAt(object, ['metadata', 'annotations', `${container === undefined ? '' : `${container}.`}${EXCEPTION_DOMAIN}/${field}`], reason);
}
