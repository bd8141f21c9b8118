import * as fs from 'node:fs';
import * as path from 'node:path';
import { renderMermaidSVG } from 'beautiful-mermaid';
import { defineConfig } from 'vitepress';
import { anchorOf, linkOnSite, sourcesIn } from '../sources';

const WEBSITE = path.join(__dirname, '..');
const SOURCES = sourcesIn(path.join(WEBSITE, '..'));

/** A diagram as it is on the page. Its colors are the page's, and it asks nobody for a font. */
function diagram(text: string): string {
  const svg = renderMermaidSVG(text, { bg: 'var(--vp-c-bg)', fg: 'var(--vp-c-text-1)', transparent: true }).replace(/@import url\([^)]*\);/, '');
  return `<div class="diagram" v-pre>${svg.replace(/\n\s*\n/g, '\n')}</div>`;
}

export default defineConfig({
  title: 'fleetwright',
  description: 'Typed constructs for Kubernetes fleets, for cdk8s and Pulumi.',
  // A site below the name of a repository is told where it is.
  base: process.env.SITE_BASE ?? '/',
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: '.vitepress/cache',
  markdown: {
    // Guides are Markdown without HTML: '<name>' is text.
    html: false,
    anchor: { slugify: anchorOf },
    // In generated pages alone: braces of a guide are text.
    attrs: { leftDelimiter: '{:', rightDelimiter: ':}' },
    config: (md) => {
      md.core.ruler.push('links-of-the-repository', ({ tokens, env }) => {
        const page = String(env.relativePath).replace(/\.md$/, '');
        for (const token of tokens.flatMap((block) => block.children ?? [])) {
          const href = token.attrGet('href');
          if (href !== null) { token.attrSet('href', linkOnSite(href, page, SOURCES)); }
        }
      });
      // Vue would take these for expressions.
      for (const rule of ['text', 'code_inline']) {
        const before = md.renderer.rules[rule]!;
        md.renderer.rules[rule] = (...args) => before(...args).replaceAll('{{', '&#123;&#123;');
      }
      const fence = md.renderer.rules.fence!;
      md.renderer.rules.fence = (...args) => {
        const token = args[0][args[1]];
        return token.info.trim() === 'mermaid' ? diagram(token.content) : fence(...args);
      };
    },
  },
  themeConfig: {
    nav: [{ text: 'Guides', link: '/choosing' }, { text: 'Rules', link: '/rules' }, { text: 'Findings', link: '/findings' }, { text: 'API', link: '/reference/' }],
    sidebar: JSON.parse(fs.readFileSync(path.join(WEBSITE, 'pages', 'sidebar.json'), 'utf8')),
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: 'https://github.com/fleetwright/fleetwright' }],
    externalLinkIcon: true,
  },
});
