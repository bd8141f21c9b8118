import { CheckReport } from './check-report';
import { githubFormat } from './github-format';
import { jsonFormat } from './json-format';
import { junitFormat } from './junit-format';
import { sarifFormat } from './sarif-format';
import { textFormat } from './text-format';

/** What a report is written as. */
export enum CheckFormat {
  TEXT = 'text',
  JSON = 'json',
  SARIF = 'sarif',
  JUNIT = 'junit',
  GITHUB = 'github',
}

/** @param isTerminal whether it may have colors */
export function formatReport(report: CheckReport, format: CheckFormat, isTerminal: boolean): string {
  switch (format) {
    case CheckFormat.TEXT: return textFormat(report, isTerminal && (process.env.NO_COLOR ?? '') === '');
    case CheckFormat.JSON: return jsonFormat(report);
    case CheckFormat.SARIF: return sarifFormat(report);
    case CheckFormat.JUNIT: return junitFormat(report);
    case CheckFormat.GITHUB: return githubFormat(report);
  }
}
