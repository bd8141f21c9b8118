// Jest for Stryker: only the tests of the rooms that it mutates, or those that MUTATE_TESTS names, such as 'pod/mount pod/volume'.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest reads its configuration as CommonJS
const { jest } = require('../package.json');

module.exports = {
  ...jest,
  rootDir: '..',
  testMatch: (process.env.MUTATE_TESTS ?? 'manifest/* rules/**/* construct/* pod/*').split(' ').map((name) => `<rootDir>/test/${name}.test.ts`),
  reporters: ['default'],
};
