import { Input } from '@pulumi/pulumi';

type Primitive = string | number | boolean | bigint | symbol | null | undefined;

/** The keys of the methods of a type. */
type MethodOf<T> = { [K in keyof T]-?: T[K] extends (...args: any[]) => any ? K : never }[keyof T];

/**
 * Props of a construct as arguments of a component: the same fields, and an Output may stand wherever a value may, at any depth.
 *
 * What has behaviour, as constructs do, and what only a factory can make, as a `Volume`, is no plain data and stays what it is.
 */
export type InputArgs<T> =
  T extends Primitive ? T :
    T extends (...args: any[]) => any ? T :
      T extends readonly (infer E)[] ? Input<InputArgs<E>>[] :
        // A class of which nothing is public has no keys.
        [keyof T] extends [never] ? T :
          string extends keyof T ? { [key: string]: Input<InputArgs<T[keyof T]>> } :
            [MethodOf<T>] extends [never] ? { [K in keyof T]: Input<InputArgs<T[K]>> } : T;

/** The arguments of a function, each of which may hold Outputs. */
export type InputParameters<A extends readonly unknown[]> = { [I in keyof A]: Input<InputArgs<A[I]>> };
