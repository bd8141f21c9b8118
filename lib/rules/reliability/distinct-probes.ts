import { isDeepStrictEqual } from 'node:util';
import { knownWholeNumber } from '../../manifest/autoscaler';
import { isFullyKnown } from '../../manifest/known';
import { isMap } from '../../manifest/object';
import { cel } from '../admission/cel';
import { ContainerRule } from '../rule';

const HANDLERS = ['httpGet', 'tcpSocket', 'grpc', 'exec'];
const DEFAULT_PERIOD_SECONDS = 10;
const DEFAULT_FAILURES = 3;

/** A container is taken out of its Services before it is restarted. */
export const distinctProbes: ContainerRule = {
  id: 'reliability/distinct-probes',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar'],
  why: 'A container that is merely busy is restarted as soon as it is taken out of its Services: under load, one after the other.',
  fix: "Let the liveness probe ask for less, or raise its 'failureThreshold'",
  docs: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  admission: {
    expression: `!has(container.livenessProbe) || !has(container.readinessProbe) || !${cel(HANDLERS)}.all(handler, container.livenessProbe[?handler] == container.readinessProbe[?handler]) || ${patienceInCel('livenessProbe')} > ${patienceInCel('readinessProbe')}`,
    messageExpression: '"the liveness probe of container \'" + container.name + "\' asks the same as its readiness probe, and gives up no later"',
  },
  check: ({ name, livenessProbe, readinessProbe }) => {
    if (!isMap(livenessProbe) || !isMap(readinessProbe)) { return undefined; }
    const [live, ready] = [patienceOf(livenessProbe), patienceOf(readinessProbe)];
    if (live === undefined || ready === undefined || !HANDLERS.every((kind) => isSame(livenessProbe[kind], readinessProbe[kind]))) { return []; }
    return live > ready ? [] : [{
      path: ['livenessProbe'],
      message: `the liveness probe of container '${name}' asks the same as its readiness probe, and gives up ${live === ready ? 'at the same time' : `earlier: after ${live} s, not ${ready} s`}`,
    }];
  },
};

/** The same in CEL: zeros are gone by then. */
function patienceInCel(probe: string): string {
  return `container.${probe}.?periodSeconds.orValue(${DEFAULT_PERIOD_SECONDS}) * container.${probe}.?failureThreshold.orValue(${DEFAULT_FAILURES})`;
}

/** Seconds until a probe has failed. */
function patienceOf({ periodSeconds, failureThreshold }: { readonly [field: string]: unknown }): number | undefined {
  const period = knownWholeNumber(periodSeconds ?? DEFAULT_PERIOD_SECONDS);
  const failures = knownWholeNumber(failureThreshold ?? DEFAULT_FAILURES);
  // Zero is taken for the default.
  return period === undefined || failures === undefined ? undefined : (period || DEFAULT_PERIOD_SECONDS) * (failures || DEFAULT_FAILURES);
}

function isSame(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a ?? undefined, b ?? undefined) && isFullyKnown(a);
}
