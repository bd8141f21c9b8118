import { FieldPath } from '../../manifest/field-path';
import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { IS_RBAC_DEFAULT, isRbacDefault, ROLES } from './rbac';

/** Roles say what they are for. */
export const wildcard: ObjectRule = {
  id: 'access/wildcard',
  severity: 'warning',
  about: 'object',
  kinds: ROLES,
  why: 'A star gives also what nobody thought of, and what later versions bring.',
  fix: 'Name the groups, resources and verbs that are used',
  docs: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege',
  options: {
    customGroups: { type: 'boolean', default: false, description: 'Also for resources of groups that are not of Kubernetes: operators have them for their own.' },
  },
  admission: {
    expression: `${IS_RBAC_DEFAULT} || object.?rules.orValue([]).all(rule, `
      + "!rule.?nonResourceURLs.orValue([]).exists(url, url in ['*', '/*']) && ("
      + 'rule.?resourceNames.orValue([]).size() > 0 || rule.?apiGroups.orValue([]).size() == 0 '
      + "|| (!variables.options.customGroups && rule.apiGroups.all(group, group.contains('.') && !group.endsWith('.k8s.io'))) "
      + "|| !('*' in rule.apiGroups || '*' in rule.?resources.orValue([]) || '*' in rule.?verbs.orValue([]))))",
    messageExpression: '"a rule of it is for everything"',
  },
  check: (role, _, { customGroups }) => {
    const rules = listOf(role.rules);
    if (rules.length === 0 || isRbacDefault(role)) { return undefined; }
    const stars = rules.flatMap((rule, index): Star[] => {
      const path = ['rules', index];
      const urls = listOf(rule?.nonResourceURLs);
      if (urls.includes('*') || urls.includes('/*')) {
        return [{ path: [...path, 'nonResourceURLs', urls.findIndex((url) => url === '*' || url === '/*')], means: 'every path of the API server' }];
      }
      const groups = listOf(rule?.apiGroups);
      if (listOf(rule?.resourceNames).length > 0 || groups.length === 0 || (customGroups !== true && groups.every(isCustom))) { return []; }
      const starred = (['apiGroups', 'resources', 'verbs'] as const).filter((field) => listOf(rule[field]).includes('*'));
      if (starred.length === 0) { return []; }
      return [{ path: [...path, starred[0], listOf(rule[starred[0]]).indexOf('*')], means: starred.map((field) => EVERY[field]).join(', ') }];
    });
    if (stars.length === 0) { return []; }
    const [first, ...others] = stars;
    // A role is written at one go: its rules are not told one by one.
    const more = others.length === 0 ? '' : `, and ${others.length} more of the role ${others.length === 1 ? 'has' : 'have'} stars`;
    return [{ path: first.path, message: `the rule is for ${first.means}${more}` }];
  },
};

/** What a rule of a role leaves open. */
interface Star {
  readonly path: FieldPath;
  readonly means: string;
}

const EVERY = { apiGroups: 'every API group', resources: 'every resource', verbs: 'every verb' } as const;

function isCustom(group: unknown): boolean {
  return typeof group === 'string' && group.includes('.') && !group.endsWith('.k8s.io');
}
