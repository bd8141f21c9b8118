import { cronFault } from '../../../manifest/cron';
import { isKnown } from '../../../manifest/known';
import { timeZoneFault } from '../../../manifest/time-zone';
import { ClusterManifests } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { emptyFault, FieldFaults, isGiven, mapOf, rangeFault, textOf, wordOrDefaultFault } from './field-faults';
import { isFrom } from './target-minor';

const NUMBERS = ['startingDeadlineSeconds', 'successfulJobsHistoryLimit', 'failedJobsHistoryLimit'];
const MAX_NAME = 52;

/** A CronJob runs at times that can be told, and leaves room for the time in the names of its Jobs. */
export const cronJob: ObjectRule = {
  id: 'api/cron-job',
  severity: 'refused',
  about: 'object',
  kinds: ['batch/CronJob'],
  why: 'When it runs is read as a cron line of five fields, in a time zone that has a field of its own.',
  fix: "Write a line such as '0 3 * * *', or @daily, with the zone in 'timeZone'",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax',
  check: ({ metadata, spec }, cluster) => {
    const faults = new FieldFaults();
    const { schedule, timeZone, concurrencyPolicy, jobTemplate } = spec ?? {};
    const name = textOf(metadata?.name);
    if (name !== undefined && name.length > MAX_NAME) { faults.add(`must have at most ${MAX_NAME} characters, for those that Jobs get behind it`, ['metadata', 'name'], name); }
    if (isGiven(schedule)) { faults.add(emptyFault(schedule) ?? scheduleFault(schedule, timeZone, cluster), ['spec', 'schedule'], schedule); }
    if (isGiven(timeZone)) { faults.add(emptyFault(timeZone) ?? timeZoneFault(timeZone), ['spec', 'timeZone'], timeZone); }
    faults.add(wordOrDefaultFault(concurrencyPolicy, ['Allow', 'Forbid', 'Replace']), ['spec', 'concurrencyPolicy'], concurrencyPolicy);
    // The schema takes it for a Job that is complete.
    if (mapOf(jobTemplate) !== undefined && !isGiven(jobTemplate.spec)) { faults.add('must be given, with a pod template', ['spec', 'jobTemplate', 'spec']); }
    for (const field of NUMBERS) { faults.add(rangeFault(spec?.[field], 0), ['spec', field], spec?.[field]); }
    return faults.found;
  },
};

function scheduleFault(schedule: unknown, timeZone: unknown, cluster: ClusterManifests): string | undefined {
  if (typeof schedule !== 'string' || !isKnown(schedule)) { return undefined; }
  // In 1.28 the zone may still stand in the line, if it stands nowhere else.
  if (schedule.includes('TZ') && (isFrom(cluster, '1.29') || isGiven(timeZone))) { return "must not name a time zone: that stands in 'timeZone'"; }
  return cronFault(schedule.replace(/^(?:CRON_)?TZ=\S+ +/, ''));
}
