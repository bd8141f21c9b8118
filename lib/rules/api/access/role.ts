import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';
import { checkSelector } from '../labels-of';

/** A rule of a role says verbs, and resources with their groups or paths. */
export const role: ObjectRule = {
  id: 'api/role',
  severity: 'refused',
  about: 'object',
  kinds: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  why: 'A rule that leaves one of them out would allow nothing.',
  fix: "Write verbs, apiGroups ('' for the core) and resources; nonResourceURLs in a rule of their own, in a ClusterRole",
  docs: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/#role-and-clusterrole',
  check: (object) => faultsIn(object, (root) => {
    for (const rule of root.at('rules').items) { checkRule(rule, object.kind === 'Role'); }
    const selectors = root.at('aggregationRule', 'clusterRoleSelectors');
    if (root.at('aggregationRule').isGiven && selectors.isKnown && selectors.items.length === 0) { selectors.fault('the aggregation picks no role'); }
    for (const selector of selectors.items) { checkSelector(selector); }
  }),
};

function checkRule(rule: Field, isNamespaced: boolean): void {
  const [verbs, urls, groups, resources, names] = ['verbs', 'nonResourceURLs', 'apiGroups', 'resources', 'resourceNames'].map((field) => rule.at(field));
  const isEmpty = ({ isKnown, items }: Field) => isKnown && items.length === 0;
  if (isEmpty(verbs)) { verbs.fault('the rule has no verbs'); }
  if (urls.items.length > 0) {
    if (isNamespaced) { urls.fault('a Role has no paths: they belong to no namespace, so that only a ClusterRole can allow them'); }
    if ([groups, resources, names].some(({ items }) => items.length > 0)) { urls.fault('the rule is about both resources and paths'); }
    return;
  }
  if (isEmpty(groups)) { groups.fault("the rule has no apiGroups: '' is the core group"); }
  if (isEmpty(resources)) { resources.fault('the rule has no resources'); }
}
