import { FieldPath } from '../../manifest/field-path';
import { groupBy } from '../../manifest/group-by';
import { KubernetesObject, listOf } from '../../manifest/object';
import { AdmissionCheck } from '../admission/admission-check';
import { cel } from '../admission/cel';
import { Answer } from '../rule';
import { IS_RBAC_DEFAULT, isRbacDefault, ROLES } from './rbac';

/** Something that a role should not let anybody do without need. */
export interface RiskyRight {
  /** API groups: `''` for the core. */
  readonly groups: readonly string[];
  /** With their subresource: `pods/exec`. */
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only over a thing of one of these names: those are risky by themselves. */
  readonly names?: readonly string[];
  /** What comes of it, as a clause: `that reads every Secret`. */
  readonly means: string;
}

/** What rules about such rights have in common. */
export const ABOUT_ROLES = { severity: 'warning', about: 'object', kinds: ROLES } as const;

/**
 * What a role gives of such rights, told once: a role is written at one go. Rights over things by their names were thought about, and of rules for all
 * resources `access/wildcard` speaks. Undefined where a role has no rules.
 */
export function riskyRightsOf(role: KubernetesObject, risks: readonly RiskyRight[]): Answer {
  const rules = listOf(role.rules);
  if (rules.length === 0 || isRbacDefault(role)) { return undefined; }
  const given = rules.flatMap((rule, index) => listOf(rule?.resources).flatMap((resource, position): Right[] => {
    const names = listOf(rule.resourceNames);
    const isOver = (risk: RiskyRight) => (risk.names === undefined ? names.length === 0 : risk.names.some((name) => names.includes(name)));
    const risk = risks.find((each) => each.resources.some((known) => isMeant(resource, known)) && isOver(each)
      && isAmong(rule.apiGroups, each.groups) && isAmong(rule.verbs, each.verbs));
    return risk === undefined ? [] : [{ path: ['rules', index, 'resources', position], verbs: printedVerbs(rule.verbs, risk.verbs), resource: String(resource), means: risk.means }];
  }));
  if (given.length === 0) { return []; }
  const alike = [...groupBy(given, ({ verbs, means }) => JSON.stringify([verbs, means])).values()];
  const told = alike.map((rights) => `may ${rights[0].verbs} ${[...new Set(rights.map(({ resource }) => resource))].join(', ')}: ${rights[0].means}`);
  return [{ path: given[0].path, message: `whoever has the role ${told.join('; ')}` }];
}

interface Right {
  readonly path: FieldPath;
  readonly verbs: string;
  readonly resource: string;
  readonly means: string;
}

/** The same as a cluster asks it. */
export function riskyRightsInCel(risks: readonly RiskyRight[]): AdmissionCheck {
  const isRisk = [
    "(resource in risk.resources || (resource.startsWith('*/') && risk.resources.exists(known, known.endsWith(resource.substring(1)))))",
    '(risk.names.size() == 0 ? rule.?resourceNames.orValue([]).size() == 0 : risk.names.exists(name, name in rule.?resourceNames.orValue([])))',
    "rule.?apiGroups.orValue([]).exists(group, group == '*' || group in risk.groups)",
    "rule.?verbs.orValue([]).exists(verb, verb == '*' || verb in risk.verbs)",
  ].join(' && ');
  return {
    variables: {
      risks: cel(risks.map(({ groups, resources, verbs, names = [] }) => ({ groups, resources, verbs, names }))),
      risky: `object.?rules.orValue([]).filter(rule, rule.?resources.orValue([]).exists(resource, variables.risks.exists(risk, ${isRisk})))`,
    },
    expression: `${IS_RBAC_DEFAULT} || variables.risky.size() == 0`,
    messageExpression: '"whoever has the role may do too much by what it says of " + variables.risky.map(rule, rule.resources.join(", ")).join("; ")',
  };
}

/** A star before a subresource stands for any resource that has it. */
function isMeant(resource: unknown, known: string): boolean {
  return resource === known || (typeof resource === 'string' && resource.startsWith('*/') && known.endsWith(resource.slice(1)));
}

function isAmong(given: unknown, asked: readonly string[]): boolean {
  return listOf(given).some((each) => each === '*' || asked.includes(each));
}

function printedVerbs(given: unknown, asked: readonly string[]): string {
  return listOf(given).includes('*') ? 'do anything with' : asked.filter((verb) => listOf(given).includes(verb)).join(', ');
}
