import * as path from 'node:path';
import { environmentVariable } from '../construct/environment-variable';
import { Fault } from '../construct/fault';

/** The folder in which cdk8s-cli looks for manifests, where it runs the program. */
export function givenFolder(): string | undefined {
  return environmentVariable('CDK8S_OUTDIR', "Name a folder such as 'dist', or do not set it");
}

/** Where manifests go: each cluster into a folder of its own name, unless it says another one. */
export function outputFolder(given: string | undefined, name: string): string {
  return given ?? path.join(givenFolder() ?? 'dist', name);
}

/** That cdk8s-cli would not find what is written into a folder. */
export function folderFault(folder: string): Fault | undefined {
  const outer = givenFolder();
  if (outer === undefined || isWithin(outer, folder)) { return undefined; }
  return {
    id: 'cluster/output-folder', prop: 'outdir', rule: `must be in '${outer}', the folder that CDK8S_OUTDIR names: cdk8s-cli reads no other`, got: folder,
    fix: "Leave it out, or use path.join(process.env.CDK8S_OUTDIR ?? 'dist', …)",
  };
}

// By folder, the cluster that this program wrote there. There is no tree above clusters in which it could stand.
const WRITTEN = new Map<string, string>();

/** Takes a folder for a cluster. Answers what is wrong where another cluster of this program has it: its files would be lost among these. */
export function claimFolder(folder: string, cluster: string): Fault | undefined {
  const key = path.resolve(folder);
  const other = WRITTEN.get(key);
  WRITTEN.set(key, other ?? cluster);
  return other === undefined || other === cluster ? undefined : {
    id: 'cluster/output-folder', prop: 'outdir', rule: `must not be that of the cluster '${other}' too`, got: folder, fix: "Leave it out for a folder of the cluster's own name",
  };
}

/** Whether a folder is another one, or in it. */
export function isWithin(outer: string, inner: string): boolean {
  const relative = path.relative(path.resolve(outer), path.resolve(inner));
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
