import type { CelNode } from './tree';

// `@marcbachmann/cel-js`, as far as it is used here. Its own types are those of a module of ECMAScript, which this package is not.

/** The outcome of a check of types. */
export interface CelCheck {
  readonly valid: boolean;
  readonly type?: string;
  readonly error?: Error;
}

/** A text that was read. */
export interface ParsedCel {
  (context: { readonly [name: string]: unknown }): unknown;
  readonly ast: CelNode;
  check(): CelCheck;
}

/** What there is for expressions: variables, functions, types. */
export interface CelEnvironment {
  registerVariable(name: string, type: string): this;
  registerFunction(signature: string, handler: (...values: any[]) => unknown, options?: { readonly async: false }): this;
  registerOperator(signature: string, handler: (a: any, b: any) => unknown): this;
  registerType(name: string, type: abstract new (...values: any[]) => unknown): this;
  registerConstant(name: string, type: string, value: unknown): this;
  clone(): CelEnvironment;
  parse(text: string): ParsedCel;
  evaluate(text: string, context?: { readonly [name: string]: unknown }): any;
}

/** A value that may be missing. */
export interface CelOptional {
  hasValue(): boolean;
  value(): unknown;
}

interface CelLibrary {
  readonly Environment: new (options: {
    readonly enableOptionalTypes: boolean; readonly homogeneousAggregateLiterals: boolean; readonly limits: { readonly [limit: string]: number };
  }) => CelEnvironment;
  readonly Optional: { of(value: unknown): CelOptional; none(): CelOptional };
}

/** Loaded when the first expression is read: a program without one takes nothing of it. Throws before Node.js 20.19, which cannot `require` such a module. */
export function celLibrary(): CelLibrary {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would load it at once
  return require('@marcbachmann/cel-js');
}
