// What the tests of the output share: fleets of plain objects, and folders as one value.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { clusterFiles } from '../../../lib/fleet/output/cluster-files';
import { FleetLayout } from '../../../lib/fleet/output/fleet-layout';
import { FleetCommit, FleetCommitOptions, FleetWriter, StagedCluster } from '../../../lib/fleet/output/fleet-writer';

/** A ConfigMap. */
export function config(name: string, value: string, namespace?: string): any {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...(namespace !== undefined && { namespace }) }, data: { value } };
}

/** The clusters of a fleet and their objects, or their charts and these. */
export interface Clusters { [cluster: string]: any[] }

export interface Written extends FleetCommit { readonly staged: readonly StagedCluster[] }

/** Writes a fleet. */
export function writeFleet(
  outdir: string, clusters: Clusters, { kustomization, layout = FleetLayout.FILE_PER_OBJECT, facts = {}, ...options }:
  FleetCommitOptions & { kustomization?: boolean; layout?: FleetLayout; facts?: object } = {},
): Written {
  const writer = new FleetWriter(outdir);
  try {
    writer.open();
    const staged = Object.entries(clusters).map(([cluster, objects]) => {
      const { files, faults } = clusterFiles([{ chart: 'main', objects }], { layout, kustomization });
      if (faults.length > 0) { throw new Error(faults[0].rule); }
      return writer.stage(cluster, files, facts);
    });
    return { staged, ...writer.commit(options) };
  } finally {
    writer.abandon();
  }
}

/** All that is in a folder, by path: the text of files, `-> target` of links, `/` of folders in which nothing is. */
export function treeOf(folder: string): { [inner: string]: string } {
  const entries: [string, string][] = [];
  const walk = (inner: string): void => {
    const names = fs.readdirSync(path.join(folder, inner), { withFileTypes: true });
    if (names.length === 0 && inner !== '') { entries.push([inner, '/']); }
    for (const entry of names) {
      const rest = inner === '' ? entry.name : `${inner}/${entry.name}`;
      const file = path.join(folder, rest);
      if (entry.isDirectory()) { walk(rest); } else { entries.push([rest, contentOf(file, entry)]); }
    }
  };
  walk('');
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function contentOf(file: string, entry: fs.Dirent): string {
  if (entry.isSymbolicLink()) { return `-> ${fs.readlinkSync(file)}`; }
  // Nothing ends the reading of a pipe.
  return entry.isFIFO() ? '|' : fs.readFileSync(file, 'utf8');
}
