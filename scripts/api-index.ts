// Writes an index of all types at the top of API.md.
import * as fs from 'node:fs';
import * as path from 'node:path';

const FILE = path.join(__dirname, '..', 'API.md');
const TITLE = '# API Reference <a name="API Reference" id="api-reference"></a>\n';

/** API.md as jsii-docgen writes it, with its index. */
export function withIndex(api: string): string {
  if (!api.startsWith(TITLE)) { throw new Error(`API.md begins otherwise than with '${TITLE.trim()}', or has its index already. Run 'npx projen docgen'.`); }
  const sections = api.split(/^(?=## )/m).slice(1);
  const index = sections.map((section) => {
    const [, title] = /^## (.+?) </.exec(section)!;
    const types = [...section.matchAll(/^### (\S+) <a name="[^"]*" id="([^"]*)"><\/a>$/gm)].map(([, name, id]) => `[${name}](#${id})`);
    return `**${title}**: ${types.join(' · ')}\n`;
  });
  return `${TITLE}\n${index.join('\n')}${api.slice(TITLE.length)}`;
}

if (require.main === module) { fs.writeFileSync(FILE, withIndex(fs.readFileSync(FILE, 'utf8'))); }
