import picomatch from 'picomatch';
import { acceptableIds, mayBeAccepted } from '../../construct/acceptable-ids';
import { nearestName } from '../../manifest/nearest-name';
import { KubernetesObject } from '../../manifest/object';
import { acceptedAnnotation, acceptedIds, acceptedReason } from '../../rules/accepted-annotation';
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

/** What is wrong with something that an object accepts of itself. */
export interface AnnotationFault {
  /** `acceptance/id`, `acceptance/reason` or `acceptance/unused`. */
  readonly id: string;
  /** Of the rule that is accepted. */
  readonly accepts: string;
  readonly message: string;
  readonly fix: string;
}

/**
 * What is wrong with what an object accepts of itself: what there is not, what nobody can accept, and what is not found in it.
 *
 * @param rules those that were asked
 * @param found those that found something in it
 */
export function annotationFaults(object: KubernetesObject, rules: readonly Rule[], found: readonly Rule[]): AnnotationFault[] {
  return acceptedIds(object).flatMap((accepts): AnnotationFault[] => {
    const rule = rules.find((each) => each.id === accepts);
    if (rule === undefined) {
      // Of a rule that is not asked, of what a construct says, which manifests do not tell, or of a team's own rule.
      if (mayBeAccepted(accepts)) { return []; }
      const meant = nearestName(accepts, acceptableIds());
      const fix = meant === undefined ? 'docs/rules.md lists the rules' : `Use '${acceptedAnnotation(meant)}'`;
      return [{ id: 'acceptance/id', accepts, message: `'${accepts}' is accepted here, and no rule has that id`, fix }];
    }
    if (rule.severity === 'refused') {
      return [{ id: 'acceptance/id', accepts, message: `'${accepts}' is accepted here, and nobody can: API servers refuse it`, fix: 'Correct what it finds, and leave the annotation out' }];
    }
    if (!found.includes(rule)) { return [{ id: 'acceptance/unused', accepts, message: `'${accepts}' is accepted here, and nothing like it is found`, fix: 'Leave the annotation out' }]; }
    if (acceptedReason(object, accepts) !== undefined) { return []; }
    return [{ id: 'acceptance/reason', accepts, message: `'${accepts}' is accepted here without a reason`, fix: 'Write why it is all right' }];
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
