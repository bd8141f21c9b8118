import { visible } from '../../../manifest/visible';
import { CliError, ExitCode } from '../../exit-code';
import { CheckReport } from '../check-report';
import { STANDARD_INPUT } from '../manifest-files';
import { Checked, FixedFiles } from './fixed-files';

/** What became of a fix. */
export interface Fix {
  /** What is left. */
  readonly report: CheckReport;
  /** The text that came in, with what was added; undefined where nothing came in, or where files are left as they are. */
  readonly output?: string;
}

/**
 * Adds to files what rules say can be added, and tells on standard error what that is.
 *
 * @param judge checks everything, with these texts in the place of files
 * @param isDry whether the files are left as they are
 */
export function fix(judge: (texts: ReadonlyMap<string, string>) => Checked, isDry: boolean): Fix {
  const files = new FixedFiles();
  let checked = judge(files.texts);
  while (files.add(checked)) { checked = judge(files.texts); }
  const input = files.texts.get(STANDARD_INPUT);
  if (!isDry) {
    if (input?.includes('\ufffd') === true) {
      throw new CliError("Standard input is no UTF-8, or holds the sign that stands for what is none: '--fix' would change it.", ExitCode.WRONG_USE);
    }
    files.write();
  }
  tell(files, isDry);
  const left = checked.report.findings.map(({ fixable: _, ...finding }) => finding);
  return { report: { ...checked.report, findings: left }, ...(!isDry && input !== undefined && { output: input }) };
}

function tell(files: FixedFiles, isDry: boolean): void {
  const { diff, count, size, unfixed } = files;
  const findings = `${count} ${count === 1 ? 'finding' : 'findings'} in ${size} ${size === 1 ? 'file' : 'files'}`;
  const text = [
    diff,
    ...count === 0 ? [] : [isDry ? `${findings} can be fixed.\n` : `Fixed ${findings}.\n`],
    ...unfixed.map(({ finding: { file, line, column, id }, why }) => `Not fixed: ${[file, line, column].filter((part) => part !== undefined).join(':')} ${id}: ${why}.\n`),
  ].join('');
  process.stderr.write(process.stderr.isTTY ? visible(text) : text);
}
