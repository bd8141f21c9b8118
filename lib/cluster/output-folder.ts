import * as fs from 'node:fs';
import * as path from 'node:path';
import { Fault } from '../construct/fault';

/** The folder in which cdk8s-cli looks for manifests, where it runs the program. */
function givenFolder(): string | undefined {
  return process.env.CDK8S_OUTDIR;
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

/** Writes down which construct made which object, for validations of cdk8s-cli. It reads one file for all clusters. */
export function writeConstructMetadata(folder: string, resources: { readonly [name: string]: { readonly path: string } }): void {
  const outer = givenFolder();
  const file = path.join(outer !== undefined && isWithin(outer, folder) ? outer : folder, 'construct-metadata.json');
  const before = outer !== undefined && fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')).resources : {};
  fs.writeFileSync(file, JSON.stringify({ version: '1.0.0', resources: { ...before, ...resources } }));
}

function isWithin(outer: string, inner: string): boolean {
  const relative = path.relative(path.resolve(outer), path.resolve(inner));
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
