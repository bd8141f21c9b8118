import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Proof } from '../proof';
import { inputs } from './inputs';

const DEPLOYMENT = 'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n';
const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n';
const INDENTED = SERVICE.replace(/^/gm, '    ').trimEnd();

const FILES: { [file: string]: string } = {
  'examples/01-web/expected/prod-a/_cluster/namespace-web.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: web }\n',
  'examples/01-web/expected/prod-b/web/all.yaml': `${DEPLOYMENT}---\n${SERVICE}---\n`,
  'examples/01-web/expected/alone.k8s.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${SERVICE.replace(/\n(?=.)/g, '\n  ')}`,
  'examples/01-web/before/web.yaml': DEPLOYMENT,
  'README.md': `# Web\n\n\`\`\`yaml\n${DEPLOYMENT}\`\`\`\n\n\`\`\`ts\nconst x = 'apiVersion: v1';\n\`\`\`\n`,
  'docs/web.md': `- In a list:\n\n  \`\`\`yaml\n  ${SERVICE.replace(/\n(?=.)/g, '\n  ')}  \`\`\`\n\n\`\`\`yaml before\n${DEPLOYMENT}\`\`\`\n\n\`\`\`yaml\nreplicas: 3\n\`\`\`\n`,
  'docs/adr/0001-web.md': `\`\`\`yaml\n${DEPLOYMENT}\`\`\`\n`,
  'test/a/__snapshots__/a.test.ts.snap': `// Jest Snapshot v1\n\nexports[\`a b 1\`] = \`\n"${SERVICE}"\n\`;\n\nexports[\`a c 1\`] = \`"no object"\`;\n\nexports[\`a d 1\`] = \`\n[\n  {\n    "apiVersion": "v1",\n    "kind": "Secret",\n    "metadata": {\n      "name": "web",\n    },\n  },\n]\n\`;\n`,
  'test/a/a.test.ts': `test('b', () => {\n  expect(yaml).toMatchInlineSnapshot(\`\n    "${INDENTED.trimStart()}\n    "\n  \`);\n  expect(1).toMatchInlineSnapshot(\`1\`);\n});\n`,
  'test/a/__snapshots__/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\ndata: { legacy: no, mode: 0644 }\n',
  'test/rules/x/denied-web.yaml': DEPLOYMENT,
};

export const proofs: Proof[] = [{
  name: 'inputs',
  title: 'The proof `accepted` finds every object that the project shows, and nothing else.',
  needs: [],
  run: async (context) => {
    const repository = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-inputs-'));
    try {
      for (const [file, text] of Object.entries(FILES)) {
        fs.mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
        fs.writeFileSync(path.join(repository, file), text);
      }
      await context.check('finds objects in examples, pages and snapshots', () => {
        assert.deepEqual(inputs(repository).map(({ source, set, object }) => [source, set, `${object.kind}/${object.metadata?.name}`]), [
          ['examples/01-web', 'examples/01-web', 'Service/web'],
          ['examples/01-web', 'examples/01-web/prod-a', 'Namespace/web'],
          ['examples/01-web', 'examples/01-web/prod-b', 'Deployment/web'],
          ['examples/01-web', 'examples/01-web/prod-b', 'Service/web'],
          ['README.md', 'README.md #1', 'Deployment/web'],
          ['docs/web.md', 'docs/web.md #1', 'Service/web'],
          ['test/a/__snapshots__/a.test.ts.snap', 'test/a/__snapshots__/a.test.ts.snap a b 1', 'Service/web'],
          ['test/a/__snapshots__/a.test.ts.snap', 'test/a/__snapshots__/a.test.ts.snap a d 1', 'Secret/web'],
          ['test/a/__snapshots__/web.yaml', 'test/a/__snapshots__/web.yaml', 'ConfigMap/web'],
          ['test/a/a.test.ts', 'test/a/a.test.ts #1', 'Service/web'],
        ]);
      });
      await context.check('finds text that YAML 1.1 and 1.2 read differently', () => {
        assert.deepEqual(inputs(repository).filter(({ fault }) => fault !== undefined).map(({ object, fault }) => [object.kind, fault]), [
          ['ConfigMap', 'YAML 1.1 and 1.2 read this text differently: a string needs quotes'],
        ]);
      });
    } finally {
      fs.rmSync(repository, { recursive: true, force: true });
    }
  },
}];
