import { visibleLine } from '../../manifest/visible';
import { ChangeClass } from './change-class';
import { FleetDiff, ObjectChange } from './fleet-diff';
import { linesOf, summary, where } from './format-text';

/** What GitHub takes as a comment. */
const MOST_CHARACTERS = 65_536;

/** A diff as a comment on a pull request. What does not fit is counted. */
export function formatMarkdown(diff: FleetDiff): string {
  const head = `### Manifests\n\n${escape(summary(diff))}\n`;
  const blocks = [overview(diff), ...diff.changes.map(block)].filter((text) => text !== '');
  let text = head;
  for (const [index, each] of blocks.entries()) {
    const left = blocks.length - index;
    const note = `\n…and ${left} more, which do not fit here.\n`;
    if (text.length + each.length + note.length + 1 > MOST_CHARACTERS) { return text + note; }
    text += `\n${each}`;
  }
  return text;
}

/** How many changes are of each class. */
function overview({ changes }: FleetDiff): string {
  const rows = Object.values(ChangeClass).flatMap((each) => {
    const of = changes.filter(({ classes }) => classes.includes(each));
    return of.length === 0 ? [] : [`| ${each} | ${of.length} | ${of.slice(0, 5).map(({ object }) => code(object).replaceAll('|', '\\|')).join(', ')}${of.length > 5 ? ' …' : ''} |`];
  });
  return rows.length === 0 ? '' : `| | Changes | Objects |\n|---|---:|---|\n${rows.join('\n')}\n`;
}

function block(change: ObjectChange): string {
  const lines = linesOf(change).map(visibleLine);
  if (lines.length === 0) { return `- ${title(change, MARKDOWN)}\n`; }
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `<details><summary>${title(change, HTML)}</summary>\n\n${fence}\n${lines.join('\n')}\n${fence}\n\n</details>\n`;
}

/** How names, and what else is no markup, are written. */
interface Markup {
  readonly code: (text: string) => string;
  readonly plain: (text: string) => string;
}

const MARKDOWN: Markup = { code, plain: escape };
/** In a summary, GitHub reads HTML and no Markdown. */
const HTML: Markup = { code: (text) => `<code>${html(text)}</code>`, plain: html };

function title({ kind, object, clusters, classes }: ObjectChange, as: Markup): string {
  return `${kind} ${as.code(object)} in ${as.plain(where(clusters))}${classes.length === 0 ? '' : ` — ${classes.join(', ')}`}`;
}

function html(text: string): string {
  return visibleLine(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function code(text: string): string {
  return `\`${visibleLine(text).replaceAll('`', "'")}\``;
}

function escape(text: string): string {
  return visibleLine(text).replace(/[\\`*_<>[\]|&]/g, '\\$&');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
