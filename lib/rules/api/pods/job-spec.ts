import { FieldPath } from '../../../manifest/field-path';
import { KubernetesObject } from '../../../manifest/object';
import { mapOf } from './field-faults';

/** Kinds that hold what a Job does. */
export const JOB_KINDS = ['batch/Job', 'batch/CronJob'];

/** What a Job does, of its own or of those that a CronJob makes, and where it stands. */
export function jobSpecOf(object: KubernetesObject): { readonly spec: { readonly [field: string]: any }; readonly path: FieldPath } | undefined {
  const path = object.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec'] : ['spec'];
  const spec = mapOf(object.kind === 'CronJob' ? object.spec?.jobTemplate?.spec : object.spec);
  return spec === undefined ? undefined : { spec, path };
}
