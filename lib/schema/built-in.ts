import { Definition, Extract, PlainSchema, Span } from './extract';
import * as go from './go-values';
import { SchemaNode, ValueRule } from './schema-node';
import { enforced } from './unchecked-required';

/** The nodes of one minor's definitions. Each is read when an object first has something in its place. */
export class BuiltInNodes {
  private readonly nodes = new Map<string, SchemaNode>();

  constructor(private readonly extract: Extract, private readonly minors: readonly string[], private readonly minor: string) {}

  node(definition: string): SchemaNode {
    const known = this.nodes.get(definition);
    if (known !== undefined) { return known; }
    const node = new SchemaNode();
    node.definition = definition;
    node.fill = () => {
      node.fill = undefined;
      this.read(node, definition);
    };
    this.nodes.set(definition, node);
    return node;
  }

  /** In which minor a definition has a field that this one does not know, as a clause. */
  elsewhere(definition: string, field: string): string | undefined {
    const fields = this.extract.definition(definition);
    if (fields === undefined || !Object.hasOwn(fields, field)) { return undefined; }
    const at = this.minors.indexOf(this.minor);
    const having = this.minors.filter((minor) => this.schemaOf(fields, field, minor) !== undefined);
    const later = having.find((minor) => this.minors.indexOf(minor) > at);
    if (later !== undefined) { return `comes with Kubernetes ${later}`; }
    const last = having.at(-1);
    return last === undefined ? undefined : `is gone since Kubernetes ${this.minors[this.minors.indexOf(last) + 1]}`;
  }

  private read(node: SchemaNode, definition: string): void {
    const fields = this.extract.definition(definition);
    const self = fields && this.schemaOf(fields, '', this.minor);
    if (fields === undefined || self === undefined) { throw new Error(`the schemas of Kubernetes ${this.minor} lack ${definition}`); }
    if (self.item === undefined) {
      this.fillIn(node, self);
    } else {
      node.type = 'choice';
      node.boolean = self.type.includes('boolean');
      node.object = this.node(self.item);
      // A list of names is one of the things that `dependencies` may hold.
      if (self.type.includes('array')) { node.items = definition.endsWith('OrArray') ? this.node(self.item) : new SchemaNode(); }
    }
    const names = Object.keys(fields).filter((name) => name !== '');
    if (self.type === 'object' && !isOpen(definition)) {
      node.properties = new Map();
      for (const name of names) {
        const schema = this.schemaOf(fields, name, this.minor);
        if (schema !== undefined) { node.properties.set(name, this.nodeOf(schema, self.required?.includes(name) === true)); }
      }
      node.implied = names.filter((name) => this.needsSomething(node.properties!.get(name), this.schemaOf(fields, name, this.minor)));
      node.required = enforced(definition, self.required ?? []).filter((name) => !node.implied.includes(name));
    }
    if (isOpen(definition)) { node.type = 'any'; }
  }

  /** A struct of Go that is no pointer: absent, it is there and empty. */
  private needsSomething(node: SchemaNode | undefined, schema: PlainSchema | undefined): boolean {
    if (node === undefined || schema?.value !== true) { return false; }
    node.fill?.();
    return node.required.length > 0 || node.implied.length > 0;
  }

  private nodeOf(schema: PlainSchema, isRequired: boolean): SchemaNode {
    if (schema.$ref !== undefined && schema.gate === undefined) { return this.node(schema.$ref); }
    const node = new SchemaNode();
    if (schema.$ref !== undefined) {
      // The gate is the field's; all else is the definition's, whose node has its own copy.
      node.fill = () => {
        node.fill = undefined;
        this.read(node, schema.$ref);
      };
      node.definition = schema.$ref;
    } else {
      this.fillIn(node, schema);
    }
    node.gate = schema.gate;
    node.emptyIsAbsent = schema.type === 'string' && schema.pointer !== true && (isRequired || schema.enum !== undefined);
    return node;
  }

  private fillIn(node: SchemaNode, schema: PlainSchema): void {
    node.default = schema.default;
    if (schema.enum !== undefined) { node.values = new Set(schema.enum); }
    switch (schema.type) {
      case undefined: node.type = 'any'; return;
      case 'object':
        node.type = 'object';
        if (typeof schema.additionalProperties === 'object') { node.additional = this.nodeOf(schema.additionalProperties, false); }
        return;
      case 'array':
        node.type = 'array';
        node.items = schema.items === undefined ? new SchemaNode() : this.nodeOf(schema.items, false);
        node.itemKeys = schema['x-kubernetes-list-type'] === 'set' ? [] : schema['x-kubernetes-list-map-keys'];
        return;
      default:
        node.type = 'scalar';
        node.fault = scalar(schema);
    }
  }

  private schemaOf(fields: Definition, field: string, minor: string): PlainSchema | undefined {
    const entry = fields[field];
    if (!Array.isArray(entry)) { return entry as PlainSchema | undefined; }
    const at = this.minors.indexOf(minor);
    return (entry as readonly Span[]).find(({ since, until }) => (
      (since === undefined || this.minors.indexOf(since) <= at) && (until === undefined || at <= this.minors.indexOf(until))
    ))?.schema;
  }
}

/** Objects of any shape. No other map of the API is open: one without fields, such as a CRD's `status` subresource, is empty. */
function isOpen(definition: string): boolean {
  return definition.endsWith('.pkg.runtime.RawExtension') || definition.endsWith('.meta.v1.FieldsV1');
}

function scalar({ type, format }: PlainSchema): ValueRule {
  if (format === 'quantity') { return go.quantity; }
  if (format === 'int-or-string') { return go.intOrString; }
  switch (type) {
    case 'string': return TEXT_FORMATS.get(format) ?? go.text;
    case 'boolean': return go.boolean;
    case 'integer': return format === 'int32' ? go.int32 : go.int64;
    case 'number': return go.number;
    default: throw new Error(`the schemas hold the type ${JSON.stringify(type)}, which nothing here reads`);
  }
}

const TEXT_FORMATS: ReadonlyMap<string, ValueRule> = new Map([['byte', go.bytes], ['date-time', go.time], ['micro-time', go.microTime]]);
