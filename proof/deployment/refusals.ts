import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { OF_CONTAINERS } from './refusals-of-containers';
import { OF_OBJECTS, Row } from './refusals-of-objects';

export type Props = Partial<HardenedDeploymentProps> & { readonly [prop: string]: any };

/** A rule of ours, a set of props that breaks it alone, and what would have been emitted without the rule. */
export interface Refusal {
  /** What the fault says, without what is different in every case. */
  readonly rule: string;
  /** The prop that the fault names. */
  readonly prop: string;
  /** Why we refuse what the API server takes; undefined where it refuses it, too. */
  readonly reason?: string;
  /** What is legal beside the one prop. */
  readonly legal: Props;
  /** What is not. */
  readonly props: Props;
  /** Kind and field that the prop governs. */
  readonly at: readonly [string, ...(string | number)[]];
  /** What would stand there. */
  readonly value: unknown;
  readonly title: string;
}

export const REFUSALS: readonly Refusal[] = refusalsOf([...OF_OBJECTS, ...OF_CONTAINERS]);

/** Rows of a table as refusals, each beside what is legal anyway. */
export function refusalsOf(rows: readonly Row[]): Refusal[] {
  return rows.map(([rule, prop, props, at, value, reason, legal = {}]) => ({
    rule, prop, props, at, value, reason, legal: { ...BASE(), ...legal }, title: `'${prop}' ${rule}`,
  }));
}

/** Rules about what the types of TypeScript and jsii forbid, about other constructs, and about the program as a whole. */
export const OTHER_REFUSALS: readonly string[] = [
  'is emitted twice; the other one stands at', // by two constructs: the second would replace the first
];

/** What is wrong with the refusal itself: it must be for that rule and that prop alone. */
export function refusalFaults({ rule, prop, props, legal }: Refusal, faultsOf: (props: Props) => string[]): string[] {
  const faults = faultsOf({ ...legal, ...props });
  const [fault = 'it is not refused', ...others] = faults;
  return [...(fault.includes(`] '${prop}' ${rule}`) ? [] : [fault]), ...others];
}

function BASE(): Props {
  return { ports: [{ name: 'http', port: 8080 }], service: {} };
}
