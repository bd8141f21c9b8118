import { CelEnvironment, celLibrary, CelOptional } from '../library';
import { CelUnknown } from '../outcome';
import { CelNode } from '../tree';

/** How the library hands over a macro. */
interface Call {
  readonly args: readonly CelNode[];
  readonly receiver: CelNode;
}

/** What the library lacks of optionals: `optMap`, `optFlatMap` and `ofNonZeroValue`. */
export function addOptionalFunctions(environment: CelEnvironment): void {
  const { Optional } = celLibrary();
  const add = (name: string, wrap: (value: unknown) => unknown) => {
    environment.registerFunction(`optional.${name}(ast, ast): optional<dyn>`, ({ args, receiver }: Call) => ({
      args,
      receiver,
      async: false,
      typeCheck: (checker: any, macro: { inner?: any }, context: any) => {
        if (args[0].op !== 'id') { throw new Error(`${name}() needs the name of a variable`); }
        checker.check(receiver, context);
        macro.inner = context.forkWithVariable(args[0].args, checker.getType('dyn'));
        checker.check(args[1], macro.inner);
        return checker.getType('optional');
      },
      evaluate: (evaluator: any, macro: { inner?: any }, context: any) => {
        const optional: unknown = evaluator.run(receiver, context);
        if (!(optional instanceof (Optional as any))) { throw new CelUnknown(`${name}() is asked of what is no optional`); }
        const { hasValue, value } = optional as CelOptional;
        if (!hasValue.call(optional)) { return Optional.none(); }
        return wrap(evaluator.run(args[1], macro.inner.reuse(context).setIterValue(value.call(optional), evaluator)));
      },
    }) as any);
  };
  add('optMap', (value) => Optional.of(value));
  add('optFlatMap', (value) => value);
  environment.registerFunction('OptionalNamespace.ofNonZeroValue(dyn): optional<dyn>', (_: unknown, value: unknown) => (
    isZero(value) ? Optional.none() : Optional.of(value)), { async: false });
}

function isZero(value: unknown): boolean {
  if (Array.isArray(value)) { return value.length === 0; }
  if (value instanceof Map) { return value.size === 0; }
  return value === '' || value === 0 || value === 0n || value === false || value === null;
}
