import { isFullyKnown, knownPart } from '../../manifest/known';

/** What a node label must be, as Karpenter reads it. */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
  readonly minValues?: number;
}

/** Which values several requirements on one label leave. */
interface Left {
  /** The values that are left; undefined where they are not listed. */
  readonly values?: ReadonlySet<string>;
  readonly excluded: ReadonlySet<string>;
  readonly min: number;
  readonly max: number;
  /** Whether the label must be there, and whether it must not. */
  readonly present: boolean;
  readonly absent: boolean;
}

/** Labels that Karpenter takes for others. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
]);

/** The label that Karpenter takes a label for. */
export function normalizedLabel(key: string): string {
  return ALIASES.get(key) ?? key;
}

/**
 * The labels that no node can satisfy: their requirements contradict each other, or leave fewer values than one of them wants to choose from.
 * What is not known yet decides nothing.
 */
export function impossibleLabels(requirements: readonly LabelRequirement[]): { readonly key: string; readonly left?: number; readonly wanted?: number }[] {
  const known = requirements.filter(({ key, operator, values }) => isFullyKnown([key, operator, values]));
  const keys = [...new Set(known.map(({ key }) => normalizedLabel(key)))];
  return keys.flatMap((key) => {
    const own = known.filter((requirement) => normalizedLabel(requirement.key) === key);
    const count = countLeft(own.map(leftBy).reduce(both));
    const wanted = Math.max(...knownPart(own).map(({ minValues }) => minValues ?? 0));
    if (count === 0) { return [{ key }]; }
    return count < wanted ? [{ key, left: count, wanted }] : [];
  });
}

const ANYTHING: Left = { excluded: new Set(), min: -Infinity, max: Infinity, present: false, absent: false };

function leftBy({ operator, values = [] }: LabelRequirement): Left {
  const number = Number(values[0]);
  switch (operator) {
    case 'In': return { ...ANYTHING, present: true, values: new Set(values) };
    case 'NotIn': return { ...ANYTHING, excluded: new Set(values) };
    case 'Exists': return { ...ANYTHING, present: true };
    case 'DoesNotExist': return { ...ANYTHING, absent: true };
    case 'Gt': return { ...ANYTHING, present: true, min: number + 1 };
    case 'Gte': return { ...ANYTHING, present: true, min: number };
    case 'Lt': return { ...ANYTHING, present: true, max: number - 1 };
    case 'Lte': return { ...ANYTHING, present: true, max: number };
    default: return ANYTHING;
  }
}

function both(a: Left, b: Left): Left {
  const values = a.values === undefined || b.values === undefined ? a.values ?? b.values : new Set([...a.values].filter((value) => b.values!.has(value)));
  return {
    values,
    excluded: new Set([...a.excluded, ...b.excluded]),
    min: Math.max(a.min, b.min),
    max: Math.min(a.max, b.max),
    present: a.present || b.present,
    absent: a.absent || b.absent,
  };
}

/** How many values are left; infinitely many where nobody lists them. */
function countLeft({ values, excluded, min, max, present, absent }: Left): number {
  if (absent) { return present ? 0 : Infinity; }
  const bounded = min > -Infinity || max < Infinity;
  if (values !== undefined) {
    const fits = (value: string) => !excluded.has(value) && (!bounded || (/^[0-9]+$/.test(value) && Number(value) >= min && Number(value) <= max));
    return [...values].filter(fits).length;
  }
  if (min > -Infinity && max < Infinity) {
    const between = Math.max(0, max - Math.max(min, 0) + 1);
    const out = [...excluded].filter((value) => Number(value) >= min && Number(value) <= max).length;
    return Math.max(0, between - out);
  }
  return max < 0 ? 0 : Infinity;
}
