import lt from 'semver/functions/lt';

// Imported before anything else of this entry, so that whoever lacks a package is told which, and how to get it.

/** The oldest of each with which this entry is tested; no peer dependencies say so, for jsii takes none but its own kind there. Newest: see docs/pulumi.md. */
const OLDEST: { readonly [name: string]: string } = { '@pulumi/pulumi': '3.142.0', '@pulumi/kubernetes': '4.18.1' };

const names = Object.keys(OLDEST);
refuse(names.filter((name) => versionOf(name) === undefined).map((name) => `'${name}'`));
refuse(names.filter((name) => lt(versionOf(name)!, OLDEST[name])).map((name) => `'${name}' ${OLDEST[name]} or newer, not ${versionOf(name)},`));

function refuse(needed: readonly string[]): void {
  if (needed.length > 0) { throw new Error(`'fleetwright/pulumi' needs ${needed.join(' and ').replace(/,$/, '')}. Install with 'npm install ${names.join(' ')}'.`); }
}

function versionOf(name: string): string | undefined {
  try {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- not there in all projects
    return require(`${name}/package.json`).version;
  } catch {
    return undefined;
  }
}

export {};
