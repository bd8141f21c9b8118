import { acceptedCondition } from '../accepted-annotation';
import { ChosenRule } from '../judge';
import { Rule } from '../rule';
import { AdmissionCheck, OTHER_OBJECTS } from './admission-check';
import { ADMITTED_WORKLOADS, AdmittedKind, admittedKind } from './admitted-kinds';
import { cel } from './cel';
import { AdmissionVariable, optionVariables, podVariables } from './pod-variables';

/** Namespaces of the cluster itself, in which nothing is enforced: what is refused there may be what the cluster stands on. */
export const NAMESPACES_OF_THE_CLUSTER: readonly string[] = ['kube-node-lease', 'kube-public', 'kube-system'];

/** A rule as a cluster asks it, whatever asks it there. */
export interface AdmissionPolicy {
  /** Id of the rule. */
  readonly id: string;
  /** Of the objects that it becomes. */
  readonly name: string;
  readonly kinds: readonly AdmittedKind[];
  /** All must be true for a request to be judged. */
  readonly conditions: readonly AdmissionVariable[];
  readonly variables: readonly AdmissionVariable[];
  readonly expression: string;
  /** Where `messageExpression` can't say more. */
  readonly message: string;
  readonly messageExpression: string;
}

/** Why a cluster can't ask a rule by itself; undefined where it can. */
export function notInCluster({ rule, options }: ChosenRule): string | undefined {
  const check = checkOf({ rule, options });
  if (typeof check === 'string') { return check; }
  const unknown = kindsOf(rule, check).find((kind) => admittedKind(kind) === undefined);
  return unknown === undefined ? undefined : `it is not known how requests name '${unknown}'`;
}

/** A rule as a cluster asks it. Ask `notInCluster` before. */
export function admissionPolicy({ rule, options }: ChosenRule): AdmissionPolicy {
  const check = checkOf({ rule, options }) as AdmissionCheck;
  const kinds = kindsOf(rule, check);
  const ofPods = rule.about === 'pod' || rule.about === 'container';
  const { expression, messageExpression, found = [] } = rule.about === 'container' ? ofContainers(check) : check as Demand;
  return {
    id: rule.id,
    name: `fleetwright-${rule.id.replace('/', '-')}`,
    kinds: kinds.map((kind) => admittedKind(kind)!),
    conditions: [
      // Finalizers must be let go, whatever stands in it.
      { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
      { name: 'not-accepted', expression: acceptedCondition(rule.id) },
      ...kinds.some((kind) => ADMITTED_WORKLOADS.includes(kind)) ? [MADE_BY_NONE] : [],
    ],
    variables: [
      ...optionVariables(options),
      ...ofPods ? podVariables(rule.about === 'container' ? rule.roles : undefined) : [],
      ...Object.entries(check.variables ?? {}).map(([name, each]) => ({ name, expression: each })),
      ...found,
    ],
    expression,
    message: `${rule.fix}. (${rule.id})`.replace(/\s+/g, ' '),
    messageExpression: `${messageExpression} + ${cel(`. ${rule.fix}. (${rule.id})`)}`,
  };
}

type Demand = Pick<AdmissionCheck, 'expression' | 'messageExpression'> & { readonly found?: readonly AdmissionVariable[] };

/** What is asked of one container, asked of all. */
function ofContainers({ expression, messageExpression }: AdmissionCheck): Demand {
  return {
    found: [{ name: 'found', expression: `variables.containers.filter(container, !(${expression}))` }],
    expression: 'variables.found.size() == 0',
    messageExpression: `variables.found.map(container, ${messageExpression}).join('; ')`,
  };
}

const NO_MAKERS: readonly string[] = ['/Pod', '/PodTemplate'];

/** What a workload makes was judged with it; and what it accepts does not stand on what it makes. */
const MADE_BY_NONE: AdmissionVariable = {
  name: 'made-by-none-that-is-judged',
  expression: `!object.metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false) && owner.apiVersion + ' ' + owner.kind in ${cel(
    ADMITTED_WORKLOADS.filter((kind) => !NO_MAKERS.includes(kind)).map((groupKind) => {
      const { group, version, kind } = admittedKind(groupKind)!;
      return `${group === '' ? version : `${group}/${version}`} ${kind}`;
    }),
  )})`,
};

function checkOf({ rule, options }: ChosenRule): AdmissionCheck | string {
  const { admission, severity } = rule;
  if (severity === 'refused') { return 'API servers refuse it by themselves'; }
  return (typeof admission === 'function' ? admission(options) : admission) ?? OTHER_OBJECTS;
}

function kindsOf(rule: Rule, { kinds }: AdmissionCheck): readonly string[] {
  return kinds ?? (rule.about === 'object' ? rule.kinds : undefined) ?? ADMITTED_WORKLOADS;
}
