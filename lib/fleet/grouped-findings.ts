import { Finding } from '../construct/finding';
import { describeWarning } from '../construct/warning';
import { visible, visibleLine } from '../manifest/visible';

/** The same thing in one cluster or many. */
export interface GroupedFinding {
  /** As it was found in the first cluster, its path without the cluster's name. */
  readonly finding: Finding;
  /** In the order of the fleet. */
  readonly clusters: readonly string[];
}

/** Findings of many clusters, the same one once, in the order in which they were found. */
export function groupFindings(findings: readonly Finding[]): GroupedFinding[] {
  const groups = new Map<string, { finding: Finding; clusters: string[] }>();
  for (const finding of findings) {
    const [cluster, ...rest] = finding.path.split('/');
    const path = rest.join('/');
    const key = JSON.stringify([finding.id, finding.severity, path, finding.object, finding.prop, withoutName(finding.message, cluster), finding.accepted]);
    const group = groups.get(key);
    if (group === undefined) { groups.set(key, { finding: { ...finding, path }, clusters: [cluster] }); } else { group.clusters.push(cluster); }
  }
  return [...groups.values()];
}

/** A message may name the cluster as well: elsewhere it is the same message with another name. A short name stands in words, too. */
function withoutName(message: string, cluster: string, instead = '\0'): string {
  return message.split(cluster).reduce((before, after) => (/[\w-]$/.test(before) || /^[\w-]/.test(after) ? `${before}${cluster}${after}` : `${before}${instead}${after}`));
}

/** A warning as one line: `[shop/api] workload/single-replica: … (in 47 clusters: prod-eu, prod-us and 45 more)`. */
export function formatGroupedWarning({ finding, clusters }: GroupedFinding): string {
  return line({ finding, clusters }, describeWarning(finding));
}

/** An error as one line. */
export function formatGroupedError({ finding, clusters }: GroupedFinding): string {
  return line({ finding, clusters }, finding.message);
}

function line({ finding: { path }, clusters }: GroupedFinding, text: string): string {
  if (clusters.length === 1) { return `[${visibleLine([clusters[0], path].filter((part) => part !== '').join('/'))}] ${visible(text)}`; }
  const place = path === '' ? '' : `[${visibleLine(path)}] `;
  return `${place}${visible(withoutName(text, clusters[0], '<cluster>'))} (in ${clusters.length} clusters: ${someOf(clusters)})`;
}

const SHOWN = 5;

/** The first of many names: `a, b, c, d and 3 more`. */
export function someOf(names: readonly string[]): string {
  return names.length <= SHOWN ? visibleLine(names.join(', ')) : `${visibleLine(names.slice(0, SHOWN - 1).join(', '))} and ${names.length - SHOWN + 1} more`;
}
