import { ContainerRole } from '../manifest/containers';
import { OptionValues, Rule, RuleSeverity } from './rule';

/** What is known of a rule before its module is loaded: whether it is asked, and of what. */
export interface RuleEntry {
  readonly id: string;
  readonly severity: RuleSeverity;
  readonly about: Rule['about'];
  readonly kinds?: readonly string[];
  readonly roles?: readonly ContainerRole[];
  readonly isRecommended?: boolean;
  /** What its options hold where nobody sets them. */
  readonly defaults?: OptionValues;
  load(): Rule;
}

/** What stands in the module of a rule. */
const LATER = ['why', 'fix', 'docs', 'sameAs', 'adds', 'options', 'admission', 'check'] as const;

/** A rule whose module is loaded when something of it is first used that its entry does not hold: when it is asked, or shown. */
export class IndexedRule {
  public readonly id: string;
  public readonly severity: RuleSeverity;
  public readonly about: Rule['about'];
  public readonly kinds: readonly string[] | undefined;
  public readonly roles: readonly ContainerRole[] | undefined;
  public readonly defaults: OptionValues;

  static {
    for (const name of LATER) {
      Object.defineProperty(this.prototype, name, { configurable: true, get(this: IndexedRule) { return (this.loaded() as any)[name]; } });
    }
  }

  private constructor(private readonly entry: RuleEntry) {
    this.id = entry.id;
    this.severity = entry.severity;
    this.about = entry.about;
    this.kinds = entry.kinds;
    this.roles = entry.roles;
    this.defaults = entry.defaults ?? {};
  }

  public static of(entry: RuleEntry): Rule {
    return new IndexedRule(entry) as unknown as Rule;
  }

  /** From here on, nobody asks for the module again: checks are called for each object of a fleet. */
  private loaded(): Rule {
    const rule = this.entry.load();
    for (const name of LATER) { Object.defineProperty(this, name, { value: (rule as any)[name] }); }
    return rule;
  }
}
