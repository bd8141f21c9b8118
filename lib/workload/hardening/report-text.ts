import { HardeningEntry, HardeningOutcome, PodHardeningReport } from './hardening-report';

interface Section {
  readonly outcome: HardeningOutcome;
  readonly title: string;
  readonly columns: readonly string[];
  readonly row: (entry: HardeningEntry) => string[];
}

const SECTIONS: readonly Section[] = [
  {
    outcome: HardeningOutcome.VIOLATION,
    title: 'What keeps pods from `restricted`',
    columns: ['Object', 'Field', 'Value', 'What is wrong', 'Way out'],
    row: (entry) => [entry.object, code(entry.fieldPath), value(entry.value), entry.why, entry.wayOut ?? ''],
  },
  {
    outcome: HardeningOutcome.EXCEPTED,
    title: 'Exceptions',
    columns: ['Object', 'Field', 'Value', 'Reason'],
    row: (entry) => [entry.object, code(entry.fieldPath), value(entry.value), entry.why],
  },
  {
    outcome: HardeningOutcome.NOTE,
    title: 'What to look at',
    columns: ['Object', 'Field', 'Value', 'Why', 'Way out'],
    row: (entry) => [entry.object, code(entry.fieldPath), value(entry.value), entry.why, entry.wayOut ?? ''],
  },
  {
    outcome: HardeningOutcome.OVERRIDDEN,
    title: 'What was overridden',
    columns: ['Object', 'Field', 'Before', 'Now', 'What was wrong'],
    row: (entry) => [entry.object, code(entry.fieldPath), value(entry.value), value(entry.newValue), entry.why],
  },
  {
    outcome: HardeningOutcome.SET,
    title: 'What was set',
    columns: ['Object', 'Field', 'Now', 'Why'],
    row: (entry) => [entry.object, code(entry.fieldPath), value(entry.newValue), entry.why],
  },
];

/** A report as a Markdown page. */
export function reportAsMarkdown({ entries, objectsHardened, objectsPassing, objectsNotApplicable }: PodHardeningReport): string {
  const summary = `${objectsPassing} of ${count(objectsHardened, 'object')} with pods pass Pod Security \`restricted\`. ${count(objectsNotApplicable, 'object')} without pods.`;
  const sections = SECTIONS.flatMap((section) => {
    const rows = entries.filter(({ outcome }) => outcome === section.outcome).map(section.row);
    return rows.length === 0 ? [] : [`## ${section.title}\n\n${table([[...section.columns], ...rows])}`];
  });
  return ['# Pod hardening', summary, ...sections].join('\n\n') + '\n';
}

function table([head, ...rows]: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function value(held: unknown): string {
  return held === undefined ? '*unset*' : code(typeof held === 'string' ? held : JSON.stringify(held));
}

function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
