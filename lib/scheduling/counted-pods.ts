import { Fault } from '../construct/fault';
import { FieldPath, formatPath, valueAt } from '../manifest/field-path';
import { isKnown } from '../manifest/known';
import { isEmptySelector, matchesSelector } from '../manifest/label-selector';
import { apiGroup, KubernetesObject, LabelSelector, listOf } from '../manifest/object';
import { PodTemplateRef } from '../manifest/pod-template';
import { isOfJobs } from '../manifest/replicated-kinds';
import { CountedPods, revisionLabel } from '../manifest/topology-spread';

/** The pods that a spread constraint of a workload counts, or why it gets none. */
export type Counted =
  | { readonly pods: CountedPods }
  /** It has one pod at a time, or one on each node: nothing to spread. */
  | { readonly skipped: string }
  | {
    readonly fault: Fault;
    /** What to say in its place of a workload that nobody named, and that then stays as it is. */
    readonly leftAlone?: string;
  };

/** What was asked for instead of what the workload says. */
export interface CountedPodsOptions {
  readonly selector?: LabelSelector;
  readonly matchLabelKeys?: readonly string[];
}

const id = 'scheduling/countable-pods';

/** Kinds that run one pod on every node. */
export const DAEMON_SETS = ['apps/DaemonSet', 'apps.kruise.io/DaemonSet'];

/** Finds the pods that belong together in a workload. `selectorPath` is where the workload says so, for messages. */
export function countedPods(object: KubernetesObject, ref: PodTemplateRef, options: CountedPodsOptions, selectorPath: FieldPath): Counted {
  const groupKind = `${apiGroup(object)}/${object.kind}`;
  if (DAEMON_SETS.includes(groupKind)) { return { skipped: 'it runs one pod on every node, so there is nothing to spread' }; }
  if (options.selector !== undefined) { return checked(object, ref, { labelSelector: options.selector, matchLabelKeys: options.matchLabelKeys }, 'selector'); }
  if (groupKind === '/Pod') { return { skipped: "a pod of its own has no replicas to be spread from. Give 'selector' to spread it together with other pods" }; }

  if (groupKind === '/PodTemplate') { return { skipped: 'nobody makes pods of it by itself' }; }
  if (isOfJobs(object)) { return podsOfJob(valueAt(object, ref.path.slice(0, -1)), options); }

  const selector = ref.selector ?? (groupKind === '/ReplicationController' ? { matchLabels: ref.template.metadata?.labels } : undefined);
  if (selector === undefined) {
    return {
      fault: {
        id,
        prop: formatPath(selectorPath),
        rule: `must say which pods belong to ${object.kind}: a constraint counts them by it`,
        fix: "Give 'selector', or leave this workload out",
      },
      // Kubernetes' own must have one.
      ...(!['', 'apps'].includes(apiGroup(object)) && { leftAlone: "it does not say which pods belong to it, so it is not spread. Name it and give 'selector'." }),
    };
  }
  const revision = revisionLabel(object.kind);
  return checked(object, ref, {
    labelSelector: selector,
    matchLabelKeys: options.matchLabelKeys ?? (revision === undefined ? [] : [revision]),
  }, formatPath(selectorPath));
}

/** A Job's own selector is made up by the API server; the labels that it puts on the pods are always the same. */
function podsOfJob(job: any, options: CountedPodsOptions): Counted {
  const parallelism = job.parallelism ?? 1;
  if (parallelism <= 1) { return { skipped: "it runs one pod at a time, so there is nothing to spread: its 'parallelism' is 1" }; }
  return {
    pods: {
      labelSelector: { matchExpressions: [{ key: 'batch.kubernetes.io/job-name', operator: 'Exists' }] },
      matchLabelKeys: options.matchLabelKeys ?? ['batch.kubernetes.io/controller-uid'],
    },
  };
}

function checked(object: KubernetesObject, { template }: PodTemplateRef, pods: CountedPods, prop: string): Counted {
  const { labelSelector, matchLabelKeys = [] } = pods;
  if (isEmptySelector(labelSelector)) {
    return { fault: { id, prop, rule: 'must not be empty: the scheduler then counts no pod at all', fix: 'Name the labels that tell these pods from others' } };
  }
  // Where nothing is known of the metadata, nothing is of the labels.
  const labels: any = isKnown(template.metadata) ? template.metadata?.labels : template.metadata;
  if (matchesSelector(labelSelector, labels) === false) {
    return { fault: {
      id,
      prop,
      rule: 'must match the labels of the pods: a constraint that does not count the pod itself spreads nothing',
      got: labelSelector.matchExpressions === undefined ? labelSelector.matchLabels : labelSelector,
      fix: `The pods are labelled ${JSON.stringify(labels ?? {})}`,
    } };
  }
  const expressions = listOf(labelSelector.matchExpressions);
  const keys = [...Object.keys(labelSelector.matchLabels ?? {}), ...expressions.map((requirement) => requirement?.key)];
  const both = matchLabelKeys.filter((key) => keys.includes(key));
  if (both.length > 0) {
    return { fault: {
      id,
      prop: 'matchLabelKeys',
      rule: `must not name a label that the selector of ${object.kind} names too: the API server refuses it`,
      got: both.join(', '),
      fix: both.includes(revisionLabel(object.kind) ?? '') ? `Take '${both[0]}' out of the selector: its controller sets it` : "Leave it out of 'matchLabelKeys'",
    } };
  }
  return { pods };
}
