import { isDeepStrictEqual } from 'node:util';
import { output } from '@pulumi/pulumi';
import { FieldPath } from '../manifest/field-path';
import { placeholdersIn } from '../manifest/known';
import { withTexts } from './pending';
import { changeAt, collect } from './walk';

// Beside those of the placeholders, and as little in use.
const MADE_TEXT = '\uE002';

/**
 * Stands for an Output as its placeholder does, but as an object, so that it can tell whether it was passed on or made a text:
 * `value: port` may be a number later, `value: String(port)` may not.
 */
class Stand {
  public constructor(private readonly placeholder: string) {}

  /** cdk8s asks this of a token. */
  public resolve(): string {
    return this.placeholder;
  }

  public toJSON(): string {
    return this.placeholder;
  }

  public toString(): string {
    return `${MADE_TEXT}${this.placeholder}`;
  }
}

/** Puts an object in the place of each placeholder in arguments that is asked for, by where its Output came from. */
export function withStands(isMeant: (source: string) => boolean): (args: any) => any {
  return withTexts((text) => (isWhole(text) && isMeant(text.slice(text.indexOf('|'))) ? new Stand(text) : text));
}

/** Where a placeholder became the whole of a text, as the same object made with stands shows; undefined where the construct refuses those. */
export function textLeaves(manifest: any, withMarks: any): FieldPath[] {
  return withMarks !== undefined && isDeepStrictEqual(manifest, unmarked(withMarks)) ? collect(withMarks, marked) : [];
}

/** An object in which what became a text is one, also where its Output is a number or a boolean. */
export function asTexts(value: any, paths: readonly FieldPath[]): any {
  return paths.reduce((object, path) => changeAt(object, path, asText), value);
}

function asText(value: any): any {
  return output(value).apply((known: any) => (['number', 'boolean'].includes(typeof known) ? String(known) : known));
}

function marked(part: any, path: FieldPath): FieldPath[] {
  return typeof part === 'string' && part.startsWith(MADE_TEXT) && isWhole(part.slice(1)) ? [path] : [];
}

function unmarked(value: any): any {
  return JSON.parse(JSON.stringify(value).replaceAll(MADE_TEXT, ''));
}

function isWhole(text: string): boolean {
  const [id, ...more] = placeholdersIn(text);
  return id !== undefined && more.length === 0 && text.length === id.length + 2;
}
