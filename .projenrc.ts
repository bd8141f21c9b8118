import * as fs from 'node:fs';
import { cdk, javascript } from 'projen';

// `npm version` says which it is, and stays right.
const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8'));

const project = new cdk.JsiiProject({
  name: 'fleetwright',
  description: 'Typed constructs for Kubernetes fleets, for cdk8s and Pulumi.',
  author: 'The fleetwright authors',
  authorAddress: 'https://github.com/fleetwright',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/fleetwright/fleetwright.git',
  homepage: 'https://github.com/fleetwright/fleetwright#readme',
  bugsUrl: 'https://github.com/fleetwright/fleetwright/issues',
  keywords: [
    'argo-cd', 'cdk8s', 'cilium', 'constructs', 'fleet', 'gitops', 'infrastructure-as-code', 'karpenter', 'kubernetes', 'multi-cluster', 'pod-security', 'pulumi',
    'topology-spread', 'typescript', 'yaml',
  ],
  license: 'Apache-2.0',
  copyrightOwner: 'The fleetwright authors',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  jsiiVersion: '~6.0.16',
  typescriptVersion: '~6.0.0',
  projenrcTs: true,
  github: false,
  eslint: false, // eslint.config.mjs: projen still writes the legacy format
  depsUpgrade: false,
  sampleCode: false,
  npmignoreEnabled: false, // `files` below says what is published

  // Compiled in place, jest would run stale JavaScript beside the source.
  srcdir: 'lib',
  libdir: 'build',
  entrypoint: 'build/index.js',
  artifactsDirectory: 'packages', // 'dist' is where our examples are synthesized

  docgenFilePath: 'API.md',
  release: false, // published by hand: see CONTRIBUTING.md

  peerDeps: ['constructs@^10.8.0', 'cdk8s@^2.70.0', 'cdk8s-plus-28@^2.5.6'],
  devDeps: [
    // What is in the bundle: see scripts/bundle.ts. Few and small, because all users load them. cel-js is exact, because lib/schema/cel/ knows how its
    // expressions are built.
    'commander@^14.0.3', 'yaml@^2.9.1', 'ipaddr.js@^2.5.0', 'semver@^7.8.6', 'fastest-levenshtein@^1.0.16', 'picomatch@^4.0.7', 'tinyglobby@^0.2.17',
    '@marcbachmann/cel-js@8.0.0',
    'esbuild@0.28.2',
    // For users of fleetwright/pulumi only: see peerDependenciesMeta below. The last SDK for Node.js 20.
    '@pulumi/pulumi@3.248.0',
    '@pulumi/kubernetes@4.34.2',
    '@elastic/elasticsearch@~9.4.3', // the last for Node.js 20; its types judge the request bodies that we write
    '@types/picomatch@^4.0.2',
    // The schema of SARIF.
    '@microsoft/jest-sarif@1.0.0-beta.0',
    '@types/sarif@^2.1.7',
    '@types/semver@^7',
    // What the public API was in the last release, beside jsii-diff, which projen adds: see scripts/baseline/.
    '@microsoft/api-extractor@7.60.1',
    // Mutation of the rooms at the bottom: see CONTRIBUTING.md. 10 wants Node.js 22.
    '@stryker-mutator/api@9.6.1',
    '@stryker-mutator/core@9.6.1',
    // Parts of Jest from which scripts/warm-jest-runner.mjs runs our tests in one process.
    ...['@jest/expect', 'jest-circus', 'jest-mock', 'jest-snapshot'].map((name) => `${name}@^30.5.2`),
    'ajv@^8.20.0',
    'cdk8s-plus-33',
    'cdk8s-plus-34@^2.0.54',
    'eslint@^10.15.0',
    'eslint-import-resolver-typescript@^4.4.5',
    'eslint-plugin-import-x@^4.18.1',
    '@stylistic/eslint-plugin@^5.10.0',
    'typescript-eslint@^8.73.0',
    'fast-check@^4.10.2',
    'undici@~7.30.2', // the last for Node.js 20; the proofs talk to API servers with it
  ],

  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    junitReporting: false,
    extraCliOptions: ['--json', '--outputFile=.jest-result.json'],
    passWithNoTests: false,
    jestConfig: {
      collectCoverage: false,
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      // Jest has no `require` of modules of ECMAScript, as Node.js has.
      transform: { '/@marcbachmann/.+\\.js$': new javascript.Transform('ts-jest', { tsconfig: { allowJs: true, module: 'commonjs', target: 'es2022' }, diagnostics: false }) },
      transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/)'],
      moduleNameMapper: { '^fleetwright$': '<rootDir>/lib/index.ts', '^fleetwright/pulumi$': '<rootDir>/lib/pulumi/index.ts', '^fleetwright/testing$': '<rootDir>/lib/testing/index.ts' },
    },
  },
});

project.package.addVersion(version);

// Ours says whose it is; projen's leaves the template's blanks.
project.tryRemoveFile('LICENSE');

// 1.13.0 was published without all of its platform packages, and `npm ci` refuses a lock file without them.
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// jsii wants every peer dependency installed; this entry alone says 'optional' without asking for it.
project.package.addField('peerDependenciesMeta', {
  '@pulumi/pulumi': { optional: true },
  '@pulumi/kubernetes': { optional: true },
});

// Self-reference: examples import 'fleetwright' exactly as a user does.
project.package.addField('exports', {
  '.': { types: './build/index.d.ts', default: './build/index.js' },
  './pulumi': { types: './build/pulumi/index.d.ts', default: './build/pulumi/index.js' },
  './testing': { types: './build/testing/index.d.ts', default: './build/testing/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
  './schema/clusters.schema.json': './schema/clusters.schema.json',
  './schema/versions.schema.json': './schema/versions.schema.json',
});

project.package.addBin({ fleetwright: 'build/cli/main.js' });

// `exports` is not read under `moduleResolution: node`, which commonjs projects still use.
project.package.addField('typesVersions', { '*': { pulumi: ['build/pulumi/index.d.ts'], testing: ['build/testing/index.d.ts'] } });

// What is named here is published, and nothing else that happens to lie in the folder.
project.package.addField('files', ['.jsii', 'CHANGELOG.md', 'SECURITY.md', 'build', 'docs', 'schema', 'templates']);

project.gitignore.exclude('/packages/', '/.jest-result.json', '.jsii.tabl.json', 'tsconfig.tsbuildinfo', '/.stryker/', '/.bench/', '/engines.log');
project.gitignore.exclude('/website/node_modules/', '/website/pages/', '/website/dist/', '/website/.vitepress/cache/');

project.tsconfigDev.addInclude('../bench/**/*.ts');
project.tsconfigDev.addInclude('../examples/**/*.ts');
project.tsconfigDev.addInclude('../proof/**/*.ts');
project.tsconfigDev.addInclude('../scripts/**/*.ts');
project.tsconfigDev.addInclude('../website/*.ts');

// jsii and its tools work on Node 20, and say at length on each start that it is old.
project.tasks.addEnvironment('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '18,20,22');

// The compiler leaves out what it wrote before, and the bundle takes away what is in it.
project.compileTask.prependExec('node -e "for (const old of [\'build\', \'tsconfig.tsbuildinfo\']) fs.rmSync(old, { recursive: true, force: true })"');
project.compileTask.exec('ts-node -T scripts/bundle.ts');

// Forty thousand lines need an index.
project.tasks.tryFind('docgen')!.exec('ts-node -T scripts/api-index.ts');

// API.md is committed; the test compares it with what the compiled code says.
project.postCompileTask.reset();

const lint = project.addTask('lint', {
  description: 'Lint, and type-check what jsii does not compile',
  steps: [
    { exec: 'eslint --max-warnings 0 bench lib test examples proof scripts website/*.ts .projenrc.ts' },
    { exec: 'tsc --noEmit -p test/tsconfig.json' },
  ],
});

// The examples import the compiled package, as a user does: compile first.
project.testTask.prependSpawn(lint);
project.testTask.prependSpawn(project.compileTask);

project.addTask('synth', {
  description: 'Synthesize every example into dist/',
  steps: [{ spawn: project.compileTask.name }, { exec: 'ts-node -T scripts/synth.ts', receiveArgs: true }],
});

project.addTask('site', {
  description: 'Build the documentation site into website/dist, and look at its links',
  steps: [
    { spawn: project.compileTask.name }, // the reference is made of what it writes
    { exec: 'npm ci --prefix website --ignore-scripts --no-fund --no-audit' },
    { exec: 'ts-node -T website/pages.ts' },
    { exec: 'npm run build --prefix website' },
    { exec: 'ts-node -T website/links.ts' },
  ],
});

project.setScript('findings', 'ts-node -T scripts/findings.ts');
project.setScript('rules', 'ts-node -T scripts/rule-index.ts && ts-node -T scripts/rules.ts');
project.setScript('kubernetes-schemas', 'ts-node -T scripts/kubernetes-schemas.ts');
project.setScript('schema', 'ts-node -T scripts/schema.ts');

// What the next release is compared with. `npm version` runs the second before it commits.
project.setScript('baseline', 'projen compile && ts-node -T scripts/baseline.ts');
project.setScript('version', 'npm run baseline && git add baseline');

// From a fresh clone, too, nothing is published that was not compiled.
project.setScript('prepack', 'projen compile');

// Scripts, not tasks: arguments and signals must reach the runner.
project.setScript('proof', 'ts-node -T proof/run.ts');
project.setScript('bench', 'ts-node -T bench/run.ts');
project.setScript('mutate', 'node scripts/mutate.mjs');

project.synth();
