/** The version of this package, as its package.json has it. */
export function packageVersion(): string {
  // The same way up from lib/ and from build/.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../../../package.json').version;
}
