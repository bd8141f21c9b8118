import { anything, flag, instance, list, map, required, Shape, Shapes, struct, text, texts } from '../construct/shape';
import { isDuration } from './duration';
import type { ESSnapshotterProps } from './es-snapshotter';
import { RestoreDrill } from './restore-drill';
import { SnapshotAlerts } from './snapshot-alerts';
import { SnapshotContents } from './snapshot-contents';

// The compiler holds callers in TypeScript to these shapes; callers in JavaScript, and those who go through `any`, nobody.

const texted = (example: string) => map(text, example);
const target = instance('SnapshotTarget', "eckNamed('logs')", ['_target']);
const user = instance('SnapshotUser', "fileRealm('snapshots-user')", ['_user']);

const duration: Shape = (value, prop) => {
  if (value === undefined || value === null) { return undefined; }
  if (isDuration(value)) { return value; }
  prop.fault({ rule: "must be a 'Duration' of cdk8s", got: typeof value === 'object' ? undefined : value, fix: "Use 'Duration.hours(26)'" });
  return undefined;
};

/** The props of an ESSnapshotter. */
export const SNAPSHOTTER_SHAPES: Shapes<ESSnapshotterProps> = {
  cluster: required(target, "Use 'SnapshotTarget.eckNamed('logs')'"),
  user: required(user, "Use 'SnapshotUser.fileRealm('snapshots-user')'"),
  repository: required(instance('SnapshotRepository', "s3('backup', …)", ['_repository']), "Use 'SnapshotRepository.s3('backup', …)'"),
  schedule: instance('SnapshotSchedule', 'lifecycle(…)', ['_schedule']),
  contents: struct<SnapshotContents>("{ indices: ['orders-*'] }", {
    indices: texts("['orders-*']"),
    includeGlobalState: flag,
    featureStates: texts("['kibana']"),
    ignoreUnavailable: flag,
    partial: flag,
  }),
  restoreDrill: struct<RestoreDrill>("{ indices: ['orders-*'] }", {
    indices: texts("['orders-*']"),
    cluster: target,
    user,
    schedule: text,
    timeZone: text,
    minDocuments: anything,
    deadline: duration,
  }),
  alerts: struct<SnapshotAlerts>('{ staleAfter: Duration.hours(26) }', {
    staleAfter: duration,
    alertLabels: texted("{ severity: 'critical' }"),
    labels: texted("{ release: 'kube-prometheus-stack' }"),
    exporterLabels: texted("{ cluster: 'logs' }"),
  }),
  networkPolicy: flag,
  image: text,
  imagePullSecrets: list(text, "['registry']"),
  name: anything,
  namespace: anything,
  labels: texted("{ 'example.com/team': 'search' }"),
};
