import { Module } from './module';

/**
 * Every feature gate that was off in some minor, with the minors in which its default changed: `{"1.28": false, "1.33": true}`.
 * A gate that upstream has removed counts as on where it was on before: features lose their gate some time after they are stable.
 */
export function featureGates(minors: string[], modules: Module[]): { [gate: string]: { [minor: string]: boolean } } {
  const byMinor = modules.map((module, i) => defaultsOf(module, minors[i]));
  const names = [...new Set(byMinor.flatMap((defaults) => [...defaults.keys()]))].sort();
  const result: { [gate: string]: { [minor: string]: boolean } } = {};
  for (const name of names) {
    const changes: { [minor: string]: boolean } = {};
    let current: boolean | undefined;
    byMinor.forEach((defaults, i) => {
      const next = defaults.get(name) ?? current;
      if (next !== undefined && next !== current) { changes[minors[i]] = next; }
      current = next;
    });
    if (Object.values(changes).includes(false)) { result[name] = changes; }
  }
  return result;
}

function defaultsOf(module: Module, minor: string): Map<string, boolean> {
  const files = module.list('pkg/features').filter((file) => /kube_features\.go$/.test(file));
  const code = files.map((file) => module.read(`pkg/features/${file}`)).join('\n');
  const names = new Map([...code.matchAll(/^\t(\w+)\s+featuregate\.Feature = "(\w+)"/gm)].map((match) => [match[1], match[2]]));
  const defaults = new Map<string, boolean>();
  for (const [, constant, value] of code.matchAll(/^\t(\w+):\s+\{Default: (true|false),/gm)) {
    defaults.set(names.get(constant)!, value === 'true');
  }
  for (const [, constant, body] of code.matchAll(/^\t(\w+): \{\n((?:\t\t\{Version: .*\n)+)\t\},/gm)) {
    const versions = [...body.matchAll(/MustParse\("1\.(\d+)"\), Default: (true|false),/g)];
    const applying = versions.filter((version) => Number(version[1]) <= Number(minor.slice(2)));
    if (applying.length > 0) { defaults.set(names.get(constant)!, applying.at(-1)![2] === 'true'); }
  }
  if (names.size < 50 || defaults.size < names.size * 0.9) {
    throw new Error(`${module.version}: read ${defaults.size} defaults of ${names.size} feature gates; has upstream changed their layout?`);
  }
  return defaults;
}
