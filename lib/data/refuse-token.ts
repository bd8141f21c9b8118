import { Prop } from '../construct/prop';
import { Shape } from '../construct/shape';
import { isKnown } from '../manifest/known';

/** Refuses a token that would become a part of a text, in which nobody resolves it. What only a deployment knows can be one. */
export function refuseToken(value: unknown, prop: Prop): void {
  if (isKnown(value) || String(value) !== String({})) { return; }
  prop.fault({ id: 'prop/known', rule: 'must be known when the program runs, because it becomes part of a text', fix: 'Use its value instead of a token' });
}

/** What becomes a part of a text. */
export function partOfText<T>(shape: Shape<T>): Shape<T> {
  return (value, prop) => {
    refuseToken(value, prop);
    return shape(value, prop);
  };
}
