import { ContainerRule, ObjectRule, OptionValues, PodRule, Rule } from './rule';

/** How often a rule had something to judge. What it does not apply to has not passed. */
export interface RuleCount {
  /** Things that it was right for: objects, pods or containers; clusters for a rule about those. */
  applied: number;
  /** Of these, those in which it found something. */
  found: number;
}

/** A rule that is asked, with its options. */
export interface Asked<R extends Rule = Rule> {
  readonly rule: R;
  readonly options: OptionValues;
  readonly count: RuleCount;
}

/** Who is asked about an object. */
export interface AskedRules {
  readonly objects: readonly Asked<ObjectRule>[];
  readonly pods: readonly Asked<PodRule>[];
  readonly containers: readonly Asked<ContainerRule>[];
}

/** Lengths of the texts that are kept. */
const MOST = 16_000_000;

/**
 * Who has still to be asked about objects like some that were judged before, by their texts: the clusters of a fleet hold much the same. A rule that found
 * nothing in an object, and looked at no other, finds nothing in an equal one.
 */
export class StillAsked {
  private readonly byText = new Map<string, AskedRules>();
  private length = 0;

  /** Who has still to be asked; undefined where no such object was judged. */
  public of(text: string): AskedRules | undefined {
    return this.byText.get(text);
  }

  /** Remembers that of all who were asked about such an object, these have to be asked again. */
  public set(text: string, asked: AskedRules, again: ReadonlySet<Asked>): void {
    this.length += text.length;
    // So that it ends somewhere.
    if (this.length > MOST) {
      this.byText.clear();
      this.length = text.length;
    }
    const isAgain = (each: Asked) => again.has(each);
    this.byText.set(text, { objects: asked.objects.filter(isAgain), pods: asked.pods.filter(isAgain), containers: asked.containers.filter(isAgain) });
  }
}
