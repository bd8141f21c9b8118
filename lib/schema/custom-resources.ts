import { isMap, KubernetesObject, listOf } from '../manifest/object';
import { CustomRules, hasCustomRules } from './custom-rules';
import { withDefaults } from './defaults';
import { PlainSchema } from './extract';
import * as go from './go-values';
import { ObjectSchema, SchemaNode, ValueRule } from './schema-node';
import { KubernetesSchemas } from './schemas';
import { looseRule, Unchecked, valueRules } from './value-rules';

/** What the CustomResourceDefinitions of a cluster say of its custom resources. */
export interface CustomSchemas {
  /** The schema of a kind, or undefined where no definition serves it. */
  find(apiVersion: string, kind: string): ObjectSchema | undefined;
  /** The versions of a kind that are served, where a definition has the kind and not the version. */
  servedVersions(apiVersion: string, kind: string): readonly string[] | undefined;
  /** Undefined where no definition has the kind. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined;
  kinds(): readonly { readonly apiVersion: string; readonly kind: string }[];
  /** The schema of a kind, if anybody has asked for it. */
  opened(apiVersion: string, kind: string): ObjectSchema | undefined;
}

interface Definition {
  readonly group: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** By version. */
  readonly schemas: ReadonlyMap<string, PlainSchema>;
  /** Versions whose status is written by itself: the API server drops it from what is created. */
  readonly withoutStatus: ReadonlySet<string>;
}

/** Reads CustomResourceDefinitions; other objects among them, and what is no definition at all, are left out. Where two define one kind, the later counts. */
export function schemasOfDefinitions(definitions: readonly KubernetesObject[], kubernetes: KubernetesSchemas): CustomSchemas {
  const byKind = new Map<string, Definition>();
  for (const definition of definitions.flatMap(definitionOf)) { byKind.set(`${definition.group} ${definition.kind}`, definition); }
  const opened = new Map<string, ObjectSchema>();
  // Items of lists may be written without an apiVersion.
  const lookUp = (apiVersion: string | undefined, kind: string) => {
    if (typeof apiVersion !== 'string') { return { definition: undefined, version: '' }; }
    const slash = apiVersion.indexOf('/');
    return { definition: slash < 0 ? undefined : byKind.get(`${apiVersion.slice(0, slash)} ${kind}`), version: apiVersion.slice(slash + 1) };
  };
  return {
    find: (apiVersion, kind) => {
      const known = opened.get(`${apiVersion} ${kind}`);
      if (known !== undefined) { return known; }
      const { definition, version } = lookUp(apiVersion, kind);
      const plain = definition?.schemas.get(version);
      if (plain === undefined) { return undefined; }
      const schema = customSchema({ apiVersion, kind, isWithoutStatus: definition!.withoutStatus.has(version) }, plain, kubernetes);
      opened.set(`${apiVersion} ${kind}`, schema);
      return schema;
    },
    servedVersions: (apiVersion, kind) => {
      const { definition } = lookUp(apiVersion, kind);
      return definition && [...definition.schemas.keys()].map((version) => `${definition.group}/${version}`);
    },
    isNamespaced: (apiVersion, kind) => lookUp(apiVersion, kind).definition?.namespaced,
    opened: (apiVersion, kind) => opened.get(`${apiVersion} ${kind}`),
    kinds: () => [...byKind.values()].flatMap(({ group, kind, schemas }) => [...schemas.keys()].map((version) => ({ apiVersion: `${group}/${version}`, kind }))),
  };
}

function definitionOf({ apiVersion, kind, spec }: KubernetesObject): Definition[] {
  if (kind !== 'CustomResourceDefinition' || typeof apiVersion !== 'string' || !apiVersion.startsWith('apiextensions.k8s.io/')) { return []; }
  if (!isMap(spec) || typeof spec.group !== 'string' || !isMap(spec.names) || typeof spec.names.kind !== 'string') { return []; }
  const old = apiVersion.endsWith('/v1beta1');
  const versions = old && spec.versions === undefined ? [{ name: spec.version, served: true }] : listOf(spec.versions);
  const schemas = versions.filter((version) => isMap(version) && version.served === true && typeof version.name === 'string').map((version): [string, PlainSchema] => {
    const said = version.schema?.openAPIV3Schema ?? (old ? spec.validation?.openAPIV3Schema : undefined);
    const schema = isMap(said) ? said : { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    return [version.name, old && spec.preserveUnknownFields !== false ? { ...schema, 'x-kubernetes-preserve-unknown-fields': true } : schema];
  });
  const withoutStatus = versions.filter((version) => isMap(version) && isMap((version.subresources ?? spec.subresources)?.status));
  return [{
    group: spec.group, kind: spec.names.kind, namespaced: spec.scope !== 'Cluster', schemas: new Map(schemas),
    withoutStatus: new Set(withoutStatus.map(({ name }) => name)),
  }];
}

interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly isWithoutStatus: boolean;
}

function customSchema({ apiVersion, kind, isWithoutStatus }: CustomKind, plain: PlainSchema, kubernetes: KubernetesSchemas): ObjectSchema {
  const unchecked = new Set<string>();
  const tell = (clause: string) => { unchecked.add(clause); };
  const rules = hasCustomRules(plain) ? new CustomRules(plain, tell) : undefined;
  const written = (object: unknown) => {
    const whole = withDefaults(plain, object);
    if (!isWithoutStatus || !isMap(whole)) { return whole; }
    return Object.fromEntries(Object.entries(whole).filter(([name]) => name !== 'status'));
  };
  return {
    apiVersion,
    kind,
    builtIn: false,
    unchecked,
    root: new CustomNodes(kubernetes.metadata(), tell).node(plain, { isObject: true }),
    defaulted: (object) => withDefaults(plain, object),
    ...(rules !== undefined && {
      ruleFaults: (object: unknown) => rules.faultsOf(written(object)),
      changeFaults: (before: unknown, after: unknown) => rules.changeFaultsOf(written(before), written(after)),
    }),
    elsewhere: () => undefined,
  };
}

/** The nodes of one structural schema. */
class CustomNodes {
  /** What there is where a list or a map says nothing of what it holds. */
  private readonly bare = new SchemaNode();

  constructor(private readonly metadata: ObjectSchema, private readonly unchecked: Unchecked) {
    this.bare.type = 'bare';
    this.bare.items = this.bare;
  }

  /** A node that is read when something first stands in its place. What a list keeps of unknown fields, its items keep as well. */
  node(plain: unknown, { isObject = false, keeps = false } = {}): SchemaNode {
    if (!isMap(plain)) { return this.bare; }
    const node = new SchemaNode();
    node.nullable = plain.nullable === true;
    node.fill = () => {
      node.fill = undefined;
      this.read(node, plain, isObject || plain['x-kubernetes-embedded-resource'] === true, keeps || plain['x-kubernetes-preserve-unknown-fields'] === true);
    };
    return node;
  }

  private read(node: SchemaNode, plain: PlainSchema, isObject: boolean, keeps: boolean): void {
    node.default = plain.default;
    const rules = valueRules(plain, this.unchecked);
    if (rules.length > 0) { node.rules = rules; }
    if (plain['x-kubernetes-int-or-string'] === true) {
      node.type = 'scalar';
      node.fault = go.intOrString64;
    } else if (plain.type === 'array') {
      this.readList(node, plain, keeps);
    } else if (plain.type === 'object' || (plain.type === undefined && (isObject || plain.properties !== undefined))) {
      this.readMap(node, plain, isObject, keeps);
      if (plain.type === undefined && !isObject) { node.type = 'any'; }
    } else {
      node.fault = SCALARS.get(plain.type) ?? (plain.type === 'integer' ? (plain.format === 'int32' ? go.int32 : go.int64) : undefined);
      node.type = node.fault === undefined ? 'any' : 'scalar';
    }
  }

  private readList(node: SchemaNode, plain: PlainSchema, keeps: boolean): void {
    node.type = 'array';
    node.items = plain.items === undefined ? this.bare : this.node(plain.items, { keeps });
    const kind = plain['x-kubernetes-list-type'];
    if (kind === 'set') { node.itemKeys = []; }
    if (kind === 'map') { node.itemKeys = listOf(plain['x-kubernetes-list-map-keys']).filter((key) => typeof key === 'string'); }
    if (node.itemKeys?.length === 0 && kind === 'map') { node.itemKeys = undefined; }
  }

  private readMap(node: SchemaNode, plain: PlainSchema, isObject: boolean, keeps: boolean): void {
    node.type = 'object';
    node.open = keeps;
    node.properties = new Map(Object.entries(isMap(plain.properties) ? plain.properties : {}).map(([name, inner]) => [name, this.node(inner)]));
    if (isMap(plain.additionalProperties)) { node.additional = this.node(plain.additionalProperties); }
    if (plain.additionalProperties === true) { node.additional = this.bare; }
    node.required = listOf(plain.required).filter((name) => typeof name === 'string');
    if (isObject) {
      node.required = [...new Set([...node.required, 'apiVersion', 'kind'])];
      node.properties.set('apiVersion', textNode()).set('kind', textNode()).set('metadata', this.metadataNode(plain.properties?.metadata));
    }
  }

  /** Metadata is Kubernetes' own, and what a definition says of it comes on top. */
  private metadataNode(plain: unknown): SchemaNode {
    const node = new SchemaNode();
    node.type = 'foreign';
    node.foreign = this.metadata;
    if (isMap(plain)) { node.rules = [looseRule(plain, this.unchecked)]; }
    return node;
  }
}

function textNode(): SchemaNode {
  const node = new SchemaNode();
  node.type = 'scalar';
  node.fault = go.text;
  return node;
}

const SCALARS: ReadonlyMap<unknown, ValueRule> = new Map([['string', go.text], ['boolean', go.boolean], ['number', go.number]]);
