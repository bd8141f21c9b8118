import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { ObjectRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, wordOrDefaultFault } from './field-faults';

type Strategy = { readonly [field: string]: any };

/** A rollout replaces pods in a way that there is, and never nothing at a time. */
export const rolloutStrategy: ObjectRule = {
  id: 'api/rollout-strategy',
  severity: 'refused',
  about: 'object',
  kinds: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet'],
  why: 'A rollout that may neither add a pod nor take one away never ends.',
  fix: "Let 'maxSurge' or 'maxUnavailable' be more than 0, and give 'rollingUpdate' with the type RollingUpdate alone",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  check: ({ kind, spec }) => {
    const field = kind === 'Deployment' ? 'strategy' : 'updateStrategy';
    const strategy = mapOf(spec?.[field]);
    if (strategy === undefined) { return undefined; }
    const faults = new FieldFaults();
    const path = ['spec', field];
    switch (kind) {
      case 'Deployment': checkDeployment(faults, strategy, path); break;
      case 'DaemonSet': checkDaemonSet(faults, strategy, path); break;
      default: checkStatefulSet(faults, strategy, path);
    }
    return faults.found;
  },
};

function checkDeployment(faults: FieldFaults, { type, rollingUpdate }: Strategy, path: FieldPath): void {
  faults.add(wordOrDefaultFault(type, ['Recreate', 'RollingUpdate']), [...path, 'type'], type);
  if (type === 'Recreate' && isGiven(rollingUpdate)) { faults.add('must not be given with the type Recreate', [...path, 'rollingUpdate']); }
  const update = mapOf(rollingUpdate);
  if (((type ?? '') !== '' && type !== 'RollingUpdate') || update === undefined) { return; }
  const { maxUnavailable, maxSurge } = update;
  faults.add(countFault(maxUnavailable) ?? shareFault(maxUnavailable), [...path, 'rollingUpdate', 'maxUnavailable'], maxUnavailable);
  faults.add(countFault(maxSurge), [...path, 'rollingUpdate', 'maxSurge'], maxSurge);
  if (isNothing(maxUnavailable) && isNothing(maxSurge)) { faults.add("must not be 0 where 'maxSurge' is 0", [...path, 'rollingUpdate', 'maxUnavailable'], maxUnavailable); }
}

function checkDaemonSet(faults: FieldFaults, { type, rollingUpdate }: Strategy, path: FieldPath): void {
  faults.add(wordOrDefaultFault(type, ['OnDelete', 'RollingUpdate']), [...path, 'type'], type);
  const update = mapOf(rollingUpdate);
  if (((type ?? '') !== '' && type !== 'RollingUpdate') || update === undefined) { return; }
  const { maxUnavailable = 1, maxSurge = 0 } = { maxUnavailable: update.maxUnavailable ?? undefined, maxSurge: update.maxSurge ?? undefined };
  faults.add(countFault(maxUnavailable) ?? shareFault(maxUnavailable), [...path, 'rollingUpdate', 'maxUnavailable'], maxUnavailable);
  faults.add(countFault(maxSurge) ?? shareFault(maxSurge), [...path, 'rollingUpdate', 'maxSurge'], maxSurge);
  if (!isKnown(maxUnavailable) || !isKnown(maxSurge)) { return; }
  if (isNothing(maxUnavailable) && isNothing(maxSurge)) { faults.add("must not be 0 where 'maxSurge' is 0", [...path, 'rollingUpdate', 'maxUnavailable'], maxUnavailable); }
  if (!isNothing(maxUnavailable) && !isNothing(maxSurge)) { faults.add(`must be 0 where 'maxUnavailable' is ${maxUnavailable}: one pod of a node goes before the other comes, or after`, [...path, 'rollingUpdate', 'maxSurge'], maxSurge); }
}

function checkStatefulSet(faults: FieldFaults, { type, rollingUpdate }: Strategy, path: FieldPath): void {
  faults.add(wordOrDefaultFault(type, ['OnDelete', 'RollingUpdate']), [...path, 'type'], type);
  if (type === 'OnDelete' && isGiven(rollingUpdate)) { faults.add('must not be given with the type OnDelete', [...path, 'rollingUpdate']); }
  const update = mapOf(rollingUpdate);
  if (((type ?? '') !== '' && type !== 'RollingUpdate') || update === undefined) { return; }
  // How many pods may be away at once waits for a feature that is off by default, and is dropped.
  if (update.partition < 0) { faults.add('must be at least 0', [...path, 'rollingUpdate', 'partition'], update.partition); }
}

function countFault(value: unknown): string | undefined {
  if (typeof value === 'number') { return value < 0 ? 'must not be negative' : undefined; }
  return typeof value === 'string' && isKnown(value) && !/^[0-9]+%$/.test(value) ? "must be a whole number, or a percentage such as '25%'" : undefined;
}

function shareFault(value: unknown): string | undefined {
  return typeof value === 'string' && /^[0-9]+%$/.test(value) && Number(value.slice(0, -1)) > 100 ? 'must be at most 100%' : undefined;
}

/** What is no number and no share counts as nothing, but not what is left to a default. */
function isNothing(value: unknown): boolean {
  if (typeof value === 'number') { return value === 0; }
  return typeof value === 'string' && isKnown(value) && !(Number.parseInt(value, 10) > 0);
}
