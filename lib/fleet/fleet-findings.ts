import { Finding, Severity } from '../construct/finding';
import { ClusterFacts } from '../rules/fleet/cluster-facts';
import { FLEET_RULES } from '../rules/fleet/rules';

/** What the checks between clusters find, in the order of the rules. */
export function fleetFindings(fleet: readonly ClusterFacts[]): { readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] } {
  const findings = FLEET_RULES.flatMap((rule) => rule.check(fleet).map(({ cluster, object, rule: what, fix }): Finding => ({
    id: rule.id,
    severity: rule.severity === 'error' ? Severity.ERROR : Severity.WARNING,
    path: cluster,
    ...(object !== undefined && { object }),
    fix,
    message: rule.severity === 'error' && object !== undefined ? `${object} ${what}. ${fix}.` : `${what}. ${fix}.`,
  })));
  return {
    errors: findings.filter(({ severity }) => severity === Severity.ERROR),
    warnings: findings.filter(({ severity }) => severity === Severity.WARNING),
  };
}
