import { withoutTokens } from '../../../manifest/known-token';
import { isLiteralSecret } from '../../../manifest/literal-secret';
import { isMap, KubernetesObject } from '../../../manifest/object';

/** Texts of objects that no output may hold: what is in Secrets, and what is a credential by its name. */
export function secretTexts(objects: readonly KubernetesObject[]): Set<string> {
  const found = new Set<string>();
  objects.forEach((object) => collect(object, '', false, found));
  return found;
}

function collect(value: unknown, name: string, isSecret: boolean, found: Set<string>): void {
  if (typeof value === 'string') {
    if (isSecret || isLiteralSecret(name, value)) { value.split('\n').filter((line) => line.trim() !== '').forEach((line) => found.add(line.trim())); }
  } else if (Array.isArray(value)) {
    value.forEach((each) => collect(each, '', isSecret, found));
  } else if (isMap(value)) {
    const { name: own, kind } = value;
    for (const [key, child] of Object.entries(value)) {
      const isOfSecret = isSecret || (kind === 'Secret' && ['data', 'stringData'].includes(key));
      collect(child, key === 'value' && typeof own === 'string' ? own : key, isOfSecret, found);
    }
  }
}

/** A text in which those cannot be read. */
export function hide(text: string, secrets: ReadonlySet<string>): string {
  // The longest first: one may stand in another.
  return [...secrets].sort((a, b) => b.length - a.length).reduce((shown, secret) => shown.replaceAll(secret, '(hidden)'), withoutTokens(text));
}
