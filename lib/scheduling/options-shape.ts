import { Prop } from '../construct/prop';
import { Shape, Shapes, struct } from '../construct/shape';

const NOWHERE = { fault: () => undefined, at: () => NOWHERE, check: () => undefined, warn: () => undefined } as unknown as Prop;

/** What the options of a provider look like, for callers without types. */
export class OptionsShape<T extends object> {
  private readonly shape: Shape;

  public constructor(example: string, fields: Shapes<T>) {
    this.shape = struct<T>(example, fields);
  }

  /** The options without their nulls; what has the wrong shape is reported, and empty. */
  public read(options: T, prop: Prop): T {
    return this.shape(options ?? {}, prop) as T;
  }

  /** The same without a report: whoever writes them has asked for one. */
  public tidied(options: T): T {
    return this.read(options, NOWHERE);
  }
}

/** A list that must be there: none where it is not, for a check of its own to say so. */
export function given(shape: Shape): Shape {
  return (value, prop) => shape(value, prop) ?? [];
}
