import { Definition, PlainSchema, Span } from '../../lib/schema/extract';
import { shippedExtract } from '../../lib/schema/schemas';

const EXTRACT = shippedExtract();
const MINORS = Object.keys(EXTRACT.sources);
const definitions = new Map<string, Definition>();

/** Numbers between 0 and 1 that are the same for the same seed. */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6D2B79F5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** An object of a kind as the extract, read by hand, allows it. `share` is how many of the optional fields it has. */
export function randomObject(apiVersion: string, kind: string, minor: string, random: () => number, share: number): any {
  const { definition } = EXTRACT.kinds[apiVersion][kind];
  return { ...ofDefinition(definition!, minor, random, share, 0), apiVersion, kind };
}

function fieldsOf(name: string, minor: string): { self: PlainSchema; fields: [string, PlainSchema][] } {
  if (!definitions.has(name)) { definitions.set(name, EXTRACT.definition(name)!); }
  const definition = definitions.get(name)!;
  const at = (field: string) => {
    const entry = definition[field];
    const index = MINORS.indexOf(minor);
    return Array.isArray(entry)
      ? (entry as Span[]).find(({ since = MINORS[0], until = MINORS.at(-1)! }) => MINORS.indexOf(since) <= index && index <= MINORS.indexOf(until))?.schema
      : entry as PlainSchema;
  };
  const names = Object.keys(definition).filter((field) => field !== '' && at(field) !== undefined);
  return { self: at('')!, fields: names.map((field) => [field, at(field)!]) };
}

function ofDefinition(name: string, minor: string, random: () => number, share: number, depth: number): any {
  const { self, fields } = fieldsOf(name, minor);
  if (self.item !== undefined) { return {}; }
  if (self.type !== 'object') { return ofSchema(self, minor, random, share, depth); }
  const present = fields.filter(([field]) => self.required?.includes(field) || random() < share / (1 + depth / 3));
  return Object.fromEntries(present.map(([field, schema]) => [field, ofSchema(schema, minor, random, share, depth + 1)]));
}

function ofSchema(schema: PlainSchema, minor: string, random: () => number, share: number, depth: number): any {
  if (schema.$ref !== undefined) { return ofDefinition(schema.$ref, minor, random, share, depth); }
  if (schema.enum !== undefined) { return pick(schema.enum, random); }
  const inner = (plain: PlainSchema) => ofSchema(plain, minor, random, share, depth + 1);
  switch (schema.format) {
    case 'quantity': return pick(['1', '500m', 2, '1Gi'], random);
    case 'int-or-string': return pick([1, '25%', 'http'], random);
    case 'byte': return pick(['', 'YQ==', 'c2VjcmV0'], random);
    case 'date-time': return '2030-01-31T12:00:00Z';
    case 'micro-time': return '2030-01-31T12:00:00.000000Z';
  }
  switch (schema.type) {
    case 'object': {
      const names = random() < 0.3 ? [] : ['a', 'b.example.com/c'].slice(0, 1 + Math.floor(random() * 2));
      return Object.fromEntries(names.map((name) => [name, schema.additionalProperties === undefined ? 'x' : inner(schema.additionalProperties)]));
    }
    case 'array': return Array.from({ length: Math.floor(random() * 3) }, () => inner(schema.items));
    case 'string': return pick(['a', 'text', 'x-1'], random);
    case 'boolean': return random() < 0.5;
    case 'integer': return Math.floor(random() * 100);
    case 'number': return random() * 100;
    default: return { any: [1, 'x', null] };
  }
}

export function pick<T>(values: readonly T[], random: () => number): T {
  return values[Math.floor(random() * values.length)];
}

/** Changes one place of an object: takes a field away, adds one, or puts another value in its place. */
export function mutated(object: any, random: () => number): any {
  const copy = structuredClone(object);
  const places: { holder: any; key: string | number }[] = [];
  const visit = (holder: any) => {
    for (const key of Array.isArray(holder) ? holder.keys() : Object.keys(holder)) {
      if (holder === copy && (key === 'apiVersion' || key === 'kind')) { continue; }
      places.push({ holder, key });
      if (typeof holder[key] === 'object' && holder[key] !== null) { visit(holder[key]); }
    }
  };
  visit(copy);
  const { holder, key } = places.length === 0 ? { holder: copy, key: 'spec' } : pick(places, random);
  const value = holder[key];
  switch (Math.floor(random() * 6)) {
    case 0: if (Array.isArray(holder)) { holder.splice(key as number, 1); } else { delete holder[key]; } break;
    case 1: if (!Array.isArray(holder)) { delete holder[key]; holder[`${key}x`] = value; } else { holder.push(structuredClone(value)); } break;
    case 2: holder[key] = pick<unknown>(['', 'text', '1', 'true', '2030-01-31T12:00:00Z'], random); break;
    case 3: holder[key] = pick<unknown>([0, -1, 1.5, 2 ** 31, 2 ** 63, true, false], random); break;
    case 4: holder[key] = pick<unknown>([[], {}, [1], ['a'], { a: 1 }, [[]], [{}]], random); break;
    default: if (typeof value === 'object' && value !== null && !Array.isArray(value)) { value.unheardOf = 1; } else { holder[key] = { unheardOf: value }; }
  }
  return copy;
}
