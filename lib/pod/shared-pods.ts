import { Fault } from '../construct/fault';

/**
 * That the pods of a workload are those of another one: each would take the other's for its own. `whose` says what has the selector, where that is
 * not clear.
 */
export function sharedPodsFault(got: unknown, other: string, whose = ''): Fault {
  return {
    id: 'workload/own-pods',
    prop: 'selector',
    rule: `${whose}must not mean the same pods as that of '${other}'`,
    got,
    fix: 'Add a label that tells the two apart',
  };
}
