import { ObjectRule } from '../rule';

/** A CronJob says what happens when a run is not over before the next one. */
export const cronConcurrency: ObjectRule = {
  id: 'reliability/cron-concurrency',
  severity: 'warning',
  about: 'object',
  kinds: ['batch/CronJob'],
  why: 'Where nothing is said, runs that take longer than the time between two run side by side, and may pile up.',
  fix: "Set 'spec.concurrencyPolicy': 'Forbid' leaves the next one out, 'Replace' ends the old one, 'Allow' lets both run",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
  admission: "the API server writes 'Allow' where nothing is said, before it looks",
  check: ({ spec }) => ((spec?.concurrencyPolicy ?? undefined) !== undefined ? [] : [{
    path: ['spec', 'concurrencyPolicy'], message: 'it does not say what happens to a run while the one before is not over',
  }]),
};
