// The tests that docs/testing.md shows, run as tests of this file.
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as ts from 'typescript';

const text = fs.readFileSync(path.join(__dirname, '..', '..', 'docs', 'testing.md'), 'utf8');
const blocks = [...text.matchAll(/^```typescript\n([\s\S]*?)^```$/gm)].map(([, code]) => code);

test('the guide shows tests', () => { expect(blocks).toHaveLength(2); });

describe.each(blocks.map((code, index) => [index + 1, code] as const))('block %i', (_, code) => {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  new Function('require', 'exports', outputText)(require, {});
});
