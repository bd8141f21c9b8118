// Breaks the rooms at the bottom, where a fault that no test notices reaches everybody, in thousands of small ways. See CONTRIBUTING.md.
import { Stryker } from '@stryker-mutator/core';

const ROOMS = ['lib/manifest/**/*.ts', 'lib/rules/**/*.ts', 'lib/construct/**/*.ts', 'lib/pod/**/*.ts'];
const files = process.argv.slice(2);

await new Stryker({
  mutate: files.length > 0 ? files : ROOMS,
  plugins: [new URL('./warm-jest-runner.mjs', import.meta.url).href],
  testRunner: 'warm-jest',
  // Each mutant meets only the tests that run through it; one of what runs while a file is loaded, such as a shape, meets all of them.
  coverageAnalysis: 'perTest',
  buildCommand: 'tsc -p test/tsconfig.json --outDir . --noEmit false --noCheck --declaration false',
  // What neither the mutant nor its tests have changed since is not run again.
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/sandbox',
  cleanTempDir: 'always',
  ignorePatterns: ['build', 'dist', 'packages', 'proof', 'examples', '.stryker', 'API.md', '.jsii'],
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.stryker/report.json' },
  disableTypeChecks: true,
  concurrency: 2,
  dryRunTimeoutMinutes: 30,
  // Node.js keeps something of every file that it has loaded.
  maxTestRunnerReuse: 150,
  // A mutant that is slow is no mutant that hangs, also on a busy machine.
  timeoutMS: 30_000,
  timeoutFactor: 4,
}).runMutationTest();

