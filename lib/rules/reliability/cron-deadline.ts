import { ObjectRule } from '../rule';

const LEAST_SECONDS = 10;

/** The time in which a run of a CronJob may start is long enough to be met. */
export const cronDeadline: ObjectRule = {
  id: 'reliability/cron-deadline',
  severity: 'warning',
  about: 'object',
  kinds: ['batch/CronJob'],
  why: 'The controller looks at CronJobs every few seconds: a shorter time may be over before it does, and the run is left out.',
  fix: `Use ${LEAST_SECONDS} or more`,
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline',
  admission: {
    expression: `object.spec.?startingDeadlineSeconds.orValue(${LEAST_SECONDS}) >= ${LEAST_SECONDS}`,
    messageExpression: '"a run that does not start within " + string(object.spec.startingDeadlineSeconds) + " s is left out"',
  },
  check: ({ spec }) => {
    const seconds: unknown = spec?.startingDeadlineSeconds;
    if (typeof seconds !== 'number') { return undefined; }
    return seconds >= LEAST_SECONDS ? [] : [{ path: ['spec', 'startingDeadlineSeconds'], message: `a run that does not start within ${seconds} s is left out` }];
  },
};
