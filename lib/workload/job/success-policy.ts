import { atMost, filled, list } from '../../construct/collection';
import { Prop } from '../../construct/prop';
import { int32, required, text } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { KnownPart, knownPart } from '../../manifest/known';

/** Which indexes are enough. It names `succeededIndexes`, `succeededCount`, or both. */
export interface SuccessRule {
  /**
   * Indexes that must succeed, in ascending order: `0,2-4`.
   * @default - any
   */
  readonly succeededIndexes?: string;

  /**
   * How many must succeed, at least 1: of `succeededIndexes`, if these are given.
   * @default - all of `succeededIndexes`
   */
  readonly succeededCount?: number;
}

/**
 * When an indexed Job has succeeded although not all of its indexes have: its other pods are ended then.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/#success-policy
 */
export interface SuccessPolicy {
  /** 1 to 20 rules. The Job has succeeded when it meets one of them. */
  readonly rules: SuccessRule[];
}

const RULE = "{ succeededIndexes: '0' }";
const RULES = `Use one such as ${RULE}`;

/** What `successPolicy` must look like. */
export const SUCCESS_POLICY = struct<SuccessPolicy>(`{ rules: [${RULE}] }`, {
  rules: required(filled(atMost(20, list(struct<SuccessRule>(RULE, {
    succeededIndexes: text,
    succeededCount: int32({ min: 1, fix: 'Use a number such as 1' }),
  }), `[${RULE}]`)), RULES), RULES),
});

const MAX_LENGTH = 64 * 1024;

/** What the API server would refuse of a policy for a Job with so many indexes, if that is known. */
export function checkSuccessPolicy({ rules }: SuccessPolicy, completions: number | undefined, prop: Prop): void {
  rules.forEach((rule, index) => {
    const at = prop.at('rules', index);
    if (rule.succeededIndexes === undefined && rule.succeededCount === undefined) {
      at.fault({ id: 'workload/consistent', rule: "must hold 'succeededIndexes' or 'succeededCount'", fix: RULES });
    }
    checkRule(knownPart(rule), completions, at);
  });
}

function checkRule({ succeededIndexes, succeededCount }: KnownPart<SuccessRule>, completions: number | undefined, prop: Prop): void {
  const indexes = succeededIndexes === undefined ? undefined : readIndexes(succeededIndexes);
  const at = prop.at('succeededIndexes');
  if (succeededIndexes !== undefined && succeededIndexes.length > MAX_LENGTH) {
    at.fault({ id: 'prop/range', rule: `must hold at most ${MAX_LENGTH} characters`, fix: "Use 'succeededCount'" });
  } else if (succeededIndexes !== undefined && indexes === undefined) {
    at.fault({ id: 'prop/grammar', rule: 'must be indexes in ascending order', got: succeededIndexes, fix: "Use some such as '0,2-4'" });
  }
  if (indexes !== undefined && completions !== undefined && indexes.last >= completions) {
    at.fault({ id: 'prop/range', rule: `must be below 'completions', ${completions}`, got: succeededIndexes, fix: `The last index is ${completions - 1}` });
  }
  const [most, what] = indexes === undefined ? [completions, "'completions'"] : [indexes.count, "the number of 'succeededIndexes'"];
  if (succeededCount !== undefined && most !== undefined && succeededCount > most) {
    prop.at('succeededCount').fault({ id: 'prop/range', rule: `must not be more than ${what}, ${most}`, got: succeededCount, fix: `Use at most ${most}` });
  }
}

/** How many indexes a text such as `0,2-4` names, and the last of them; undefined for what is no such text. */
function readIndexes(value: string): { readonly count: number; readonly last: number } | undefined {
  if (!/^\d+(?:-\d+)?(?:,\d+(?:-\d+)?)*$/.test(value)) { return undefined; }
  const intervals = value.split(',').map((interval) => interval.split('-').map(Number));
  const bounds = intervals.flat();
  if (bounds.some((bound, index) => index > 0 && bound <= bounds[index - 1])) { return undefined; }
  return { count: intervals.reduce((sum, [first, last = first]) => sum + last - first + 1, 0), last: bounds.at(-1)! };
}
