/** Imported before anything else of this entry, so that whoever lacks a package is told which, and how to get it. */
const PACKAGES = ['@pulumi/pulumi', '@pulumi/kubernetes'];

const missing = PACKAGES.filter((name) => !isInstalled(name));
if (missing.length > 0) {
  throw new Error(`'fleetwright/pulumi' needs ${missing.map((name) => `'${name}'`).join(' and ')}. Install with 'npm install ${PACKAGES.join(' ')}'.`);
}

function isInstalled(name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

export {};
