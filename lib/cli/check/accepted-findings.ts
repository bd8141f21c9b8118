import picomatch from 'picomatch';
import { KubernetesObject } from '../../manifest/object';
import { acceptedIds, acceptedReason } from '../../rules/accepted-annotation';
import { Rule } from '../../rules/rule';
import { AcceptedFinding, LocatedConfig } from './check-config';
import { ReportedFinding } from './check-report';

/** An object and what is found in it, beside the object's own words. */
export interface FoundIn {
  readonly finding: ReportedFinding;
  readonly rule: Rule;
  readonly object: KubernetesObject;
}

type Matcher = (finding: FoundIn) => boolean;

/** What a team lives with, as its configuration and the objects themselves say. */
export class AcceptedFindings {
  private readonly entries: readonly { readonly entry: AcceptedFinding; readonly index: number; readonly isPast: boolean; readonly matches: Matcher }[];
  private readonly used = new Set<number>();

  /** @param today as `2026-11-30` */
  public constructor(private readonly located: LocatedConfig, today: string) {
    this.entries = (located.config.accept ?? []).map((entry, index) => (
      { entry, index, isPast: entry.until !== undefined && entry.until < today, matches: matcherOf(entry) }));
  }

  /** A finding with the reason why it is accepted, if it is. */
  public mark(found: FoundIn): ReportedFinding {
    const { finding, rule, object } = found;
    if (rule.severity === 'refused') { return finding; }
    const matching = this.entries.filter(({ matches }) => matches(found));
    matching.forEach(({ index }) => this.used.add(index));
    const own = [rule.id, ...rule.sameAs ?? []].map((id) => acceptedReason(object, id)).find((reason) => reason !== undefined);
    const accepted = own ?? matching.find(({ isPast }) => !isPast)?.entry.reason;
    return accepted === undefined ? finding : { ...finding, accepted };
  }

  /** What is accepted in the configuration and not found, or no longer accepted. */
  public get faults(): ReportedFinding[] {
    return this.entries.flatMap(({ entry: { rule, until }, index, isPast }): ReportedFinding[] => {
      const place = this.located.placeOf(['accept', index]);
      if (!this.used.has(index)) {
        return [{ id: 'acceptance/unused', severity: 'error', ...place, message: `'${rule}' is accepted here, and nothing like it is found`, fix: 'Accept it no longer' }];
      }
      return isPast ? [{ id: 'acceptance/past', severity: 'error', ...place, message: `'${rule}' was accepted until ${until}`, fix: 'Correct what it finds, or choose a later day' }] : [];
    });
  }
}

/** What an object accepts of itself and what is not found in it, or what there is not. */
export function idleAcceptances(object: KubernetesObject, rules: readonly Rule[], found: readonly Rule[]): { readonly id: string; readonly why: string }[] {
  return acceptedIds(object).flatMap((id) => {
    const rule = rules.find((each) => each.id === id);
    // Ids of constructs: what they say, manifests do not tell.
    if (rule === undefined || found.includes(rule)) { return []; }
    return [{ id, why: rule.severity === 'refused' ? 'and nobody can: API servers refuse it' : 'and nothing like it is found' }];
  });
}

function matcherOf({ rule, cluster, kind, namespace, name, file }: AcceptedFinding): Matcher {
  const asked = [
    { pattern: cluster, of: ({ finding }: FoundIn) => finding.cluster ?? '' },
    { pattern: kind, of: ({ object }: FoundIn) => object.kind },
    { pattern: namespace, of: ({ object }: FoundIn) => object.metadata?.namespace ?? 'default' },
    { pattern: name, of: ({ object }: FoundIn) => object.metadata?.name ?? '' },
    { pattern: file, of: ({ finding }: FoundIn) => finding.file },
  ].flatMap(({ pattern, of }) => (pattern === undefined ? [] : [{ isMatch: picomatch(pattern), of }]));
  return (found) => found.rule.id === rule && asked.every(({ isMatch, of }) => isMatch(of(found)));
}
