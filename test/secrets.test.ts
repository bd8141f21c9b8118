// What people put in the wrong place is often the secret itself: nothing that is told about it may hold it.
import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Cluster } from '../lib/cluster/cluster';
import { describeFault } from '../lib/construct/fault';
import { FleetErrors } from '../lib/construct/fleet-errors';
import { ESSnapshotter } from '../lib/data/es-snapshotter';
import { AzureCredentials } from '../lib/data/repository/azure-credentials';
import { GcsCredentials } from '../lib/data/repository/gcs-credentials';
import { S3Credentials } from '../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../lib/data/repository/snapshot-repository';
import { SnapshotTarget } from '../lib/data/snapshot-target';
import { SnapshotUser } from '../lib/data/snapshot-user';
import { EnvFromSource, EnvValueSource } from '../lib/pod/env';
import { LifecycleHandler } from '../lib/pod/lifecycle';
import { Probe } from '../lib/pod/probe';
import { Volume } from '../lib/pod/volume';
import { ProjectedSource } from '../lib/pod/volume-file';
import { HardenedDeployment } from '../lib/workload/hardened-deployment';
import { PodHardening } from '../lib/workload/pod-hardening';

/** All that is told about what a program builds: the error, its findings, the warnings, the report of hardening. */
function told(build: (chart: Chart) => unknown): string {
  const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const parts: unknown[] = [];
  try {
    const cluster = new Cluster({ name: 'prod' });
    try {
      const hardening = new PodHardening();
      const built = build(new Chart(cluster, 'shop', { namespace: 'shop' }));
      if (built instanceof ApiObject) { built.with(hardening); }
      parts.push(hardening.report, hardening.toMarkdown());
      parts.push(cluster.warnings);
      cluster.synthYaml();
    } catch (error) {
      if (!FleetErrors.isFleetError(error)) { throw error; }
      parts.push((error as Error).message, FleetErrors.findingsOf(error));
    }
    parts.push(stderr.mock.calls);
  } finally {
    stderr.mockRestore();
  }
  return JSON.stringify(parts);
}

const workload = (props: object) => (chart: Chart) => new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.4.2', ...props } as any);
const mounted = (volume: unknown) => workload({ mounts: [{ path: '/data', volume }] });
const snapshotter = (props: object) => (chart: Chart) => new ESSnapshotter(chart, 'nightly', {
  cluster: SnapshotTarget.url('https://es:9200'), user: SnapshotUser.secret('u'), repository: SnapshotRepository.s3('backup', { bucket: 'snapshots' }), ...props,
} as any);
const s3 = (credentials: unknown, options = {}) => snapshotter({ repository: SnapshotRepository.s3('backup', { bucket: 'snapshots', credentials, ...options } as any) });
const store = { name: 'vault' };
const object = (kind: string, fields: object) => (chart: Chart) => new ApiObject(chart, 'o', { apiVersion: kind === 'Deployment' ? 'apps/v1' : 'v1', kind, metadata: { name: 'o' }, ...fields } as any);
const pod = (fields: object) => object('Deployment', { spec: { template: { spec: { containers: [{ name: 'a', image: 'a:1', ...fields }] } } } });

/** Each place that may be given a secret, with what builds it. */
const PLACES: readonly [string, (secret: any) => (chart: Chart) => unknown][] = [
  ['env', (secret) => workload({ env: secret })],
  ['a variable', (secret) => workload({ env: { DB_PASSWORD: secret } })],
  ['envValueFrom', (secret) => workload({ envValueFrom: secret })],
  ['a source of a variable', (secret) => workload({ envValueFrom: { DB_PASSWORD: secret } })],
  ['the Secret of a variable', (secret) => workload({ envValueFrom: { A: EnvValueSource.secretKey(secret, 'a') } })],
  ['the key of a variable', (secret) => workload({ envValueFrom: { A: EnvValueSource.secretKey('a', secret) } })],
  ['envFrom', (secret) => workload({ envFrom: secret })],
  ['a source of envFrom', (secret) => workload({ envFrom: [secret] })],
  ['the Secret of envFrom', (secret) => workload({ envFrom: [EnvFromSource.secret(secret)] })],
  ['imagePullSecrets', (secret) => workload({ imagePullSecrets: secret })],
  ['a pull secret', (secret) => workload({ imagePullSecrets: [secret, secret] })],
  ['command', (secret) => workload({ command: secret })],
  ['an argument', (secret) => workload({ args: [secret] })],
  ['a probe', (secret) => workload({ probes: { liveness: secret } })],
  ['the command of a probe', (secret) => workload({ probes: { liveness: Probe.exec(secret) } })],
  ['a header of a probe', (secret) => workload({ ports: [{ port: 80 }], probes: { liveness: Probe.httpGet('/', { httpHeaders: { Authorization: secret } }) } })],
  ['the command of a handler', (secret) => workload({ lifecycle: { preStop: LifecycleHandler.exec(secret) } })],
  ['an annotation', (secret) => workload({ annotations: { 'example.com/a': secret } })],
  ['a volume', (secret) => mounted(secret)],
  ['the Secret of a volume', (secret) => mounted(Volume.secret(secret, { volumeName: 'a' }))],
  ['the Secret of a projected volume', (secret) => mounted(Volume.projected('a', [ProjectedSource.secret(secret)]))],
  ['the Secret of a driver', (secret) => mounted(Volume.csi('a', { driver: 'csi.example.com', nodePublishSecretName: secret } as any))],
  ['an attribute of a driver', (secret) => mounted(Volume.csi('a', { driver: 'csi.example.com', volumeAttributes: { a: secret } } as any))],
  ['a target', (secret) => snapshotter({ cluster: secret })],
  ['a URL', (secret) => snapshotter({ cluster: SnapshotTarget.url(secret) })],
  ['a Secret with authorities', (secret) => snapshotter({ cluster: SnapshotTarget.url('https://es', { caSecret: secret }) })],
  ['a user', (secret) => snapshotter({ user: secret })],
  ['the Secret of a user', (secret) => snapshotter({ user: SnapshotUser.secret(secret) })],
  ['the user of the file realm', (secret) => snapshotter({ user: SnapshotUser.fileRealm(secret) })],
  ['the keys of a user', (secret) => snapshotter({ user: SnapshotUser.secret('u', secret) })],
  ...['username', 'usernameKey', 'passwordKey'].map((key): [string, (secret: any) => (chart: Chart) => unknown] => [
    `the ${key} of a user`, (secret) => snapshotter({ user: SnapshotUser.secret('u', { [key]: secret }) }),
  ]),
  ['an API key', (secret) => snapshotter({ user: SnapshotUser.apiKey('u', secret) })],
  ['the key of an API key', (secret) => snapshotter({ user: SnapshotUser.apiKey('u', { key: secret }) })],
  ['a user of a store', (secret) => snapshotter({ user: SnapshotUser.externalSecret({ store, password: secret }) })],
  ['a value of a store', (secret) => snapshotter({ user: SnapshotUser.externalSecret({ store, password: { key: 'a', property: secret } }) })],
  ['a repository', (secret) => snapshotter({ repository: secret })],
  ['the options of a repository', (secret) => snapshotter({ repository: SnapshotRepository.s3('backup', secret) })],
  ['an endpoint', (secret) => s3(undefined, { endpoint: secret })],
  ['a setting', (secret) => s3(undefined, { settings: { secret_key: secret } })],
  ['credentials for S3', (secret) => s3(secret)],
  ['the Secret of S3', (secret) => s3(S3Credentials.secret(secret))],
  ['the keys of S3', (secret) => s3(S3Credentials.secret('a', secret))],
  ...['accessKey', 'secretKey', 'sessionToken'].flatMap((key): [string, (secret: any) => (chart: Chart) => unknown][] => [
    [`the ${key} of S3`, (secret) => s3(S3Credentials.secret('a', { [key]: secret }))],
    [`the ${key} of S3 in a store`, (secret) => s3(S3Credentials.externalSecret({ store, accessKey: { key: 'a' }, secretKey: { key: 'b' }, [key]: secret }))],
  ]),
  ['credentials for Google', (secret) => snapshotter({ repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials: secret }) })],
  ['the file of Google', (secret) => snapshotter({ repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials: GcsCredentials.secret('a', { credentialsFile: secret }) }) })],
  ['credentials for Azure', (secret) => snapshotter({ repository: SnapshotRepository.azure('backup', { container: 'snapshots', credentials: secret }) })],
  ...['account', 'key', 'sasToken'].map((key): [string, (secret: any) => (chart: Chart) => unknown] => [
    `the ${key} of Azure`, (secret) => snapshotter({ repository: SnapshotRepository.azure('backup', { container: 'snapshots', credentials: AzureCredentials.secret('a', { [key]: secret }) }) }),
  ]),
  ["somebody's Secret", (secret) => object('Secret', { stringData: { password: secret } })],
  ["somebody's encoded Secret", (secret) => object('Secret', { data: { password: secret } })],
  ['a Secret in a List', (secret) => object('List', { items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: secret } }] })],
  ["somebody's variable", (secret) => pod({ env: [{ name: 'DB_PASSWORD', value: secret }] })],
  ["somebody's argument", (secret) => pod({ args: ['--password', secret] })],
];

const SECRETS: readonly unknown[] = ['AKIA hunter2/Hunter2', 'Elastic:hunter2', 'elastic:hunter2@es:9200', 'https://elastic:hunter2@es:9200', 'http://es:9200/?token=hunter2', 98712365, -98712365];

test.each(PLACES)('no secret is told of %s', (_, build) => {
  expect(SECRETS.filter((secret) => /hunter2|98712365/i.test(told(build(secret))))).toEqual([]);
});

test('a name that is not known yet is told as that', () => {
  const text = told(workload({ ports: [{ port: 80, name: Lazy.any({ produce: () => 'web' }) }], service: { ports: [{ port: 80, target: 'http' }, { port: 81 }, { port: 81, target: 'no' }] } }));
  expect(text).not.toContain('[object Object]');
});

test('what is not in quotes is told by its kind where it may be a secret', () => {
  const line = (text: string) => `Nothing was written: the manifests have an error.\n  [prod/shop/o] ${text}`;
  const errorOf = (build: (chart: Chart) => unknown) => () => {
    const cluster = new Cluster({ name: 'prod' });
    build(new Chart(cluster, 'shop'));
    cluster.synthYaml();
  };
  expect(errorOf(object('Secret', { stringData: { password: 987654 } }))).toThrow(new Error(line("Secret 'o': stringData.password must be a text, got a number. Put it in quotes.")));
  expect(errorOf(object('ConfigMap', { data: { minutes: 750 } }))).toThrow(
    new Error(line("ConfigMap 'o': data.minutes must be a text, got 750: in YAML, that is an unquoted '750', '01356', '0x2ee' or '12:30'. Put it in quotes.")));
});

test.each([
  ['https://elastic:hunter2@es:9200', 'https://…@es:9200'],
  ['elastic:hunter2@es', '…@es'],
  ['registry.example.com/api:1@sha256:abc', 'registry.example.com/api:1@sha256:abc'],
  ['api:1@sha256:abc', 'api:1@sha256:abc'],
])('of an address, %s, the credentials are not told', (got, shown) => {
  expect(describeFault({ rule: 'must be another', got, fix: 'Correct it' })).toBe(`must be another, got '${shown}'. Correct it.`);
});
