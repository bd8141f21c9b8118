import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import { aliasTargets } from '../../../manifest/alias-targets';
import { FieldPath, formatPath } from '../../../manifest/field-path';
import { Addition } from '../../../rules/rule';
import { Content, fits, withValue } from './entries';

type MapNode = YAMLMap<Node, Node | null>;
type PairNode = Pair<Node, Node | null>;

/** Where something is put: into a map, or behind a key of a block with nothing behind it. */
export interface Spot {
  readonly into: MapNode | PairNode;
  content: Content;
}

/** A place for a value that is not there: the last thing on its way that is, and the way from there. */
interface Place {
  readonly into: MapNode | PairNode;
  readonly rest: FieldPath;
}

/** What is put into one document. Nothing is put where it would stand in two places, or in the place of something. */
export class DocumentAdditions {
  private readonly taken = new Map<MapNode | PairNode, Spot>();
  /** What aliases stand for. */
  private readonly targets: ReadonlyMap<Node, Node>;
  /** What aliases repeat. */
  private readonly repeated: ReadonlySet<Node>;

  public constructor(private readonly document: Document.Parsed) {
    this.targets = aliasTargets(document);
    this.repeated = new Set(this.targets.values());
  }

  /** Everything that was taken, by where it goes. */
  public get spots(): readonly Spot[] {
    return [...this.taken.values()];
  }

  /** Takes all of these, or none: then why, as a clause. */
  public take(additions: readonly Addition[]): string | undefined {
    const places = additions.map(({ path, value }) => ({ place: this.placeOf(path), value, path }));
    for (const { place, value, path } of places) {
      if (typeof place === 'string') { return place; }
      if (!fits(this.taken.get(place.into)?.content, place.rest, value)) { return `something else is added at '${formatPath(path)}'`; }
    }
    for (const { place, value } of places) {
      const { into, rest } = place as Place;
      const spot = this.taken.get(into);
      const content = withValue(spot?.content, rest, value);
      if (spot === undefined) { this.taken.set(into, { into, content }); } else { spot.content = content; }
    }
    return undefined;
  }

  private placeOf(path: FieldPath): Place | string {
    let node: Node | null = this.document.contents as Node | null;
    for (const [index, step] of path.entries()) {
      const at = index === 0 ? 'the object' : `'${formatPath(path.slice(0, index))}'`;
      if (isAlias(node)) { return `${at} is an alias, and what it stands for is in other places too`; }
      if (node !== null && this.repeated.has(node)) { return `${at} is repeated by an alias, and would hold it there too`; }
      if (isSeq<Node>(node)) {
        node = node.items[step as number] ?? null;
      } else if (isMap<Node, Node | null>(node)) {
        const pair = node.items.find(({ key }) => nameOf(key, this.targets) === String(step));
        const rest = path.slice(index + 1);
        if (pair === undefined) {
          if (this.isMerged(node, String(step))) { return `'${formatPath(path.slice(0, index + 1))}' comes from another place, by '<<'`; }
          return this.within(node, path.slice(index), at);
        }
        if (isNothing(pair.value)) {
          return node.flow === true ? `'${formatPath(path.slice(0, index + 1))}' stands there without a value` : this.within(pair, rest, at);
        }
        node = pair.value;
      } else {
        return `${at} holds something else`;
      }
    }
    return `'${formatPath(path)}' holds something else`;
  }

  private within(into: MapNode | PairNode, rest: FieldPath, at: string): Place | string {
    return rest.some((step) => typeof step === 'number') ? `${at} has no such list` : { into, rest };
  }

  /** Whether a map takes an entry over from others. */
  private isMerged(map: MapNode, name: string): boolean {
    return map.items.some(({ key, value }) => isScalar(key) && (typeof key.value === 'symbol' || (key.value === '<<' && key.type === 'PLAIN'))
      && this.mapsBehind(value).some((other) => other.items.some((item) => nameOf(item.key, this.targets) === name) || this.isMerged(other, name)));
  }

  private mapsBehind(node: Node | null): MapNode[] {
    if (isAlias(node)) { return this.mapsBehind(this.targets.get(node) ?? null); }
    if (isSeq<Node>(node)) { return node.items.flatMap((item) => this.mapsBehind(item)); }
    return isMap<Node, Node | null>(node) ? [node] : [];
  }
}

/** A key as readers take it. */
function nameOf(key: Node, targets: ReadonlyMap<Node, Node>): string | undefined {
  const scalar = isAlias(key) ? targets.get(key) : key;
  if (!isScalar(scalar) || typeof scalar.value === 'symbol') { return undefined; }
  return typeof scalar.value === 'string' ? scalar.value : scalar.source ?? String(scalar.value);
}

/** Whether nothing stands behind a key, not even a word for it. */
export function isNothing(node: Node | null | undefined): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null && (node.source ?? '') === '' && node.anchor === undefined && node.tag === undefined);
}
