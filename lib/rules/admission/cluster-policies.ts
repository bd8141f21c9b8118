import { KubernetesObject } from '../../manifest/object';
import { ChosenRule } from '../judge';
import { AdmissionPolicy, admissionPolicy, notInCluster } from './admission-policy';
import { gatekeeperPolicy } from './gatekeeper-policy';
import { PolicyScope } from './policy-scope';
import { validatingAdmissionPolicy } from './validating-admission-policy';

/** What asks rules in a cluster: its API server, or Gatekeeper. */
export type AdmissionEngine = 'ValidatingAdmissionPolicy' | 'Gatekeeper';

const WRITTEN: { readonly [engine in AdmissionEngine]: (policy: AdmissionPolicy, scope: PolicyScope) => KubernetesObject[] } = {
  ValidatingAdmissionPolicy: validatingAdmissionPolicy,
  Gatekeeper: gatekeeperPolicy,
};

/** Rules of policy, by whether a cluster can ask them by itself. What API servers refuse anyway is not among them. */
export interface AskedRules {
  readonly asked: readonly ChosenRule[];
  /** Why it can't ask the others, by their ids. */
  readonly leftOut: { readonly [id: string]: string };
}

/** Which of these rules a cluster can ask by itself. */
export function askedInCluster(chosen: readonly ChosenRule[]): AskedRules {
  const policies = chosen.filter(({ rule }) => rule.severity !== 'refused').map((each) => ({ each, why: notInCluster(each) }));
  return {
    asked: policies.filter(({ why }) => why === undefined).map(({ each }) => each),
    leftOut: Object.fromEntries(policies.flatMap(({ each, why }) => (why === undefined ? [] : [[each.rule.id, why]]))),
  };
}

/** What has a cluster ask rules by itself, in the order of the rules. */
export function clusterPolicies(asked: readonly ChosenRule[], engine: AdmissionEngine, scopeOf: (id: string) => PolicyScope): KubernetesObject[] {
  return asked.flatMap((each) => WRITTEN[engine](admissionPolicy(each), scopeOf(each.rule.id)));
}
