import { PACKS } from '../../rules/catalogue';
import { Rule } from '../../rules/rule';
import { ExternalObject } from '../../rules/stand-ins/external-object';
import { LocatedConfig } from './check-config';
import { ReportedFinding } from './check-report';
import { EXTERNAL_RULES } from './file-rules';

/**
 * What a configuration says to come from elsewhere, and nobody has asked for. That can be told where all usual rules about references ask.
 *
 * @param rules those that were asked
 * @param used what somebody has asked for, in any cluster
 */
export function idleExternals({ config, placeOf }: LocatedConfig, rules: readonly Rule[], used: ReadonlySet<ExternalObject>): ReportedFinding[] {
  const asking = PACKS.recommended.filter((id) => id.startsWith('reference/'));
  if (!asking.every((id) => rules.some((rule) => rule.id === id))) { return []; }
  const [{ id, severity, fix }] = EXTERNAL_RULES;
  return (config.external ?? []).flatMap((each, index): ReportedFinding[] => (used.has(each) ? [] : [{
    id, severity, ...placeOf(['external', index]), message: `the ${each.kind} '${each.name}' is said to come from elsewhere, and nothing that the manifests lack is named so`, fix,
  }]));
}
