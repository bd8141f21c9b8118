import { FieldPath } from '../../../manifest/field-path';
import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, isGiven, mapOf, wordFault } from './field-faults';
import { isBefore, isFrom } from './target-minor';

const POLICIES = ['Always', 'Never', 'OnFailure'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;

/** A restart policy of a container's own stands where the cluster knows one: on sidecars, and since 1.35 on each container. */
export const containerRestart: ContainerRule = {
  id: 'api/container-restart',
  severity: 'refused',
  about: 'container',
  why: 'Before 1.35 only init containers have a restart policy of their own, which makes them sidecars.',
  fix: "Leave 'restartPolicy' to the pod, or make the container a sidecar: an init container with 'restartPolicy: Always'",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#restart-policy',
  check: (container, { role, cluster }) => {
    const { restartPolicy } = container;
    const rules = listOf(container.restartPolicyRules);
    if ((!isGiven(restartPolicy) && rules.length === 0) || role === 'ephemeral') { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    // In between, and in 1.28 on init containers, the API server drops what it does not know.
    if (isBefore(cluster, '1.34')) {
      if (role === 'container' && isGiven(restartPolicy)) { faults.add('must not be given for a container that is no init container', ['restartPolicy']); }
      if (role === 'init' && isFrom(cluster, '1.29')) { faults.add(wordFault(restartPolicy, ['Always']), ['restartPolicy'], restartPolicy); }
    }
    if (!isFrom(cluster, '1.35')) { return faults.found; }
    faults.add(wordFault(restartPolicy, POLICIES), ['restartPolicy'], restartPolicy);
    if (rules.length === 0) { return faults.found; }
    if (!isGiven(restartPolicy)) { faults.add('must be given where there are restart rules', ['restartPolicy']); }
    if (role === 'sidecar' && !isFrom(cluster, '1.36')) { faults.add('must not be given for a sidecar', ['restartPolicyRules']); }
    if (rules.length > MAX_RULES) { faults.add(`must hold at most ${MAX_RULES} rules`, ['restartPolicyRules']); }
    rules.forEach((rule, index) => checkRule(faults, mapOf(rule) ?? {}, ['restartPolicyRules', index], isFrom(cluster, '1.36')));
    return faults.found;
  },
};

function checkRule(faults: FieldFaults, { action, exitCodes }: { readonly [field: string]: any }, path: FieldPath, allContainers: boolean): void {
  faults.add(wordFault(action, allContainers ? ['Restart', 'RestartAllContainers'] : ['Restart']), [...path, 'action'], action);
  if (!isGiven(exitCodes)) {
    faults.add('must be given', [...path, 'exitCodes']);
    return;
  }
  faults.add(wordFault(exitCodes.operator, ['In', 'NotIn']), [...path, 'exitCodes', 'operator'], exitCodes.operator);
  if (listOf(exitCodes.values).length > MAX_EXIT_CODES) { faults.add(`must hold at most ${MAX_EXIT_CODES} values`, [...path, 'exitCodes', 'values']); }
}
