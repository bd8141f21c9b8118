// Looks at every link and picture of the built site: what it names is there, and the anchor, too.
import * as fs from 'node:fs';
import * as path from 'node:path';

const BASE = process.env.SITE_BASE ?? '/';

/** What is broken in a folder of HTML files that are served below `base`, one line each. */
export function brokenLinks(folder: string, base: string): string[] {
  const files = new Set((fs.readdirSync(folder, { recursive: true }) as string[]).map((file) => file.split(path.sep).join('/')));
  const pages = [...files].filter((file) => file.endsWith('.html') && file !== '404.html').sort();
  const html = new Map(pages.map((page) => [page, fs.readFileSync(path.join(folder, page), 'utf8')]));
  const anchors = new Map(pages.map((page) => [page, new Set([...html.get(page)!.matchAll(/\sid="([^"]*)"/g)].map((match) => decoded(match[1])))]));
  const broken = pages.flatMap((page) => [...html.get(page)!.matchAll(/\s(?:href|src)="([^"]*)"/g)].flatMap(([, given]) => {
    const url = new URL(decoded(given), `http://site${base}${page}`);
    if (url.host !== 'site' || !url.protocol.startsWith('http')) { return []; }
    if (!url.pathname.startsWith(base)) { return [`${page}: '${given}' is outside of the site, which is below '${base}'`]; }
    const named = decodeURIComponent(url.pathname.slice(base.length));
    const target = named === '' || named.endsWith('/') ? `${named}index.html` : files.has(named) ? named : `${named}.html`;
    if (!files.has(target)) { return [`${page}: '${given}' names no file`]; }
    const anchor = decodeURIComponent(url.hash.slice(1));
    return anchor === '' || anchors.get(target)?.has(anchor) === true ? [] : [`${page}: '${given}' names no anchor of ${target}`];
  }));
  return [...new Set(broken)];
}

const decoded = (text: string): string => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

if (require.main === module) {
  const folder = path.join(__dirname, 'dist');
  const broken = brokenLinks(folder, BASE);
  broken.forEach((line) => console.error(line));
  const pages = (fs.readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.html')).length;
  console.log(`${pages} pages, ${broken.length} broken links`);
  // A site without pages has no broken link either.
  if (broken.length > 0 || pages < 100) { process.exit(1); }
}
