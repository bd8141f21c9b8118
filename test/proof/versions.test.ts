import * as fs from 'node:fs';
import * as path from 'node:path';
import { ELASTICSEARCH, ELASTICSEARCH_X_PACK, GO_MODULES, moduleVersion, OLDEST_MODULES, PINNED, pinnedIn, RELEASED_TOGETHER } from '../../proof/versions';

const PROOF_FOLDER = path.resolve(__dirname, '../../proof');
const FOLDERS = fs.readdirSync(PROOF_FOLDER).filter((folder) => fs.existsSync(path.join(PROOF_FOLDER, folder, 'go.mod')));
const BUILT: typeof GO_MODULES = { ...GO_MODULES, ...OLDEST_MODULES };
const MODULES = Object.values(GO_MODULES).flatMap((modules) => Object.keys(modules));

/** The modules that a `go.mod` requires, at the versions that Go takes. */
function pinned(folder: string): Map<string, string> {
  const lines = read(folder, 'go.mod').split('\n').map((line) => line.trim().replace(/^(require|replace) /, '').split(/\s+/));
  return new Map([
    ...lines.filter(([, version]) => /^v\d/.test(version ?? '')).map(([module, version]) => [module, version] as const),
    ...lines.filter(([, arrow]) => arrow === '=>').map(([module, , , version]) => [module, version] as const),
  ]);
}

function read(folder: string, file: string): string {
  return fs.readFileSync(path.join(PROOF_FOLDER, folder, file), 'utf8');
}

describe('Go modules', () => {
  test('are named for every folder with a go.mod', () => {
    expect(Object.keys(BUILT).sort()).toEqual(FOLDERS);
  });

  test.each(Object.entries(BUILT))('%s is built at the versions that are named', (folder, modules) => {
    const found = pinned(folder);
    expect(Object.fromEntries(Object.keys(modules).map((module) => [module, found.get(module)]))).toEqual(modules);
    for (const [module, version] of Object.entries(modules)) { expect(read(folder, 'go.sum')).toContain(`${module} ${version} h1:`); }
  });

  test('are named once each', () => {
    expect(MODULES).toEqual([...new Set(MODULES)]);
  });

  test('of crds are all that its go.mod requires', () => {
    expect([...pinned('crds').keys()].sort()).toEqual(Object.keys(GO_MODULES.crds).sort());
  });
});

describe('definitions', () => {
  test('come from a module that is built, where an engine is built from it', () => {
    for (const { module } of PINNED) { expect(MODULES).toContain(module); }
    expect(PINNED.filter(({ module }) => pinnedIn(module) !== 'crds').map(({ module }) => module).sort())
      .toEqual([
        'github.com/argoproj/argo-cd/v3', 'github.com/cilium/cilium', 'github.com/fluxcd/kustomize-controller', 'github.com/fluxcd/source-controller', 'istio.io/api',
        'sigs.k8s.io/karpenter',
      ]);
  });

  test.each(RELEASED_TOGETHER)('and engines of one project are of one release: $modules', ({ modules, same }) => {
    const parts = modules.map((module) => moduleVersion(module).split('.').slice(1, same === 'patch' ? 3 : 2));
    for (const part of parts) { expect(part).toEqual(parts[0]); }
  });
});

test('no other file of the proofs names the version of a module', () => {
  const versions = [...MODULES.map((module) => moduleVersion(module).slice(1)), ...Object.keys({ ...ELASTICSEARCH, ...ELASTICSEARCH_X_PACK })];
  // What a random program may say of its cluster is no version of an engine.
  const files = (fs.readdirSync(PROOF_FOLDER, { recursive: true }) as string[])
    .filter((file) => /\.(ts|java|go|xml)$/.test(file) && file !== 'versions.ts' && !/(^|\/)(random-|pods\.ts)/.test(file));
  const naming = files.filter((file) => versions.some((version) => new RegExp(`['">v]${version.replaceAll('.', '\\.')}['"<]`).test(read('.', file))));
  expect(naming).toEqual([]);
});
