import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, isGiven, mapOf } from './field-faults';
import { checkHandler } from './handler';
import { isBefore, isFrom } from './target-minor';

const HOOKS = ['postStart', 'preStop'];
const DEFAULT_GRACE = 30;

/** What is done after a container starts and before it ends is one thing that fits into its time. */
export const lifecycle: ContainerRule = {
  id: 'api/lifecycle',
  severity: 'refused',
  about: 'container',
  roles: ['container', 'sidecar', 'init'],
  why: 'A hook does one thing, on containers that go on running, and a pause ends before the container is killed.',
  fix: 'Give each hook one of exec, httpGet, tcpSocket and sleep',
  docs: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
  check: (container, { pod, role, cluster }) => {
    const given = mapOf(container.lifecycle);
    if (given === undefined) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    if (role === 'init' || (role === 'sidecar' && isBefore(cluster, '1.29'))) {
      // A stop signal is dropped, and what is nothing else with it.
      if (!isGiven(given.stopSignal) || HOOKS.some((hook) => isGiven(given[hook]))) { faults.add("must not be given for an init container without 'restartPolicy: Always'", ['lifecycle']); }
      return faults.found;
    }
    const sleeps = !isBefore(cluster, '1.30');
    for (const hook of HOOKS) {
      const handler = mapOf(given[hook]);
      if (handler === undefined) { continue; }
      checkHandler(faults, handler, ['exec', 'httpGet', 'tcpSocket', ...(sleeps ? ['sleep'] : [])], ['lifecycle', hook]);
      const seconds: unknown = mapOf(handler.sleep)?.seconds;
      if (!isFrom(cluster, '1.30') || typeof seconds !== 'number' || ['exec', 'httpGet', 'tcpSocket'].some((kind) => handler[kind])) { continue; }
      const least = isFrom(cluster, '1.33') ? 0 : 1;
      const grace: unknown = pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE;
      if (typeof grace === 'number' && (seconds < least || seconds > grace)) {
        faults.add(`must be from ${least} to ${grace}, the pod's 'terminationGracePeriodSeconds'`, ['lifecycle', hook, 'sleep'], seconds);
      }
    }
    return faults.found;
  },
};
