import { isKnown } from '../manifest/known';
import { Prop } from './prop';
import { raw, Shape, Shapes, struct } from './shape';

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

/** A list that must be there: none where it is not, for a check of its own to say so. What is missing in it has been reported. */
export function given(shape: Shape): Shape {
  return (value, prop) => ((shape(value, prop) ?? []) as unknown[]).filter((element) => element !== undefined && element !== null);
}

/** Further fields of an object, which are written beside those that have a prop: none where they have the wrong shape. */
export function further(what: string): Shape {
  const shape = raw(what);
  return (value, prop) => {
    if (!isKnown(value)) {
      prop.fault({ rule: 'must be known: other fields are written beside it', fix: 'Give the fields one by one; their values may be tokens' });
      return undefined;
    }
    return typeof shape(value, prop) === 'object' && !Array.isArray(value) ? value : undefined;
  };
}
