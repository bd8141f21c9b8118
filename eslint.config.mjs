import stylistic from '@stylistic/eslint-plugin';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

// The staircase of lib/: a room imports what stands before it, never what stands after it.
const STAIRS = ['manifest', 'schema', 'rules', 'construct', 'cluster', 'pod'];
// Areas stand side by side on top of it and do not import each other.
const AREAS = ['workload', 'scheduling', 'network', 'data', 'policy'];
// What makes one program of many clusters stands above them, and what brings all that to another engine at the top.
const ABOVE = ['fleet', 'testing', 'pulumi', 'cli'];

const zone = (target, from) => ({
  target: `./lib/${target}`,
  from: from.map((room) => `./lib/${room}`),
  message: 'lib/ is a staircase: manifest, schema, rules, construct, cluster, pod, the areas, fleet, testing, pulumi, cli. Import from below.',
});

export default tseslint.config(
  { ignores: ['**/node_modules', 'test/package/cycle', 'build', 'dist', 'packages', '**/*.js', '**/*.d.ts'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    plugins: { '@stylistic': stylistic, 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: 'test/tsconfig.json' })],
      // Without these two, imported TypeScript is not parsed, and no cycle is ever found.
      'import-x/extensions': ['.ts'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      '@stylistic/indent': ['error', 2],
      '@stylistic/quotes': ['error', 'single', { avoidEscape: true }],
      '@stylistic/semi': 'error',
      '@stylistic/comma-dangle': ['error', 'always-multiline'],
      '@stylistic/max-len': ['error', { code: 160, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true }],
      '@stylistic/object-curly-spacing': ['error', 'always'],
      '@stylistic/no-trailing-spaces': 'error',
      '@stylistic/eol-last': 'error',
      '@typescript-eslint/no-explicit-any': 'off', // Kubernetes objects are open
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'eqeqeq': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'import-x/no-cycle': 'error',
      'import-x/no-self-import': 'error',
      'import-x/order': ['error', { alphabetize: { order: 'asc', caseInsensitive: true } }],
    },
  },
  {
    files: ['lib/**/*.ts'],
    // What scripts/bundle.ts takes into the bundle is as if it came with Node.js.
    settings: {
      'import-x/core-modules': [
        '@marcbachmann/cel-js', 'commander', 'fastest-levenshtein', 'ipaddr.js', 'picomatch', 'semver', 'tinyglobby', 'yaml',
        ...['coerce', 'gte', 'lt', 'parse', 'satisfies'].map((name) => `semver/functions/${name}`),
      ],
    },
    rules: {
      // `||` on a value that may be '', 0 or false loses it. Between booleans it is fine and reads better.
      'no-restricted-syntax': [
        'error',
        { selector: "LogicalExpression[operator='||'] > Literal.right", message: 'Use ?? for defaults.' },
        { selector: "LogicalExpression[operator='||'] > ObjectExpression.right", message: 'Use ?? for defaults.' },
        { selector: "LogicalExpression[operator='||'] > ArrayExpression.right", message: 'Use ?? for defaults.' },
      ],
      'import-x/no-extraneous-dependencies': ['error', { devDependencies: false, peerDependencies: true }],
      'import-x/no-restricted-paths': ['error', {
        zones: [
          ...STAIRS.map((room, i) => zone(room, [...STAIRS.slice(i + 1), ...AREAS, ...ABOVE])),
          ...AREAS.map((room) => zone(room, [...AREAS.filter((other) => other !== room), ...ABOVE])),
          ...ABOVE.slice(0, -1).map((room, i) => zone(room, ABOVE.slice(i + 1))),
        ],
      }],
    },
  },
  {
    // Optional peers of this entry alone. jsii wants them among the devDependencies.
    files: ['lib/pulumi/**/*.ts'],
    rules: { 'import-x/no-extraneous-dependencies': ['error', { devDependencies: true, peerDependencies: true }] },
  },
  {
    files: ['lib/manifest/**/*.ts', 'lib/schema/**/*.ts', 'lib/rules/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', { patterns: ['cdk8s*', 'constructs', '@pulumi/*'] }],
    },
  },
  {
    // A user of the cdk8s entry never loads Pulumi.
    files: ['lib/**/*.ts'],
    ignores: ['lib/manifest/**', 'lib/schema/**', 'lib/rules/**', 'lib/pulumi/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@pulumi/*'] }] },
  },
);
