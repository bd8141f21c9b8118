import { FieldPath } from '../../../manifest/field-path';
import { isKnown } from '../../../manifest/known';
import { PodTemplate } from '../../../manifest/object';
import { PodRule, Violation } from '../../rule';
import { isGiven, POD, wordOrDefaultFault } from './field-faults';

const POLICIES = ['Always', 'OnFailure', 'Never'];
const LASTING: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'ReplicationController']);
const FINITE: ReadonlySet<string> = new Set(['Job', 'CronJob']);

/** Pods that are there to stay are restarted always, and those of Jobs never always, which is what holds where nothing is said. */
export const restartPolicy: PodRule = {
  id: 'api/restart-policy',
  severity: 'refused',
  about: 'pod',
  why: 'A pod that is restarted for ever never finishes a Job, and one that is not never serves for good.',
  fix: "Set 'restartPolicy: Never' or OnFailure in a Job; leave it out elsewhere",
  adds: "'restartPolicy: Never' beside 'podFailurePolicy', where nothing is said",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
  check: ({ spec }: PodTemplate, { object }) => {
    const { kind } = object;
    const { restartPolicy: policy, activeDeadlineSeconds } = spec;
    const path: FieldPath = ['spec', 'restartPolicy'];
    const got = (policy ?? '') === '' ? '' : `, got '${policy}'`;
    const found: Violation[] = [];
    const unknown = wordOrDefaultFault(policy, POLICIES);
    if (FINITE.has(kind)) {
      if ((policy ?? '') === '' || policy === 'Always' || unknown !== undefined) {
        const job = kind === 'Job' ? object.spec : object.spec?.jobTemplate?.spec;
        // Beside that, OnFailure is refused too.
        const isNever = !isGiven(policy) && isGiven(job?.podFailurePolicy);
        if (isKnown(policy)) {
          found.push({ path, message: `'restartPolicy' of ${POD} must be OnFailure or Never in a ${kind}${got}`, ...(isNever && { add: [{ path, value: 'Never' }] }) });
        }
      }
      return found;
    }
    if (LASTING.has(kind)) {
      if (unknown !== undefined || policy === 'OnFailure' || policy === 'Never') { found.push({ path, message: `'restartPolicy' of ${POD} must be Always in a ${kind}${got}` }); }
      if (isGiven(activeDeadlineSeconds)) { found.push({ path: ['spec', 'activeDeadlineSeconds'], message: `'activeDeadlineSeconds' of ${POD} must not be given in a ${kind}` }); }
      return found;
    }
    return unknown === undefined ? found : [{ path, message: `'restartPolicy' of ${POD} ${unknown}${got}` }];
  },
};
