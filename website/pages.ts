// Writes website/pages, which the site is built from: the guides as they are, and the reference.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { areaTitle, referenceIndex, referencePages } from './assembly-reference';
import { entryPages } from './declaration-reference';
import { navigationOf } from './navigation';
import { guidesIn, sourcesIn, withAnchors } from './sources';

const ROOT = path.join(__dirname, '..');
const PAGES = path.join(__dirname, 'pages');
/** Entries of the package that are not for jsii. */
const ENTRIES = ['pulumi', 'testing'];

function write(page: string, text: string): void {
  const file = path.join(PAGES, page);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function titleOf(page: string): string {
  const heading = /^# (.+?)(?: \{:.*)?$/m.exec(fs.readFileSync(path.join(PAGES, `${page}.md`), 'utf8'))![1];
  return heading.replaceAll('`', '');
}

fs.rmSync(PAGES, { recursive: true, force: true });

for (const [page, source] of Object.entries(sourcesIn(ROOT))) {
  const text = fs.readFileSync(path.join(ROOT, source), 'utf8').replace(/<!--[\s\S]*?-->\n*/g, '');
  write(`${page}.md`, page === 'findings' ? withAnchors(text) : text);
}
fs.cpSync(path.join(ROOT, 'docs'), PAGES, { recursive: true, filter: (file) => !file.endsWith('.md') });

const guides = guidesIn(ROOT);
const assembly = JSON.parse(fs.readFileSync(path.join(ROOT, '.jsii'), 'utf8'));
const reference = referencePages(assembly, guides);
reference.forEach((page) => write(`reference/${page.name}.md`, page.markdown));
write('reference/index.md', referenceIndex(assembly, reference));

const homes = new Map(reference.flatMap((page) => page.types.map((fqn) => [assembly.types[fqn].name, page.name])));
const entries = ENTRIES.map((entry) => ({ entry, pages: entryPages(path.join(ROOT, 'build', entry, 'index.d.ts'), `fleetwright/${entry}`, homes) }));
entries.forEach(({ entry, pages }) => pages.forEach((page) => write(`reference/${entry}/${page.name}.md`, page.markdown)));

const item = (page: string, text = titleOf(page)) => ({ text, link: `/${page.replace(/(^|\/)index$/, '$1')}` });
write('sidebar.json', JSON.stringify({
  '/': navigationOf(guides).map(({ title, pages, collapsed }) => ({
    text: title, collapsed: collapsed ?? false, items: pages.map((page) => page === 'index' ? item(page, 'What it is') : item(page)),
  })),
  '/reference/': [
    { text: 'Reference', items: [item('reference/index', 'Index'), ...ENTRIES.map((entry) => item(`reference/${entry}/index`)), { text: 'Guides', link: '/' }] },
    ...[...new Set(reference.map((page) => page.area))].map((area) => ({
      text: areaTitle(area), collapsed: true, items: reference.filter((page) => page.area === area).map((page) => item(`reference/${page.name}`, page.name)),
    })),
    ...entries.map(({ entry, pages }) => ({
      text: `fleetwright/${entry}`, collapsed: true, items: pages.map((page) => item(`reference/${entry}/${page.name}`, page.name === 'index' ? 'Index' : page.name)),
    })),
  ],
}, undefined, 2));
