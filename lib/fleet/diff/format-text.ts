import { FieldChange } from '../../manifest/field-changes';
import { visibleLine } from '../../manifest/visible';
import { someOf } from '../grouped-findings';
import { bigints, ChangeKind, FleetDiff, ObjectChange } from './fleet-diff';

/** A diff for people, at a terminal. */
export function formatText(diff: FleetDiff): string {
  const lines = [summary(diff), ...diff.changes.flatMap((change) => ['', ...describeChange(change)])];
  return `${lines.map(visibleLine).join('\n')}\n`;
}

/** How much differs, in one line or a few. */
export function summary({ addedClusters, removedClusters, clusters, changedClusters, changes, unseen = [] }: FleetDiff): string {
  const notSeen = unseen.length === 0 ? [] : [`not seen: ${unseen.map(({ name }) => name).join(', ')}`];
  if (changes.length === 0 && addedClusters.length + removedClusters.length === 0) { return `${[`No difference in ${count(clusters, 'cluster')}`, ...notSeen].join('; ')}.`; }
  const of = (kind: ChangeKind) => changes.filter((change) => change.kind === kind).reduce((total, change) => total + change.clusters.length, 0);
  const parts = [
    `${changedClusters} of ${count(clusters, 'cluster')} differ${changedClusters === 1 && clusters > 1 ? 's' : ''}: `
      + `${of(ChangeKind.ADDED)} objects added, ${of(ChangeKind.CHANGED)} changed, ${of(ChangeKind.REMOVED)} removed`,
    ...(addedClusters.length > 0 ? [`new: ${addedClusters.join(', ')}`] : []),
    ...(removedClusters.length > 0 ? [`gone: ${removedClusters.join(', ')}`] : []),
    ...notSeen,
  ];
  return parts.join('; ');
}

const SIGNS: { readonly [K in ChangeKind]: string } = { [ChangeKind.ADDED]: '+', [ChangeKind.REMOVED]: '-', [ChangeKind.CHANGED]: '~' };

function describeChange(change: ObjectChange): string[] {
  const classes = change.classes.length === 0 ? '' : `: ${change.classes.join(', ')}`;
  return [
    `${SIGNS[change.kind]} ${change.object} in ${where(change.clusters)}${classes}`,
    ...linesOf(change).map((line) => `    ${line}`),
  ];
}

/** What there is to tell of a change: what the API server says, and its fields. */
export function linesOf({ refusal, unasked, changes, replacedBy }: ObjectChange): string[] {
  return [
    ...(refusal?.split('\n').map((line) => `the API server: ${line}`) ?? []),
    ...(unasked === undefined ? [] : [`not asked: ${unasked}`]),
    ...changes.map((change) => `${describeField(change)}${remark(change, replacedBy)}`),
  ];
}

function remark({ field, isSame = false }: FieldChange, replacedBy: readonly string[]): string {
  if (replacedBy.includes(field)) { return '   (immutable: delete the object and make it anew)'; }
  return isSame ? '   (the same to the API server)' : '';
}

/** Which clusters, as a reviewer wants to read it. */
export function where(clusters: readonly string[]): string {
  if (clusters.length === 1) { return clusters[0]; }
  return `${clusters.length} clusters (${someOf(clusters)})`;
}

/** A field as one line: `spec.replicas: 2 → 3`. */
export function describeField({ field, before, after }: FieldChange): string {
  if (before === undefined) { return `${field}: + ${show(after)}`; }
  return after === undefined ? `${field}: - ${show(before)}` : `${field}: ${show(before)} → ${show(after)}`;
}

const LONGEST = 200;

function show(value: unknown): string {
  const text = typeof value === 'string' && !/[\n\r]/.test(value) && value !== '' ? value : JSON.stringify(value, bigints) ?? String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
