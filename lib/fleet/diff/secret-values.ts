import { FieldChange } from '../../manifest/field-changes';
import { KubernetesObject } from '../../manifest/object';
import { isLiteralSecret } from '../../pod/literal-secret';

const HIDDEN = '(hidden)';

/**
 * Changes as they may be shown: of a Secret no value, and of variables, and of texts of a ConfigMap, none that looks like a credential. That it is another
 * one can be seen; no hash either, because a short one could be guessed from it.
 */
export function withoutSecrets({ kind }: KubernetesObject, changes: readonly FieldChange[]): FieldChange[] {
  return changes.map(({ before, after, ...at }) => {
    const hide = (value: unknown) => (kind === 'Secret' && /^(?:data|stringData)(?:\.|$)/.test(at.path) ? HIDDEN : hidden(value, nameOf(at.field)));
    return { ...at, ...(before !== undefined && { before: hide(before) }), ...(after !== undefined && { after: hide(after) }) };
  });
}

/** What a value is called: a variable by its entry in the list, all else by its key. */
function nameOf(field: string): string {
  return /\.env\[([^\]]*)\]\.value$/.exec(field)?.[1] ?? /^data(?:\.|\[')(.*?)(?:'\])?$/.exec(field)?.[1] ?? '';
}

/** Without credentials, at any depth. */
function hidden(value: unknown, name: string): unknown {
  if (typeof value === 'string') { return isLiteralSecret(name, value) ? HIDDEN : value; }
  if (Array.isArray(value)) { return value.map((each) => hidden(each, '')); }
  if (typeof value !== 'object' || value === null) { return value; }
  const { name: own } = value as { name?: unknown };
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, hidden(child, key === 'value' && typeof own === 'string' ? own : key)]));
}
