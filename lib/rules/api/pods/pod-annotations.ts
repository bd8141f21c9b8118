import { containersOf } from '../../../manifest/containers';
import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { PodSpec } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { FieldFaults, mapOf, POD, textOf } from './field-faults';
import { descendingPathFault } from './local-path';
import { isFrom } from './target-minor';

const MIRROR = 'kubernetes.io/config.mirror';
const DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const SECCOMP_POD = 'seccomp.security.alpha.kubernetes.io/pod';
const SECCOMP_CONTAINER = 'container.seccomp.security.alpha.kubernetes.io/';
const APP_ARMOR = 'container.apparmor.security.beta.kubernetes.io/';
const TOLERATIONS = 'scheduler.alpha.kubernetes.io/tolerations';
const READ: ReadonlySet<string> = new Set([MIRROR, DELETION_COST, TOLERATIONS, SECCOMP_POD]);
const LOCAL = 'localhost/';
const SECCOMP_DEFAULTS = ['runtime/default', 'docker/default'];
const APP_ARMOR_DEFAULTS = ['runtime/default'];
const SECCOMP_WORDS: ReadonlySet<string> = new Set(['runtime/default', 'docker/default', 'unconfined']);
const APP_ARMOR_WORDS: ReadonlySet<string> = new Set(['', 'runtime/default', 'unconfined']);

/** Annotations that Kubernetes reads hold what it understands, and say what the fields say that have taken their place. */
export const podAnnotations: PodRule = {
  id: 'api/pod-annotations',
  severity: 'refused',
  about: 'pod',
  why: 'Kubernetes acts by these annotations, and can not follow two that contradict each other.',
  fix: 'Correct the annotation, or say it by the field alone',
  docs: 'https://kubernetes.io/docs/reference/labels-annotations-taints/',
  check: ({ metadata, spec }, { cluster }) => {
    const annotations = mapOf(metadata?.annotations);
    if (annotations === undefined || !Object.keys(annotations).some(isRead)) { return undefined; }
    const faults = new FieldFaults(POD);
    for (const key in annotations) {
      const value: unknown = annotations[key];
      const path = ['metadata', 'annotations', key];
      if (typeof value !== 'string' || !isKnown(value)) { continue; }
      if (key === MIRROR && textOf(spec.nodeName) === undefined) { faults.add("must not stand on a pod without 'nodeName'", path); }
      if (key === TOLERATIONS && value !== '') { faults.add(listFault(value), path); }
      if (key === DELETION_COST) { faults.add(deletionCostFault(value), path, value); }
      if (key === SECCOMP_POD || key.startsWith(SECCOMP_CONTAINER)) { faults.add(seccompFault(value), path, value); }
      if (!key.startsWith(APP_ARMOR)) { continue; }
      const name = key.slice(APP_ARMOR.length);
      if (!containersOf(spec).some(({ container }) => container.name === name)) { faults.add('must name a container of the pod', path); }
      if (!APP_ARMOR_WORDS.has(value) && !value.startsWith(LOCAL)) { faults.add('must be runtime/default, unconfined or localhost/<profile>', path, value); }
    }
    for (const { at, profile, key, words } of profilesOf(spec, isFrom(cluster, '1.30'))) { checkAgreement(faults, profile, annotations[key], words, at); }
    return faults.found;
  },
};

/** A profile that a field and an annotation may say. */
interface SaidTwice {
  readonly at: FieldPath;
  readonly profile: unknown;
  readonly key: string;
  /** What the annotation calls the runtime's own. */
  readonly words: readonly string[];
}

/** Where a profile is said by a field that an annotation may say, too. A container's AppArmor profile is the pod's where it has none. */
function profilesOf(spec: PodSpec, appArmor: boolean): readonly SaidTwice[] {
  const ofPod = mapOf(spec.securityContext) ?? {};
  const linux = mapOf(spec.os)?.name !== 'windows';
  const containers = containersOf(spec).flatMap(({ container, path }) => {
    const own = mapOf(container.securityContext) ?? {};
    const at = ['spec', ...path, 'securityContext'];
    return [
      { at: [...at, 'seccompProfile'], profile: own.seccompProfile, key: `${SECCOMP_CONTAINER}${container.name}`, words: SECCOMP_DEFAULTS },
      ...(appArmor && linux ? [{
        at: [...at, 'appArmorProfile'], profile: own.appArmorProfile ?? ofPod.appArmorProfile, key: `${APP_ARMOR}${container.name}`, words: APP_ARMOR_DEFAULTS,
      }] : []),
    ];
  });
  return [{ at: ['spec', 'securityContext', 'seccompProfile'], profile: ofPod.seccompProfile, key: SECCOMP_POD, words: SECCOMP_DEFAULTS }, ...containers];
}

function checkAgreement(faults: FieldFaults, given: unknown, annotation: unknown, defaults: readonly string[], path: FieldPath): void {
  const { type, localhostProfile } = mapOf(given) ?? {};
  if (typeof annotation !== 'string' || !isKnown(annotation) || typeof type !== 'string' || !isKnown(localhostProfile)) { return; }
  const wanted: { readonly [type: string]: boolean } = {
    Unconfined: annotation === 'unconfined', RuntimeDefault: defaults.includes(annotation), Localhost: annotation.startsWith(LOCAL),
  };
  if (wanted[type] === false) {
    faults.add(`must say what the annotation says: '${annotation}'`, [...path, 'type'], type);
  } else if (type === 'Localhost' && annotation !== `${LOCAL}${localhostProfile}`) {
    faults.add(`must say what the annotation says: '${annotation}'`, [...path, 'localhostProfile'], localhostProfile);
  }
}

function seccompFault(value: string): string | undefined {
  if (SECCOMP_WORDS.has(value)) { return undefined; }
  return value.startsWith(LOCAL) ? descendingPathFault(value.slice(LOCAL.length)) : 'must be runtime/default, unconfined or localhost/<profile>';
}

function isRead(key: string): boolean {
  return READ.has(key) || key.startsWith(SECCOMP_CONTAINER) || key.startsWith(APP_ARMOR);
}

function listFault(value: string): string | undefined {
  try {
    return Array.isArray(JSON.parse(value) ?? []) ? undefined : 'must be a list as JSON';
  } catch {
    return 'must be a list as JSON';
  }
}

function deletionCostFault(value: string): string | undefined {
  // What begins with a plus or with a zero is not taken, though it would be read as a number.
  const legal = /^(?:0|-[0-9]+|[1-9][0-9]*)$/.test(value) && Number(value) >= -(2 ** 31) && Number(value) < 2 ** 31;
  return legal ? undefined : 'must be a whole number of 32 bits';
}
