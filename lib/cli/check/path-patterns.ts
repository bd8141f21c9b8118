import picomatch from 'picomatch';

/**
 * Whether patterns mean a file, or a folder that it is in. One without a slash is a name, wherever it stands; others are seen from the working directory.
 */
export function pathMatcher(patterns: readonly string[]): (file: string) => boolean {
  const matchers = patterns.map((pattern) => {
    const path = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
    return { isName: !path.includes('/'), matches: picomatch(path, { dot: true }) };
  });
  return (file) => {
    const names = file.split('/');
    const paths = names.map((_, index) => names.slice(0, index + 1).join('/'));
    return matchers.some(({ isName, matches }) => (isName ? names : paths).some((each) => matches(each)));
  };
}
