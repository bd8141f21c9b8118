// Rewrites the compiled entry so that a module is loaded when something of it is first used, and not before: a program of raw charts needs a fifth of them.
import * as fs from 'node:fs';
import * as path from 'node:path';

const ENTRY = path.join(__dirname, '..', 'build', 'index.js');

const START = /^Object\.defineProperty\(exports, "__esModule", \{ value: true \}\);$/m;
const IMPORT = /^(?:var|const) (\w+) = require\(("\.[^"]+")\);$/gm;
const EXPORT = /^Object\.defineProperty\(exports, "(\w+)", \{ enumerable: true, get: function \(\) \{ return (\w+)\.\1; \} \}\);$/gm;

// The value takes the place of its getter, which would ask for the module each time. In a function, because modules of ECMAScript are not told of names that
// have a getter in plain sight.
const LAZILY = 'const lazily = (name, load) => Object.defineProperty(exports, name, { enumerable: true, configurable: true, get: () => { '
  + 'const value = load(); Object.defineProperty(exports, name, { enumerable: true, value }); return value; } });';

/** The compiler's text of an entry that exports names of other modules alone. What was rewritten before stays as it is, and each line where it is. */
export function lazyEntry(text: string): string {
  const paths = new Map([...text.matchAll(IMPORT)].map(([, variable, file]) => [variable, file]));
  return text.replace(START, (start) => `${start} ${LAZILY}`).replace(IMPORT, '')
    .replace(EXPORT, (_, name, variable) => `lazily("${name}", () => require(${paths.get(variable)}).${name});`);
}

if (require.main === module) { fs.writeFileSync(ENTRY, lazyEntry(fs.readFileSync(ENTRY, 'utf8'))); }
