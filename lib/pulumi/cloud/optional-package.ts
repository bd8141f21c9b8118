import { RunError } from '@pulumi/pulumi';

/** Loads a package that only some programs need. Without it, one error says who wants it and how to get it. */
export function optionalPackage(name: string, component: string, load: () => any): any {
  try {
    return load();
  } catch (error: any) {
    // A package that is there, but lacks one of its own, says so itself.
    if (error?.code !== 'MODULE_NOT_FOUND' || !String(error.message).includes(`'${name}'`)) { throw error; }
    throw new RunError(`${component} needs '${name}'. Install with 'npm install ${name}'.`);
  }
}
