import { KubernetesObject } from '../manifest/object';
import { cel } from './admission/cel';

/** The domain of the annotations that carry the reasons why something is accepted. */
export const ACCEPTED_DOMAIN = 'accepted.fleetwright.io';

/** The annotation that accepts what a check finds: its id with a dot for the slash, which names of annotations do not take. */
export function acceptedAnnotation(id: string): string {
  return `${ACCEPTED_DOMAIN}/${id.replace('/', '.')}`;
}

/** Names of exceptions of hardened pods, whose reasons stand on the object too, by the rules that would find what they excuse. */
const EXCEPTIONS: { readonly [id: string]: RegExp } = {
  'reliability/fixed-image': exception('floatingTag'),
  'reliability/memory-limit': exception('noMemoryLimit'),
  'security/pod-security': exception('addedCapabilities', 'hostNetwork', 'hostPath', 'privilegeEscalation', 'runAsRoot', 'unconfinedAppArmor', 'unconfinedSeccomp'),
  'security/read-only-root': exception('readOnlyRootFilesystem', 'writableRootFilesystem'),
  'security/restricted': exception('addedCapabilities', 'hostNetwork', 'hostPath', 'privilegeEscalation', 'runAsRoot', 'unconfinedAppArmor', 'unconfinedSeccomp'),
  'security/sensitive-host-mount': exception('hostPath'),
  'security/writable-host-mount': exception('hostPath'),
};

function exception(...names: readonly string[]): RegExp {
  return new RegExp(`^(?:[a-z0-9-]+\\.)?exception\\.fleetwright\\.io/(?:${names.join('|')})$`);
}

/** Why an object accepts what a check finds in it. */
export function acceptedReason({ metadata }: KubernetesObject, id: string): string | undefined {
  const annotations: { readonly [name: string]: unknown } = metadata?.annotations ?? {};
  const own = reasonIn(annotations[acceptedAnnotation(id)]);
  if (own !== undefined || !Object.hasOwn(EXCEPTIONS, id)) { return own; }
  const excepted = Object.keys(annotations).find((name) => EXCEPTIONS[id].test(name));
  return excepted === undefined ? undefined : reasonIn(annotations[excepted]);
}

/** Whether an object accepts nothing of that kind, as an expression in CEL over `object`. */
export function acceptedCondition(id: string): string {
  const own = `!object.metadata.?annotations[?${cel(acceptedAnnotation(id))}].orValue('').matches('[^ ]')`;
  if (!Object.hasOwn(EXCEPTIONS, id)) { return own; }
  return `${own} && !object.metadata.?annotations.orValue({}).exists(name, name.matches(${cel(EXCEPTIONS[id].source)}) && object.metadata.annotations[name].matches('[^ ]'))`;
}

function reasonIn(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** Ids of what an object accepts, whether anything is found or not. */
export function acceptedIds(object: KubernetesObject): string[] {
  return Object.keys(object.metadata?.annotations ?? {}).filter((name) => name.startsWith(`${ACCEPTED_DOMAIN}/`))
    .map((name) => name.slice(ACCEPTED_DOMAIN.length + 1).replace('.', '/'));
}
