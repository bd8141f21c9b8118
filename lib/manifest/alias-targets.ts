import { isAlias, visit } from 'yaml';
import type { Document, Node } from 'yaml';

/** What the aliases of a document stand for: of anchors of one name, the last before the alias. */
export function aliasTargets(document: Document.Parsed): ReadonlyMap<Node, Node> {
  const targets = new Map<Node, Node>();
  const anchors = new Map<string, Node>();
  visit(document, {
    Node: (_, node) => {
      const target = isAlias(node) ? anchors.get(node.source) : undefined;
      if (target !== undefined) { targets.set(node, target); }
      if (!isAlias(node) && node.anchor !== undefined) { anchors.set(node.anchor, node); }
    },
  });
  return targets;
}
