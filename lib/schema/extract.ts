import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';

/** What is known of a kind in one API version, over all minors. */
export interface KindRecord {
  /** The definition of its objects; without one, it was gone before the oldest minor. */
  readonly definition?: string;
  /** The minors that have it, if not all. */
  readonly minors?: readonly string[];
  /** Those of them that serve it only when somebody switches it on. */
  readonly off?: readonly string[];
  readonly cluster?: true;
  readonly introduced?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  /** What the source names as its successor: `apps/v1 Deployment`. */
  readonly replacement?: string;
}

/** The first line of an extract. */
export interface ExtractHead {
  /** The release behind each minor, oldest first. */
  readonly sources: { readonly [minor: string]: string };
  readonly kinds: { readonly [apiVersion: string]: { readonly [kind: string]: KindRecord } };
}

/** A JSON Schema, as plain data. */
export interface PlainSchema { readonly [keyword: string]: any }

/** A schema and the minors that it holds in: without `since` from the oldest on, without `until` to the newest. */
export interface Span { readonly since?: string; readonly until?: string; readonly schema: PlainSchema }

/** The fields of a definition, each with one schema for all minors or with its spans. Under `''` stands what it says besides its fields. */
export interface Definition { readonly [field: string]: PlainSchema | readonly Span[] }

/** What `npm run kubernetes-schemas` has made of Kubernetes' sources: a line of JSON with the head, and one for each definition after its name. */
export interface Extract extends ExtractHead {
  readonly text: string;
  readonly definitions: readonly string[];
  definition(name: string): Definition | undefined;
}

/** The text of an extract. It holds nothing but ASCII. */
export function extractText(head: ExtractHead, definitions: { readonly [name: string]: Definition }): string {
  return `${JSON.stringify(head)}\n${Object.entries(definitions).map(([name, definition]) => `${name} ${JSON.stringify(definition)}\n`).join('')}`;
}

/** Opens an extract. A definition is read when somebody asks for it. */
export function extractOf(file: string): Extract {
  const text = brotliDecompressSync(readFileSync(file)).toString('latin1');
  const places = new Map<string, number>();
  let start = text.indexOf('\n') + 1;
  const head: ExtractHead = JSON.parse(text.slice(0, start));
  while (start < text.length) {
    const space = text.indexOf(' ', start);
    places.set(text.slice(start, space), space + 1);
    start = text.indexOf('\n', space) + 1;
  }
  return {
    ...head,
    text,
    definitions: [...places.keys()],
    definition: (name) => {
      const place = places.get(name);
      return place === undefined ? undefined : JSON.parse(text.slice(place, text.indexOf('\n', place)));
    },
  };
}
