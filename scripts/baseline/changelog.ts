import { Break } from './break';

/**
 * The entries under **Breaking** of what is not released yet: a line that says `**Breaking**` and nothing else, and the list below it.
 * Each is its code spans, of which `spec.containers[web].image` and `spec.containers[].image` are the same.
 */
export function breakingEntries(changelog: string): Set<string>[] {
  const unreleased = /^## Unreleased$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog)?.[1] ?? '';
  const lists = [...unreleased.matchAll(/^\*\*Breaking\*\*\n\n?((?:(?:- | {2}).*\n?)+)/gm)].map(([, list]) => list!);
  const entries = lists.flatMap((list) => list.split(/^- /m).slice(1));
  return entries.map((entry) => new Set([...entry.matchAll(/`([^`]+)`/g)].map(([, span]) => plain(span!))));
}

/** Of what differs from the last release, what no entry says. `api` are the names of public classes and interfaces, then and now. */
export function unsaid(breaks: readonly Break[], changelog: string, api: ReadonlySet<string>): Break[] {
  const entries = breakingEntries(changelog);
  const namesApi = (entry: Set<string>) => [...entry].some((span) => api.has(span.split('.')[0]!));
  return breaks.filter(({ names, needsApi }) => !entries.some((entry) =>
    names.every((some) => some.some((name) => entry.has(plain(name)))) && (needsApi !== true || namesApi(entry))));
}

/** What a maintainer reads of it: what is different, once, and what to write. */
export function toWrite(breaks: readonly Break[]): string {
  const byEntry = new Map<string, string[]>();
  for (const each of breaks) {
    const entry = `- ${[...each.names.map(([name]) => plain(name!)), ...(each.needsApi === true ? ['Class.prop'] : [])].map((name) => `\`${name}\``).join(' ')}: what changed, and what users do.`;
    byEntry.set(entry, [...(byEntry.get(entry) ?? []), each.text]);
  }
  const blocks = [...byEntry].map(([entry, [first, ...others]]) => `${entry}\n    ${first}${others.length === 0 ? '' : `\n    and ${others.length} more like it`}`);
  return [
    'A user of the last release would notice this. Undo it, or write it in CHANGELOG.md under Unreleased, below a line **Breaking**,',
    `with the prop or class that does it in place of \`Class.prop\`:\n\n${blocks.join('\n')}\n`,
  ].join('\n');
}

function plain(name: string): string {
  return name.replace(/\[[^\]]*\]/g, '[]');
}
