import { Construct } from 'constructs';
import { Faults } from './faults';

/** Ends a call whose first argument is no construct, as JavaScript may have it. */
export function checkConstruct(value: unknown, call: string, prop = 'construct'): void {
  if (Construct.isConstruct(value)) { return; }
  const faults = new Faults(call);
  faults.props.at(prop).wrongType('must be a construct', value, 'Use one, a chart or a Cluster say');
  faults.throwIfAny();
}
