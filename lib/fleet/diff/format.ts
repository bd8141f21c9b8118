import { visible } from '../../manifest/visible';
import { bigints, FleetDiff } from './fleet-diff';
import { formatMarkdown } from './format-markdown';
import { formatText } from './format-text';

/** For whom a diff is written. */
export enum DiffFormat {
  /** For people, at a terminal. */
  TEXT = 'text',
  /** For a pull request: below 65,536 characters, which GitHub takes. */
  MARKDOWN = 'markdown',
  /** For programs. */
  JSON = 'json',
}

/** A diff as text. */
export function formatDiff(diff: FleetDiff, format: DiffFormat): string {
  switch (format) {
    case DiffFormat.TEXT: return formatText(diff);
    case DiffFormat.MARKDOWN: return formatMarkdown(diff);
    // In JSON, an escape is the sign itself.
    case DiffFormat.JSON: return `${visible(JSON.stringify(diff, bigints, 2))}\n`;
  }
}
