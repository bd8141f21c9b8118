import { groupBy } from '../../manifest/group-by';
import { visibleLine } from '../../manifest/visible';
import { RuleSeverity } from '../../rules/rule';
import { CheckReport, isOpen, ReportedFinding, ReportedRule } from './check-report';
import { ReportedResources } from './reported-resources';

/** What a rule found, as a report of cdk8s-cli has it. */
export interface ReportedViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly { readonly resourceName: string; readonly manifestPath: string; readonly locations: readonly string[] }[];
}

const SEVERITIES: readonly RuleSeverity[] = ['refused', 'error', 'warning'];

/** What is open, by rules: what weighs most first. */
export function reportViolations({ findings, rules }: CheckReport, resources: ReportedResources): ReportedViolation[] {
  const byRule = groupBy(findings.filter(isOpen), ({ id }) => id);
  const found = rules().filter(({ id }) => byRule.has(id)).sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
  return found.map((rule) => {
    const { id, severity, why, fix, docs } = rule;
    const byResource = groupBy(byRule.get(id)!, (finding) => JSON.stringify([resources.nameOf(finding), finding.file]));
    return {
      ruleName: id,
      recommendation: `${severity}: ${why}`,
      fix: docs === undefined ? `${fix}.` : `${fix}. See ${docs}`,
      violatingResources: [...byResource].map(([key, own]) => {
        const [resourceName, manifestPath] = JSON.parse(key);
        return { resourceName: visibleLine(resourceName), manifestPath, locations: own.map((finding) => locationOf(finding, rule)) };
      }),
    };
  });
}

/** A place, and what is the matter there: a report has no other room for that. */
function locationOf({ line, column, field, message, fix }: ReportedFinding, rule: ReportedRule): string {
  const place = line === undefined ? undefined : `${line}:${column ?? 1}`;
  const where = [place, field].filter((part) => part !== undefined).join(' ');
  return visibleLine(`${where === '' ? '' : `${where}: `}${message}${fix === undefined || fix === rule.fix ? '' : `. ${fix}`}`);
}

/** How much was found, for the table at its top. */
export function reportSummary({ findings, objects, unchecked, gone = 0 }: CheckReport): { [title: string]: string } {
  const open = findings.filter(isOpen);
  const count = (severity: RuleSeverity) => open.filter((finding) => finding.severity === severity).length;
  const known = {
    'Accepted': findings.filter(({ accepted }) => accepted !== undefined).length,
    'In the baseline': findings.filter(({ isInBaseline }) => isInBaseline === true).length,
    'Gone from the baseline': gone,
  };
  return {
    Objects: String(objects),
    Refused: String(count('refused')),
    Errors: String(count('error')),
    Warnings: String(count('warning')),
    ...Object.fromEntries(Object.entries(known).filter(([, each]) => each > 0).map(([title, each]) => [title, String(each)])),
    ...(unchecked.length > 0 && { 'Not checked': unchecked.join(', ') }),
  };
}
