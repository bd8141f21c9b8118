import { formatPath } from '../manifest/field-path';
import { Fault } from './fault';
import { Faults } from './faults';
import { judgeAtSynth } from './late-values';
import { readFields, Shapes, Unread, WithDefaults } from './struct';

/**
 * The props of a construct without their nulls, with their defaults. What has not even the type that it must have ends the call: nothing
 * could be built of it. The rest is left to the caller, who adds what else is at fault and reports it.
 *
 * Of a construct that is an `owner` itself, every prop that nothing reads is said. One that extends it has props of its own, and only
 * what looks like another prop counts.
 *
 * Where tokens stand among the props, what they become is read at synth in the same way, and judged by `judge` where it is of the right type.
 */
export function readProps<T extends object, D extends keyof T = never>(
  faults: Faults, props: unknown, fields: Shapes<T>, owner?: unknown, judge?: (read: WithDefaults<T, D>, faults: Faults) => void,
): WithDefaults<T, D> {
  if (props !== undefined && props !== null && (typeof props !== 'object' || Array.isArray(props))) {
    faults.props.wrongType('must get its props as an object', props, 'Put them in braces');
    faults.throwIfAny();
  }
  const given = (props ?? {}) as T;
  const says: Unread = faults.isOf(owner) ? 'all' : 'near';
  const read = (from: T, into: Faults): any => {
    const read: { [field: string]: unknown } = {};
    for (const field of Object.keys(from)) {
      if (!(field in fields) && (from as any)[field] !== undefined) { read[field] = (from as any)[field]; }
    }
    return readFields(from, fields, into.props, { says, into: read });
  };
  const result = read(given, faults);
  faults.throwIfBroken();
  if (faults.construct !== undefined) {
    judgeAtSynth(faults.construct, given, (late, again, missing) => {
      const lateResult = read(late, again);
      const told = new Set(again.unreported.map(({ prop }) => prop));
      missing.filter((path) => !told.has(formatPath(path))).forEach((path) => again.props.at(...path).fault(MISSING));
      if (!again.areBreaking) { judge?.(lateResult, again); }
    });
  }
  return result;
}

/** It would be left out without a word, and what is in its place is not the default of the prop. */
const MISSING: Omit<Fault, 'prop'> = {
  id: 'prop/required', rule: 'must have a value when the manifest is rendered, but its token became none', fix: 'Leave the prop out for its default, or let the token make a value',
};
