import { visibleLine } from '../../manifest/visible';
import { RuleSeverity } from '../../rules/rule';
import { CheckReport, isOpen, ReportedFinding } from './check-report';

/** For people: what is open, by file, and at the end how much of it; one line where all is well. */
export function textFormat(report: CheckReport, isColored: boolean): string {
  const paint = (color: Color, text: string) => (isColored ? `\u001b[${COLORS[color]}m${text}\u001b[0m` : text);
  const open = report.findings.filter(isOpen);
  const files = [...new Set(open.map(({ file }) => file))];
  const blocks = files.map((file) => {
    const lines = open.filter((finding) => finding.file === file).map((finding) => linesOf(finding, paint));
    return `${paint('bold', file === '-' ? 'standard input' : visibleLine(file))}\n${lines.join('')}\n`;
  });
  return `${blocks.join('')}${summaryOf(report, open)}\n`;
}

type Color = 'bold' | 'refused' | 'error' | 'warning' | 'faint';
const COLORS: { readonly [color in Color]: number } = { bold: 1, refused: 31, error: 31, warning: 33, faint: 2 };

function linesOf({ id, severity, cluster, line, column, object, field, message, fix }: ReportedFinding, paint: (color: Color, text: string) => string): string {
  const place = line === undefined ? '' : `${line}:${column ?? 1}`;
  const what = [cluster === undefined ? undefined : `[${cluster}]`, object, field].filter((part) => part !== undefined).join(' ');
  return [
    `  ${place.padEnd(8)} ${paint(severity, severity.padEnd(7))}  ${visibleLine(message)}\n`,
    ...fix === undefined ? [] : [`                    ${visibleLine(fix)}.\n`],
    `                    ${paint('faint', `${what === '' ? '' : `${visibleLine(what)}  `}${id}`)}\n`,
  ].join('');
}

function summaryOf({ findings, files, objects, passedOver, ignored, unchecked, uncheckedRules, gone }: CheckReport, open: readonly ReportedFinding[]): string {
  const counts = (['refused', 'error', 'warning'] as const).map((severity) => ({ severity, count: open.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0).map(({ severity, count }) => counted(count, NAMES[severity]));
  const fixable = open.filter((finding) => finding.fixable !== undefined).length;
  const known = [
    { count: findings.filter(({ accepted }) => accepted !== undefined).length, what: 'accepted' },
    { count: findings.filter((finding) => finding.accepted === undefined && !isOpen(finding)).length, what: 'in the baseline' },
  ].filter(({ count }) => count > 0).map(({ count, what }) => `${count} ${what}`);
  return [
    `${counted(objects, ['object', 'objects'])} in ${counted(files.length, ['file', 'files'])}: ${counts.length === 0 ? 'nothing found' : counts.join(', ')}`,
    ...known.length === 0 ? [] : [` (${known.join(', ')})`],
    ...fixable === 0 ? [] : [`\n${counted(fixable, ['finding', 'findings'])} can be fixed with --fix`],
    ...gone === undefined ? [] : [`\n${counted(gone, ['finding', 'findings'])} of the baseline ${gone === 1 ? 'is' : 'are'} gone: write it anew with --write-baseline`],
    ...passedOver.length === 0 ? [] : [`\npassed over, for ${passedOver.length === 1 ? 'it is no manifest' : 'they are no manifests'}: ${namesOf(passedOver.map(({ file }) => file))}`],
    ...ignored.length === 0 ? [] : [`\nignored: ${namesOf(ignored)}`],
    ...unchecked.length === 0 ? [] : [`\nnot checked, for want of a schema: ${unchecked.join(', ')}. Give their definitions with --crd`],
    ...rulesOf(uncheckedRules),
  ].join('');
}

const MOST = 5;

function namesOf(files: readonly string[]): string {
  const more = files.length - MOST;
  return `${files.slice(0, MOST).map(visibleLine).join(', ')}${more > 0 ? ` and ${more} more; --format json lists them` : ''}`;
}

function rulesOf(unchecked: CheckReport['uncheckedRules']): string[] {
  const kinds = Object.entries(unchecked).map(([kind, rules]) => `${kind} (${counted(rules.length, ['rule', 'rules'])})`);
  return kinds.length === 0 ? [] : [`\nnot checked in full: ${kinds.join(', ')}. --format json says which rules of their definitions are not run, and why`];
}

const NAMES: { readonly [severity in RuleSeverity]: readonly [string, string] } = {
  refused: ['refusal', 'refusals'], error: ['error', 'errors'], warning: ['warning', 'warnings'],
};

function counted(count: number, [one, many]: readonly [string, string] | readonly string[]): string {
  return `${count} ${count === 1 ? one : many}`;
}
