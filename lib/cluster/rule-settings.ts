import { list, map, texts } from '../construct/collection';
import { Prop } from '../construct/prop';
import { TreeRules } from '../construct/rule-findings';
import { anything, given, oneOf, text } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { useNearest } from '../manifest/nearest-name';
import { ChoiceFault, chooseRules } from '../rules/choice';
import { CelRule } from '../rules/own/cel-rule';
import { IOwnRule } from '../rules/own/own-rule';
import { ExternalObject } from '../rules/stand-ins/external-object';
import { StandIn } from '../rules/stand-ins/stand-in';
import { nearestMinor } from '../rules/target-schemas';
import type { Cluster } from './cluster';
import { EXTERNAL_SHAPE, STAND_INS_SHAPE } from './stand-in-shapes';

/** A list of rules to begin with. docs/rules.md says which rules are in which. */
export enum RulePack {
  /** What everybody should heed. */
  RECOMMENDED = 'recommended',
  /** All rules. */
  STRICT = 'strict',
  /** What API servers refuse, and nothing else. */
  REFUSED = 'refused',
}

/**
 * Which rules look at what is written, whoever wrote it.
 *
 * What API servers refuse is looked at in any case, and ends the synth. All else is policy: a warning, which can be accepted or made an error.
 */
export interface RuleSettings {
  /**
   * The rules to begin with.
   * @default RulePack.RECOMMENDED
   */
  readonly pack?: RulePack;

  /**
   * Ids of rules that are asked besides, e.g. `reliability/image-digest`.
   * @default - none
   */
  readonly also?: string[];

  /**
   * Ids of rules that are not asked.
   * @default - none
   */
  readonly except?: string[];

  /**
   * Options by the ids of their rules, e.g. `{ 'security/registry': { registries: ['registry.example.com'] } }`.
   * @default - as docs/rules.md says
   */
  readonly options?: { [id: string]: any };

  /**
   * What manifests refer to, and what comes from elsewhere: Secrets that an operator makes, say.
   * @default - none
   */
  readonly external?: ExternalObject[];

  /**
   * Rules of your own.
   * @default - none
   */
  readonly own?: IOwnRule[];

  /**
   * Rules of your own in CEL.
   * @default - none
   */
  readonly cel?: CelRule[];

  /**
   * Kinds of the team's own: which make pods, Secrets and other things, and which scale or are network policies.
   * @default - those that this library knows
   */
  readonly standIns?: StandIn[];
}

const CEL = "{ id: 'shop/cost-centre', severity: OwnRuleSeverity.ERROR, why: …, fix: …, expression: \"'cost-centre' in object.metadata.labels\" }";

/** What they must look like. */
export const RULE_SETTING_SHAPES: Shapes<RuleSettings> = {
  pack: oneOf(RulePack),
  also: texts("['reliability/image-digest']"),
  except: texts("['security/read-only-root']"),
  options: map(anything, "{ 'security/registry': { registries: ['registry.example.com'] } }"),
  external: EXTERNAL_SHAPE,
  standIns: STAND_INS_SHAPE,
  own: list(given((value, prop) => {
    if (typeof (value as Partial<IOwnRule>).check === 'function') { return value as IOwnRule; }
    prop.wrongType("must be a rule: an object with the method 'check'", value, "Implement 'IOwnRule'");
    return undefined;
  }), '[new CostCentre()]'),
  // What they say is judged with what they are chosen for: see `chooseRules`.
  cel: list(struct<CelRule>(CEL, {
    id: anything, severity: anything, why: anything, fix: anything, kinds: texts("['apps/Deployment']"), expression: anything, messageExpression: text, field: text,
  }, 'faults'), `[${CEL}]`),
};

/** The same as a shape. */
export const RULE_SETTINGS = struct<RuleSettings>("{ also: ['reliability/image-digest'] }", RULE_SETTING_SHAPES);

/** What no shape can say. */
export function checkRuleSettings(settings: RuleSettings | undefined, prop: Prop): void {
  chooseRules(settings ?? {}).faults.forEach((fault) => prop.at(...fault.path).fault({ id: 'rules/choice', rule: fault.rule, got: fault.got, fix: wayOut(fault) }));
}

function wayOut({ got, known = [], fix }: ChoiceFault): string {
  return useNearest(String(got), known, fix);
}

/** Settings of several places: those that come later go before the others, and lists are added to theirs. */
export function mergedRules(settings: readonly RuleSettings[]): RuleSettings {
  const lists = (field: 'also' | 'except'): string[] => [...new Set(settings.flatMap((each) => each[field] ?? []))];
  const options: { [id: string]: any } = {};
  for (const [id, values] of settings.flatMap((each) => Object.entries(each.options ?? {}))) { options[id] = { ...options[id], ...values }; }
  return {
    pack: settings.map(({ pack }) => pack).filter((pack) => pack !== undefined).at(-1),
    also: lists('also'),
    except: lists('except'),
    options,
    external: settings.flatMap(({ external = [] }) => external),
    own: settings.flatMap(({ own = [] }) => own),
    cel: settings.flatMap(({ cel = [] }) => cel),
    // What is said last of a kind holds.
    standIns: [...new Map(settings.flatMap(({ standIns = [] }) => standIns).map((each) => [each.kind, each])).values()],
  };
}

/** How the objects of a cluster are judged. */
export function rulesOf({ name, kubernetesVersion, _given: { rules = {} } }: Cluster): TreeRules {
  // A Kubernetes that came after this library is judged as the newest that it knows.
  const minor = kubernetesVersion === undefined ? undefined : nearestMinor(kubernetesVersion);
  const target = { name, kubernetesVersion: minor, external: rules.external, standIns: rules.standIns };
  return { target, chosen: chooseRules(rules).chosen, mayBeLate: false };
}
