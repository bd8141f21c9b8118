import { Schema } from './openapi';

/** A schema and the minors that it holds in. Without `since` from the first extracted minor on, without `until` to the last. */
interface Span { since?: string; until?: string; schema: Schema }

/** One schema where all minors agree, else its spans. Under `''` stands what a definition says besides its fields. */
export interface Definition { [field: string]: Schema | Span[] }

/** Joins the definitions of all minors, so that what never changed is written once and a new minor adds only what it changes. */
export function history(minors: string[], byMinor: Map<string, Schema>[]): { [name: string]: Definition } {
  const names = [...new Set(byMinor.flatMap((definitions) => [...definitions.keys()]))].sort();
  return Object.fromEntries(names.map((name) => {
    const flat = byMinor.map((definitions) => flattened(definitions.get(name)));
    const fields = [...new Set(flat.flatMap((definition) => Object.keys(definition)))].sort();
    return [name, Object.fromEntries(fields.map((field) => [field, spans(minors, flat.map((definition) => definition[field]))]))];
  }));
}

function flattened(definition: Schema | undefined): { [field: string]: Schema } {
  if (definition === undefined) { return {}; }
  const { properties, ...self } = definition;
  return { ...properties, '': self };
}

function spans(minors: string[], schemas: (Schema | undefined)[]): Schema | Span[] {
  const last = minors.length - 1;
  const result: { from: number; to: number; schema: Schema }[] = [];
  schemas.forEach((schema, i) => {
    const open = result.at(-1);
    if (schema === undefined) { return; }
    if (open?.to === i - 1 && JSON.stringify(open.schema) === JSON.stringify(schema)) { open.to = i; } else { result.push({ from: i, to: i, schema }); }
  });
  if (result.length === 1 && result[0].from === 0 && result[0].to === last) { return result[0].schema; }
  return result.map(({ from, to, schema }) => ({
    ...(from === 0 ? {} : { since: minors[from] }),
    ...(to === last ? {} : { until: minors[to] }),
    schema,
  }));
}
