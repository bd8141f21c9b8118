import { Finding } from '../construct/finding';
import { FleetCommit } from './output/fleet-writer';

/** What was written, in a line. */
export function describeSynth(outdir: string, clusters: number | 'the hub', { objects, files }: FleetCommit, warnings: readonly Finding[]): string {
  const accepted = warnings.filter((warning) => warning.accepted !== undefined).length;
  const told = `${counted(warnings.length - accepted, 'warning')}${accepted === 0 ? '' : ` and ${accepted} accepted`}`;
  const changes = `${files.written} written, ${files.unchanged} unchanged, ${files.removed} removed`;
  return `${clusters === 'the hub' ? clusters : counted(clusters, 'cluster')}, ${counted(objects, 'object')} in '${outdir}': files ${changes}; ${told}`;
}

function counted(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
