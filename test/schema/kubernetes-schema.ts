import Ajv from 'ajv';
import { Definition, Span } from '../../lib/schema/extract';
import { shippedExtract } from '../../lib/schema/schemas';
import { faultsOf, kubernetesAjv } from './ajv-faults';
import { CustomResourceSchema } from './custom-resource-schema';

interface Schema { [keyword: string]: any }
const EXTRACT = shippedExtract();
const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
// Objects of any shape. No other object of the API is open: one without fields, such as a CRD's `status` subresource, is empty.
const OPEN = ['io.k8s.apimachinery.pkg.runtime.RawExtension', 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1'];

/** The Kubernetes minors that objects can be judged for, oldest first. */
export const MINORS: readonly string[] = Object.keys(EXTRACT.sources);

interface MinorSchema {
  readonly ajv: Ajv;
  /** The definition of every kind, by `apiVersion kind`. */
  readonly kinds: ReadonlyMap<string, string>;
}

const cache = new Map<string, MinorSchema>();

/**
 * What the upstream API schema of a Kubernetes minor has against an object, as lines such as
 * `spec.template.spec.fooBar: unknown field in 1.30`. Empty if it is valid.
 *
 * Stricter than an API server where that can only be a slip: `null` is a fault, though a server reads it as absent.
 * A field in the schema is not yet a field that works: the schema also holds what a feature gate switches off (`gatedFaults`),
 * and no schema states the rules between fields.
 */
export function schemaFaults(object: unknown, minor: string, customResources: readonly CustomResourceSchema[] = []): string[] {
  const { ajv, kinds } = schemaOf(minor);
  if (typeof object !== 'object' || object === null || Array.isArray(object)) { return ['object: expected object']; }
  const value = JSON.parse(JSON.stringify(object));
  const { apiVersion, kind } = value;
  const unknownIn = (field: string, holder: Schema) => unknownField(field, holder.$id, minor);

  const definition = kinds.get(`${apiVersion} ${kind}`);
  if (definition !== undefined) { return faultsOf(ajv.getSchema(definition)!, value, [], unknownIn); }

  const custom = customResources.find((schema) => schema.apiVersion === apiVersion && schema.kind === kind);
  if (custom === undefined) { return [`kind: ${apiVersion} ${kind} is ${unknownKind(apiVersion, kind, minor)}`]; }
  const metadata = value.metadata === undefined ? [] : faultsOf(ajv.getSchema(OBJECT_META)!, value.metadata, ['metadata'], unknownIn);
  return [...metadata, ...custom.faults(value)];
}

/** Whether Kubernetes itself knows a kind, in any of the minors. */
export function isKubernetesKind(apiVersion: string, kind: string): boolean {
  return MINORS.some((minor) => schemaOf(minor).kinds.has(`${apiVersion} ${kind}`));
}

/** All definitions, by name: of tests alone, which look at many. */
const DEFINITIONS: ReadonlyMap<string, Definition> = new Map(EXTRACT.definitions.map((name) => [name, EXTRACT.definition(name)!]));

/** What a minor says about a field of a definition (`''`: about the definition itself), if it has it. */
function fieldIn(definition: string, field: string, minor: string): Schema | undefined {
  const entry = DEFINITIONS.get(definition)?.[field];
  if (!Array.isArray(entry)) { return entry; }
  const at = MINORS.indexOf(minor);
  return (entry as Span[]).find(({ since, until }) => (
    (since === undefined || MINORS.indexOf(since) <= at) && (until === undefined || at <= MINORS.indexOf(until))
  ))?.schema;
}

function unknownField(field: string, definition: string, minor: string): string {
  return `unknown field in ${minor}${otherMinors((other) => fieldIn(definition, field, other) !== undefined, minor)}`;
}

function unknownKind(apiVersion: unknown, kind: unknown, minor: string): string {
  return `unknown in ${minor}${otherMinors((other) => schemaOf(other).kinds.has(`${apiVersion} ${kind}`), minor)}`;
}

function otherMinors(knows: (minor: string) => boolean, minor: string): string {
  const at = MINORS.indexOf(minor);
  const since = MINORS.slice(at).find(knows);
  const until = MINORS.slice(0, at).filter(knows).at(-1);
  if (until !== undefined) { return `, gone after ${until}`; }
  return since === undefined ? '' : `, new in ${since}`;
}

function schemaOf(minor: string): MinorSchema {
  const cached = cache.get(minor);
  if (cached !== undefined) { return cached; }
  if (!MINORS.includes(minor)) { throw new Error(`no schema of Kubernetes ${minor}, only of ${MINORS.join(', ')}`); }
  const ajv = kubernetesAjv();
  const kinds = new Map<string, string>();
  for (const [name, fields] of DEFINITIONS) {
    const self = fieldIn(name, '', minor);
    if (self !== undefined) { ajv.addSchema(closed(name, self, Object.keys(fields).filter((field) => field !== ''), minor)); }
  }
  for (const [apiVersion, ofVersion] of Object.entries(EXTRACT.kinds)) {
    for (const [kind, { definition, minors = MINORS }] of Object.entries(ofVersion)) {
      if (definition !== undefined && minors.includes(minor)) { kinds.set(`${apiVersion} ${kind}`, definition); }
    }
  }
  const schema = { ajv, kinds };
  cache.set(minor, schema);
  return schema;
}

function closed(name: string, self: Schema, fields: string[], minor: string): Schema {
  const schema: Schema = { ...self, $id: name };
  if (self.type !== 'object' || OPEN.includes(name)) { return schema; }
  const properties = fields.map((field) => [field, fieldIn(name, field, minor)] as const).filter(([, value]) => value !== undefined);
  return { ...schema, properties: Object.fromEntries(properties), additionalProperties: false };
}
