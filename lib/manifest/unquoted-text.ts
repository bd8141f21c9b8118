import { containersOf } from './containers';
import { FieldPath } from './field-path';
import { KubernetesObject } from './object';
import { itemsOf, podTemplatesOf } from './pod-template';

/** A number, or a yes or no, where Kubernetes has a text and takes nothing else: what was not put in quotes. */
export interface UnquotedText {
  /** From the object's root. */
  readonly path: FieldPath;
  readonly value: number | boolean;
  /** Whether it may be a secret: it then is not told. */
  readonly isConfidential: boolean;
}

/** Texts of an object that were read as something else: labels, annotations, environment, commands, and what a ConfigMap or Secret holds. */
export function unquotedTexts(object: KubernetesObject): UnquotedText[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => (item === null ? [] : unquotedTexts(item)).map((each) => ({ ...each, path: ['items', index, ...each.path] })));
  }
  const isConfig = object.kind === 'ConfigMap' || object.kind === 'Secret';
  return [
    ...metadataTexts(object.metadata, ['metadata']),
    ...(isConfig ? ['data', 'stringData'].flatMap((field) => textsIn(object[field], [field], object.kind === 'Secret')) : []),
    ...podTemplatesOf(object).flatMap(({ template, path }) => [
      ...(path.length === 0 ? [] : metadataTexts(template.metadata, [...path, 'metadata'])),
      ...containersOf(template.spec).flatMap(({ container, path: at }) => ['command', 'args', 'env'].flatMap((field) => {
        const place = [...path, 'spec', ...at, field];
        const values = Array.isArray(container[field]) ? container[field] : [];
        return field === 'env' ? values.flatMap((each: any, index: number) => textsIn({ value: each?.value }, [...place, index], true)) : textsIn(values, place, true);
      })),
    ]),
  ];
}

/** What it may have been before it was read, e.g. `'750', or '12:30'`. */
export function asItWasWritten(value: number | boolean): string {
  if (typeof value === 'boolean') { return value ? "'true', 'yes' or 'on'" : "'false', 'no' or 'off'"; }
  if (Number.isNaN(value)) { return "'.', 'e12' or '.nan'"; }
  if (!Number.isFinite(value)) { return "'1e400' or '.inf'"; }
  const isTime = Number.isInteger(value) && value >= 60 && value < 86400;
  return isTime ? `'${value}' or '${Math.floor(value / 60)}:${String(value % 60).padStart(2, '0')}'` : `'${value}'`;
}

function metadataTexts(metadata: any, path: FieldPath): UnquotedText[] {
  return ['labels', 'annotations'].flatMap((field) => textsIn(metadata?.[field], [...path, field]));
}

function textsIn(values: unknown, path: FieldPath, isConfidential = false): UnquotedText[] {
  if (typeof values !== 'object' || values === null) { return []; }
  return Object.entries(values).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([key, value]) => ({ path: [...path, Array.isArray(values) ? Number(key) : key], value, isConfidential }));
}
