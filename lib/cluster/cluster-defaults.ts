import { checkAccepted, checkWarningId } from '../construct/acceptance';
import { filled, list, texts } from '../construct/collection';
import { Prop } from '../construct/prop';
import { anything, oneOf } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { CLUSTER_WORKLOADS, ClusterWorkloads } from './cluster-workloads';
import { PolicyEnforcement } from './policy-enforcement';
import { checkRuleSettings, RULE_SETTINGS, RuleSettings } from './rule-settings';

/** A warning that somebody lives with. */
export interface AcceptedWarning {
  /** Id of the warning, e.g. `workload/single-replica`. */
  readonly id: string;

  /** Why it is all right. It is written on the objects. */
  readonly reason: string;

  /**
   * Environments in which it is: those of `Cluster.environment`.
   * @default - all
   */
  readonly environments?: string[];
}

/** How things are done in a cluster, where constructs do not say: what development, staging and production differ in. */
export interface ClusterDefaults {
  /**
   * How this library's workloads run here, as development, staging and production differ: numbers of pods, spread, budgets, resources.
   * @default - as each workload says
   */
  readonly workloads?: ClusterWorkloads;

  /**
   * Ids of warnings that end the synth as errors do, unless they are accepted; `*` for all. docs/findings.md lists the ids.
   * @default - none
   */
  readonly warningsAsErrors?: string[];

  /**
   * Warnings that are all right in the whole cluster. Where one is all right in one place, call `Warnings.accept`.
   *
   * Each is written on the objects that it is about, with its reason. One that nothing raises is an error.
   *
   * @default - none
   */
  readonly acceptedWarnings?: AcceptedWarning[];

  /**
   * Which rules look at what is written, whoever wrote it. What API servers refuse is looked at in any case.
   * @default - those of `RulePack.RECOMMENDED`
   */
  readonly rules?: RuleSettings;

  /**
   * What comes of what is written to the cluster against a rule, where `AdmissionPolicies` has the cluster ask and does not say.
   * @default PolicyEnforcement.WARN
   */
  readonly policyEnforcement?: PolicyEnforcement;
}

/** What they must look like. */
export const CLUSTER_DEFAULTS: Shapes<ClusterDefaults> = {
  workloads: CLUSTER_WORKLOADS,
  warningsAsErrors: texts("['workload/single-replica']"),
  rules: RULE_SETTINGS,
  policyEnforcement: oneOf(PolicyEnforcement),
  acceptedWarnings: list(struct<AcceptedWarning>("{ id: 'workload/single-replica', reason: 'nobody waits for it' }", {
    // What they must be is the same wherever a warning is accepted.
    id: anything, reason: anything, environments: filled(texts("['dev']"), 'Leave it out for all of them'),
  }), "[{ id: 'workload/single-replica', reason: 'nobody waits for it' }]"),
};

/** What no shape can say. */
export function checkDefaults({ warningsAsErrors, acceptedWarnings, rules }: ClusterDefaults, prop: Prop): void {
  checkRuleSettings(rules, prop.at('rules'));
  warningsAsErrors?.forEach((id, index) => { if (id !== '*') { checkWarningId(id, prop.at('warningsAsErrors', index)); } });
  acceptedWarnings?.forEach((accepted, index) => checkAccepted(accepted, prop.at('acceptedWarnings', index)));
}
