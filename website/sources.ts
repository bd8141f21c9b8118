// Which file of the repository is which page, and where a link of that file leads on the site.
import * as fs from 'node:fs';
import * as path from 'node:path';

const REPOSITORY = 'https://github.com/fleetwright/fleetwright/blob/main';

/** Pages that are no guides. */
const OTHERS: { readonly [page: string]: string } = { index: 'README.md', changelog: 'CHANGELOG.md' };

/** The names of all guides, sorted. */
export function guidesIn(root: string): string[] {
  return (fs.readdirSync(path.join(root, 'docs'), { recursive: true }) as string[])
    .filter((file) => file.endsWith('.md')).map((file) => file.slice(0, -'.md'.length).split(path.sep).join('/')).sort();
}

/** The pages that are files of the repository, each with its file. */
export function sourcesIn(root: string): { readonly [page: string]: string } {
  return { ...OTHERS, ...Object.fromEntries(guidesIn(root).map((guide) => [guide, `docs/${guide}.md`])) };
}

/** Where a link leads that stands in the file of a page: to the page of the file that it names, and where that is no page, to the file in the repository. */
export function linkOnSite(href: string, page: string, sources: { readonly [page: string]: string }): string {
  if (/^([a-z]+:|\/|#)/i.test(href) || !(page in sources)) { return href; }
  const [, file, anchor] = /^([^#]*)(#.*)?$/.exec(href)!;
  const target = path.posix.join(path.posix.dirname(sources[page]), file);
  const found = Object.keys(sources).find((name) => sources[name] === target);
  return found === undefined ? `${REPOSITORY}/${target}${anchor ?? ''}` : `/${found}.md${anchor ?? ''}`;
}

/** The anchor of a heading as GitHub makes it, so that one link holds in both places. */
export function anchorOf(heading: string): string {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-');
}

/** The list of findings with a heading for each id instead of a row: it has an anchor, and the search finds it by itself. */
export function withAnchors(findings: string): string {
  const seen = new Set<string>();
  return findings.replace(/^\| Id \| What it means \|\n\|---\|---\|\n/gm, '').replace(/^\| `([^`]+)` \| (.*) \|$/gm, (_, id: string, meaning: string) => {
    // What is an error in one place and a warning in another is told twice.
    const anchor = seen.has(id) ? `${id}-1` : id;
    seen.add(id);
    return `### \`${id}\` {:#${anchor}:}\n\n${meaning}\n`;
  });
}
