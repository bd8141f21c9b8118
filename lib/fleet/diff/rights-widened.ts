import { isDeepStrictEqual } from 'node:util';
import { matchesSelector } from '../../manifest/label-selector';
import { apiGroup, KubernetesObject, LabelSelector, listOf } from '../../manifest/object';
import { Around } from './surroundings';

/** Whether somebody may do more than before: by a rule that no earlier one covers, by a binding of somebody new, or by what is aggregated. */
export function widensRights(before: KubernetesObject | undefined, after: KubernetesObject | undefined, around: Around): boolean {
  if (after === undefined || apiGroup(after) !== 'rbac.authorization.k8s.io') { return false; }
  switch (after.kind) {
    case 'Role':
    case 'ClusterRole': {
      const earlier = listOf(before?.rules).flatMap(grantsOf);
      const grants = listOf(after.rules).flatMap(grantsOf);
      return grants.some((grant) => !earlier.some((other) => covers(other, grant)))
        || selectorsOf(after).some((selector) => !selectorsOf(before).some((other) => isDeepStrictEqual(selector, other)))
        || (grants.length > 0 && isTakenUp(before, after, around));
    }
    case 'RoleBinding':
    case 'ClusterRoleBinding': {
      const earlier = JSON.stringify(before?.roleRef) === JSON.stringify(after.roleRef) ? listOf(before?.subjects).map((each) => JSON.stringify(each)) : [];
      return listOf(after.subjects).some((subject) => !earlier.includes(JSON.stringify(subject)));
    }
    default: return false;
  }
}

/** The roles that a ClusterRole takes up. */
function selectorsOf(role: KubernetesObject | undefined): readonly LabelSelector[] {
  return listOf(role?.aggregationRule?.clusterRoleSelectors);
}

/** What Kubernetes itself aggregates: into `admin`, `edit` and `view`. */
const BUILT_IN = ['admin', 'edit', 'view'].map((role): LabelSelector => ({ matchLabels: { [`rbac.authorization.k8s.io/aggregate-to-${role}`]: 'true' } }));

/** Whether the labels of a ClusterRole give its rules to another one, which had them not. */
function isTakenUp(before: KubernetesObject | undefined, after: KubernetesObject, around: Around): boolean {
  if (after.kind !== 'ClusterRole') { return false; }
  const selects = (selector: LabelSelector, role: KubernetesObject | undefined) => matchesSelector(selector, role?.metadata?.labels) === true;
  const selectors = [...BUILT_IN, ...around.after.of('rbac.authorization.k8s.io', 'ClusterRole').flatMap(selectorsOf)];
  return selectors.some((selector) => selects(selector, after) && !selects(selector, before));
}

/** One verb on one kind of thing. */
interface Grant {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  /** Only this one; undefined for all. */
  readonly name?: string;
}

function grantsOf(rule: any): Grant[] {
  const names: (string | undefined)[] = listOf(rule?.resourceNames).length === 0 ? [undefined] : [...rule.resourceNames];
  const things = [
    ...listOf(rule?.apiGroups).flatMap((group) => listOf(rule?.resources).map((resource) => ({ group, resource }))),
    ...listOf(rule?.nonResourceURLs).map((url) => ({ group: '/', resource: url })),
  ];
  const ofVerb = (verb: string) => things.flatMap((thing) => names.map((name): Grant => ({ verb, ...thing, ...(name !== undefined && { name }) })));
  return listOf(rule?.verbs).flatMap(ofVerb);
}

function covers(wide: Grant, grant: Grant): boolean {
  const has = (one: string, other: string) => one === '*' || one === other;
  const resource = has(wide.resource, grant.resource)
    // `*/scale` are the scales of everything, and a URL may end with a star.
    || (wide.resource.startsWith('*/') && grant.resource.endsWith(wide.resource.slice(1)))
    || (wide.group === '/' && wide.resource.endsWith('*') && grant.resource.startsWith(wide.resource.slice(0, -1)));
  return has(wide.verb, grant.verb) && has(wide.group, grant.group) && (wide.group === '/') === (grant.group === '/') && resource
    && (wide.name === undefined || wide.name === grant.name);
}
