import { ApiObject, App, Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { Warnings } from '../../lib/construct/warnings';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { KubernetesObject } from '../../lib/manifest/object';
import { faultsOf } from '../faults-of';

/** A bucket with keys in a Secret. */
export const S3 = SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: S3Credentials.secret('snapshots-s3') });

/** An Elasticsearch of ECK, a user of its file realm, a bucket; all else by default. */
export const LEAST: ESSnapshotterProps = {
  cluster: SnapshotTarget.eckNamed('logs'),
  user: SnapshotUser.fileRealm('snapshots-user'),
  repository: S3,
};

/** A chart in a cluster, or in a plain App where nothing is said of one. */
export function chartIn(cluster?: Partial<ClusterProps>, namespace: string | undefined = 'logging'): Chart {
  const app = cluster === undefined ? new App() : new Cluster({ name: 'prod-eu', ...cluster });
  return new Chart(app, 'logging', { namespace });
}

/** An ESSnapshotter named `nightly`. */
export function snapshotter(props: Partial<ESSnapshotterProps> = {}, scope: Chart = chartIn()): ESSnapshotter {
  return new ESSnapshotter(scope, 'nightly', { ...LEAST, ...props });
}

/** The finished objects of an ESSnapshotter with the given props. */
export function manifests(props: Partial<ESSnapshotterProps> = {}, cluster?: Partial<ClusterProps>): KubernetesObject[] {
  return snapshotter(props, chartIn(cluster)).objects.map((object) => object.toJson());
}

/** Everything that is at fault in some props, one sentence each, without the construct's path. */
export function faultsIn(props: Partial<ESSnapshotterProps>): string[] {
  return faultsOf(() => snapshotter(props));
}

/** The warnings of a construct as `id: message`. */
export function warningsOf(construct: ESSnapshotter): string[] {
  return Warnings.of(construct).map(({ id, message }) => `${id}: ${message}`);
}

/** What a script is told: its environment, as the container gets it. */
export function envOf(object: KubernetesObject): { [name: string]: string } {
  const spec = object.kind === 'CronJob' ? object.spec.jobTemplate.spec : object.spec;
  return Object.fromEntries(spec.template.spec.containers[0].env.map(({ name, value }: any) => [name, value.replaceAll('$$', '$')]));
}

/** An Elasticsearch resource. */
export function elasticsearch(
  scope: Chart, spec: object = { version: '9.2.0', nodeSets: [{ name: 'default', count: 3 }] }, namespace?: string, name = 'logs',
): ApiObject {
  return new ApiObject(scope, name, { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', metadata: { name, namespace }, spec });
}

/** The object of a kind, and of a name where there may be several. */
export function named(objects: KubernetesObject[], kind: string, name?: string): KubernetesObject {
  return objects.find((object) => object.kind === kind && (name === undefined || object.metadata!.name === name))!;
}
