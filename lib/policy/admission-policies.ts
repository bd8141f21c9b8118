import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { PolicyEnforcement } from '../cluster/policy-enforcement';
import { checkRuleSettings, RULE_SETTINGS, RuleSettings } from '../cluster/rule-settings';
import { list, map } from '../construct/collection';
import { Faults } from '../construct/faults';
import { ManifestConstruct } from '../construct/manifest-construct';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { dnsLabel, known, mustBeKnown, oneOf, onTopOf, Shape } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { FieldPath } from '../manifest/field-path';
import { isKnown, isLate } from '../manifest/known';
import { useNearest } from '../manifest/nearest-name';
import { isMap } from '../manifest/object';
import { NAMESPACES_OF_THE_CLUSTER } from '../rules/admission/admission-policy';
import { askedInCluster, clusterPolicies } from '../rules/admission/cluster-policies';
import { POLICIES_SINCE } from '../rules/admission/validating-admission-policy';
import { chooseRules } from '../rules/choice';
import { PolicyEngine } from './policy-engine';

/** Properties for `AdmissionPolicies`. */
export interface AdmissionPoliciesProps {
  /**
   * The rules that the cluster asks, as far as it can: docs/rules.md says of each whether.
   * @default - those that look at what is written for the cluster
   */
  readonly rules?: RuleSettings;

  /**
   * What comes of what is against a rule.
   * @default - `policyEnforcement` of the cluster, which an environment of a fleet may set; else `PolicyEnforcement.WARN`
   */
  readonly enforcement?: PolicyEnforcement;

  /**
   * The same for single rules, by their ids, e.g. `{ 'security/runtime-socket': PolicyEnforcement.DENY }`.
   * @default - as for all
   */
  readonly enforcementOf?: { [id: string]: PolicyEnforcement };

  /**
   * What asks the rules. API servers do from Kubernetes 1.30 on.
   * @default PolicyEngine.VALIDATING_ADMISSION_POLICY
   */
  readonly engine?: PolicyEngine;

  /**
   * Namespaces in which nothing is asked.
   * @default ['kube-node-lease', 'kube-public', 'kube-system']
   */
  readonly exceptNamespaces?: string[];
}

const SHAPES: Shapes<AdmissionPoliciesProps> = {
  rules: knownThroughout(RULE_SETTINGS),
  enforcement: known(oneOf(PolicyEnforcement), "Use one of 'PolicyEnforcement'"),
  enforcementOf: knownThroughout(map(oneOf(PolicyEnforcement), "{ 'security/runtime-socket': PolicyEnforcement.DENY }")),
  engine: known(oneOf(PolicyEngine), "Use one of 'PolicyEngine'"),
  exceptNamespaces: list(dnsLabel("Use one such as 'kube-system'"), "['kube-system']"),
};

/**
 * Has the cluster itself ask the rules that look at manifests: of whatever is written to it, by whomever. For each rule there is a
 * ValidatingAdmissionPolicy with its binding, or a ConstraintTemplate with its constraint, called `fleetwright-` and the id of the rule.
 *
 * What an object accepts by its annotation `accepted.fleetwright.io/<id>`, the cluster lets pass. What a workload makes is judged with the workload.
 *
 * @example
 * const cluster = new Cluster({ name: 'prod-eu', kubernetesVersion: '1.35', policyEnforcement: PolicyEnforcement.DENY });
 * new AdmissionPolicies(new Chart(cluster, 'policies'), 'policies', {
 *   enforcementOf: { 'reliability/fixed-image': PolicyEnforcement.WARN },
 * });
 */
export class AdmissionPolicies extends ManifestConstruct {
  /** Ids of the rules that the cluster asks. */
  public readonly enforced: string[];
  /** Why it can't ask others, by their ids. */
  public readonly leftOut: { [id: string]: string };

  public constructor(scope: Construct, id: string, props: AdmissionPoliciesProps = {}) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<AdmissionPoliciesProps>(faults, props, SHAPES, AdmissionPolicies);
    const { engine = PolicyEngine.VALIDATING_ADMISSION_POLICY, exceptNamespaces = [...NAMESPACES_OF_THE_CLUSTER], enforcementOf = {} } = props;
    const around = Cluster.tryContaining(this)?._given;
    const rules = props.rules ?? around?.rules ?? {};
    const action = props.enforcement ?? around?.policyEnforcement ?? PolicyEnforcement.WARN;
    const { asked, leftOut } = askedInCluster(chooseRules(rules).chosen);
    this.enforced = asked.map(({ rule }) => rule.id);
    this.leftOut = leftOut;

    checkRuleSettings(props.rules, faults.props.at('rules'));
    if (engine === PolicyEngine.VALIDATING_ADMISSION_POLICY) { this.checkVersion(faults.props.at('engine')); }
    Object.keys(enforcementOf).forEach((rule) => this.checkEnforced(rule, faults.props.at('enforcementOf', rule)));
    faults.throwIfBroken();
    if (faults.report()) { return; }

    const scopeOf = (rule: string) => ({ action: Object.hasOwn(enforcementOf, rule) ? enforcementOf[rule] : action, exceptNamespaces });
    clusterPolicies(asked, engine, scopeOf).forEach((object) => this._emitClusterScoped(`${object.kind} ${object.metadata!.name}`, object));
  }

  private checkVersion(prop: Prop): void {
    if (Cluster.atLeast(this, POLICIES_SINCE)) { return; }
    const version = Cluster.tryContaining(this)?.kubernetesVersion;
    prop.fault({
      id: 'workload/kubernetes-version',
      rule: `needs Kubernetes ${POLICIES_SINCE}, and ${version === undefined ? "the cluster's version is not known" : `the cluster runs ${version}`}`,
      fix: `${version === undefined ? "Set 'kubernetesVersion' on the Cluster" : 'Upgrade the cluster'}, or use 'PolicyEngine.GATEKEEPER'`,
    });
  }

  private checkEnforced(rule: string, prop: Prop): void {
    if (this.enforced.includes(rule)) { return; }
    const why = Object.hasOwn(this.leftOut, rule) ? this.leftOut[rule] : undefined;
    prop.fault({
      id: 'rules/choice',
      rule: why === undefined ? 'must be the id of a rule that is chosen, and no refusal of API servers' : `must be the id of a rule that a cluster can ask: ${why}`,
      got: rule,
      fix: why === undefined ? useNearest(rule, this.enforced, "Add it to 'also' of 'rules', or leave it out") : 'Leave it out',
    });
  }
}

/** What expressions are made of. Nothing is made of what is not known. */
function knownThroughout<T>(shape: Shape<T>): Shape<T> {
  return onTopOf(shape, (value, prop) => {
    const late = latePaths(value, []);
    late.forEach((path) => prop.at(...path).fault(mustBeKnown('Give the value itself')));
    return late.length > 0 ? undefined : shape(value, prop);
  });
}

function latePaths(value: unknown, path: FieldPath): FieldPath[] {
  if (isLate(value)) { return [path]; }
  if (Array.isArray(value)) { return value.flatMap((each, index) => latePaths(each, [...path, index])); }
  return isMap(value) && isKnown(value) ? Object.entries(value).flatMap(([key, each]) => latePaths(each, [...path, key])) : [];
}
