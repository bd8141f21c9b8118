import { ChangeClass } from './change-class';
import { FleetDiff, ObjectChange } from './fleet-diff';
import { describeField, summary, where } from './format-text';

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
    return of.length === 0 ? [] : [`| ${each} | ${of.length} | ${of.slice(0, 5).map(({ object }) => code(object)).join(', ')}${of.length > 5 ? ' …' : ''} |`];
  });
  return rows.length === 0 ? '' : `| | Changes | Objects |\n|---|---:|---|\n${rows.join('\n')}\n`;
}

function block(change: ObjectChange): string {
  const title = `${change.kind} ${code(change.object)} in ${escape(where(change.clusters))}${change.classes.length === 0 ? '' : ` — ${change.classes.join(', ')}`}`;
  if (change.changes.length === 0) { return `- ${title}\n`; }
  const lines = change.changes.map((each) => `${describeField(each)}${change.replacedBy.includes(each.field) ? '   (immutable: delete the object and make it anew)' : ''}`);
  const fence = '`'.repeat(Math.max(3, longestRun(lines.join('\n')) + 1));
  return `<details><summary>${html(title)}</summary>\n\n${fence}\n${lines.join('\n')}\n${fence}\n\n</details>\n`;
}

/** In a summary, GitHub reads HTML and no Markdown. */
function html(title: string): string {
  return title.replace(/`([^`]*)`/g, (_, inner: string) => `<code>${inner.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</code>`);
}

function code(text: string): string {
  return `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}

function escape(text: string): string {
  return text.replace(/[\\`*_<>[\]|]/g, '\\$&');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
