import { KubernetesObject } from '../../manifest/object';
import { FieldChange } from './field-changes';

/** Changes as they may be shown: of a Secret, no value; of an environment variable, none whose name says that it is one. */
export function withoutSecrets(object: KubernetesObject, changes: readonly FieldChange[]): FieldChange[] {
  return changes.map((change) => (isSecret(object, change) ? masked(change) : change));
}

const SECRET_NAME = /pass(?:word|wd|phrase)?|secret|token|credential|api[-_]?key|private[-_]?key/i;

function isSecret({ kind }: KubernetesObject, { field, path }: FieldChange): boolean {
  if (kind === 'Secret') { return /^(?:data|stringData)(?:\.|$)/.test(path); }
  return /\.env\.\*/.test(path) && SECRET_NAME.test(/\.env\[([^\]]*)\]/.exec(field)?.[1] ?? '');
}

/** That it is another value can be seen; which one can't. */
function masked({ before, after, ...at }: FieldChange): FieldChange {
  // No hash either: a short one could be guessed from it.
  return { ...at, ...(before !== undefined && { before: HIDDEN }), ...(after !== undefined && { after: HIDDEN }) };
}

const HIDDEN = '(hidden)';
