import { ClusterDefaults } from '../cluster/cluster-defaults';
import { promotedWarnings } from '../cluster/synthesis';
import { Finding, Severity } from '../construct/finding';
import { ClusterFacts } from '../rules/fleet/cluster-facts';
import { FleetRule, FleetRuleFinding } from '../rules/fleet/rule';
import { FLEET_RULES } from '../rules/fleet/rules';

/** What the checks between clusters find, in the order of the rules. Of some of the clusters alone, only what the others could not refute. */
export function fleetFindings(
  fleet: readonly ClusterFacts[], defaultsOf: (cluster: string) => ClusterDefaults, { areAll = true }: { readonly areAll?: boolean } = {},
): { readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] } {
  const rules = FLEET_RULES.filter(({ needsAll = false }) => areAll || !needsAll);
  const found = rules.flatMap((rule) => rule.check(fleet).map((each) => findingOf(rule, each, defaultsOf(each.cluster))));
  const warnings = found.filter(({ severity }) => severity === Severity.WARNING);
  const promoted = warnings.flatMap((warning) => promotedWarnings([warning], defaultsOf(warning.path).warningsAsErrors ?? []));
  return { errors: [...found.filter(({ severity }) => severity === Severity.ERROR), ...promoted], warnings };
}

function findingOf({ id, severity }: FleetRule, { cluster, object, rule, fix }: FleetRuleFinding, { acceptedWarnings = [] }: ClusterDefaults): Finding {
  const accepted = severity === 'warning' ? acceptedWarnings.find((each) => each.id === id)?.reason : undefined;
  return {
    id,
    severity: severity === 'error' ? Severity.ERROR : Severity.WARNING,
    path: cluster,
    ...(object !== undefined && { object }),
    fix,
    // A warning is printed with its object in front.
    message: severity === 'error' && object !== undefined ? `${object} ${rule}. ${fix}.` : `${rule}. ${fix}.`,
    ...(accepted !== undefined && { accepted }),
  };
}
