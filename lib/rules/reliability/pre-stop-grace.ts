import { knownWholeNumber } from '../../manifest/autoscaler';
import { listOf } from '../../manifest/object';
import { cel } from '../admission/cel';
import { ContainerRule } from '../rule';

const DEFAULT_GRACE_SECONDS = 30;
/** `sleep 15`, by itself or as the beginning or end of what a shell runs. */
const SLEEP = /(?:^|[\s;&/])sleep\s+([0-9]{1,6})s?(?:$|[\s;&])/;

/** A container has time left after its preStop hook. What a hook of the kind `sleep` may take, API servers say. */
export const preStopGrace: ContainerRule = {
  id: 'reliability/pre-stop-grace',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar'],
  why: 'The hook counts towards the time that a pod has to end: the container is killed before it is told to end.',
  fix: "Raise 'terminationGracePeriodSeconds', or wait for less",
  docs: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/#hook-handler-execution',
  admission: {
    expression: `[container.?lifecycle.?preStop.?exec.?command.orValue([]).join(' ').find(${cel(SLEEP.source)})].all(sleep, sleep == '' || int(sleep.find('[0-9]+')) < variables.podSpec.?terminationGracePeriodSeconds.orValue(${DEFAULT_GRACE_SECONDS}))`,
    messageExpression: '"the preStop hook of container \'" + container.name + "\' sleeps for as long as its pod has to end"',
  },
  check: ({ name, lifecycle }, { pod }) => {
    const command: unknown = lifecycle?.preStop?.exec?.command;
    const grace = knownWholeNumber(pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS);
    const seconds = command === undefined || command === null ? undefined : sleepOf(listOf(command));
    if (seconds === undefined || grace === undefined) { return undefined; }
    return seconds < grace ? [] : [{
      path: ['lifecycle', 'preStop', 'exec', 'command'], message: `the preStop hook of container '${name}' sleeps for ${seconds} s, and its pod has ${grace} s to end`,
    }];
  },
};

/** For how long a command sleeps. */
function sleepOf(command: readonly unknown[]): number | undefined {
  if (!command.every((part): part is string => typeof part === 'string')) { return undefined; }
  const match = SLEEP.exec(command.join(' '));
  return match === null ? undefined : Number(match[1]);
}
