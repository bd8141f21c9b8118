import { isAlias, isMap, isScalar, isSeq, LineCounter } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { aliasTargets } from './alias-targets';
import { LocatedDocument, Place, Places, SyntaxFault, SyntaxFaults } from './located-yaml';
import { composeYaml, MAX_DEPTH, TOO_DEEP } from './yaml-package';

/** Far more than a fleet of thousands has: what aliases of aliases make is larger. */
const MAX_VALUES = 1_000_000;

/** See `readLocatedYaml`. */
export function readNodes(text: string, file: string, faults: SyntaxFaults, isConfidential: boolean, firstLine: number): readonly LocatedDocument[] {
  const lineCounter = new LineCounter();
  const placeOf = (offset: number): Place => {
    const { line, col } = lineCounter.linePos(Math.min(offset, text.length));
    return { file, line: Math.max(line, 1) + firstLine - 1, column: Math.max(col, 1) };
  };
  const { documents, tooDeep } = composeYaml(text, lineCounter, false);
  if (tooDeep !== undefined) { faults.addSyntax({ rule: TOO_DEEP, fix: 'Look whether it is the file that is meant' }, placeOf(tooDeep)); }
  return documents.flatMap((document) => {
    const problems = [...document.errors, ...document.warnings.filter(({ code }) => code === 'BAD_DIRECTIVE')];
    // What follows the first mostly follows from it.
    problems.slice(0, 1).forEach(({ code, message, pos }) => faults.addSyntax(syntaxFault(code, isConfidential ? undefined : message, text), placeOf(pos[0])));
    if (problems.length > 0 || tooDeep !== undefined) { return []; }
    return new Reader(document, placeOf, faults, isConfidential).read();
  });
}

function syntaxFault(code: string, message: string | undefined, text: string): SyntaxFault {
  // Some messages end with what stands there, which may be a secret.
  const what = (message ?? code.toLowerCase().replaceAll('_', ' ')).replace(/(extra characters|unexpected [a-z -]+|not a YAML token): .*$/is, '$1');
  return { rule: `cannot be read as YAML: ${what.replace(/[.\s]+$/, '')}`, fix: code === 'TAB_AS_INDENT' ? 'Indent with blanks' : wayOut(text) };
}

function wayOut(text: string): string {
  return /\{\{-? *[.$a-z]/.test(text) ? "Correct it; of a template of Helm, check what 'helm template' makes" : 'Correct it';
}

/** Makes plain data of the nodes of a document, and keeps where they stand. */
class Reader {
  private readonly places: Places;
  private count = 0;
  private depth = 0;
  private isTooLarge = false;
  private readonly within = new Set<Node>();
  /** What aliases stand for. */
  private readonly targets: ReadonlyMap<Node, Node>;

  public constructor(
    private readonly document: Document.Parsed, private readonly placeOf: (offset: number) => Place, private readonly faults: SyntaxFaults,
    private readonly isConfidential: boolean,
  ) {
    this.places = new Places(() => placeOf(document.contents?.range[0] ?? document.range?.[0] ?? 0));
    this.targets = aliasTargets(document);
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
    this.faults.addSyntax({ rule: `cannot be read: ${what} ${rule}`, fix }, this.placeOf(node.range?.[0] ?? 0));
  }
}
