import { Input } from '@pulumi/pulumi';

type Primitive = string | number | boolean | bigint | symbol | null | undefined;

/** The keys of the methods of a type. */
type MethodOf<T> = { [K in keyof T]-?: T[K] extends (...args: any[]) => any ? K : never }[keyof T];

/** The paths of a list that lead on below a field. */
type Below<K, Path extends string> = Path extends `${K & string}.${infer Rest}` ? Rest : never;

/** What may be an Output where it stands: a value is one, and a struct, a list or a map only has some in it. */
type InputField<T, Known extends string, Whole extends string> =
  | ([NonNullable<Extract<T, Primitive>>] extends [never] ? Extract<T, Primitive> : Input<Extract<T, Primitive>>)
  | InputArgs<Exclude<T, Primitive>, Known, Whole>;

/**
 * Props of a construct as arguments of a component: the same fields, and an Output may stand wherever a text, a number or a boolean may, at any depth.
 *
 * Structs, lists and maps are looked into, so that they themselves are known. What has behaviour, as constructs do, and what only a factory can make, as a
 * `Volume`, is no plain data and stays what it is.
 *
 * `Known` are the fields that must be known although they are values, such as `name` or `service.name`; `Whole` those that may be an Output although
 * they are lists.
 */
export type InputArgs<T, Known extends string = never, Whole extends string = never> =
  T extends Primitive ? T :
    T extends (...args: any[]) => any ? T :
      T extends readonly (infer E)[] ? InputField<E, Known, Whole>[] :
        // A class of which nothing is public has no keys.
        [keyof T] extends [never] ? T :
          string extends keyof T ? InputMap<T[keyof T]> :
            [MethodOf<T>] extends [never] ? NoOutput & {
              [K in keyof T]: K extends Known ? KnownField<T[K]> : K extends Whole ? Input<InputArgs<T[K]>> : InputField<T[K], Below<K, Known>, Below<K, Whole>>
            } : T;

/** What may hold Outputs where it is a map of anything, but is none itself. */
type KnownField<T> = [NonNullable<Extract<T, Primitive>>] extends [never] ? Extract<T, Primitive> | (Exclude<T, Primitive> & NoOutput) : T;

/** An Output has the fields of its value, each an Output: without this, it would be taken for the struct itself. */
interface NoOutput {
  readonly apply?: never;
}

/** What is written as it is may be an Output. */
type InputMap<V> = 0 extends 1 & V ? { [key: string]: V } : NoOutput & { [key: string]: InputField<V, never, never> };

/** Options of factories that must be known: other fields are written beside them, or they decide what is written. */
type KnownOfFactories = 'inCluster' | 'inMemory' | 'launchTemplate' | 'nodePoolConfig' | 'spec' | 'template' | 'unknownFamily';

/** The arguments of a factory, each of which may hold Outputs. */
export type InputParameters<A extends readonly unknown[]> = { [I in keyof A]: InputField<A[I], KnownOfFactories, never> };
