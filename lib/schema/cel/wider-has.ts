import { celLibrary, CelOptional } from './library';
import { CelUnknown } from './outcome';
import { CelNode, nodesOf } from './tree';

/** The library's `has` reads names with dots alone; CEL's reads whatever stands before the last dot: `has(self[0].matches)`. */
export function useWiderHas(root: CelNode): void {
  for (const node of nodesOf(root)) {
    if (node.op === 'call' && node.args[0] === 'has' && node.meta.macro !== undefined) { node.setMeta('macro', macroFor(node.args[1][0])); }
  }
}

function macroFor(field: CelNode): object {
  return {
    // Its parts are parts of the expression.
    args: [field],
    async: false,
    typeCheck: (checker: any, _: object, context: any) => {
      if (field.op !== '.' && field.op !== '.?') { throw checker.createError('invalid_macro_argument', "has() must be given a field, such as 'self.name'", field); }
      checker.check(field.args[0], context);
      return checker.getType('bool');
    },
    evaluate: (evaluator: any, _: object, context: any) => isThere(evaluator.run(field.args[0], context), field.args[1]),
  };
}

function isThere(holder: unknown, name: string): boolean {
  if (holder instanceof Map) { return holder.has(name); }
  if (holder instanceof (celLibrary().Optional as any)) {
    const optional = holder as CelOptional;
    return optional.hasValue() && isThere(optional.value(), name);
  }
  if (typeof holder === 'object' && holder !== null && !Array.isArray(holder)) { return Object.hasOwn(holder, name); }
  throw new CelUnknown(`has() is asked of what has no field '${name}'`);
}
