import { apiGroup, KubernetesObject } from '../../manifest/object';

// A rollout goes on when the condition `Progressing` of a work is false, and waits for ever where no object of it has one. So every object gets one. There is
// no `Degraded`: of several objects of a work it is false as soon as one of them is well. What fails stays in progress until its deadline.

const number = (field: string) => `(has(object.status.${field}) ? object.status.${field} : 0)`;

/** The controller has seen what was applied. */
const SEEN = 'has(object.status) && has(object.status.observedGeneration) && object.status.observedGeneration >= object.metadata.generation';

const PARTITION = '(has(object.spec.updateStrategy.rollingUpdate) && has(object.spec.updateStrategy.rollingUpdate.partition)'
  + ' ? object.spec.updateStrategy.rollingUpdate.partition : 0)';

/** When a workload is as it was applied, and well, by its group and kind. */
const DONE: { readonly [kind: string]: string } = {
  'apps/Deployment': [
    SEEN, `${number('updatedReplicas')} >= object.spec.replicas`, `${number('replicas')} <= ${number('updatedReplicas')}`,
    `${number('availableReplicas')} >= object.spec.replicas`,
  ].join(' && '),
  'apps/StatefulSet': [
    SEEN, `${number('availableReplicas')} >= object.spec.replicas`,
    `(object.spec.updateStrategy.type == 'OnDelete' || ${number('updatedReplicas')} >= object.spec.replicas - ${PARTITION})`,
  ].join(' && '),
  'apps/DaemonSet': [
    SEEN, `${number('numberAvailable')} >= object.status.desiredNumberScheduled`,
    `(object.spec.updateStrategy.type == 'OnDelete' || ${number('updatedNumberScheduled')} >= object.status.desiredNumberScheduled)`,
  ].join(' && '),
  'batch/Job': "has(object.status) && hasConditions(object.status) && object.status.conditions.exists(c, c.type == 'Complete' && c.status == 'True')",
};

/** Whatever has no status is as it was applied. */
const OTHERWISE = 'has(object.status) && ((has(object.status.observedGeneration) && object.status.observedGeneration < object.metadata.generation)'
  + " || (hasConditions(object.status) && object.status.conditions.exists(c, c.type == 'Ready' && c.status == 'False')))";

/** The rules by which the agent tells whether an object is on its way. */
export function conditionRules(object: KubernetesObject): object[] {
  const key = `${apiGroup(object)}/${object.kind}`;
  const expression = Object.hasOwn(DONE, key) ? `!(${DONE[key]})` : OTHERWISE;
  return [{ type: 'CEL', condition: 'Progressing', celExpressions: [expression] }];
}

/** Kinds of which the agent knows by itself what to tell. */
const WELL_KNOWN: readonly string[] = ['apps/v1/Deployment', 'apps/v1/DaemonSet', 'batch/v1/Job', 'v1/Pod'];

/** What the agent tells the hub of an object, beside its conditions. */
export function feedbackRules(object: KubernetesObject): object[] | undefined {
  const key = `${object.apiVersion}/${object.kind}`;
  if (WELL_KNOWN.includes(key)) { return [{ type: 'WellKnownStatus' }]; }
  if (key !== 'apps/v1/StatefulSet') { return undefined; }
  return [{
    type: 'JSONPaths',
    jsonPaths: [
      { name: 'ReadyReplicas', path: '.status.readyReplicas' },
      { name: 'Replicas', path: '.status.replicas' },
      { name: 'AvailableReplicas', path: '.status.availableReplicas' },
    ],
  }];
}
