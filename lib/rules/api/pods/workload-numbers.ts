import { FieldPath, valueAt } from '../../../manifest/field-path';
import { ObjectRule } from '../../rule';
import { FieldFaults, rangeFault } from './field-faults';

const FIELDS: readonly FieldPath[] = [
  ['spec', 'replicas'], ['spec', 'minReadySeconds'], ['spec', 'revisionHistoryLimit'], ['spec', 'progressDeadlineSeconds'], ['spec', 'ordinals', 'start'],
];
/** By default a rollout may stand still for ten minutes. */
const DEADLINE = 600;

/** Replicas, seconds and revisions are counted from 0, and a rollout may stand still for longer than a pod takes to be ready. */
export const workloadNumbers: ObjectRule = {
  id: 'api/workload-numbers',
  severity: 'refused',
  about: 'object',
  kinds: ['apps/Deployment', 'apps/ReplicaSet', 'apps/StatefulSet', 'apps/DaemonSet', '/ReplicationController'],
  why: 'There is nothing below 0, and a rollout would fail before its first pod counts as available.',
  fix: 'Use a number from 0, with progressDeadlineSeconds above minReadySeconds',
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/',
  check: (object) => {
    const faults = new FieldFaults();
    for (const path of FIELDS) {
      const value = valueAt(object, path);
      // A StatefulSet's revisions are not looked at.
      if (value !== undefined && !(object.kind === 'StatefulSet' && path[1] === 'revisionHistoryLimit')) { faults.add(rangeFault(value, 0), path, value); }
    }
    if (object.kind !== 'Deployment') { return faults.found; }
    const { progressDeadlineSeconds, minReadySeconds } = object.spec ?? {};
    const [deadline, ready] = [progressDeadlineSeconds ?? DEADLINE, minReadySeconds ?? 0];
    if (typeof deadline === 'number' && typeof ready === 'number' && deadline <= ready) {
      faults.add(`must be more than 'spec.minReadySeconds' ${ready}`, ['spec', 'progressDeadlineSeconds'], progressDeadlineSeconds);
    }
    return faults.found;
  },
};
