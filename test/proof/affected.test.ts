import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { affected, changedSince } from '../../proof/affected';
import type { Selected } from '../../proof/selection';

/** A repository of the same make as this one. */
const FILES: { readonly [file: string]: string } = {
  'lib/index.ts': "export * from './workload/deployment';\nexport { Spot } from './scheduling/spot';",
  'lib/pulumi/index.ts': "export * from 'fleetwright';",
  'lib/workload/deployment.ts': "import type { Meta } from '../manifest/object';",
  'lib/scheduling/spot.ts': "import { Meta } from '../manifest/object';\nimport { gone } from './gone';",
  'lib/manifest/object.ts': "import * as fs from 'node:fs';",
  'proof/kubernetes/engine.ts': "import { ControlPlane } from './control-plane';",
  'proof/kubernetes/control-plane.ts': '',
  'proof/kubernetes/accepted.proof.ts': '',
  'proof/karpenter/engine.ts': '',
  'proof/karpenter/spot.proof.ts': "import { Spot } from '../../lib/scheduling/spot';",
  'proof/deployment/drain.proof.ts': "import { Deployment } from '../../lib/workload/deployment';",
  'proof/grammar/engine.ts': '',
  'proof/grammar/grammar.proof.ts': '',
  'proof/pulumi/engine.ts': '',
  'proof/pulumi/examples.proof.ts': "import { Deployment } from 'fleetwright/pulumi';",
};

const ALL = [
  selected('kubernetes/accepted', ['kubernetes']),
  selected('karpenter/spot', ['kubernetes', 'karpenter']),
  selected('deployment/drain', ['kubernetes']),
  selected('grammar/grammar', ['grammar']),
  selected('pulumi/examples', ['pulumi'], ['examples']),
];

function selected(file: string, needs: readonly string[], reads?: readonly string[]): Selected {
  return { file, proof: { name: path.basename(file), title: 'Proves nothing.', needs: needs as never, reads, run: () => Promise.resolve() } };
}

let repository: string;

beforeAll(() => {
  repository = fs.mkdtempSync(path.join(os.tmpdir(), 'affected-'));
  for (const [file, text] of Object.entries(FILES)) {
    fs.mkdirSync(path.dirname(path.join(repository, file)), { recursive: true });
    fs.writeFileSync(path.join(repository, file), text);
  }
});

afterAll(() => fs.rmSync(repository, { recursive: true, force: true }));

describe('affected', () => {
  test.each([
    ['nothing at all leaves the core', [], ['accepted']],
    ['a page leaves the core', ['docs/spot.md'], ['accepted']],
    ['a file that a proof imports', ['lib/scheduling/spot.ts'], ['accepted', 'spot', 'examples']],
    ['a file that is imported as a type only, and by others', ['lib/manifest/object.ts'], ['accepted', 'spot', 'drain', 'examples']],
    ['a file that is gone and still imported', ['lib/scheduling/gone.ts'], ['accepted', 'spot', 'examples']],
    ['the proof itself', ['proof/deployment/drain.proof.ts'], ['accepted', 'drain']],
    ['what the engine is built from', ['proof/karpenter/go.sum'], ['accepted', 'spot']],
    ['what starts the engine', ['proof/kubernetes/control-plane.ts'], ['accepted', 'spot', 'drain']],
    ['another program in the folder of an engine', ['proof/kubernetes/other.ts'], ['accepted']],
    ['what a proof says that it reads', ['examples/pulumi-01/index.ts'], ['accepted', 'examples']],
    ['several files', ['proof/grammar/main.go', 'docs/spot.md', 'lib/scheduling/spot.ts'], ['accepted', 'spot', 'grammar', 'examples']],
  ])('%s', (_, changed, names) => {
    expect(affected(ALL, changed, repository).map(({ proof }) => proof.name)).toEqual(names);
  });

  test.each(['proof/run.ts', 'proof/versions.ts', 'proof/watchdog.sh', 'package-lock.json', 'tsconfig.json', '.ci/run'])('%s affects all', (file) => {
    expect(affected(ALL, [file], repository)).toEqual(ALL);
  });
});

test('what has changed since a commit is committed, in the working tree or new', () => {
  const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...args], { cwd: repository, encoding: 'utf8' });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('checkout', '-q', '-b', 'change');
  fs.rmSync(path.join(repository, 'lib/scheduling/spot.ts'));
  git('commit', '-q', '-a', '-m', 'second');
  git('checkout', '-q', 'main');
  fs.writeFileSync(path.join(repository, 'elsewhere.ts'), '');
  git('add', '-A');
  git('commit', '-q', '-m', 'what others did meanwhile');
  git('checkout', '-q', 'change');
  fs.writeFileSync(path.join(repository, 'lib/index.ts'), '// changed');
  fs.writeFileSync(path.join(repository, 'lib/new ü.ts'), '');
  expect(changedSince('main', repository).sort()).toEqual(['lib/index.ts', 'lib/new ü.ts', 'lib/scheduling/spot.ts']);
  expect(() => changedSince('nowhere', repository)).toThrow();
});
