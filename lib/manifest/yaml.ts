import { askOnce } from './ask-once';
import { plainYaml } from './plain-yaml';
import { YamlText } from './yaml-text';

/**
 * Objects as YAML, one document each: `a: 1\n---\nb: 2\n`. Keys keep their order, undefined is dropped, nothing is folded or
 * aliased, and a string stays a string for every reader (YAML 1.1, YAML 1.2, Go's). Throws on what YAML can't hold: functions,
 * class instances without `toJSON`, numbers that are not finite, half a surrogate pair, an object inside itself.
 *
 * @param texts of those that were written as documents before
 */
export function stringifyYaml(objects: readonly object[], texts?: { of(object: object): string | undefined }): string {
  let text = '';
  for (const object of objects) {
    const document = texts?.of(object) ?? stringifyObject(object);
    text += text === '' ? document : `---\n${document}`;
  }
  return text;
}

/** One of them, as a document. */
export function stringifyObject(object: object): string {
  return askOnce(object, plainYaml) ?? yamlPackage().packageYaml(object);
}

/**
 * The objects in a YAML text, read as kubectl reads them: YAML 1.1 as Go's library has it, where `on` is true, `010` is 8, and
 * `12:30` and dates are text. Empty documents are dropped. A whole number that JavaScript's can't hold is a bigint, so that it stays
 * exact. Throws on a syntax error, a duplicate key, and a document that is no map.
 */
export function parseYaml(text: string): object[] {
  return plainDocuments(text) ?? yamlPackage().parseWithPackage(text);
}

/** Undefined where one of them is unusual. */
function plainDocuments(text: string): object[] | undefined {
  const documents: object[] = [];
  const yaml = new YamlText(text);
  for (const piece of yaml.pieces()) {
    const document = yaml.readPlain(piece);
    if (document === undefined) { return undefined; }
    if (document.value !== null) { documents.push(document.value); }
  }
  return documents;
}

/** It is large, and most programs write nothing for which it is needed: it is loaded when it is. */
function yamlPackage(): typeof import('./yaml-package') {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
  return require('./yaml-package');
}
