import { isDeepStrictEqual } from 'node:util';
import { FieldPath } from '../../../manifest/field-path';
import { isMap } from '../../../manifest/object';
import { isPlainText, quoted } from '../../../manifest/yaml-string';

/** What is put into a map or behind a key: one value, or entries by their keys. */
export type Content = { readonly value: unknown } | Entries;

/** Entries that are put into one map, in their order. */
export type Entries = Map<string, Content>;

/** How values are written: as YAML, or as JSON, which is YAML too. */
export type Style = 'yaml' | 'json';

/** Whether something can be put at a path, beside what is there. */
export function fits(content: Content | undefined, path: FieldPath, value: unknown): boolean {
  if (content === undefined) { return true; }
  if (!(content instanceof Map)) { return path.length === 0 && isDeepStrictEqual(content.value, value); }
  const [step, ...rest] = path;
  if (step === undefined) { return isMap(value) && Object.entries(value).every(([key, each]) => fits(content, [key], each)); }
  return fits(content.get(String(step)), rest, value);
}

/** What is there, with a value at a path. */
export function withValue(content: Content | undefined, path: FieldPath, value: unknown): Content {
  const [step, ...rest] = path;
  if (step === undefined) {
    const fields = isMap(value) ? Object.entries(value) : [];
    return fields.length === 0 ? { value } : fields.reduce<Content>((made, [key, each]) => withValue(made, [key], each), content ?? new Map());
  }
  const entries: Entries = content instanceof Map ? content : new Map();
  return entries.set(String(step), withValue(entries.get(String(step)), rest, value));
}

/** Entries as lines of a block, the first of them indented by so much, and what is in them by a step more. */
export function blockLines(entries: Entries, indent: string, step: string): string[] {
  return [...entries].flatMap(([key, content]) => (content instanceof Map
    ? [`${indent}${keyText(key, 'yaml')}:`, ...blockLines(content, indent + step, step)]
    : [`${indent}${keyText(key, 'yaml')}: ${flowText(content.value, 'yaml')}`]));
}

/** Each entry as a text that stands in a line. */
export function flowEntries(entries: Entries, style: Style): string[] {
  return [...entries].map(([key, content]) => `${keyText(key, style)}: ${contentText(content, style)}`);
}

/** Content as a text that stands in a line. */
export function contentText(content: Content, style: Style): string {
  return content instanceof Map ? `{ ${flowEntries(content, style).join(', ')} }` : flowText(content.value, style);
}

function flowText(value: unknown, style: Style): string {
  if (Array.isArray(value)) { return `[${value.map((each) => flowText(each, style)).join(', ')}]`; }
  if (isMap(value)) { return Object.keys(value).length === 0 ? '{}' : contentText(withValue(undefined, [], value), style); }
  return typeof value === 'string' ? keyText(value, style) : JSON.stringify(value);
}

/** A text, in quotes where it needs them, also between brackets and braces. */
function keyText(text: string, style: Style): string {
  return style === 'yaml' && isPlainText(text) && !/[,[\]{}]/.test(text) ? text : quoted(text);
}
