// Writes schema/clusters.schema.json from the compiled assembly: what editors complete in a file for `Inventory.fromFile`.
import * as fs from 'node:fs';
import * as path from 'node:path';

const ROOT = path.join(__dirname, '..');
const FILE = path.join(ROOT, 'schema', 'clusters.schema.json');

type Schema = { [keyword: string]: any };
interface TypeReference { primitive?: string; fqn?: string; collection?: { kind: 'array' | 'map'; elementtype: TypeReference } }
interface Property { name: string; type: TypeReference; optional?: boolean; docs?: { summary?: string; remarks?: string; default?: string; see?: string } }
interface Interface { name: string; kind: string; interfaces?: string[]; properties?: Property[]; docs?: { summary?: string } }
interface Assembly { types: { [fqn: string]: Interface } }

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_LABEL = { pattern: `^${LABEL}$`, maxLength: 63 };
const PORT = { type: 'integer', minimum: 1, maximum: 65535 };
const SECONDS = { type: ['integer', 'null'], minimum: 1 };
const VERSION = { pattern: '^v?\\d+(\\.\\d+){0,2}([-+].*)?$' };
const LABELS = {
  propertyNames: { pattern: '^([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$' },
  additionalProperties: { type: 'string', pattern: '^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$', maxLength: 63 },
};
const ADDRESSES = { items: { type: 'string', pattern: '^[0-9A-Fa-f:.]+/\\d{1,3}$' } };

/** What types do not say, of `interface.property`. The shapes of the reader say more. */
const NARROWER: { readonly [property: string]: Schema } = {
  'ClusterDescription.name': DNS_LABEL,
  'ClusterDetails.zones': { minItems: 1, uniqueItems: true, items: { type: 'string', minLength: 1 } },
  'ClusterDetails.kubernetesVersion': { pattern: '^v?1\\.(2[89]|[3-9]\\d|\\d{3,})(\\D.*)?$' },
  'ClusterDetails.serviceCidrs': ADDRESSES,
  'ClusterDetails.podCidrs': ADDRESSES,
  'ClusterDetails.nodeCidrs': ADDRESSES,
  'ClusterDetails.labels': LABELS,
  'ApiServer.cidrs': { minItems: 1, ...ADDRESSES },
  'ApiServer.port': PORT,
  'VersionedCapability.version': VERSION,
  'CiliumCapability.version': VERSION,
  'CiliumMeshIdentity.id': { type: 'integer', minimum: 1, maximum: 511 },
  'CiliumMeshIdentity.name': { pattern: '^(?!default$)([a-z0-9][-a-z0-9]*)?[a-z0-9]$', maxLength: 32 },
  'DnsCapability.namespace': DNS_LABEL,
  'DnsCapability.podLabels': LABELS,
  'DnsCapability.port': PORT,
  'PrometheusCapability.monitorLabels': LABELS,
  'GatewayApiCapability.callers': { minItems: 1 },
  'IngressCapability.callers': { minItems: 1 },
  'PrometheusCapability.callers': { minItems: 1 },
};

/** What files say in place of what factories make. */
const AS_DATA: { readonly [name: string]: Schema } = {
  Cloud: {
    description: 'Who runs the machines: `aws`, `azure`, `gcp`, a name of your own, or a map of that and the notice of its spot machines.',
    anyOf: [
      // Offered by editors; others are names of your own.
      { enum: ['aws', 'azure', 'gcp'] },
      { type: 'string', minLength: 1, not: { pattern: '^([Aa][Ww][Ss]|[Aa][Zz][Uu][Rr][Ee]|[Gg][Cc][Pp])$' } },
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          name: { type: 'string', minLength: 1, description: 'Name of the cloud.' },
          spotNoticeSeconds: { ...SECONDS, description: 'Seconds between the notice that a spot machine is taken away and its end.' },
          spotGraceSeconds: { ...SECONDS, description: 'Seconds of the notice that are left for a pod to end.' },
        },
      },
    ],
  },
  NetworkPeer: {
    description: 'Pods of a namespace, all of them or those with labels; or ranges of addresses.',
    type: 'object',
    additionalProperties: false,
    properties: {
      namespace: { type: 'string', ...DNS_LABEL, description: 'Namespace of the pods.' },
      podLabels: { type: 'object', ...LABELS, description: 'Labels of the pods.' },
      cidrs: { type: 'array', minItems: 1, ...ADDRESSES, description: 'Ranges of addresses, such as `10.20.0.0/16`, or `10.20.0.5/32` for one.' },
    },
    oneOf: [{ required: ['namespace'] }, { required: ['cidrs'], not: { required: ['podLabels'] } }],
  },
};

/** The schema, as it is committed. */
export function clustersSchema(assembly: Assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'))): string {
  const definitions: { [name: string]: Schema } = {};
  const used = new Set<string>();
  const define = (fqn: string): Schema => {
    const name = fqn.split('.').at(-1)!;
    if (!(name in definitions)) {
      definitions[name] = {};
      definitions[name] = AS_DATA[name] ?? objectOf(assembly.types[fqn]);
    }
    return { $ref: `#/definitions/${name}` };
  };
  const objectOf = (type: Interface): Schema => {
    if (type.kind !== 'interface') { throw new Error(`${type.name} is no struct: say in AS_DATA how files write it`); }
    const properties = propertiesOf(assembly, type).map(({ owner, property }) => [property.name, propertyOf(owner, property)]);
    return { ...described(type.docs), type: 'object', additionalProperties: false, properties: Object.fromEntries(properties) };
  };
  const propertyOf = (owner: string, { name, type, docs, optional = false }: Property): Schema => {
    const key = `${owner}.${name}`;
    used.add(key);
    const narrower = { ...schemaOf(type), ...NARROWER[key] };
    // Null takes away what the defaults say.
    return { ...described(docs), ...(optional ? orNull(narrower) : narrower) };
  };
  const schemaOf = ({ primitive, fqn, collection }: TypeReference): Schema => {
    if (fqn !== undefined) { return define(fqn); }
    if (collection?.kind === 'array') { return { type: 'array', items: schemaOf(collection.elementtype) }; }
    if (collection?.kind === 'map') { return { type: 'object', additionalProperties: schemaOf(collection.elementtype) }; }
    return primitive === 'any' ? {} : { type: primitive };
  };
  const [details, description] = ['ClusterDetails', 'ClusterDescription'].map((name) => define(`fleetwright.${name}`));
  // What else must be given may be given by the defaults: the reader says so where it is not.
  definitions.ClusterDescription.required = ['name'];
  const forgotten = Object.keys(NARROWER).filter((key) => !used.has(key));
  if (forgotten.length > 0) { throw new Error(`There is no ${forgotten.join(', ')}`); }
  return `${JSON.stringify({
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Clusters of a fleet',
    description: "What 'Inventory.fromFile' of fleetwright reads.",
    type: 'object',
    additionalProperties: false,
    required: ['clusters'],
    properties: {
      $schema: { type: 'string', description: 'This schema, for editors.' },
      defaults: { description: 'What is merged into each cluster: maps are merged, anything else is replaced.', anyOf: [details, { type: 'null' }] },
      clusters: { type: 'array', minItems: 1, items: description, description: 'The clusters, in the order in which they are written.' },
    },
    definitions: Object.fromEntries(Object.entries(definitions).sort(([a], [b]) => (a < b ? -1 : 1))),
  }, undefined, 2)}\n`;
}

/** Its own, and those of what it extends. */
function propertiesOf(assembly: Assembly, type: Interface): { owner: string; property: Property }[] {
  const own = (type.properties ?? []).map((property) => ({ owner: type.name, property }));
  const inherited = (type.interfaces ?? []).flatMap((fqn) => propertiesOf(assembly, assembly.types[fqn]));
  return [...own, ...inherited];
}

function orNull(schema: Schema): Schema {
  if (schema.$ref !== undefined) { return { anyOf: [schema, { type: 'null' }] }; }
  return schema.type === undefined ? schema : { ...schema, type: [schema.type, 'null'] };
}

function described(docs: Property['docs']): Schema {
  const { summary, remarks, default: otherwise, see } = docs ?? {};
  const text = [summary, remarks, otherwise && `Default: ${otherwise.replace(/^- /, '')}.`, see].filter((part) => part !== undefined && part !== '').join('\n\n');
  return text === '' ? {} : { description: text };
}

if (require.main === module) {
  fs.mkdirSync(path.dirname(FILE), { recursive: true });
  fs.writeFileSync(FILE, clustersSchema());
}
