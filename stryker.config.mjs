// Mutation of the rooms at the bottom, where a fault that no test notices reaches everybody. See CONTRIBUTING.md.
export default {
  mutate: ['lib/manifest/**/*.ts', 'lib/rules/**/*.ts', 'lib/construct/**/*.ts', 'lib/pod/**/*.ts'],
  testRunner: 'jest',
  jest: { projectType: 'custom', configFile: 'scripts/jest.mutate.cjs', enableFindRelatedTests: true },
  // Each mutant meets only the tests that run through it.
  coverageAnalysis: 'perTest',
  // What runs once, when a file is loaded, would need all tests anew for each mutant: tables and regular expressions, which the proofs judge.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: '.stryker/incremental.json',
  tempDirName: '.stryker/sandbox',
  ignorePatterns: ['build', 'dist', 'packages', 'proof', 'examples/*/expected', '.stryker', 'API.md', '.jsii'],
  reporters: ['clear-text', 'progress', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: '.stryker/report.json' },
  checkers: [],
  disableTypeChecks: false,
  concurrency: 2,
  // Jest keeps what it has loaded, so that a process that is never replaced grows and slows down.
  maxTestRunnerReuse: 40,
  timeoutMS: 8000,
};
