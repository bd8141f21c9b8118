import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, isGiven, mapOf, rangeFault } from './field-faults';
import { checkHandler, PROBE_HANDLERS } from './handler';
import { isBefore } from './target-minor';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const NUMBERS = ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'];

/** Probes say what to ask and how often, and stand on containers that go on running. */
export const probe: ContainerRule = {
  id: 'api/probe',
  severity: 'refused',
  about: 'container',
  roles: ['container', 'sidecar', 'init'],
  why: 'A kubelet asks one thing of a container that runs for good. One success is enough for a container that lives or has started.',
  fix: 'Give each probe one of exec, httpGet, tcpSocket and grpc, and whole numbers from 0',
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/',
  check: (container, { role, cluster }) => {
    if (!PROBES.some((name) => container[name] !== undefined)) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    const ends = role === 'init' || (role === 'sidecar' && isBefore(cluster, '1.29'));
    for (const name of PROBES) {
      const given = mapOf(container[name]);
      if (given === undefined) { continue; }
      if (ends) {
        faults.add("must not be given for an init container without 'restartPolicy: Always'", [name]);
        continue;
      }
      checkHandler(faults, given, PROBE_HANDLERS, [name]);
      for (const number of NUMBERS) { if (given[number] < 0) { faults.add(rangeFault(given[number], 0), [name, number], given[number]); } }
      const { successThreshold, terminationGracePeriodSeconds } = given;
      if (name !== 'readinessProbe' && typeof successThreshold === 'number' && successThreshold > 1) { faults.add('must be 1', [name, 'successThreshold'], successThreshold); }
      if (!isGiven(terminationGracePeriodSeconds)) { continue; }
      faults.add(name === 'readinessProbe' ? 'must not be given: nothing is ended' : rangeFault(terminationGracePeriodSeconds, 1),
        [name, 'terminationGracePeriodSeconds'], terminationGracePeriodSeconds);
    }
    return faults.found;
  },
};
