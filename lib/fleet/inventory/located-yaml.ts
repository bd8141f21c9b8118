import { isAlias, isMap, isScalar, isSeq, LineCounter, visit } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { Fault } from '../../construct/fault';
import { FieldPath } from '../../manifest/field-path';
import { composeYaml, MAX_DEPTH, TOO_DEEP } from '../../manifest/yaml-package';
import { InventoryFaults, Place } from './inventory-faults';

/** Far more than a fleet of thousands has: what aliases of aliases make is larger. */
const MAX_VALUES = 1_000_000;

const id = 'fleet/inventory-syntax';

/** What stands in a document, and where. */
export interface LocatedDocument {
  readonly value: unknown;
  readonly places: Places;
}

/** Where an entry of a map or list stands: its key, and the value if it is one that stands in a line. */
interface Entry {
  readonly key: () => Place;
  readonly value: () => Place;
}

/** Where what was read from files stands. */
export class Places {
  private readonly entries = new WeakMap<object, Map<string, Entry>>();

  public constructor(private readonly root: Place) {}

  public set(container: object, step: string | number, entry: Entry): void {
    const known = this.entries.get(container) ?? new Map<string, Entry>();
    this.entries.set(container, known.set(String(step), entry));
  }

  /** Takes over where the entries of others stand, which became those of another object: of the first that has one. */
  public merge(merged: object, sources: readonly object[]): void {
    for (const key of Object.keys(merged)) {
      const entry = sources.map((source) => this.entries.get(source)?.get(key)).find((each) => each !== undefined);
      if (entry !== undefined) { this.set(merged, key, entry); }
    }
  }

  /** Where a field stands. One that is missing is missed where it would belong. */
  public of(root: unknown, path: FieldPath, part: 'key' | 'value' = 'value'): Place {
    let place = () => this.root;
    let current: any = root;
    for (const step of path) {
      const entry = typeof current === 'object' && current !== null ? this.entries.get(current)?.get(String(step)) : undefined;
      if (entry === undefined) { return place(); }
      place = entry[part];
      current = current[step];
    }
    return place();
  }
}

/**
 * The documents of a text, read as kubectl reads them. What cannot be read is a fault. Of a text that may hold secrets nothing is told but the place.
 */
export function readLocatedYaml(text: string, file: string, faults: InventoryFaults, isConfidential = false): readonly LocatedDocument[] {
  const lineCounter = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const { documents, tooDeep } = composeYaml(text, lineCounter, false);
  if (tooDeep !== undefined) { faults.add({ id, rule: TOO_DEEP, fix: 'Look whether it is the file that is meant' }, placeOf(tooDeep)); }
  return documents.flatMap((document) => {
    const problems = [...document.errors, ...document.warnings.filter(({ code }) => code === 'BAD_DIRECTIVE')];
    problems.forEach(({ code, message, pos }) => faults.add({ id, ...syntaxFault(code, isConfidential ? undefined : message) }, placeOf(pos[0])));
    if (problems.length > 0 || tooDeep !== undefined) { return []; }
    return new Reader(document, placeOf, faults, isConfidential).read();
  });
}

function syntaxFault(code: string, message: string | undefined): Pick<Fault, 'rule' | 'fix'> {
  const what = message ?? code.toLowerCase().replaceAll('_', ' ');
  return { rule: `cannot be read as YAML: ${what.replace(/[.\s]+$/, '')}`, fix: code === 'TAB_AS_INDENT' ? 'Indent with blanks' : 'Correct it' };
}

/** Makes plain data of the nodes of a document, and keeps where they stand. */
class Reader {
  private readonly places: Places;
  private count = 0;
  private depth = 0;
  private isTooLarge = false;
  private readonly within = new Set<Node>();
  /** What aliases stand for. */
  private readonly targets = new Map<Node, Node>();

  public constructor(
    private readonly document: Document.Parsed, private readonly placeOf: (offset: number) => Place, private readonly faults: InventoryFaults,
    private readonly isConfidential: boolean,
  ) {
    this.places = new Places(placeOf(document.contents?.range[0] ?? document.range?.[0] ?? 0));
    const anchors = new Map<string, Node>();
    visit(document, {
      Node: (_, node) => {
        const target = isAlias(node) ? anchors.get(node.source) : undefined;
        if (target !== undefined) { this.targets.set(node, target); }
        if (!isAlias(node) && node.anchor !== undefined) { anchors.set(node.anchor, node); }
      },
    });
  }

  public read(): readonly LocatedDocument[] {
    const { contents } = this.document;
    const value = contents === null ? null : this.valueOf(contents);
    // Half of it would be at fault for what is in the other half.
    return this.isTooLarge ? [] : [{ value, places: this.places }];
  }

  private valueOf(node: Node | null): unknown {
    this.count += 1;
    // Aliases make what is deeper than the text, and more.
    const fault = this.count > MAX_VALUES ? `must hold no more than ${MAX_VALUES} values, with all that aliases stand for` : this.depth > MAX_DEPTH ? TOO_DEEP : undefined;
    if (fault !== undefined) {
      if (!this.isTooLarge && node !== null) { this.fault(node, fault, 'Use fewer aliases'); }
      this.isTooLarge = true;
      return undefined;
    }
    this.depth += 1;
    const value = this.contentOf(node);
    this.depth -= 1;
    return value;
  }

  private contentOf(node: Node | null): unknown {
    if (isAlias(node)) { return this.aliased(node, (target) => this.valueOf(target)); }
    if (isMap<Node, Node | null>(node)) { return this.map(node.items); }
    if (isSeq<Node>(node)) {
      const list: unknown[] = [];
      node.items.forEach((item, index) => {
        const place = () => this.placeOf(item?.range?.[0] ?? 0);
        this.places.set(list, index, { key: place, value: place });
        list.push(this.valueOf(item));
      });
      return list;
    }
    return isScalar(node) ? node.value : null;
  }

  /** What an alias stands for, unless it stands within that. */
  private aliased<T>(alias: Node, read: (target: Node) => T): T | undefined {
    const target = this.targets.get(alias);
    if (target === undefined || this.within.has(target)) {
      this.fault(alias, 'must not be an alias of what it stands in', 'Write it out');
      return undefined;
    }
    this.within.add(target);
    const made = read(target);
    this.within.delete(target);
    return made;
  }

  private map(items: readonly Pair<Node, Node | null>[]): object {
    const map = {};
    const own = new Map<string, unknown>();
    const mergedIn: object[] = [];
    for (const { key, value } of items) {
      const name = isAlias(key) ? this.targets.get(key) : key;
      // As it was written: `n` is no `false`.
      const text = !isScalar(name) ? '' : typeof name.value === 'string' ? name.value : name.source ?? String(name.value);
      if (!isScalar(name) || name.value === null) {
        this.fault(key, 'must have keys that are text', 'Put the key in quotes');
      } else if (typeof name.value === 'symbol' || (name.value === '<<' && name.type === 'PLAIN')) {
        mergedIn.push(...this.merged(value ?? key));
      } else if (own.has(text)) {
        const told = this.isConfidential ? 'a key' : `the key '${text}'`;
        this.fault(key, `must not have ${told} twice`, 'Leave one of the two out', 'a map');
      } else {
        // A collection begins where its key does.
        const start = () => this.placeOf(key.range?.[0] ?? 0);
        const isLine = isScalar(value) && value.range !== null && value.range !== undefined && value.value !== null;
        this.places.set(map, text, { key: start, value: isLine ? () => this.placeOf(value.range![0]) : start });
        own.set(text, this.valueOf(value));
      }
    }
    // What stands here goes before what is merged in. Defined, not assigned: a key may be `__proto__`.
    const define = (key: string, value: unknown) => Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
    own.forEach((value, key) => define(key, value));
    for (const other of mergedIn) {
      const missing = Object.keys(other).filter((key) => !Object.hasOwn(map, key));
      missing.forEach((key) => define(key, (other as any)[key]));
      this.places.merge(map, [map, other]);
    }
    return map;
  }

  /** The maps behind `<<`. */
  private merged(node: Node): readonly object[] {
    if (isAlias(node)) { return this.aliased(node, (target) => this.merged(target)) ?? []; }
    if (isSeq<Node>(node)) { return node.items.flatMap((item) => this.merged(item)); }
    if (isMap(node)) { return [this.valueOf(node) as object | undefined].filter((map) => map !== undefined); }
    this.fault(node, "must be a map, or a list of maps, behind '<<'", 'Use an alias of one');
    return [];
  }

  private fault(node: Node, rule: string, fix: string, what = 'it'): void {
    this.faults.add({ id, rule: `cannot be read: ${what} ${rule}`, fix }, this.placeOf(node.range?.[0] ?? 0));
  }
}
