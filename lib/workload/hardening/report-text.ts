import { visible } from '../../manifest/visible';
import { HardeningEntry, HardeningOutcome, PodHardeningReport } from './hardening-report';
import { imageUserSentence } from './image-users';
import { unsaidWindowsSentence } from './unsaid-windows';

type Entries = readonly HardeningEntry[];

interface Section {
  readonly outcome: HardeningOutcome;
  readonly title: string;
  readonly text: (entries: Entries) => string;
}

const SECTIONS: readonly Section[] = [
  {
    outcome: HardeningOutcome.VIOLATION,
    title: 'What keeps pods from `restricted`',
    text: (entries) => table(
      ['Object', 'Field', 'Value', 'What is wrong', 'Way out'],
      entries.map((entry) => [entry.object, code(entry.fieldPath), value(entry.value), entry.why, entry.wayOut ?? '']),
    ),
  },
  {
    outcome: HardeningOutcome.EXCEPTED,
    title: 'Exceptions',
    text: (entries) => table(
      ['Object', 'Field', 'Value', 'Reason'],
      entries.map((entry) => [entry.object, code(entry.fieldPath), value(entry.value), entry.why]),
    ),
  },
  { outcome: HardeningOutcome.NOTE, title: 'What to look at', text: noteTable },
  {
    outcome: HardeningOutcome.OVERRIDDEN,
    title: 'What was overridden',
    text: (entries) => table(
      ['Object', 'Field', 'Before', 'Now', 'What was wrong'],
      entries.map((entry) => [entry.object, code(entry.fieldPath), value(entry.value), value(entry.newValue), entry.why]),
    ),
  },
  { outcome: HardeningOutcome.SET, title: 'What was set', text: (entries) => `${setTable(entries)}\n\nWhy:\n\n${reasons(entries)}` },
];

/** A report as a Markdown page. */
export function reportAsMarkdown(report: PodHardeningReport): string {
  const { entries, objectsHardened, objectsPassing, objectsNotApplicable, unreached } = report;
  const summary = `${objectsPassing} of ${count(objectsHardened, 'object')} with pods pass Pod Security \`restricted\`. ${count(objectsNotApplicable, 'object')} without pods.`;
  const sections = SECTIONS.flatMap(({ outcome, title, text }) => {
    const own = entries.filter((entry) => entry.outcome === outcome);
    return own.length === 0 ? [] : [`## ${title}\n\n${text(own)}`];
  });
  const headlines = [imageUserSentence(report.containersNeedingUser, []), unsaidWindowsSentence(entries)].filter((sentence) => sentence !== undefined);
  const root = report.containersKnownForRoot.map((container) => `- ${prose(container)}`).join('\n');
  const left = unreached.map(({ object, fieldPath, why }) => [object, fieldPath === undefined ? '' : code(fieldPath), why]);
  return [
    '# Pod hardening',
    summary,
    ...headlines,
    ...(root === '' ? [] : [`Known for root:\n\n${root}`]),
    ...(left.length === 0 ? [] : [`## What was not reached\n\n${table(['Object', 'Field', 'Why'], left)}`]),
    ...sections,
  ].join('\n\n') + '\n';
}

/** A row for each object and thing to look at, with the containers that it is about. */
function noteTable(entries: Entries): string {
  const groups = groupBy(entries, ({ path, object, field, value: held, why }) => JSON.stringify([path, object, field, held, why]));
  return table(
    ['Object', 'Container', 'Field', 'Value', 'Why', 'Way out'],
    groups.map(([first, ...rest]) => [
      first.object, [first, ...rest].map(({ container }) => container ?? '').join(', '), code(first.field), value(first.value), first.why, first.wayOut ?? '',
    ]),
  );
}

/** A row for the pod of each object and for each kind of container in it. */
function setTable(entries: Entries): string {
  const rows = groupBy(entries, ({ path, object }) => JSON.stringify([path, object])).flatMap((ofObject) => {
    const places = groupBy(ofObject, holderOf).map((ofPlace) => ({
      name: ofPlace[0].container ?? (isOfContainer(ofPlace[0]) ? code(holderOf(ofPlace[0])) : undefined),
      fields: ofPlace.map((entry) => code(`${belowHolder(entry)}: ${plain(entry.newValue)}`)).join(', '),
    }));
    return groupBy(places, ({ name, fields }) => (name === undefined ? '' : fields)).map((alike) => [
      ofObject[0].object, alike[0].name === undefined ? 'pod' : alike.map(({ name }) => name).join(', '), alike[0].fields,
    ]);
  });
  return table(['Object', 'Where', 'Set'], rows);
}

/** Why each field was set, once. */
function reasons(entries: Entries): string {
  return groupBy(entries, ({ field, why }) => `${field}\n${why}`).map(([{ field, why }]) => `- ${code(field)}: ${prose(why)}`).join('\n');
}

const CONTAINER = /^.*?\b(?:initContainers|containers|ephemeralContainers)\[\d+\](?=\.)/;

function isOfContainer({ fieldPath }: HardeningEntry): boolean {
  return CONTAINER.test(fieldPath);
}

/** Where the container or the pod's spec stands that a field belongs to. */
function holderOf({ fieldPath }: HardeningEntry): string {
  return CONTAINER.exec(fieldPath)?.[0] ?? /^(?:.*\.)?spec(?=\.)/.exec(fieldPath)?.[0] ?? '';
}

function belowHolder(entry: HardeningEntry): string {
  const holder = holderOf(entry);
  return holder === '' ? entry.fieldPath : entry.fieldPath.slice(`${holder}.`.length);
}

/** Items with the same key together, in the order in which the keys come. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  items.forEach((item) => groups.set(keyOf(item), [...groups.get(keyOf(item)) ?? [], item]));
  return [...groups.values()];
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => prose(cell).replace(/\|/g, '\\|').replace(/\s*\n\s*/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** What is between code: names and reasons of others are no markup. */
function prose(text: string): string {
  return visible(text).replace(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)|</g, (part) => (part === '<' ? '&lt;' : part));
}

function value(held: unknown): string {
  return held === undefined ? '*unset*' : code(plain(held));
}

function plain(held: unknown): string {
  return typeof held === 'string' ? held : JSON.stringify(held);
}

function code(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `${fence}${text}${fence}` : `${fence} ${text} ${fence}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
