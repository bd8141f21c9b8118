/** A part of an expression that was read. */
export interface CelNode {
  /** E.g. `id`, `rcall`, `+`. */
  readonly op: string;
  readonly args: any;
  /** Where it begins in the text. */
  readonly pos?: number;
  readonly meta: { readonly alternate?: CelNode; readonly macro?: object; readonly evaluate: Evaluate };
  setMeta(key: string, value: unknown): this;
}

/** How a part is evaluated. */
export type Evaluate = (evaluator: unknown, node: CelNode, context: unknown) => unknown;

/** All parts of an expression, what macros stand for included. */
export function nodesOf(root: CelNode): CelNode[] {
  const found: CelNode[] = [];
  const seen = new Set<object>();
  const visit = (value: unknown) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) { return; }
    seen.add(value);
    if (Array.isArray(value)) { value.forEach(visit); } else if (isNode(value)) {
      found.push(value);
      visit(value.args);
      visit(value.meta.alternate);
      if (value.meta.macro !== undefined) { Object.values(value.meta.macro).forEach(visit); }
    } else if (Object.getPrototypeOf(value) === Object.prototype) { Object.values(value).forEach(visit); }
  };
  visit(root);
  return found;
}

function isNode(value: object): value is CelNode {
  return 'op' in value && 'args' in value && 'meta' in value;
}
