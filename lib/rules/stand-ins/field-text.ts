import { valueAt } from '../../manifest/field-path';
import { isKnown } from '../../manifest/known';
import { isMap, KubernetesObject, LabelSelector } from '../../manifest/object';
import { expand } from '../../manifest/pod-template';

const BRACES = /\{([^{}]+)\}/;

/** All texts that a text with fields in braces stands for in an object: none where a field is not there or not known yet. */
export function fieldTexts(text: string, object: KubernetesObject): string[] {
  const match = BRACES.exec(text);
  if (match === null) { return [text]; }
  const [braces, fields] = match;
  const after = text.slice(match.index + braces.length);
  return textsAt(fields, object).flatMap((value) => fieldTexts(after, object).map((rest) => `${text.slice(0, match.index)}${value}${rest}`));
}

/** What stands at a field, or at the first that is there of several with `|` between them; of those may one be a text in quotes. */
export function valuesAt(fields: string, object: KubernetesObject): unknown[] {
  for (const field of fields.split('|')) {
    if (field.startsWith("'")) { return [field.slice(1, -1)]; }
    const values = expand(object, stepsOf(field)).map((path) => valueAt(object, path)).filter((value) => value !== undefined && value !== null && value !== '');
    if (values.length > 0) { return values; }
  }
  return [];
}

/** The selector of labels at a field. */
export function selectorAt(field: string, object: KubernetesObject): LabelSelector | undefined {
  const [value] = valuesAt(field, object);
  return isMap(value) ? value as LabelSelector : undefined;
}

function textsAt(fields: string, object: KubernetesObject): string[] {
  return valuesAt(fields, object).filter((value): value is string => typeof value === 'string' && isKnown(value));
}

/** A field as a path: `a.b['c.d'].*`. */
export function stepsOf(field: string): string[] {
  return [...field.matchAll(/\['([^']+)'\]|([^.[\]]+)/g)].map(([, quoted, bare]) => quoted ?? bare);
}
