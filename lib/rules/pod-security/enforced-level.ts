import { FieldPath } from '../../manifest/field-path';
import { knownPart } from '../../manifest/known';
import { OLDEST_SUPPORTED, parseKubernetesVersion } from '../../manifest/kubernetes-version';
import { KubernetesObject, PodTemplate } from '../../manifest/object';
import { itemsOf, podTemplatesOf } from '../../manifest/pod-template';
import { checkPodSecurity } from './check-pod-security';
import { POD_SECURITY_LEVELS, PodSecurityFinding, PodSecurityLevel } from './finding';

/** A Pod Security level that a namespace enforces. */
export interface EnforcedLevel {
  readonly namespace: string;
  readonly level: PodSecurityLevel;
  /** The policy version that it pins; undefined for that of the API server. */
  readonly version?: string;
}

/** A field of a pod because of which its namespace refuses it. */
export interface RefusedField {
  /** From the object's root. */
  readonly path: FieldPath;
  readonly enforced: EnforcedLevel;
  readonly finding: PodSecurityFinding;
}

const LABEL = 'pod-security.kubernetes.io/enforce';

/** The levels that namespaces among the objects enforce, by their names. */
export function enforcedLevels(objects: readonly KubernetesObject[]): ReadonlyMap<string, EnforcedLevel> {
  const mayHold = objects.filter(({ kind }) => kind === 'Namespace' || String(kind).endsWith('List'));
  return new Map(mayHold.flatMap((object): [string, EnforcedLevel][] => {
    const items = itemsOf(object);
    if (items !== undefined) { return [...enforcedLevels(items.filter((item) => item !== null))]; }
    if (object.kind !== 'Namespace') { return []; }
    const { name, labels } = knownPart(object.metadata ?? {});
    const level: unknown = labels?.[LABEL];
    return name === undefined || !isLevel(level) ? [] : [[name, { namespace: name, level, version: pinned(labels?.[`${LABEL}-version`]) }]];
  }));
}

/** Where a Namespace names a Pod Security level that there is not: API servers refuse it. */
export function misspeltLevels(object: KubernetesObject): { readonly path: FieldPath; readonly value: string }[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => (item === null ? [] : misspeltLevels(item)).map(({ path, value }) => ({ path: ['items', index, ...path], value })));
  }
  if (object.kind !== 'Namespace') { return []; }
  const labels = knownPart(object.metadata?.labels);
  return ['enforce', 'audit', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}`).flatMap((label) => {
    const value: unknown = labels?.[label];
    return typeof value !== 'string' || isLevel(value) ? [] : [{ path: ['metadata', 'labels', label], value }];
  });
}

function isLevel(value: unknown): value is PodSecurityLevel {
  return POD_SECURITY_LEVELS.some((level) => level === value);
}

/**
 * Every field of an object's pods because of which the namespace refuses them. `kubernetesVersion` is the API server's; where it is not known,
 * what the oldest supported one and the newest both refuse.
 */
export function refusedFields(object: KubernetesObject, levels: ReadonlyMap<string, EnforcedLevel>, kubernetesVersion?: string): RefusedField[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => (item === null ? [] : refusedFields(item, levels, kubernetesVersion))
      .map((refused) => ({ ...refused, path: ['items', index, ...refused.path] })));
  }
  const enforced = levels.get(object.metadata?.namespace ?? '');
  if (enforced === undefined) { return []; }
  const version = enforced.version ?? kubernetesVersion;
  return podTemplatesOf(object).flatMap(({ template, path }) => podSecurityFindings(template, enforced.level, version)
    .map((finding) => ({ path: [...path, ...finding.path], enforced, finding })));
}

/** What keeps a pod from a level, at the version of an API server; where that is not known, what the oldest supported one and the newest both find. */
export function podSecurityFindings(template: PodTemplate, level: PodSecurityLevel, version: string | undefined): PodSecurityFinding[] {
  const found = checkPodSecurity(template, level, version ?? 'latest');
  if (version !== undefined || found.length === 0) { return found; }
  const before = new Set(checkPodSecurity(template, level, OLDEST_SUPPORTED).map(({ path }) => JSON.stringify(path)));
  return found.filter(({ path }) => before.has(JSON.stringify(path)));
}

/** API servers take what is no version for their own. */
function pinned(version: unknown): string | undefined {
  if (typeof version !== 'string' || version === 'latest') { return undefined; }
  try {
    return parseKubernetesVersion(version).major === 1 ? version : undefined;
  } catch {
    return undefined;
  }
}
