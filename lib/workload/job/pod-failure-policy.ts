import { atMost, filled, list } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { int32, oneOf, required, Shape, text, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { knownPart } from '../../manifest/known';
import { labelKeyFault } from '../../manifest/label';
import { useNearest } from '../../manifest/nearest-name';

/** What a failed pod means for its Job. */
export enum PodFailureAction {
  /** It counts towards `backoffLimit`, as if there were no rule. */
  COUNT = 'Count',
  /** Its index has failed, however many retries are left. Needs `backoffLimitPerIndex`. */
  FAIL_INDEX = 'FailIndex',
  /** The Job has failed, however many retries are left, and its other pods are ended. */
  FAIL_JOB = 'FailJob',
  /** Another pod takes its place, and it does not count. */
  IGNORE = 'Ignore',
}

/** How exit codes are compared. */
export enum ExitCodeOperator {
  /** One of the values. */
  IN = 'In',
  /** None of the values, and not 0. */
  NOT_IN = 'NotIn',
}

/** Exit codes of containers that have failed. */
export interface PodFailureExitCodes {
  /**
   * The container or init container that is meant.
   * @default - any
   */
  readonly containerName?: string;

  /** Whether `values` are those that are meant. */
  readonly operator: ExitCodeOperator;

  /** 1 to 255 exit codes in ascending order. 0 is a success, so that `ExitCodeOperator.IN` does not take it. */
  readonly values: number[];
}

/** A condition that a failed pod has. */
export interface PodFailureCondition {
  /** Type of the condition, such as `DisruptionTarget`: the pod was evicted, preempted, or lost its node. */
  readonly type: string;
}

/** What some failed pods mean for their Job. It names either exit codes or conditions. */
export interface PodFailureRule {
  /** What they mean. */
  readonly action: PodFailureAction;

  /**
   * Exit codes by which a pod is meant.
   * @default - `onPodConditions` says which
   */
  readonly onExitCodes?: PodFailureExitCodes;

  /**
   * Conditions by which a pod is meant: that it has one of them is enough.
   * @default - `onExitCodes` says which
   */
  readonly onPodConditions?: PodFailureCondition[];
}

/**
 * What failed pods mean for their Job. Needs `JobRestartPolicy.NEVER`.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy
 */
export interface PodFailurePolicy {
  /** 1 to 20 rules. The first that a failed pod meets holds; a pod that meets none counts. */
  readonly rules: PodFailureRule[];
}

const RULE = "{ action: PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] }";
const CODES = '{ operator: ExitCodeOperator.IN, values: [42] }';
const OPERATOR = "Use 'ExitCodeOperator.IN'";
const ACTION = "Use one such as 'PodFailureAction.IGNORE'";
const CONDITION = "Use one such as 'DisruptionTarget'";

function few<T>(shape: Shape<T[]>, fix: string): Shape<T[]> {
  return required(filled(shape, fix), fix);
}

/** What `podFailurePolicy` must look like. */
export const POD_FAILURE_POLICY = struct<PodFailurePolicy>(`{ rules: [${RULE}] }`, {
  rules: few(atMost(20, list(struct<PodFailureRule>(RULE, {
    action: required(oneOf(PodFailureAction), ACTION),
    onExitCodes: struct<PodFailureExitCodes>(CODES, {
      containerName: text,
      operator: required(oneOf(ExitCodeOperator), OPERATOR),
      values: few(atMost(255, list(int32({ min: 0, fix: 'Use a code such as 42' }), '[42]')), 'Use one such as [42]'),
    }),
    onPodConditions: filled(atMost(20, list(struct<PodFailureCondition>("{ type: 'DisruptionTarget' }", {
      type: required(textOf(labelKeyFault, { fix: CONDITION }), CONDITION),
    }), "[{ type: 'DisruptionTarget' }]")), 'Leave it out'),
  }), `[${RULE}]`)), `Use one such as ${RULE}`),
});

/** `spec.podFailurePolicy` of a Job. */
export function podFailurePolicyManifest({ rules }: PodFailurePolicy): { [field: string]: any } {
  return {
    rules: rules.map(({ action, onExitCodes, onPodConditions }) => ({
      action,
      onExitCodes,
      onPodConditions: onPodConditions?.map(({ type }) => ({ type, status: 'True' })),
    })),
  };
}

/** What a policy must fit to. */
export interface FailingPods {
  /** Names of all containers of the pod. */
  readonly containers: readonly string[];
  /** Whether indexes can fail by themselves. */
  readonly failsByIndex: boolean;
}

/** What the API server would refuse of a policy beyond what each of its fields says. */
export function checkPodFailurePolicy({ rules }: PodFailurePolicy, pods: FailingPods, prop: Prop): void {
  rules.forEach((rule, index) => { checkRule(rule, pods, prop.at('rules', index)); });
}

function checkRule(rule: PodFailureRule, { containers, failsByIndex }: FailingPods, prop: Prop): void {
  const { onExitCodes, onPodConditions } = rule;
  if ((onExitCodes === undefined) === (onPodConditions === undefined)) {
    prop.fault({ id: 'workload/consistent', rule: "must hold one of 'onExitCodes' and 'onPodConditions'", fix: 'Make two rules where both are meant' });
  }
  if (knownPart(rule).action === PodFailureAction.FAIL_INDEX && !failsByIndex) {
    prop.at('action').fault({
      id: 'workload/consistent', rule: "must not be 'PodFailureAction.FAIL_INDEX' without 'backoffLimitPerIndex'", fix: "Use 'PodFailureAction.FAIL_JOB', or give it",
    });
  }
  if (onExitCodes !== undefined) { checkExitCodes(onExitCodes, containers, prop.at('onExitCodes')); }
}

function checkExitCodes(codes: PodFailureExitCodes, containers: readonly string[], prop: Prop): void {
  const { containerName, operator, values = [] } = knownPart(codes);
  if (containerName !== undefined && knownPart(containers).every((name) => name !== undefined && name !== containerName)) {
    prop.at('containerName').fault({
      id: 'workload/declared', rule: 'must be the name of a container of the pod', got: containerName,
      fix: useNearest(containerName, containers, `Use ${containers.map((name) => `'${name}'`).join(' or ')}`),
    });
  }
  const zero = values.indexOf(0);
  if (operator === ExitCodeOperator.IN && zero >= 0) {
    prop.at('values', zero).fault({ id: 'prop/range', rule: "must not be 0 with 'ExitCodeOperator.IN': no failed container has it", got: 0, fix: 'Leave it out' });
  }
  const given = values.filter((value): value is number => value !== undefined);
  if (given.some((value, index) => index > 0 && value <= given[index - 1])) {
    prop.at('values').fault({ id: 'prop/range', rule: 'must be in ascending order, each once', got: given, fix: `Use [${[...new Set(given)].sort((a, b) => a - b).join(', ')}]` });
  }
}
