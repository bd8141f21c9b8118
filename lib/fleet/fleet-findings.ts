import { AcceptedWarning, ClusterDefaults } from '../cluster/cluster-defaults';
import { promotedWarnings } from '../cluster/synthesis';
import { Finding, Severity } from '../construct/finding';
import { ClusterFacts } from '../rules/fleet/cluster-facts';
import { FleetRule, FleetRuleFinding } from '../rules/fleet/rule';
import { FLEET_RULES } from '../rules/fleet/rules';

/**
 * What the checks between clusters find, in the order of the rules. Of some of the clusters alone, only what the others could not refute; of
 * a hub, nothing.
 */
export function fleetFindings(
  written: readonly ClusterFacts[], defaultsOf: (cluster: string) => ClusterDefaults, { areAll = true }: { readonly areAll?: boolean } = {},
): { readonly errors: readonly Finding[]; readonly warnings: readonly Finding[] } {
  const fleet = written.filter(({ cluster }) => cluster.hub !== true);
  const rules = FLEET_RULES.filter(({ needsAll = false }) => areAll || !needsAll);
  const found = rules.flatMap((rule) => foundBy(rule, fleet).map((each) => findingOf(rule, each, defaultsOf(each.cluster))));
  const warnings = found.filter(({ severity }) => severity === Severity.WARNING);
  const promoted = warnings.flatMap((warning) => promotedWarnings([warning], defaultsOf(warning.path).warningsAsErrors ?? []));
  return { errors: [...found.filter(({ severity }) => severity === Severity.ERROR), ...promoted], warnings };
}

/** A rule that throws is at fault itself: which one it was, nobody could tell otherwise. */
function foundBy(rule: FleetRule, fleet: readonly ClusterFacts[]): readonly FleetRuleFinding[] {
  try {
    return rule.check(fleet);
  } catch (error) {
    throw new Error(`the check ${rule.id} failed, which is a fault of fleetwright: ${(error as Error).message}`, { cause: error });
  }
}

/** A warning, with the reason for which a cluster lives with such. */
export function acceptedBy(warning: Finding, acceptedWarnings: readonly AcceptedWarning[]): Finding {
  const accepted = acceptedWarnings.find(({ id }) => id === warning.id)?.reason;
  return accepted === undefined ? warning : { ...warning, accepted };
}

function findingOf({ id, severity }: FleetRule, { cluster, object, rule, fix }: FleetRuleFinding, { acceptedWarnings = [] }: ClusterDefaults): Finding {
  const isError = severity === 'error';
  const finding: Finding = {
    id,
    severity: isError ? Severity.ERROR : Severity.WARNING,
    path: cluster,
    ...(object !== undefined && { object }),
    fix,
    // A warning is printed with its object in front.
    message: isError && object !== undefined ? `${object} ${rule}. ${fix}.` : `${rule}. ${fix}.`,
  };
  return isError ? finding : acceptedBy(finding, acceptedWarnings);
}
