import { Prop } from './prop';
import { Shape, Shapes, struct } from './shape';

const NOWHERE = { fault: () => undefined, at: () => NOWHERE, check: () => undefined, warn: () => undefined } as unknown as Prop;

/** What the options of a factory look like, for callers without types: read where a construct can say what is wrong, long after the factory was called. */
export class OptionsShape<T extends object> {
  private readonly shape: Shape;

  public constructor(example: string, fields: Shapes<T>) {
    this.shape = struct<T>(example, fields);
  }

  /** The options without their nulls; what has the wrong shape is reported, and empty. */
  public read(options: T | null | undefined, prop: Prop): T {
    return this.shape(options ?? {}, prop) as T;
  }

  /** The same without a report: whoever writes them has asked for one. */
  public tidied(options: T | null | undefined): T {
    return this.read(options, NOWHERE);
  }
}
