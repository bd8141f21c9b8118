import * as fs from 'node:fs';
import { readFleet } from '../fleet/output/fleet-reader';
import { formatReport, ReportFormat } from '../fleet/report/report-format';
import { reportModel } from '../fleet/report/report-model';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright report` is given. */
export interface ReportOptions {
  readonly format: ReportFormat;
  readonly output?: string;
}

/** Writes what a folder of clusters holds: as a page into a file, as a drawing to standard output, unless it is said where. */
export function report(folder: string, { format, output }: ReportOptions): void {
  const clusters = readFleet(folder);
  if (clusters.length === 0) { throw new CliError(`'${folder}' holds no cluster that a fleet has written.`, ExitCode.WRONG_USE); }
  const text = formatReport(reportModel(clusters.map(({ facts }) => facts)), format);
  const file = output ?? (format === ReportFormat.HTML ? 'fleet-report.html' : undefined);
  if (file === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    fs.writeFileSync(file, text);
  } catch (error) {
    throw new CliError(`Cannot write '${file}': ${(error as Error).message}. Name a file with '--output'.`, ExitCode.WRONG_USE);
  }
}
