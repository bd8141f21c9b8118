import { whereKnown } from '../../manifest/known';

/** What a provider of Karpenter says about labels, beyond what Karpenter itself does. */
export interface LabelDialect {
  /** Domains that it keeps to itself. */
  readonly domains: readonly string[];
  /** The labels of those that may be used all the same. */
  readonly usable: readonly string[];
  /** Further labels that may not be used. */
  readonly reserved: readonly string[];
  /** Labels of which it knows all values. */
  readonly values: { readonly [key: string]: readonly string[] };
}

const CAPACITY_TYPE = 'karpenter.sh/capacity-type';

/**
 * What keeps a key from labelling nodes of a NodePool, or from standing in its requirements: a clause that completes "'x' …". The rules of the
 * custom resource definitions and of the controller together.
 */
export const reservedLabelFault = whereKnown((key: string, dialect: LabelDialect) => {
  if (key === CAPACITY_TYPE || dialect.usable.includes(key)) { return undefined; }
  if (key === 'karpenter.sh/nodepool' || key === 'kubernetes.io/hostname' || dialect.reserved.includes(key)) {
    return 'must not be used: Karpenter sets this label itself';
  }
  // The definitions compare the end of the text, so that 'not-karpenter.sh/x' is refused too.
  const domain = key.split('/')[0];
  const taken = ['karpenter.sh', ...dialect.domains].find((own) => domain.endsWith(own));
  return taken === undefined ? undefined : `must not be in '${taken}': Karpenter keeps that domain to itself`;
});

/** Of which values a label with known ones must have one; undefined where any will do. */
export function knownValues(key: string, dialect: LabelDialect): readonly string[] | undefined {
  return dialect.values[key] ?? (key === CAPACITY_TYPE ? ['on-demand', 'spot', 'reserved'] : undefined);
}
