import { groupBy } from '../../manifest/group-by';
import { KubernetesObject } from '../../manifest/object';
import { AdmissionPolicy } from './admission-policy';
import { PolicyAction, PolicyScope } from './policy-scope';

const ACTIONS: { readonly [action in PolicyAction]: string } = { audit: 'Audit', warn: 'Warn', deny: 'Deny' };

/** The first Kubernetes that has them without being asked. */
export const POLICIES_SINCE = '1.30';

/**
 * A policy of the API server itself, with what binds it.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function validatingAdmissionPolicy(policy: AdmissionPolicy, { action, exceptNamespaces }: PolicyScope): KubernetesObject[] {
  const { id, name, kinds, conditions, variables, expression, message, messageExpression } = policy;
  const metadata = { name, annotations: { 'fleetwright.io/rule': id } };
  return [
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [...groupBy(kinds, ({ group, version }) => JSON.stringify([group, version])).values()].map((same) => ({
            apiGroups: [same[0].group],
            apiVersions: [same[0].version],
            operations: ['CREATE', 'UPDATE'],
            resources: same.map(({ resource }) => resource).sort(),
          })),
        },
        matchConditions: conditions,
        variables: variables.length === 0 ? undefined : variables,
        validations: [{ expression, message, messageExpression }],
      },
    },
    {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: name,
        validationActions: [ACTIONS[action]],
        matchResources: exceptNamespaces.length === 0 ? undefined : {
          namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: exceptNamespaces }] },
        },
      },
    },
  ];
}
