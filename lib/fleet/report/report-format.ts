import { visible } from '../../manifest/visible';
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
export function formatReport(given: ReportModel, format: ReportFormat): string {
  const model = visibleTexts(given) as ReportModel;
  switch (format) {
    case ReportFormat.HTML: return htmlReport(model);
    case ReportFormat.MERMAID: return mermaidReport(model);
    case ReportFormat.DOT: return dotReport(model);
  }
}

/** All texts of a model, keys included, as people can be shown them. */
function visibleTexts(value: unknown): unknown {
  if (typeof value === 'string') { return visible(value); }
  if (Array.isArray(value)) { return value.map(visibleTexts); }
  if (typeof value !== 'object' || value === null) { return value; }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [visible(key), visibleTexts(each)]));
}
