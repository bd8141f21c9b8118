import { isDeepStrictEqual } from 'node:util';
import { atLeast } from './kubernetes-version';
import { KubernetesObject } from './object';
import { objectKey } from './object-key';
import { parseYaml } from './yaml';

/** Fields of an object that no API server lets anybody change, and that are changed. */
export interface ImmutableChange {
  /** As it is to be. */
  readonly object: KubernetesObject;
  /** Names of the fields, below `spec`. */
  readonly fields: readonly string[];
}

/** What can be changed of a StatefulSet; nothing else can. */
const CHANGEABLE = ['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals', 'persistentVolumeClaimRetentionPolicy'];

/** What can't be changed of the others. */
const FIXED: { readonly [kind: string]: readonly string[] } = {
  Deployment: ['selector'],
  DaemonSet: ['selector'],
  Job: ['template', 'selector', 'completionMode', 'podFailurePolicy', 'successPolicy', 'backoffLimitPerIndex'],
};

const JUDGED = /^kind: (?:StatefulSet|Deployment|DaemonSet|Job)$/m;

/** What a text of manifests changes against an earlier one of the same place, and a cluster that has the earlier one refuses. */
export function immutableChanges(before: string, after: string, kubernetesVersion?: string): ImmutableChange[] {
  const [old, now] = [before, after].map(judgedDocuments);
  const earlier = new Map(objectsIn(old.filter((document) => !now.includes(document))).map((object) => [objectKey(object), object]));
  return earlier.size === 0 ? [] : objectsIn(now.filter((document) => !old.includes(document))).flatMap((object) => {
    const known = earlier.get(objectKey(object));
    const fields = known === undefined ? [] : changedFields(known, object, kubernetesVersion);
    return fields.length === 0 ? [] : [{ object, fields }];
  });
}

function judgedDocuments(text: string): string[] {
  return text.split(/^---\n/m).filter((document) => JUDGED.test(document));
}

function objectsIn(documents: readonly string[]): KubernetesObject[] {
  try {
    return parseYaml(documents.join('---\n')) as KubernetesObject[];
  } catch {
    // Somebody has edited it. It is no manifest any more.
    return [];
  }
}

function changedFields({ spec: before = {} }: KubernetesObject, { kind, spec: after = {} }: KubernetesObject, kubernetesVersion?: string): string[] {
  const fields = kind === 'StatefulSet' ? [...new Set(Object.keys({ ...before, ...after }))].filter((field) => !isChangeable(field, kubernetesVersion)) : FIXED[kind!] ?? [];
  return fields.filter((field) => !isDeepStrictEqual(withDefault(field, before[field]), withDefault(field, after[field])));
}

function isChangeable(field: string, kubernetesVersion?: string): boolean {
  return CHANGEABLE.includes(field) || (field === 'revisionHistoryLimit' && atLeast(kubernetesVersion, '1.33'));
}

/** What stands where nothing is said: to say it, or no longer to, is no change. */
function withDefault(field: string, value: unknown): unknown {
  const defaults: { readonly [name: string]: unknown } = { podManagementPolicy: 'OrderedReady', revisionHistoryLimit: 10, completionMode: 'NonIndexed', volumeClaimTemplates: [] };
  return value ?? defaults[field];
}
