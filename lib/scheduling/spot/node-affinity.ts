import { isDeepStrictEqual } from 'node:util';
import { isKnown } from '../../manifest/known';
import { listOf, PodSpec } from '../../manifest/object';

/** One requirement on a label of a node. */
export interface NodeExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values?: readonly string[];
}

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

/** The field that must be known for node affinity to be added to a pod; undefined where all are. */
export function unknownAffinity({ affinity }: PodSpec): string | undefined {
  const required = affinity?.nodeAffinity?.[REQUIRED];
  const fields: [string, unknown][] = [
    ['affinity', affinity],
    ['affinity.nodeAffinity', affinity?.nodeAffinity],
    [`affinity.nodeAffinity.${REQUIRED}`, required],
    [`affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`, required?.nodeSelectorTerms],
    [`affinity.nodeAffinity.${PREFERRED}`, affinity?.nodeAffinity?.[PREFERRED]],
    ...listOf(required?.nodeSelectorTerms).flatMap((term, index): [string, unknown][] => {
      const at = `affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms[${index}]`;
      return [[at, term], [`${at}.matchExpressions`, term?.matchExpressions]];
    }),
  ];
  return fields.find(([, value]) => !isKnown(value))?.[0];
}

/**
 * Confines a pod to nodes that satisfy all expressions. What it asks for already stays: its terms are alternatives, so each of them gets the
 * expressions.
 */
export function requireNodes(spec: PodSpec, expressions: readonly NodeExpression[]): void {
  if (expressions.length === 0) { return; }
  const affinity = nodeAffinityOf(spec);
  const terms = listOf(affinity[REQUIRED]?.nodeSelectorTerms).filter((term) => typeof term === 'object' && term !== null);
  affinity[REQUIRED] = {
    ...affinity[REQUIRED],
    nodeSelectorTerms: terms.length === 0
      ? [{ matchExpressions: expressions.map(copy) }]
      // A term that says nothing matches no node, and is left to do so.
      : terms.map((term) => (isEmpty(term) ? term : { ...term, matchExpressions: added(listOf(term.matchExpressions), expressions.map(copy)) })),
  };
}

/** Makes a pod prefer nodes that satisfy all expressions. */
export function preferNodes(spec: PodSpec, weight: number, expressions: readonly NodeExpression[]): void {
  const affinity = nodeAffinityOf(spec);
  affinity[PREFERRED] = added(listOf(affinity[PREFERRED]), [{ weight, preference: { matchExpressions: expressions.map(copy) } }]);
}

function nodeAffinityOf(spec: PodSpec): { [field: string]: any } {
  spec.affinity = { ...spec.affinity, nodeAffinity: { ...spec.affinity?.nodeAffinity } };
  return spec.affinity.nodeAffinity;
}

function added(present: readonly any[], wanted: readonly object[]): any[] {
  return [...present, ...wanted.filter((one) => !present.some((other) => isDeepStrictEqual(plain(one), plain(other))))];
}

function isEmpty({ matchExpressions, matchFields }: any): boolean {
  return listOf(matchExpressions).length === 0 && listOf(matchFields).length === 0;
}

function copy({ key, operator, values }: NodeExpression): NodeExpression {
  return { key, operator, ...(values !== undefined && { values: [...values] }) };
}

// Order of keys and other realms' prototypes do not matter.
function plain(value: unknown): unknown {
  return isKnown(value) ? JSON.parse(JSON.stringify(value)) : value;
}
