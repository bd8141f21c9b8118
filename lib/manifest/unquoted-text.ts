import { containersOf } from './containers';
import { FieldPath } from './field-path';
import { either } from './listed';
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
  const found: UnquotedText[] = [];
  addFields(found, object.metadata, ['name', 'generateName', 'namespace'], METADATA);
  addMetadata(found, object.metadata, METADATA);
  if (object.kind === 'ConfigMap' || object.kind === 'Secret') {
    addAll(found, object, 'data', [], object.kind === 'Secret');
    addAll(found, object, 'stringData', [], object.kind === 'Secret');
  }
  if (object.kind === 'Service' && object.apiVersion === 'v1') {
    addAll(found, object.spec, 'selector', SPEC);
    addOfItems(found, object.spec, 'ports', 'name', SPEC);
  }
  for (const { template, path } of podTemplatesOf(object)) {
    if (path.length > 0) { addMetadata(found, template.metadata, [...path, 'metadata']); }
    addAll(found, template.spec, 'nodeSelector', [...path, 'spec']);
    for (const { container, path: at } of containersOf(template.spec)) { addContainer(found, container, [...path, 'spec', ...at]); }
  }
  return found;
}

const METADATA: FieldPath = ['metadata'];
const SPEC: FieldPath = ['spec'];

function addMetadata(found: UnquotedText[], metadata: any, path: FieldPath): void {
  addAll(found, metadata, 'labels', path);
  addAll(found, metadata, 'annotations', path);
}

function addContainer(found: UnquotedText[], container: any, path: FieldPath): void {
  addFields(found, container, ['name', 'image'], path);
  if (Array.isArray(container.command)) { addAll(found, container, 'command', path, true); }
  if (Array.isArray(container.args)) { addAll(found, container, 'args', path, true); }
  addOfItems(found, container, 'env', 'name', path);
  addOfItems(found, container, 'env', 'value', path, true);
  addOfItems(found, container, 'ports', 'name', path);
}

/** Some fields of a map that stands at `path`. */
function addFields(found: UnquotedText[], map: any, fields: readonly string[], path: FieldPath, isConfidential = false): void {
  for (const field of fields) {
    const value: unknown = map?.[field];
    if (isNoText(value)) { found.push({ path: [...path, field], value, isConfidential }); }
  }
}

/** A field of each item of a list, which is a field of the map at `path`. */
function addOfItems(found: UnquotedText[], map: any, list: string, field: string, path: FieldPath, isConfidential = false): void {
  const items: unknown = map?.[list];
  if (!Array.isArray(items)) { return; }
  items.forEach((item, index) => {
    if (isNoText(item?.[field])) { found.push({ path: [...path, list, index, field], value: item[field], isConfidential }); }
  });
}

/** All that stands in a field of the map at `path`. */
function addAll(found: UnquotedText[], map: any, field: string, path: FieldPath, isConfidential = false): void {
  const values: any = map?.[field];
  if (typeof values !== 'object' || values === null) { return; }
  for (const key of Object.keys(values)) {
    const value: unknown = values[key];
    if (isNoText(value)) { found.push({ path: [...path, field, Array.isArray(values) ? Number(key) : key], value, isConfidential }); }
  }
}

function isNoText(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

/** What it may have been before it was read, e.g. `'750', or '12:30'`. */
export function asItWasWritten(value: number | boolean): string {
  if (typeof value === 'boolean') { return value ? "'true', 'yes' or 'on'" : "'false', 'no' or 'off'"; }
  if (Number.isNaN(value)) { return "'.', 'e12' or '.nan'"; }
  if (!Number.isFinite(value)) { return "'1e400' or '.inf'"; }
  const texts = [String(value), ...otherFormsOf(value)].map((text) => `'${text}'`);
  return either(texts);
}

/** What YAML reads as the same number: another base, minutes and seconds, a zero at the end. */
function otherFormsOf(value: number): string[] {
  if (!Number.isInteger(value)) { return /^-?\d+\.\d+$/.test(String(value)) ? [`${value}0`] : []; }
  if (!Number.isSafeInteger(value) || value <= 0) { return []; }
  const time = value >= 60 && value < 86400 ? [`${Math.floor(value / 60)}:${String(value % 60).padStart(2, '0')}`] : [];
  return [`0${value.toString(8)}`, `0x${value.toString(16)}`, ...time];
}
