// Jest for Stryker: only the tests of the rooms that it mutates, and transpiled only, or each mutant would be type-checked anew.
// eslint-disable-next-line @typescript-eslint/no-require-imports -- Jest reads its configuration as CommonJS
const { jest } = require('../package.json');

module.exports = {
  ...jest,
  rootDir: '..',
  testMatch: ['manifest', 'rules', 'construct', 'pod'].map((room) => `<rootDir>/test/${room}/**/*.test.ts`),
  reporters: ['default'],
};
