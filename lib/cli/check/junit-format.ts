import { CheckReport, isOpen, ReportedFinding, sentenceOf } from './check-report';

/**
 * A suite for each file, and in it a case for each finding, or one that passed.
 * @see https://github.com/testmoapp/junitxml
 */
export function junitFormat({ findings, files }: CheckReport): string {
  const suites = [...new Set([...files, ...findings.map(({ file }) => file)])].map((file) => {
    const own = findings.filter((finding) => finding.file === file);
    const failures = own.filter(isOpen).length;
    const cases = own.length === 0 ? [`    <testcase classname="${xml(file)}" name="all rules"/>`] : own.map(caseOf);
    const counts = `tests="${cases.length}" failures="${failures}" skipped="${own.length - failures}"`;
    return { failures, cases: cases.length, text: `  <testsuite name="${xml(file)}" ${counts}>\n${cases.join('\n')}\n  </testsuite>\n` };
  });
  const sum = (count: (suite: typeof suites[number]) => number) => suites.reduce((total, suite) => total + count(suite), 0);
  const head = `<testsuites name="fleetwright check" tests="${sum(({ cases }) => cases)}" failures="${sum(({ failures }) => failures)}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.map(({ text }) => text).join('')}</testsuites>\n`;
}

function caseOf(finding: ReportedFinding): string {
  const { id, severity, file, line, column, object, field, accepted } = finding;
  const name = [object, field].filter((part) => part !== undefined).join(' ');
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const open = `    <testcase classname="${xml(id)}" name="${xml(name === '' ? place : name)}" file="${xml(file)}"${line === undefined ? '' : ` line="${line}"`}>`;
  const result = isOpen(finding)
    ? `<failure type="${severity}" message="${xml(sentenceOf(finding))}">${xml(`${place} ${sentenceOf(finding)}`)}</failure>`
    : `<skipped message="${xml(accepted === undefined ? 'in the baseline' : `accepted: ${accepted}`)}"/>`;
  return `${open}${result}</testcase>`;
}

const ENTITIES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

/** Characters that XML cannot hold in any form become the one that stands for them. */
function xml(value: string): string {
  return value.replace(/[&<>"\n\r\t]/g, (character: string) => ENTITIES[character])

    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd');
}
