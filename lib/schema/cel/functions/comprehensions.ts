import type { Budget } from '../budget';
import { CelEnvironment } from '../library';
import { CelFailure } from '../outcome';
import { CelNode } from '../tree';

/** How the library hands over a macro, and what asks its parts. */
interface Macro {
  readonly args: readonly CelNode[];
  readonly receiver: CelNode;
  outer?: any;
  inner?: any;
}

type Turn = (result: unknown, key: unknown, value: unknown) => boolean | void;

/**
 * Macros of two variables: index and item, or key and value.
 * @see https://pkg.go.dev/github.com/google/cel-go/ext#TwoVarComprehensions
 */
export function addComprehensions(environment: CelEnvironment, budget: Budget): void {
  const add = (name: string, rest: number, returns: string, evaluate: (loop: (body: CelNode, turn: Turn) => void, bodies: readonly CelNode[]) => unknown) => {
    environment.registerFunction(`list.${name}(${Array(2 + rest).fill('ast').join(', ')}): ${returns}`, ({ args, receiver }: Macro) => ({
      args,
      receiver,
      async: false,
      typeCheck: (checker: any, macro: Macro, context: any) => {
        if (args.slice(0, 2).some(({ op }) => op !== 'id')) { throw new Error(`${name}() needs the names of two variables`); }
        checker.check(receiver, context);
        macro.outer = context.forkWithVariable(args[0].args, checker.getType('dyn'));
        macro.inner = macro.outer.forkWithVariable(args[1].args, checker.getType('dyn'));
        args.slice(2).forEach((body) => checker.check(body, macro.inner));
        return checker.getType(returns);
      },
      evaluate: (evaluator: any, macro: Macro, context: any) => evaluate((body, turn) => {
        const range = evaluator.run(receiver, context);
        for (const [key, value] of entriesOf(range)) {
          budget.spend(1);
          const inner = macro.inner.reuse(macro.outer.reuse(context).setIterValue(key, evaluator)).setIterValue(value, evaluator);
          if (turn(evaluator.tryEval(body, inner), key, value) === false) { return; }
        }
      }, args.slice(2)),
    }) as any);
  };
  add('all', 1, 'bool', (loop, [body]) => quantified(loop, body, false));
  add('exists', 1, 'bool', (loop, [body]) => quantified(loop, body, true));
  for (const name of ['existsOne', 'exists_one']) {
    add(name, 1, 'bool', (loop, [body]) => {
      let count = 0;
      loop(body, (result) => { count += sound(result) === true ? 1 : 0; });
      return count === 1;
    });
  }
  add('transformList', 1, 'list', (loop, [body]) => {
    const list: unknown[] = [];
    loop(body, (result) => { list.push(sound(result)); });
    return list;
  });
  add('transformMap', 1, 'map', (loop, [body]) => {
    const map = new Map<unknown, unknown>();
    loop(body, (result, key) => { map.set(key, sound(result)); });
    return map;
  });
}

function entriesOf(range: unknown): Iterable<[unknown, unknown]> {
  if (Array.isArray(range)) { return range.map((item, index): [unknown, unknown] => [BigInt(index), item]); }
  if (range instanceof Map) { return range.entries(); }
  if (typeof range === 'object' && range !== null) { return Object.entries(range); }
  throw new CelFailure('only lists and maps can be gone through');
}

function quantified(loop: (body: CelNode, turn: Turn) => void, body: CelNode, ends: boolean): boolean {
  let isEnded = false;
  let error: Error | undefined;
  loop(body, (result) => {
    if (result instanceof Error) { error ??= result; }
    isEnded = result === ends;
    return !isEnded;
  });
  if (!isEnded && error !== undefined) { throw error; }
  return isEnded ? ends : !ends;
}

function sound(result: unknown): unknown {
  if (result instanceof Error) { throw result; }
  return result;
}
