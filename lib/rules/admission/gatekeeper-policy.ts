import { KubernetesObject } from '../../manifest/object';
import { AdmissionPolicy } from './admission-policy';
import { PolicyAction, PolicyScope } from './policy-scope';

const ACTIONS: { readonly [action in PolicyAction]: string } = { audit: 'dryrun', warn: 'warn', deny: 'deny' };

/**
 * The same as Gatekeeper asks it: a template with the expressions, and the constraint that has it asked. Its engine for CEL reads them as API servers do,
 * but heeds no `matchConditions` of templates, as `gator` 3.23 shows.
 * @see https://open-policy-agent.github.io/gatekeeper/website/docs/validating-admission-policy/
 */
export function gatekeeperPolicy(policy: AdmissionPolicy, { action, exceptNamespaces }: PolicyScope): KubernetesObject[] {
  const { id, name, kinds, conditions, variables, expression, message, messageExpression } = policy;
  const kind = name.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
  const annotations = { 'fleetwright.io/rule': id };
  return [
    {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      // Gatekeeper wants it so.
      metadata: { name: kind.toLowerCase(), annotations },
      spec: {
        crd: { spec: { names: { kind } } },
        targets: [{
          target: 'admission.k8s.gatekeeper.sh',
          code: [{
            engine: 'K8sNativeValidation',
            source: {
              failurePolicy: 'Fail',
              variables: [{ name: 'judged', expression: conditions.map((each) => `(${each.expression})`).join(' && ') }, ...variables],
              validations: [{ expression: `!variables.judged || (${expression})`, message, messageExpression }],
            },
          }],
        }],
      },
    },
    {
      apiVersion: 'constraints.gatekeeper.sh/v1beta1',
      kind,
      metadata: { name, annotations },
      spec: {
        enforcementAction: ACTIONS[action],
        match: {
          kinds: kinds.map((each) => ({ apiGroups: [each.group], kinds: [each.kind] })),
          excludedNamespaces: exceptNamespaces.length === 0 ? undefined : exceptNamespaces,
        },
      },
    },
  ];
}
