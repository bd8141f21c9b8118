import { ObjectRule } from '../rule';

/** A CronJob says how late a run may start. */
export const cronLateStart: ObjectRule = {
  id: 'reliability/cron-late-start',
  severity: 'warning',
  about: 'object',
  kinds: ['batch/CronJob'],
  why: 'A run that was missed, while the control plane was down or the CronJob suspended, starts whenever that is over: what belongs into the night may run at noon.',
  fix: "Set 'spec.startingDeadlineSeconds', e.g. to the time between two runs",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#starting-deadline',
  admission: {
    expression: 'has(object.spec.startingDeadlineSeconds)',
    messageExpression: '"a run that was missed may start at any later time"',
  },
  check: ({ spec }) => ((spec?.startingDeadlineSeconds ?? undefined) !== undefined ? [] : [{
    path: ['spec', 'startingDeadlineSeconds'], message: 'a run that was missed may start at any later time',
  }]),
};
