import { nearestName } from '../manifest/nearest-name';
import { enumFault } from './enum-fault';
import { wrongType } from './go-values';
import { joined, NodeFault, ObjectSchema, one, SchemaFault, SchemaNode, under } from './schema-node';

export type { SchemaFault } from './schema-node';

/** Beyond this, nothing but a loop or an attack nests. The decoder of an API server ends at 10,000, which is more than the stack of Node.js holds. */
const MAX_DEPTH = 500;
const MAX_OPEN_DEPTH = 10_000;

/**
 * Everything in an object that its schema does not allow. Rules in CEL are asked where nothing else is wrong.
 * @param isPart whether something is left out of it, so that what goes together cannot be judged
 */
export function schemaFaults(schema: ObjectSchema, object: unknown, isPart = false): readonly SchemaFault[] {
  const found = new Walk(schema).visit(schema.root, schema.defaulted === undefined ? object : schema.defaulted(object), 0);
  if (found !== undefined) { return found.map(({ steps, ...fault }) => ({ path: steps.reverse(), ...fault })); }
  return schema.ruleFaults === undefined || isPart ? NONE : schema.ruleFaults(object);
}

const NONE: readonly never[] = [];

class Walk {
  /** In the status of Kubernetes' own kinds: the API server drops it from what is applied, and only reads it before. */
  private onlyReads = false;

  constructor(private readonly schema: ObjectSchema) {}

  visit(node: SchemaNode, value: unknown, depth: number): NodeFault[] | undefined {
    if (node.fill !== undefined) { node.fill(); }
    if (depth > MAX_DEPTH) { return one('nesting', `is nested deeper than ${MAX_DEPTH} levels`); }
    if (value === null && node.nullable) { return undefined; }
    let found: NodeFault[] | undefined;
    switch (node.type) {
      case 'scalar': found = this.scalar(node, value); break;
      case 'object': found = this.map(node, value, depth); break;
      case 'array': found = this.list(node, value, depth); break;
      case 'choice': found = this.choice(node, value, depth); break;
      case 'foreign': found = new Walk(node.foreign!).visit(node.foreign!.root, value, depth + 1); break;
      case 'bare': found = this.bare(node, value, depth); break;
      default: found = this.any(node, value, depth);
    }
    if (node.rules === undefined || found?.some(({ steps, rule }) => steps.length === 0 && rule === 'type') === true) { return found; }
    return node.rules.reduce((faults, rule) => joined(faults, rule(value)), found);
  }

  private any(node: SchemaNode, value: unknown, depth: number): NodeFault[] | undefined {
    if (typeof value !== 'object' || value === null) { return undefined; }
    return node.properties === undefined || Array.isArray(value) ? openFaults(value) : this.map(node, value, depth);
  }

  private bare(node: SchemaNode, value: unknown, depth: number): NodeFault[] | undefined {
    if (Array.isArray(value)) { return this.list(node, value, depth); }
    return typeof value === 'object' && value !== null ? this.map(node, value, depth) : undefined;
  }

  private scalar(node: SchemaNode, value: unknown): NodeFault[] | undefined {
    const found = node.fault!(value);
    if (found !== undefined) { return found; }
    if (node.values === undefined || node.values.has(value) || this.onlyReads || (node.emptyIsAbsent && value === '')) { return undefined; }
    return enumFault(node.values, value);
  }

  private map(node: SchemaNode, value: unknown, depth: number): NodeFault[] | undefined {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) { return wrongType('a map', value); }
    let found: NodeFault[] | undefined;
    const { properties, additional } = node;
    for (const key of Object.keys(value)) {
      const field: unknown = (value as any)[key];
      if (field === undefined) { continue; }
      const child = properties?.get(key) ?? additional;
      let faults: NodeFault[] | undefined;
      if (child === undefined) {
        faults = node.open ? openFaults(field) : this.unknownField(node, key);
      } else if (field === null && this.isAbsent(child)) {
        continue;
      } else if (depth === 0 && key === 'status' && this.schema.builtIn) {
        this.onlyReads = true;
        faults = this.visit(child, field, 1);
        this.onlyReads = false;
      } else {
        faults = this.visit(child, field, depth + 1);
      }
      if (faults !== undefined) { found = under(key, faults, found); }
    }
    if (this.onlyReads) { return found; }
    if (node.implied.length > 0) { found = this.implied(node, value, depth, found); }
    return node.required.length === 0 ? found : this.missing(node, value, found);
  }

  private implied(node: SchemaNode, value: object, depth: number, found: NodeFault[] | undefined): NodeFault[] | undefined {
    for (const key of node.implied) {
      const field: unknown = (value as any)[key];
      const faults = field === undefined || field === null ? this.visit(node.properties!.get(key)!, {}, depth + 1) : undefined;
      if (faults !== undefined) { found = under(key, faults, found); }
    }
    return found;
  }

  private missing(node: SchemaNode, value: object, found: NodeFault[] | undefined): NodeFault[] | undefined {
    for (const key of node.required) {
      const field: unknown = Object.hasOwn(value, key) ? (value as any)[key] : undefined;
      const child = node.properties?.get(key);
      if (field === undefined || (field === null && (child === undefined || this.isAbsent(child)))) {
        found = under(key, one('required', 'is required'), found);
      } else if ((field === '' && child?.emptyIsAbsent === true) || (this.schema.builtIn && Array.isArray(field) && field.length === 0)) {
        found = under(key, one('required', 'is required, and must not be empty'), found);
      }
    }
    return found;
  }

  private list(node: SchemaNode, value: unknown, depth: number): NodeFault[] | undefined {
    if (!Array.isArray(value)) { return wrongType('a list', value); }
    let found: NodeFault[] | undefined;
    const { items } = node;
    for (let i = 0; i < value.length; i += 1) {
      const faults = this.visit(items!, this.item(items!, value[i]), depth + 1);
      if (faults !== undefined) { found = under(i, faults, found); }
    }
    return value.length < 2 || node.itemKeys === undefined || this.onlyReads ? found : joined(found, this.duplicates(node, value));
  }

  /** Go reads null in a list as an empty value of its type; in custom resources it is one of its own. */
  private item(items: SchemaNode, value: unknown): unknown {
    if (value !== null || !this.schema.builtIn) { return value; }
    if (items.fill !== undefined) { items.fill(); }
    switch (items.type) {
      case 'object': return {};
      case 'array': return [];
      case 'scalar': return items.fault!('') === undefined ? '' : 0;
      default: return value;
    }
  }

  private choice(node: SchemaNode, value: unknown, depth: number): NodeFault[] | undefined {
    if (typeof value === 'boolean' && node.boolean) { return undefined; }
    if (Array.isArray(value) && node.items !== undefined) {
      return value.reduce<NodeFault[] | undefined>((found, item, i) => {
        const faults = this.visit(node.items!, item, depth + 1);
        return faults === undefined ? found : under(i, faults, found);
      }, undefined);
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) { return this.visit(node.object!, value, depth + 1); }
    return wrongType(`a map or ${node.boolean ? 'a boolean' : 'a list'}`, value);
  }

  private duplicates(node: SchemaNode, list: readonly unknown[]): NodeFault[] | undefined {
    const seen = new Set<string>();
    const rule = this.schema.builtIn ? 'duplicate-item-under-apply' : 'duplicate-item';
    let found: NodeFault[] | undefined;
    list.forEach((item, i) => {
      const identity = identityOf(item, node.itemKeys!, node.items!);
      if (identity === undefined) { return; }
      if (seen.has(identity)) {
        const keys = node.itemKeys!.length === 0 ? 'is in the list already' : `has the same ${node.itemKeys!.map((key) => `'${key}'`).join(' and ')} as an item before it`;
        found = under(i, one(rule, this.schema.builtIn ? `${keys}, which server-side apply refuses` : keys), found);
      }
      seen.add(identity);
    });
    return found;
  }

  private unknownField(holder: SchemaNode, field: string): NodeFault[] {
    const elsewhere = this.schema.elsewhere(holder, field);
    if (elsewhere !== undefined) { return one('unknown-field', `is unknown here: it ${elsewhere}`); }
    const nearest = nearestName(field, [...holder.properties?.keys() ?? []]);
    return one('unknown-field', 'is an unknown field', nearest === undefined ? undefined : `did you mean '${nearest}'?`);
  }

  /** Go reads null as an absent field, and so does the API server in custom resources where null is no value. */
  private isAbsent(child: SchemaNode): boolean {
    return this.schema.builtIn || !child.nullable;
  }
}

/** What tells an item of a list apart; undefined where it lacks it, which other faults say. */
function identityOf(item: unknown, keys: readonly string[], items: SchemaNode): string | undefined {
  if (keys.length === 0) { return canonical(item); }
  if (typeof item !== 'object' || item === null) { return undefined; }
  return canonical(keys.map((key) => (Object.hasOwn(item, key) ? (item as any)[key] : undefined) ?? items.properties?.get(key)?.default ?? null));
}

/** JSON with sorted keys, so that two maps of the same fields are the same. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (
    typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1))) : inner
  )) ?? 'undefined';
}

/** What nothing is known of may be anything that the decoder reads to its end. */
function openFaults(value: unknown): NodeFault[] | undefined {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_OPEN_DEPTH) { return one('nesting', `is nested deeper than ${MAX_OPEN_DEPTH} levels`); }
    level = level.flatMap((inner) => (typeof inner === 'object' && inner !== null ? Object.values(inner) : []));
  }
  return undefined;
}
