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

/**
 * Texts of an object that were read as something else: its name, labels, annotations, what a ConfigMap or Secret holds, what a Service selects and how its
 * ports are called, and of pods the nodes that they select, images, commands, environment and the names of containers and ports.
 */
export function unquotedTexts(object: KubernetesObject): UnquotedText[] {
  const items = itemsOf(object);
  if (items !== undefined) {
    return items.flatMap((item, index) => (item === null ? [] : unquotedTexts(item)).map((each) => ({ ...each, path: ['items', index, ...each.path] })));
  }
  const isConfig = object.kind === 'ConfigMap' || object.kind === 'Secret';
  return [
    ...fieldsOf(object.metadata, ['name', 'generateName', 'namespace'], ['metadata']),
    ...metadataTexts(object.metadata, ['metadata']),
    ...(isConfig ? ['data', 'stringData'].flatMap((field) => textsIn(object[field], [field], object.kind === 'Secret')) : []),
    ...(object.kind === 'Service' && object.apiVersion === 'v1' ? serviceTexts(object.spec) : []),
    ...podTemplatesOf(object).flatMap(({ template, path }) => [
      ...(path.length === 0 ? [] : metadataTexts(template.metadata, [...path, 'metadata'])),
      ...textsIn(template.spec.nodeSelector, [...path, 'spec', 'nodeSelector']),
      ...containersOf(template.spec).flatMap(({ container, path: at }) => containerTexts(container, [...path, 'spec', ...at])),
    ]),
  ];
}

function serviceTexts(spec: any): UnquotedText[] {
  return [...textsIn(spec?.selector, ['spec', 'selector']), ...itemTexts(spec?.ports, ['name'], ['spec', 'ports'])];
}

function containerTexts(container: any, path: FieldPath): UnquotedText[] {
  return [
    ...fieldsOf(container, ['name', 'image'], path),
    ...['command', 'args'].flatMap((field) => (Array.isArray(container[field]) ? textsIn(container[field], [...path, field], true) : [])),
    ...itemTexts(container.env, ['name'], [...path, 'env']),
    ...itemTexts(container.env, ['value'], [...path, 'env'], true),
    ...itemTexts(container.ports, ['name'], [...path, 'ports']),
  ];
}

function itemTexts(items: unknown, fields: readonly string[], path: FieldPath, isConfidential = false): UnquotedText[] {
  return Array.isArray(items) ? items.flatMap((item, index) => fieldsOf(item, fields, [...path, index], isConfidential)) : [];
}

/** Those of some fields of a map. */
function fieldsOf(map: any, fields: readonly string[], path: FieldPath, isConfidential = false): UnquotedText[] {
  return textsIn(Object.fromEntries(fields.map((field) => [field, map?.[field]])), path, isConfidential);
}

/** What it may have been before it was read, e.g. `'750', or '12:30'`. */
export function asItWasWritten(value: number | boolean): string {
  if (typeof value === 'boolean') { return value ? "'true', 'yes' or 'on'" : "'false', 'no' or 'off'"; }
  if (Number.isNaN(value)) { return "'.', 'e12' or '.nan'"; }
  if (!Number.isFinite(value)) { return "'1e400' or '.inf'"; }
  const texts = [String(value), ...otherFormsOf(value)].map((text) => `'${text}'`);
  return texts.length === 1 ? texts[0] : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** What YAML reads as the same number: another base, minutes and seconds, a zero at the end. */
function otherFormsOf(value: number): string[] {
  if (!Number.isInteger(value)) { return /^-?\d+\.\d+$/.test(String(value)) ? [`${value}0`] : []; }
  if (!Number.isSafeInteger(value) || value <= 0) { return []; }
  const time = value >= 60 && value < 86400 ? [`${Math.floor(value / 60)}:${String(value % 60).padStart(2, '0')}`] : [];
  return [`0${value.toString(8)}`, `0x${value.toString(16)}`, ...time];
}

function metadataTexts(metadata: any, path: FieldPath): UnquotedText[] {
  return ['labels', 'annotations'].flatMap((field) => textsIn(metadata?.[field], [...path, field]));
}

function textsIn(values: unknown, path: FieldPath, isConfidential = false): UnquotedText[] {
  if (typeof values !== 'object' || values === null) { return []; }
  return Object.entries(values).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean')
    .map(([key, value]) => ({ path: [...path, Array.isArray(values) ? Number(key) : key], value, isConfidential }));
}
