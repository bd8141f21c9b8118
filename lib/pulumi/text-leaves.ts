import { isDeepStrictEqual } from 'node:util';
import { output } from '@pulumi/pulumi';
import { FieldPath } from '../manifest/field-path';
import { placeholdersIn } from '../manifest/known';
import { madeAnew } from './pending';

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
  // One instance stays one: constructs compare them.
  const made = new Map<object, unknown>();
  const change = (args: any): any => {
    if (typeof args === 'string') { return isWhole(args) && isMeant(args.slice(args.indexOf('|'))) ? new Stand(args) : args; }
    if (Array.isArray(args)) { return args.map(change); }
    if (typeof args !== 'object' || args === null) { return args; }
    if (Object.getPrototypeOf(args) === Object.prototype) { return Object.fromEntries(Object.entries(args).map(([key, child]) => [key, change(child)])); }
    if (!made.has(args)) { made.set(args, madeAnew(args, change)); }
    return made.get(args);
  };
  return change;
}

/** Where a placeholder became the whole of a text, as the same object made with stands shows; undefined where the construct refuses those. */
export function textLeaves(manifest: any, withMarks: any): FieldPath[] {
  return withMarks !== undefined && isDeepStrictEqual(manifest, unmarked(withMarks)) ? markedIn(withMarks, []) : [];
}

/** An object in which what became a text is one, also where its Output is a number or a boolean. */
export function asTexts(value: any, paths: readonly FieldPath[]): any {
  return paths.reduce((object, path) => changeAt(object, path), value);
}

function changeAt(value: any, [step, ...below]: FieldPath): any {
  if (step === undefined) { return output(value).apply((known: any) => (['number', 'boolean'].includes(typeof known) ? String(known) : known)); }
  if (Array.isArray(value)) { return value.map((child, i) => (i === step ? changeAt(child, below) : child)); }
  return { ...value, [step]: changeAt(value[step], below) };
}

function markedIn(value: any, path: FieldPath): FieldPath[] {
  if (typeof value === 'string') { return value.startsWith(MADE_TEXT) && isWhole(value.slice(1)) ? [path] : []; }
  if (typeof value !== 'object' || value === null) { return []; }
  return Object.entries(value).flatMap(([key, child]) => markedIn(child, [...path, Array.isArray(value) ? Number(key) : key]));
}

function unmarked(value: any): any {
  return JSON.parse(JSON.stringify(value).replaceAll(MADE_TEXT, ''));
}

function isWhole(text: string): boolean {
  const [id, ...more] = placeholdersIn(text);
  return id !== undefined && more.length === 0 && text.length === id.length + 2;
}
