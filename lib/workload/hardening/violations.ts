import { Fault } from '../../construct/fault';
import { formatPath } from '../../manifest/field-path';
import { describeObject } from '../../manifest/object-key';
import { HardenedObject, ObjectEntry } from './harden-pod';
import { HardeningOutcome } from './hardening-report';

/** What keeps the pods of an object from `restricted`, a sentence or two for each field. */
export function violationsOf(outcome: HardenedObject): Fault[] {
  return outcome.entries.filter((entry) => entry.outcome === HardeningOutcome.VIOLATION).map((entry) => violation(entry, outcome));
}

function violation({ path, owner, why, wayOut = '' }: ObjectEntry, { object }: HardenedObject): Fault {
  // Whoever shows it says which object it is about, but not which item of a List.
  const item = owner === object ? '' : `${describeObject(owner)}, `;
  return {
    id: 'workload/pod-security',
    rule: `${item}${formatPath(path)} keeps its pods from Pod Security 'restricted': ${why}`,
    fix: `${wayOut.charAt(0).toUpperCase()}${wayOut.slice(1)}`,
  };
}
