import { Budget, TooCostly } from './budget';
import type * as Environment from './environment';
import { CelEnvironment, celLibrary, ParsedCel } from './library';
import { CelFailure, CelSyntaxFault, CelUnknown } from './outcome';
import { CelNode, nodesOf } from './tree';
import { useWiderHas } from './wider-has';

/** Longer than any that is written. */
const MOST_CHARACTERS = 20_000;

/** An expression in CEL, read once. Of its variables nothing is known but their names. */
export class CelExpression {
  private readonly parsed: ParsedCel;

  /**
   * Throws a `CelSyntaxFault` where it cannot be read, or is of another type than is wanted.
   * @param variables their names
   * @param type e.g. `bool`
   */
  public constructor(public readonly text: string, variables: readonly string[], type: string) {
    if (text.length > MOST_CHARACTERS) { throw new CelSyntaxFault(`is longer than ${MOST_CHARACTERS} characters`); }
    const { environment, budget } = environmentWith(variables);
    try {
      this.parsed = environment.parse(text);
    } catch (error) {
      throw syntaxFault(error);
    }
    useGoFunctions(this.parsed.ast);
    useWiderHas(this.parsed.ast);
    const { valid, type: found, error } = this.parsed.check();
    if (!valid) { throw syntaxFault(error); }
    if (found !== type && found !== 'dyn' && found?.startsWith('dyn<') !== true) { throw new CelSyntaxFault(`is of the type ${found}, not ${type}`); }
    budget.charge(this.parsed.ast);
  }

  /** Whether it looks at a variable. */
  public uses(variable: string): boolean {
    return nodesOf(this.parsed.ast).some(({ op, args }) => op === 'id' && args === variable);
  }

  /** Throws a `CelFailure` where it fails in Kubernetes too, and a `CelUnknown` where nobody knows. */
  public valueOf(context: { readonly [variable: string]: unknown }): unknown {
    const { budget } = opened!;
    budget.begin();
    let value: unknown;
    try {
      value = this.parsed(context);
    } catch (error) {
      throw budget.isSpent ? new CelUnknown(new TooCostly().message) : runtimeFault(error);
    }
    // The error was one side of an `||`, say.
    if (budget.isSpent) { throw new CelUnknown(new TooCostly().message); }
    return value;
  }
}

/** A value that may be missing. */
export function optionalOf(value: unknown): unknown {
  const { Optional } = celLibrary();
  return value === undefined ? Optional.none() : Optional.of(value);
}

/** A duration as expressions have it. */
export function durationOf(text: string): unknown {
  try {
    return environmentWith([]).environment.evaluate(`duration(${JSON.stringify(text)})`);
  } catch (error) {
    throw runtimeFault(error);
  }
}

interface Opened {
  readonly budget: Budget;
  readonly kubernetes: CelEnvironment;
  readonly byVariables: Map<string, CelEnvironment>;
}

let opened: Opened | undefined;

function environmentWith(variables: readonly string[]): { readonly environment: CelEnvironment; readonly budget: Budget } {
  if (opened === undefined) {
    const budget = new Budget();
    // Loaded with the first expression, as the library is.
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
    const { kubernetesEnvironment }: typeof Environment = require('./environment');
    opened = { budget, kubernetes: kubernetesEnvironment(budget), byVariables: new Map() };
  }
  const { budget, kubernetes, byVariables } = opened;
  const key = variables.join(' ');
  const environment = byVariables.get(key) ?? variables.reduce((env, name) => env.registerVariable(name, 'dyn'), kubernetes.clone());
  byVariables.set(key, environment);
  return { environment, budget };
}

/** The library's `matches` takes the patterns of JavaScript, and as much time as they want; its `int` takes what Go does not. */
function useGoFunctions(root: CelNode): void {
  for (const { op, args } of nodesOf(root)) {
    if (op === 'call' && args[0] === 'int' && args[1].length === 1) { args[0] = 'intAsGo'; }
    if (op === 'rcall' && args[0] === 'matches' && args[2].length === 1) { args[0] = 'matchesAsGo'; }
    if (op === 'call' && args[0] === 'matches' && args[1].length === 2) { args[0] = 'matchesAsGo'; }
  }
}

function syntaxFault(error: unknown): CelSyntaxFault {
  const { summary, message, range } = error as { readonly summary?: string; readonly message: string; readonly range?: { readonly start: number } };
  const text = summary ?? message.split('\n')[0];
  return new CelSyntaxFault(`${text.charAt(0).toLowerCase()}${text.slice(1)}`, range?.start);
}

/** Of the library's codes, those of what fails in Kubernetes for the same reason. */
const FAILURES: ReadonlySet<string> = new Set([
  'no_such_key', 'index_out_of_bounds', 'index_out_of_range', 'division_by_zero', 'modulo_by_zero', 'numeric_overflow', 'int_conversion_error',
  'uint_conversion_error', 'double_conversion_error', 'bool_conversion_error', 'invalid_timestamp', 'invalid_duration', 'optional_value_missing',
]);

function runtimeFault(error: unknown): CelFailure | CelUnknown {
  if (error instanceof CelFailure || error instanceof CelUnknown) { return error; }
  const { code, summary, message } = error as { readonly code?: string; readonly summary?: string; readonly message: string };
  const [text] = (summary ?? message).split('\n');
  return code !== undefined && FAILURES.has(code) ? new CelFailure(text) : new CelUnknown(text);
}
