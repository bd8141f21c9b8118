import { PolicyEnforcement } from '../cluster/policy-enforcement';
import { RulePack } from '../cluster/rule-settings';
import { atLeast } from '../manifest/kubernetes-version';
import { stringifyYaml } from '../manifest/yaml';
import { PolicyEngine } from '../policy/policy-engine';
import { NAMESPACES_OF_THE_CLUSTER } from '../rules/admission/admission-policy';
import { askedInCluster, clusterPolicies } from '../rules/admission/cluster-policies';
import { POLICIES_SINCE } from '../rules/admission/validating-admission-policy';
import { chooseRules } from '../rules/choice';
import { checkedMinor } from './check/checked-minor';
import { readConfig } from './check/read-config';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright policies` is given. */
export interface PoliciesOptions {
  readonly kubernetes?: string;
  readonly pack?: RulePack;
  readonly config?: string;
  readonly engine: PolicyEngine;
  readonly enforce: PolicyEnforcement;
  readonly exceptNamespaces?: readonly string[];
}

/** Prints what has a cluster ask rules by itself, and tells on standard error which it can't ask. */
export function policies({ kubernetes, pack, config: file, engine, enforce, exceptNamespaces = NAMESPACES_OF_THE_CLUSTER }: PoliciesOptions): void {
  const { config } = readConfig(file);
  const minor = checkedMinor(kubernetes ?? config.kubernetes);
  if (engine === PolicyEngine.VALIDATING_ADMISSION_POLICY && !atLeast(minor, POLICIES_SINCE)) {
    throw new CliError(`Kubernetes ${minor} has no ValidatingAdmissionPolicy: it comes with ${POLICIES_SINCE}. Use '--engine ${PolicyEngine.GATEKEEPER}'.`, ExitCode.WRONG_USE);
  }
  const { asked, leftOut } = askedInCluster(chooseRules({ ...config, ...(pack !== undefined && { pack }) }).chosen);
  const others = Object.entries(leftOut).map(([id, why]) => `  ${id}: ${why}\n`);
  if (others.length > 0) { process.stderr.write(`A cluster can't ask these by itself:\n${others.join('')}`); }
  process.stdout.write(stringifyYaml(clusterPolicies(asked, engine, () => ({ action: enforce, exceptNamespaces }))));
}
