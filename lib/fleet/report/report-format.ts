import { dotReport } from './dot';
import { htmlReport } from './html';
import { mermaidReport } from './mermaid';
import type { ReportModel } from './report-model';

/** What a report is written as. */
export enum ReportFormat {
  /** A page for a browser. */
  HTML = 'html',
  /** A drawing in Markdown, as GitHub and GitLab show it. */
  MERMAID = 'mermaid',
  /** A drawing for Graphviz. */
  DOT = 'dot',
}

/** A report as text. */
export function formatReport(model: ReportModel, format: ReportFormat): string {
  switch (format) {
    case ReportFormat.HTML: return htmlReport(model);
    case ReportFormat.MERMAID: return mermaidReport(model);
    case ReportFormat.DOT: return dotReport(model);
  }
}
