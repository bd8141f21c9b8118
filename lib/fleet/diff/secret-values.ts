import { FieldChange } from '../../manifest/field-changes';
import { isLiteralSecret } from '../../manifest/literal-secret';
import { KubernetesObject } from '../../manifest/object';

const HIDDEN = '(hidden)';

/** It holds the whole object once more, as it was. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Changes as they may be shown: of a Secret no value, and elsewhere none that looks like a credential. That it is another one can be seen; no hash
 * either, because a short one could be guessed from it.
 */
export function withoutSecrets({ kind }: KubernetesObject, changes: readonly FieldChange[]): FieldChange[] {
  return changes.map(({ before, after, ...at }) => {
    const hide = (value: unknown) => (isOfSecret(kind, at.path) ? HIDDEN : hidden(value, nameOf(at.field)));
    return { ...at, ...(before !== undefined && { before: hide(before) }), ...(after !== undefined && { after: hide(after) }) };
  });
}

function isOfSecret(kind: string, path: string): boolean {
  return kind === 'SecretList' || (kind === 'Secret' && /^(?:data|stringData|binaryData|metadata\.annotations)(?:\.|$)/.test(path));
}

/** What a value is called: an entry of a list of names and values by its name, all else by its key. */
function nameOf(field: string): string {
  return /\[([^\]']*)\]\.value$/.exec(field)?.[1] ?? /\['([^']*)'\]$/.exec(field)?.[1] ?? field.slice(field.lastIndexOf('.') + 1);
}

/** Without credentials, at any depth. */
function hidden(value: unknown, name: string): unknown {
  if (name === LAST_APPLIED) { return HIDDEN; }
  if (typeof value === 'string') { return isLiteralSecret(name, value) || tellsSecret(value) ? HIDDEN : value; }
  if (Array.isArray(value)) { return value.map((each) => hidden(each, '')); }
  if (typeof value !== 'object' || value === null) { return value; }
  const { name: own, kind } = value as { name?: unknown; kind?: unknown };
  return Object.fromEntries(Object.entries(value).map(([key, child]) => {
    if (kind === 'Secret' && ['data', 'stringData', 'metadata'].includes(key)) { return [key, HIDDEN]; }
    return [key, hidden(child, key === 'value' && typeof own === 'string' ? own : key)];
  }));
}

/** Whether a line of a text is a credential with its name, as in files of settings and in arguments: `db.password=…`, `--token=…`. */
function tellsSecret(text: string): boolean {
  return text.split('\n').some((line) => {
    const [, name, value] = /^\s*["']?-{0,2}([\w.-]+)["']?\s*[:=]\s*["']?(\S[^"']*)/.exec(line) ?? [];
    return name !== undefined && !value.startsWith('//') && isLiteralSecret(name, value.trim());
  });
}
