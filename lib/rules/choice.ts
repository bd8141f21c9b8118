import { FieldPath, parsePath } from '../manifest/field-path';
import { listed } from '../manifest/listed';
import { nearestName } from '../manifest/nearest-name';
import { isMap } from '../manifest/object';
import { CelExpression } from '../schema/cel/expression';
import { CelSyntaxFault } from '../schema/cel/outcome';
import { PACKS, RULES } from './catalogue';
import { IndexedRule } from './indexed-rule';
import { ChosenRule } from './judge';
import { CEL_EXPRESSIONS, CelRule, ruleOfCel, VARIABLES } from './own/cel-rule';
import { IOwnRule, OwnRuleSeverity, OwnRuleText, ruleOfOwn } from './own/own-rule';
import { ObjectRule, OptionValues, Rule, RuleOption } from './rule';

/** A list of rules that a team begins with. */
export type PackName = keyof typeof PACKS;

/** Which rules are asked, and how. */
export interface RuleChoice {
  /** `recommended` where none is named. */
  readonly pack?: PackName;
  /** Ids of rules that are asked besides. */
  readonly also?: readonly string[];
  /** Ids of rules that are not asked. What API servers refuse can't be left out. */
  readonly except?: readonly string[];
  /** Options by the ids of their rules. */
  readonly options?: { readonly [id: string]: OptionValues };
  /** Rules of a team. */
  readonly own?: readonly IOwnRule[];
  /** The same in CEL. */
  readonly cel?: readonly CelRule[];
}

/** What is wrong with a choice. */
export interface ChoiceFault {
  readonly path: FieldPath;
  /** As a clause: `must be the id of a rule`. */
  readonly rule: string;
  readonly got?: unknown;
  /** Names of which the value may be a misspelling. */
  readonly known?: readonly string[];
  /** The way out, as a sentence without its full stop. */
  readonly fix: string;
}

/** What the options of a rule are where nobody sets them. */
export function defaultOptions(rule: Rule): OptionValues {
  if (rule instanceof IndexedRule) { return rule.defaults; }
  return Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, option]) => [name, option.default]));
}

/** The rules that are asked, in the order of the catalogue, own ones last. Those at fault are not among them. */
export function chooseRules(
  { pack = 'recommended', also = [], except = [], options = {}, own = [], cel = [] }: RuleChoice,
): { readonly chosen: ChosenRule[]; readonly faults: ChoiceFault[] } {
  // One that there is not is told by its shape.
  const ids = new Set([...PACKS[pack] ?? [], ...also]);
  except.forEach((id) => ids.delete(id));
  const { rules: owned, faults: ownFaults } = ownRules(own, cel);
  const rules = [...RULES.filter(({ id, severity }) => ids.has(id) || severity === 'refused'), ...owned.filter(({ id }) => !except.includes(id))];
  const known = [...RULES, ...owned];
  const faults = [
    ...idFaults('also', also, known), ...idFaults('except', except, known), ...refusedFaults(except), ...ownFaults,
    ...Object.entries(options).flatMap(([id, values]) => optionFaults(id, values, known)),
  ];
  return { chosen: rules.map((rule) => ({ rule, options: { ...defaultOptions(rule), ...soundOptions(rule, options[rule.id]) } })), faults };
}

function idFaults(list: 'also' | 'except', ids: readonly string[], known: readonly Rule[]): ChoiceFault[] {
  return ids.flatMap((id, index) => (known.some((rule) => rule.id === id) || (list === 'except' && mayBeOwn(id)) ? [] : [unknownRule([list, index], id, known)]));
}

function unknownRule(path: FieldPath, id: string, rules: readonly Rule[]): ChoiceFault {
  return { path, rule: 'must be the id of a rule', got: id, known: rules.map((rule) => rule.id), fix: 'docs/rules.md lists them' };
}

function refusedFaults(except: readonly string[]): ChoiceFault[] {
  return except.flatMap((id, index) => (RULES.some((rule) => rule.id === id && rule.severity === 'refused') ? [{
    path: ['except', index], rule: "must not be a rule about what API servers refuse: that can't be chosen", got: id, fix: 'Correct what it finds',
  }] : []));
}

const OWN_ID = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/;
/** Groups of what this library says. Rules of a team have others, so that neither gets in the way of the other. */
const GROUPS: ReadonlySet<string> = new Set([
  ...RULES.map(({ id }) => id.slice(0, id.indexOf('/'))),
  'acceptance', 'check', 'cluster', 'construct', 'data', 'file', 'fleet', 'patch', 'prop', 'pulumi', 'rules', 'scheduling', 'workload',
]);

/**
 * Whether an id may be that of a rule of a team, which need not be known where its id is.
 * @param known of this library, of which it may be a misspelling
 */
export function mayBeOwn(id: string, known: readonly string[] = RULES.map((rule) => rule.id)): boolean {
  return OWN_ID.test(id) && !GROUPS.has(id.slice(0, id.indexOf('/'))) && nearestName(id, known) === undefined;
}

function ownRules(own: readonly IOwnRule[], cel: readonly CelRule[]): { readonly rules: ObjectRule[]; readonly faults: ChoiceFault[] } {
  const given = [...own.map((rule, index) => ({ rule: rule as OwnRuleText, path: ['own', index] })), ...cel.map((rule, index) => ({ rule: rule as OwnRuleText, path: ['cel', index] }))];
  const ids = given.map(({ rule }) => rule.id);
  const faults = given.flatMap(({ rule, path }, index) => [...idFault(rule.id, path, ids.indexOf(rule.id) < index), ...textFaults(rule, path)]);
  const expressions = cel.flatMap((rule, index) => expressionFaults(rule, ['cel', index]));
  const isSound = (at: readonly (string | number)[]) => ![...faults, ...expressions].some(({ path }) => path[0] === at[0] && path[1] === at[1]);
  return {
    rules: [
      ...own.filter((_, index) => isSound(['own', index])).map(ruleOfOwn), ...cel.filter((_, index) => isSound(['cel', index])).map(ruleOfCel),
    ],
    faults: [...faults, ...expressions],
  };
}

function idFault(id: unknown, at: FieldPath, isTaken: boolean): ChoiceFault[] {
  const path = [...at, 'id'];
  if (typeof id !== 'string' || !OWN_ID.test(id)) {
    return [{ path, rule: "must be a group and a name of small letters, digits and '-'", got: id, fix: "Use one such as 'shop/cost-centre'" }];
  }
  if (GROUPS.has(id.slice(0, id.indexOf('/')))) { return [{ path, rule: 'must not be in a group of this library', got: id, fix: 'Give it a group of your own' }]; }
  return isTaken ? [{ path, rule: 'must be the id of one rule, and is that of two', got: id, fix: 'Rename one of them' }] : [];
}

const SEVERITIES: readonly unknown[] = Object.values(OwnRuleSeverity);

function textFaults({ severity, why, fix, kinds }: OwnRuleText, at: FieldPath): ChoiceFault[] {
  const missing = Object.entries({ why, fix }).filter(([, text]) => typeof text !== 'string' || text === '')
    .map(([name]): ChoiceFault => ({ path: [...at, name], rule: 'must be a text', fix: name === 'why' ? 'Say what goes wrong otherwise' : 'Say the way out' }));
  return [
    ...(SEVERITIES.includes(severity) ? [] : [{ path: [...at, 'severity'], rule: "must be 'error' or 'warning'", got: severity, fix: 'Use one of them: what API servers refuse, they say themselves' }]),
    ...missing,
    ...(Array.isArray(kinds) ? kinds : []).flatMap((kind, index) => (typeof kind === 'string' && /^[a-z0-9.-]*\/[A-Z][A-Za-z0-9]*$/.test(kind) ? [] : [{
      path: [...at, 'kinds', index], rule: 'must be a kind with its group', got: kind, fix: "Use one such as 'apps/Deployment', or '/Service' where the group has no name",
    }])),
  ];
}

function expressionFaults(rule: CelRule, at: FieldPath): ChoiceFault[] {
  const wrong = Object.entries(CEL_EXPRESSIONS).flatMap(([name, type]): ChoiceFault[] => {
    const text = rule[name as keyof typeof CEL_EXPRESSIONS];
    if (text === undefined && name === 'messageExpression') { return []; }
    const why = typeof text === 'string' ? faultOfExpression(text, type) : 'it is no text';
    return why === undefined ? [] : [{ path: [...at, name], rule: `must be an expression in CEL: ${why}`, got: text, fix: 'See https://kubernetes.io/docs/reference/using-api/cel/' }];
  });
  const isField = rule.field === undefined || (typeof rule.field === 'string' && parsePath(rule.field) !== undefined);
  return [...wrong, ...(isField ? [] : [{ path: [...at, 'field'], rule: 'must be a field', got: rule.field, fix: "Use one such as 'metadata.labels'" }])];
}

function faultOfExpression(text: string, type: string): string | undefined {
  try {
    new CelExpression(text, VARIABLES, type);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ESM') { return 'that needs Node.js 20.19 or newer'; }
    if (!(error instanceof CelSyntaxFault)) { throw error; }
    return `${error.message}${error.position === undefined ? '' : ` at character ${error.position + 1}`}`;
  }
}

function optionFaults(id: string, values: unknown, known: readonly Rule[]): ChoiceFault[] {
  const path = ['options', id];
  const rule = known.find((each) => each.id === id);
  if (rule === undefined) { return [unknownRule(path, id, known)]; }
  if (!isMap(values)) { return [{ path, rule: 'must be a map of options', got: values, fix: `docs/rules.md lists those of '${id}'` }]; }
  const { options = {} } = rule;
  const names = Object.keys(options);
  return Object.entries(values).flatMap(([name, value]): ChoiceFault[] => {
    if (!Object.hasOwn(options, name)) {
      return [{ path: [...path, name], rule: 'must be an option of the rule', got: name, known: names, fix: names.length === 0 ? 'It has none' : `It has ${listed(names)}` }];
    }
    const { type, default: usual } = options[name];
    return isOfType(options[name], value) ? [] : [{ path: [...path, name], rule: `must be ${TYPES[type]}`, got: value, fix: `Use one such as ${JSON.stringify(usual)}` }];
  });
}

/** Those that are what they should be. */
function soundOptions(rule: Rule, values: OptionValues | undefined): OptionValues {
  if (values === undefined) { return {}; }
  const { options = {} } = rule;
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => Object.hasOwn(options, name) && isOfType(options[name], value)));
}

const TYPES = { text: 'a text', texts: 'a list of texts', number: 'a number', boolean: 'true or false' } as const;

function isOfType({ type }: RuleOption, value: unknown): boolean {
  switch (type) {
    case 'text': return typeof value === 'string';
    case 'texts': return Array.isArray(value) && value.every((item) => typeof item === 'string');
    case 'number': return typeof value === 'number' && Number.isFinite(value);
    case 'boolean': return typeof value === 'boolean';
  }
}
