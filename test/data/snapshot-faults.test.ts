import { Duration, Lazy } from 'cdk8s';
import { ElasticsearchSnapshots } from '../../lib/data/elasticsearch-snapshots';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { AzureCredentials } from '../../lib/data/repository/azure-credentials';
import { GcsCredentials } from '../../lib/data/repository/gcs-credentials';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { S3RepositoryOptions } from '../../lib/data/repository/s3-repository';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { placeholder } from '../../lib/manifest/known';
import { faultsOf, thrown } from '../faults-of';
import { chartIn, elasticsearch, faultsIn, LEAST, snapshotter } from './snapshotter-construct';

const CREDENTIALS = S3Credentials.secret('s');
const s3 = (options: Partial<S3RepositoryOptions>, name = 'backup') => ({ repository: SnapshotRepository.s3(name, { bucket: 'snapshots', credentials: CREDENTIALS, ...options }) });
const lifecycle = (options: object) => ({ schedule: SnapshotSchedule.lifecycle(options) });
const cronJobs = (options: object) => ({ schedule: SnapshotSchedule.cronJobs(options) });
const url = (text: string, options = {}) => ({ cluster: SnapshotTarget.url(text, options), user: SnapshotUser.secret('u') });
const SUBDOMAIN = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";
const LABEL = "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit";

test('says all faults at once, each with its way out', () => {
  expect(thrown(() => snapshotter({ name: 'A', image: 'curl', ...s3({ bucket: 'B' }) }, chartIn({})))).toThrow(new Error([
    "[prod-eu/logging/nightly] 'repository.bucket' must be the name of a bucket: 3 to 63 lower-case letters, digits, '-' and '.', got 'B'. Use one such as 'acme-snapshots'.",
    "[prod-eu/logging/nightly] 'image' must name a fixed tag or digest, got 'curl'. Use ':8.18.0' or '@sha256:…'.",
    `[prod-eu/logging/nightly] 'name' ${LABEL}, got 'A'. Give it a 'name' such as 'nightly'.`,
  ].join('\n')));
});

test.each<[string, Partial<ESSnapshotterProps>, string[]]>([
  ['credentials of another cloud', s3({ credentials: GcsCredentials.secret('s') as any }), ["'repository.credentials' must be a value of this library's 'S3Credentials'. Use 'S3Credentials.secret(…)'."]],
  ['credentials of none', { repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots', credentials: 's' as any }) }, ["'repository.credentials' must be a value of this library's 'GcsCredentials', got a text. Use 'GcsCredentials.secret(…)'."]],
  ['credentials of a third cloud', { repository: SnapshotRepository.azure('backup', { container: 'snapshots', credentials: CREDENTIALS as any }) }, ["'repository.credentials' must be a value of this library's 'AzureCredentials'. Use 'AzureCredentials.secret(…)'."]],
  ['a span of time as a string', cronJobs({ expireAfter: '14d' }), ["'schedule.expireAfter' must be a 'Duration' of cdk8s, got a text. Use one such as 'Duration.days(14)'."]],
  ['a long name', { name: 'n'.repeat(39) }, [`'name' must have at most 38 characters, because names of CronJobs begin with it, got '${'n'.repeat(39)}'. Give it a 'name' such as 'nightly'.`]],
  ['a namespace', { namespace: 'a.b' }, [`'namespace' ${LABEL}, got 'a.b'. Use a name such as 'logging'.`]],
  ['labels', { labels: { 'app.kubernetes.io/name': 'x' } }, ["'labels['app.kubernetes.io/name']' must not be given: the construct sets it, got 'x'. Leave it out."]],
  ['an image', { image: 'registry.example.com/A:1' }, ["'image' must name the repository in lower case, got 'A'. Use one such as 'registry.example.com/tools/curl:8.18.0'."]],
  ['pull secrets', { imagePullSecrets: ['A'] }, [`'imagePullSecrets[0]' ${SUBDOMAIN}. Use the name of a Secret, not what it holds.`]],
  ['a cluster by name', { cluster: SnapshotTarget.eckNamed('Logs', { namespace: 'other' }) }, [
    `'cluster.name' ${LABEL}, got 'Logs'. Use the name of the Elasticsearch resource, e.g. 'logs'.`,
    "'cluster' must be in the snapshotter's namespace 'logging', whose pods can mount no Secret of another, got 'other'. Set 'namespace' of the snapshotter, or use 'SnapshotTarget.url' with a 'caSecret' of this namespace.",
  ]],
  ['a URL that is none', url('search.example.com'), ["'cluster.url' must be a URL. Use one such as 'https://search.example.com:9200'."]],
  ['a URL in clear', url('http://a'), ["'cluster.url' must begin with https://: a password is sent to it, got 'http://a'. Use one such as 'https://search.example.com:9200'."]],
  ['a URL with a password', url('https://u:hunter2@a'), ["'cluster.url' must not hold credentials: it stands in manifests and logs. Use 'user'."]],
  ['a URL with a query', url('https://a?b', { caSecret: 'A' }), [
    "'cluster.url' must be host, port and at most a path. Use one such as 'https://search.example.com:9200'.",
    `'cluster.caSecret' ${SUBDOMAIN}. Use the name of a Secret, not what it holds.`,
  ]],
  ['a URL with a query of nothing', url('https://a?'), ["'cluster.url' must be host, port and at most a path. Use one such as 'https://search.example.com:9200'."]],
  ['a URL that only browsers read', url('https:a'), ["'cluster.url' must be host, port and at most a path, got 'https:a'. Use one such as 'https://search.example.com:9200'."]],
  ['a user by Secret', { user: SnapshotUser.secret('A', { username: 'a:b', usernameKey: 'c', passwordKey: 'd e' }) }, [
    `'user.secretName' ${SUBDOMAIN}. Use the name of a Secret, not what it holds.`,
    "'user.username' must be a user name: not empty, without ':', line ends and spaces at its ends. Use one such as 'snapshots'.",
    "'user.passwordKey' must be a key of a Secret: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'. Use a key of the Secret, e.g. 'password', not the value under it.",
    "'user.username' must not be given with 'usernameKey'. Leave one of the two out.",
  ]],
  ['a user by a store', { user: SnapshotUser.externalSecret({ store: { name: 'A', refreshInterval: Duration.millis(5) }, password: { key: '' } }) }, [
    `'user.store.name' ${SUBDOMAIN}, got 'A'. Use the name of a store, e.g. 'vault'.`,
    "'user.store.refreshInterval' must be at least a second. Leave it out for an hour.",
    "'user.password.key' must name a secret in the store, got ''. Use a key such as 'snapshots'.",
  ]],
  ['a user of the file realm at a URL', { cluster: SnapshotTarget.url('https://a') }, [
    "'user' must not be of the file realm: ECK does not run what is at a URL. Use 'SnapshotUser.secret', and make the user there.",
  ]],
  ['a user of the file realm at the URL of a drill', { restoreDrill: { cluster: SnapshotTarget.url('https://a'), user: SnapshotUser.fileRealm('a') } }, [
    "'restoreDrill.user' must not be of the file realm: ECK does not run what is at a URL. Use 'SnapshotUser.secret', and make the user there.",
  ]],
  ['a store that is read again at a text', { user: SnapshotUser.externalSecret({ store: { name: 'a', refreshInterval: '1h' as any }, password: { key: 'a' } }) }, [
    "'user.store.refreshInterval' must be a 'Duration' of cdk8s, got a text. Use one such as 'Duration.hours(1)'.",
  ]],
  ['a user by a store that JavaScript leaves out', { user: SnapshotUser.externalSecret({} as any) }, [
    "'user.store' must be given. Use one such as { name: 'vault' }.", "'user.password' must be given. Use one such as { key: 'snapshots' }.",
  ]],
  ['a secret of a store that JavaScript leaves out', { user: SnapshotUser.externalSecret({ store: { name: 'a' }, password: null } as any) }, [
    "'user.password' must be given. Use one such as { key: 'snapshots' }.",
  ]],
  ['an API key', { user: SnapshotUser.apiKey('a', { key: '' }) }, [
    "'user.key' must be a key of a Secret: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'. Use a key of the Secret, e.g. 'password', not the value under it.",
  ]],
  ['a repository', s3({ basePath: '/a/', client: 'a b', endpoint: 'u:p@h', maxSnapshotBytesPerSecond: '40', settings: { bucket: 'x', readonly: 'true', secret_key: 'hunter2' } }, 'a b'), [
    "'repository.name' must be the name of a repository: not empty, without spaces and \\ / * ? \" < > | , #, got 'a b'. Use one such as 'backup'.",
    "'repository.maxSnapshotBytesPerSecond' must be a number of bytes with a unit, got '40'. Use one such as '40mb'.",
    "'repository.settings.bucket' must not be given here. It has a prop of its own.",
    "'repository.settings.readonly' must not be given: a snapshotter writes. Leave it out.",
    "'repository.settings.secret_key' must not hold a secret: whoever may see the repository sees it. Use 'credentials'.",
    "'repository.basePath' must be a folder without '/' at its beginning and end, got '/a/'. Use one such as 'snapshots/logs', or leave it out.",
    "'repository.client' must be letters, digits, '-' and '_', got 'a b'. Use a name such as 'snapshots'.",
    "'repository.endpoint' must be a host, with or without a port, without credentials. Use one such as 'minio.storage.svc:9000'.",
  ]],
  ['a setting of a repository that is no string', s3({ settings: { chunk_size: 5 as any } }), ["'repository.settings.chunk_size' must be a string, got a number. Put it in quotes."]],
  ['credentials of S3', s3({ credentials: S3Credentials.webIdentity({ roleArn: '', serviceAccountName: 'A' }) }), [
    "'repository.credentials.roleArn' must be the ARN of an IAM role: partition, account of 12 digits, path and name, got ''. Use one such as 'arn:aws:iam::111122223333:role/snapshots'.",
    `'repository.credentials.serviceAccountName' ${SUBDOMAIN}, got 'A'. Use the name of a service account.`,
  ]],
  ...['role', 'arn:aws:iam::1:role/a', 'arn:aws:iam::111122223333:user/a', 'arn:aws:sts::111122223333:assumed-role/a/b', 'arn:aws:iam::111122223333:role/'].map(
    (roleArn): [string, Partial<ESSnapshotterProps>, string[]] => [`the role '${roleArn}'`, s3({ credentials: S3Credentials.webIdentity({ roleArn }) }), [
      `'repository.credentials.roleArn' must be the ARN of an IAM role: partition, account of 12 digits, path and name, got '${roleArn}'. Use one such as 'arn:aws:iam::111122223333:role/snapshots'.`,
    ]],
  ),
  ['a folder without a name', s3({ basePath: 'prod//x' }), [
    "'repository.basePath' must not hold '//', which is a folder without a name, got 'prod//x'. Use 'prod/x'.",
  ]],
  ['Azure', { repository: SnapshotRepository.azure('a', { container: 'a--b', credentials: AzureCredentials.secret('s', { key: 'k', sasToken: 't' }) }) }, [
    "'repository.container' must be the name of a container: 3 to 63 lower-case letters, digits and single '-', got 'a--b'. Use one such as 'snapshots'.",
    "'repository.credentials' must not hold both 'key' and 'sasToken'. Leave one of them out.",
  ]],
  ['Azure by a store', { repository: SnapshotRepository.azure('a', { container: 'abc', credentials: AzureCredentials.externalSecret({ store: { name: 'v' }, account: { key: 'a' } }) }) }, [
    "'repository.credentials' must hold 'key' or 'sasToken'. Add one of them.",
  ]],
  ['Google', { repository: SnapshotRepository.gcs('a', { bucket: 'A', credentials: GcsCredentials.secret('S') }) }, [
    "'repository.bucket' must be the name of a bucket: at least 3 lower-case letters, digits, '-', '_' and '.', got 'A'. Use one such as 'acme-snapshots'.",
    `'repository.credentials.secretName' ${SUBDOMAIN}. Use the name of a Secret, not what it holds.`,
  ]],
  ['a shared file system', { repository: SnapshotRepository.sharedFileSystem('a', { claimName: 'A', mountPath: '/a/../b', folder: '/c' }) }, [
    `'repository.claimName' ${SUBDOMAIN}, got 'A'. Use the name of a PersistentVolumeClaim.`,
    "'repository.mountPath' must be an absolute path without ':' and without '/' at its end, got '/a/../b'. Use one such as '/mnt/snapshots'.",
    "'repository.folder' must be a folder without '/' at its beginning and end, got '/c'. Use one such as 'logs', or leave it out.",
  ]],
  ['the cron of Kubernetes for lifecycle management', lifecycle({ schedule: '30 1 * * *' }), [
    "'schedule.schedule' must be a cron line of Elasticsearch: it has five fields, and the first of its six or seven is the second, got '30 1 * * *'. Use one such as '0 30 1 * * ?', which is 01:30 UTC each day.",
  ]],
  ['a lifecycle', lifecycle({ policy: 'a b', snapshotName: 'Nightly', expireAfter: Duration.millis(1), minCount: 7, maxCount: 6 }), [
    "'schedule.policy' must be the name of a policy: not empty, without spaces and \\ / * ? \" < > | , #, got 'a b'. Use one such as 'nightly'.",
    "'schedule.snapshotName' must be lower case without spaces and \\ / * ? \" < > | , #, or such a name with date math between < and >, got 'Nightly'. Use one such as '<nightly-{now/d}>'.",
    "'schedule.expireAfter' must be at least a second. Use days.",
    "'schedule.maxCount' must not be less than 'minCount', which is 7, got 6. Correct one of the two.",
  ]],
  ['ids of policies', lifecycle({ policy: '_nightly' }), ["'schedule.policy' must not start with '_', got '_nightly'. Use one such as 'nightly'."]],
  ['counts', lifecycle({ minCount: 0, maxCount: 1.5 }), [
    "'schedule.minCount' must be a whole number of at least 1, got 0. Leave it out for 5.",
    "'schedule.maxCount' must be a whole number of at least 1, got 1.5. Leave it out for any number.",
  ]],
  ['the cron of Elasticsearch for CronJobs', cronJobs({ snapshot: '0 30 1 * * ?' }), [
    "'schedule.snapshot' must be a cron line: it has five fields (minute, hour, day of the month, month, day of the week), not 6, got '0 30 1 * * ?'. Use one such as '30 1 * * *', which is 01:30 each day.",
  ]],
  ['CronJobs', cronJobs({ cleanUp: '0 0 31 2 *', timeZone: 'local', expireAfter: Duration.seconds(5), minCount: 0, deadline: Duration.seconds(1) }), [
    "'schedule.cleanUp' must name a day that there is, got '0 0 31 2 *'. Use one such as '30 1 * * *', which is 01:30 each day.",
    "'schedule.timeZone' must be the name of a time zone, got 'local'. Use one such as 'Europe/Berlin'.",
    "'schedule.expireAfter' must be at least a minute. Use days.",
    "'schedule.deadline' must be at least a minute. Leave it out for six hours.",
    "'schedule.minCount' must be a whole number of at least 1, got 0. Leave it out for 5.",
  ]],
  ['a time zone in other capitals', cronJobs({ timeZone: 'Europe/BERLIN' }), ["'schedule.timeZone' must be the name of a time zone, got 'Europe/BERLIN'. Use one such as 'Europe/Berlin'."]],
  ['Local as time zone', cronJobs({ timeZone: 'Local' }), ["'schedule.timeZone' must not be 'Local': Kubernetes refuses it, got 'Local'. Use one such as 'Europe/Berlin'."]],
  ['a time zone that there is not', cronJobs({ timeZone: 'Europe/Bonn' }), ["'schedule.timeZone' must be the name of a time zone, got 'Europe/Bonn'. Use one such as 'Europe/Berlin'."]],
  ['contents', { contents: { indices: ['-a', 'B'], featureStates: ['none', 'kibana'] } }, [
    "'contents.indices[1]' must name indices or data streams: lower case, with or without '*', without spaces and \\ / ? \" < > | , # :, not starting with _ or +, got 'B'. Use one such as 'orders-*'.",
    "'contents.indices[0]' must not leave out anything: there is nothing before it, got '-a'. Put '*' before it.",
    "'contents.featureStates' must not hold 'none' besides others. Leave it out.",
  ]],
  ['contents that leave out what no pattern takes in', { contents: { indices: ['orders', '-orders-old', '-x*', '-y'] } }, [
    "'contents.indices[1]' must not leave out anything: no pattern with '*' is before it, got '-orders-old'. Leave it out, or put such a pattern before it.",
    "'contents.indices[2]' must not leave out anything: no pattern with '*' is before it, got '-x*'. Leave it out, or put such a pattern before it.",
  ]],
  ['nothing as contents', { contents: { indices: [], featureStates: [] } }, [
    "'contents.indices' must not be empty. Leave it out for all indices.", "'contents.featureStates' must not be empty. Leave it out, or say ['none'].",
  ]],
  ['a drill', { restoreDrill: { indices: [], schedule: 'x', timeZone: '+01:00', minDocuments: -1, deadline: Duration.seconds(1), cluster: SnapshotTarget.url('x') } }, [
    "'restoreDrill.indices' must not be empty. Leave it out for all indices.",
    "'restoreDrill.cluster.url' must be a URL. Use one such as 'https://search.example.com:9200'.",
    "'restoreDrill.schedule' must be a cron line: it has five fields (minute, hour, day of the month, month, day of the week), not 1, got 'x'. Use one such as '30 1 * * *', which is 01:30 each day.",
    "'restoreDrill.timeZone' must be the name of a time zone, got '+01:00'. Use one such as 'Europe/Berlin'.",
    "'restoreDrill.minDocuments' must be a whole number of at least 0, got -1. Leave it out for one.",
    "'restoreDrill.deadline' must be at least a minute. Leave it out for two hours.",
    "'restoreDrill.user' must be given with 'cluster'. Say as whom that cluster is called.",
  ]],
  ['a drill in the same cluster by another name', {
    cluster: SnapshotTarget.url('https://Search.example.com:443/'), user: SnapshotUser.secret('u'),
    restoreDrill: { cluster: SnapshotTarget.url('https://search.example.com'), user: SnapshotUser.secret('u') },
  }, [
    "'restoreDrill.cluster' must be another than 'cluster', whose repository it would make read-only. Leave it and 'user' out to restore into the same.",
  ]],
  ['a user of a drill in the same cluster', { restoreDrill: { user: SnapshotUser.fileRealm('a') } }, ["'restoreDrill.user' must not be given without 'cluster'. Leave it out."]],
  ['alerts', { alerts: { staleAfter: Duration.seconds(1), alertLabels: { 'a-b': 'x' }, exporterLabels: { a: 5 as any } } }, [
    "'alerts.staleAfter' must be at least a minute. Leave it out for 26 hours.",
    "'alerts.alertLabels.a-b' must be a label of Prometheus: letters, digits and '_', not starting with a digit. Use one such as 'severity'.",
    "'alerts.exporterLabels.a' must be a string, got a number. Put it in quotes.",
  ]],
  ['names of metrics as labels', { alerts: { alertLabels: { __name__: 'a' }, exporterLabels: { __name__: 'b' } } }, [
    "'alerts.alertLabels.__name__' must not be given: it is the name of the metric. Leave it out.",
    "'alerts.exporterLabels.__name__' must not be given: it is the name of the metric. Leave it out.",
  ]],
  ['alerts in TypeScript', { alerts: { staleAfter: Duration.seconds(1), alertLabels: { 'a-b': 'x' }, labels: { 'a b': 'c d' } } }, [
    "'alerts.staleAfter' must be at least a minute. Leave it out for 26 hours.",
    "'alerts.alertLabels.a-b' must be a label of Prometheus: letters, digits and '_', not starting with a digit. Use one such as 'severity'.",
    "'alerts.labels['a b']' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'c d'. Correct the value.",
    "'alerts.labels['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'release'.",
  ]],
  ['what JavaScript lets through', { cluster: 'logs', user: undefined, repository: {}, schedule: SnapshotTarget.eckNamed('x'), alerts: { staleAfter: 26 }, networkPolicy: 'no' } as any, [
    "'cluster' must be a value of this library's 'SnapshotTarget', got a text. Use 'SnapshotTarget.eckNamed('logs')'.",
    "'user' must be given. Use 'SnapshotUser.fileRealm('snapshots-user')'.",
    "'repository' must be a value of this library's 'SnapshotRepository'. Use 'SnapshotRepository.s3('backup', …)'.",
    "'schedule' must be a value of this library's 'SnapshotSchedule'. Use 'SnapshotSchedule.lifecycle(…)'.",
    "'alerts.staleAfter' must be a 'Duration' of cdk8s, got a number. Use one such as 'Duration.hours(26)'.",
    "'networkPolicy' must be true or false, got a text. Leave it out for the default.",
  ]],
])('refuses %s', (_, props, expected) => {
  expect(faultsIn(props)).toEqual(expected);
});

test('refuses an Elasticsearch resource of another namespace, and what is none', () => {
  const scope = chartIn();
  const cluster = SnapshotTarget.eck(elasticsearch(scope, {}, 'other'));
  expect(thrown(() => snapshotter({ cluster }, scope))).toThrow(
    "[logging/nightly] 'cluster' must be in the snapshotter's namespace 'logging', whose pods can mount no Secret of another, got 'other'. Set 'namespace' of the snapshotter, or use 'SnapshotTarget.url' with a 'caSecret' of this namespace.",
  );
  expect(faultsIn({ cluster: SnapshotTarget.eck(scope) })).toEqual([
    "'cluster' must be an Elasticsearch resource of 'elasticsearch.k8s.elastic.co'. Use 'SnapshotTarget.eckNamed', or 'SnapshotTarget.url' where ECK does not run it.",
  ]);
});

test('judges what comes from where it stands as what is given', () => {
  expect(faultsOf(() => snapshotter({}, chartIn({}, 'a.b')))).toEqual([`'namespace' ${LABEL}, got 'a.b'. Use a name such as 'logging'.`]);
  expect(faultsOf(() => new ESSnapshotter(chartIn(), 'Nightly', LEAST))).toEqual([`'name' ${LABEL}, got 'Nightly'. Give it a 'name' such as 'nightly'.`]);
});

test('refuses tokens where none is resolved', () => {
  const token = Lazy.any({ produce: () => 'x' }) as any;
  expect(faultsIn({ ...s3({ bucket: token }), ...lifecycle({ maxCount: token }), contents: { indices: [token] }, restoreDrill: { indices: ['a', token] } })).toEqual([
    "'settings.bucket' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
    "'config.indices[0]' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
    "'retention.max_count' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
    "'indices[1]' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
  ]);
});

test('refuses tokens where they become parts of texts', () => {
  const token = Lazy.any({ produce: () => 'x' }) as any;
  const rule = 'must be known when the program runs, because it becomes part of a text. Use its value instead of a token.';
  expect(faultsIn({ ...s3({}, token), ...lifecycle({ policy: token }), alerts: { exporterLabels: { cluster: token } } })).toEqual([
    `'alerts.exporterLabels.cluster' ${rule}`, `'repository.name' ${rule}`, `'schedule.policy' ${rule}`,
    "'repository' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
  ]);
  const counts = { restoreDrill: { minDocuments: token }, ...cronJobs({ minCount: token }) };
  expect(faultsIn({ namespace: token, cluster: SnapshotTarget.eckNamed(token), ...counts })).toEqual([
    `'cluster.name' ${rule}`, `'schedule.minCount' ${rule}`, `'restoreDrill.minDocuments' ${rule}`, `'namespace' ${rule}`,
  ]);
  expect(faultsIn(s3({ serverSideEncryption: token }))).toEqual([`'repository.serverSideEncryption' ${rule}`]);
  expect(faultsIn(s3({ client: token }))).toEqual([
    `'repository.client' ${rule}`, "'settings.client' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
  ]);
  expect(faultsIn({ repository: SnapshotRepository.sharedFileSystem('a', { claimName: 'a', mountPath: token, folder: token }) })).toEqual([
    `'repository.mountPath' ${rule}`, `'repository.folder' ${rule}`,
  ]);
});

test('refuses a whole list that is a token', () => {
  const token = Lazy.any({ produce: () => ['x'] }) as any;
  expect(faultsIn({ contents: { indices: token }, restoreDrill: { indices: token } })).toEqual([
    "'config.indices' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
    "'indices' must be known when the program runs, because it is written into a file. Use its value instead of a token.",
  ]);
});

test('takes tokens where they are resolved', () => {
  const token = (value: string) => Lazy.any({ produce: () => value }) as any;
  const construct = snapshotter({
    repository: SnapshotRepository.s3(token('backup'), { bucket: 'snapshots', credentials: CREDENTIALS }), image: token('registry.example.com/curl:8.18.0'),
    cluster: SnapshotTarget.url(token('https://a'), { caSecret: token('ca') }), user: SnapshotUser.secret(token('user')), schedule: SnapshotSchedule.cronJobs({ snapshot: token('5 * * * *') }),
  });
  const { template } = construct.registration.toJson().spec;
  expect(template.spec.containers[0]).toMatchObject({ image: 'registry.example.com/curl:8.18.0' });
  expect(template.spec.containers[0].env.slice(0, 2)).toEqual([{ name: 'ELASTICSEARCH_URL', value: 'https://a' }, { name: 'REPOSITORY', value: 'backup' }]);
  expect(template.spec.volumes.slice(1, 3).map(({ secret }: any) => secret.secretName)).toEqual(['ca', 'user']);
  expect(construct.snapshotCronJob!.toJson().spec.schedule).toBe('5 * * * *');
});

test('two of one name are refused', () => {
  const scope = chartIn();
  snapshotter({}, scope);
  expect(() => snapshotter({ name: 'nightly' }, scope)).toThrow("There is already a Construct with name 'nightly' in Chart");
});

test.each<[string, Partial<ESSnapshotterProps>]>([
  ['a snapshot name with date math', lifecycle({ snapshotName: '<snap-{now/d{yyyy.MM.dd|+02:00}}>' })],
  ['spans of time that are no whole seconds', lifecycle({ expireAfter: Duration.millis(1500) })],
  ['a store that is read again after no whole seconds', { user: SnapshotUser.externalSecret({ store: { name: 'a', refreshInterval: Duration.millis(1500) }, password: { key: 'a' } }) }],
  ['no limit', s3({ maxSnapshotBytesPerSecond: '0', maxRestoreBytesPerSecond: '-1' })],
  ['a time zone by an old name', cronJobs({ timeZone: 'US/Pacific' })],
  ['a list of indices that only a deployment knows', { contents: { indices: placeholder('a') as any }, restoreDrill: { indices: placeholder('b') as any } }],
  ['counts that only a deployment knows', lifecycle({ minCount: placeholder('a'), maxCount: placeholder('b') })],
  ['one count that only a deployment knows', lifecycle({ minCount: 7, maxCount: placeholder('b') })],
  ['what leaves out behind a pattern that only a deployment knows', { contents: { indices: [placeholder('a'), '-orders'] }, restoreDrill: {} }],
  ['namespaces that only a deployment knows', { namespace: placeholder('a'), cluster: SnapshotTarget.eckNamed('logs', { namespace: placeholder('b') }) }],
  ['a drill in a cluster of which nobody knows yet whether it is another', {
    ...url(placeholder('a')), restoreDrill: { cluster: SnapshotTarget.url(placeholder('b')), user: SnapshotUser.secret('u') },
  }],
  ...['arn:aws:iam::111122223333:role/a', 'arn:aws-us-gov:iam::111122223333:role/teams/search/a+b=c,d.e@f-g_h', `arn:aws-cn:iam::${placeholder('a')}:role/a`].map(
    (roleArn): [string, Partial<ESSnapshotterProps>] => [`the role '${roleArn}'`, s3({ credentials: S3Credentials.webIdentity({ roleArn }) })],
  ),
  ['no feature at all', { contents: { featureStates: ['none'] } }],
  ['folders with spaces', s3({ basePath: 'prod eu/x' })],
  ['a plain snapshot name', lifecycle({ snapshotName: 'snap' })],
  ['the shortest retention', lifecycle({ minCount: 1, maxCount: 1 })],
  ['an endpoint with scheme and port', s3({ endpoint: 'https://minio.storage.svc:9000' })],
  ['a time zone with many parts', cronJobs({ timeZone: 'America/Argentina/Buenos_Aires' })],
])('takes %s', (_, props) => expect(faultsIn(props)).toEqual([]));

describe('options that JavaScript leaves out', () => {
  const repository = (credentials: any, type: 's3' | 'azure' | 'gcs' = 's3') => ({
    repository: SnapshotRepository[type]('backup', { [type === 'azure' ? 'container' : 'bucket']: 'snapshots', credentials } as any),
  });
  const remote = (name: string) => `'repository.credentials.${name}' must be given. Use one such as { key: 'snapshots' }.`;
  const given = (name: string) => `'repository.credentials.${name}' must be given. Copy it from the cloud.`;
  const store = "'repository.credentials.store' must be given. Use one such as { name: 'vault' }.";
  const none = undefined as any;

  test.each<[string, (nothing: any) => Partial<ESSnapshotterProps>, string[]]>([
    ['of S3', (nothing) => ({ repository: SnapshotRepository.s3('backup', nothing) }), [
      "'repository.bucket' must be given. Use one such as 'acme-snapshots'.",
    ]],
    ['of Azure', (nothing) => ({ repository: SnapshotRepository.azure('backup', nothing) }), [
      "'repository.container' must be given. Use one such as 'snapshots'.", "'repository.credentials' must be given. Use 'AzureCredentials.secret(…)'.",
    ]],
    ['of Google', (nothing) => ({ repository: SnapshotRepository.gcs('backup', nothing) }), [
      "'repository.bucket' must be given. Use one such as 'acme-snapshots'.", "'repository.credentials' must be given. Use 'GcsCredentials.secret(…)'.",
    ]],
    ['of a file system', (nothing) => ({ repository: SnapshotRepository.sharedFileSystem('backup', nothing) }), [
      "'repository.claimName' must be given. Use the name of a PersistentVolumeClaim.",
    ]],
    ['of a target', (nothing) => ({ cluster: SnapshotTarget.eck(nothing) }), [
      "'cluster' must be an Elasticsearch resource of 'elasticsearch.k8s.elastic.co'. Use 'SnapshotTarget.eckNamed', or 'SnapshotTarget.url' where ECK does not run it.",
    ]],
    ['of a user', (nothing) => ({ user: SnapshotUser.externalSecret(nothing) }), [
      "'user.store' must be given. Use one such as { name: 'vault' }.", "'user.password' must be given. Use one such as { key: 'snapshots' }.",
    ]],
    ['of keys of S3', (nothing) => repository(S3Credentials.externalSecret(nothing)), [store, remote('accessKey'), remote('secretKey')]],
    ['of keys of Azure', (nothing) => repository(AzureCredentials.externalSecret(nothing), 'azure'), [store, remote('account'), "'repository.credentials' must hold 'key' or 'sasToken'. Add one of them."]],
    ['of keys of Google', (nothing) => repository(GcsCredentials.externalSecret(nothing), 'gcs'), [store, remote('credentialsFile')]],
    ['of an identity of S3', (nothing) => repository(S3Credentials.webIdentity(nothing)), [given('roleArn')]],
    ['of an identity of Azure', (nothing) => repository(AzureCredentials.workloadIdentity(nothing), 'azure'), [given('account'), given('clientId')]],
    ['of an identity of Google', (nothing) => repository(GcsCredentials.workloadIdentity(nothing), 'gcs'), [given('googleServiceAccount')]],
    ['in keys of S3', () => repository(S3Credentials.externalSecret({ store: { name: 'vault' } } as any)), [remote('accessKey'), remote('secretKey')]],
    ['in keys of Azure', () => repository(AzureCredentials.externalSecret({ store: { name: 'vault' }, key: { key: 'a' } } as any), 'azure'), [remote('account')]],
    ['in keys of Google', () => repository(GcsCredentials.externalSecret({ store: { name: 'vault' } } as any), 'gcs'), [remote('credentialsFile')]],
  ])('are missed by name: %s', (_, props, faults) => {
    for (const nothing of [undefined, null]) { expect(faultsIn(props(nothing))).toEqual(faults); }
  });

  test.each<[string, (nothing: any) => Partial<ESSnapshotterProps>]>([
    ['a target by name', (nothing) => ({ cluster: SnapshotTarget.eckNamed('logs', nothing) })],
    ['a target by URL', (nothing) => ({ cluster: SnapshotTarget.url('https://a.example.com', nothing), user: SnapshotUser.secret('u') })],
    ['a Secret', (nothing) => ({ user: SnapshotUser.secret('u', nothing) })],
    ['an API key', (nothing) => ({ user: SnapshotUser.apiKey('u', nothing) })],
    ['a lifecycle', (nothing) => ({ schedule: SnapshotSchedule.lifecycle(nothing) })],
    ['CronJobs', (nothing) => ({ schedule: SnapshotSchedule.cronJobs(nothing) })],
    ['keys of S3', (nothing) => repository(S3Credentials.secret('s', nothing))],
    ['keys of Azure', (nothing) => repository(AzureCredentials.secret('s', nothing), 'azure')],
    ['keys of Google', (nothing) => repository(GcsCredentials.secret('s', nothing), 'gcs')],
  ])('are no fault where all may be left out: %s', (_, props) => {
    for (const nothing of [undefined, null]) { expect(faultsIn(props(nothing))).toEqual([]); }
  });

  test('are missed by what makes an Elasticsearch resource ready', () => {
    const snapshotterFault = "[ElasticsearchSnapshots] 'snapshotter' must be given. Use the name of the ESSnapshotter, e.g. 'nightly'.";
    const missing = "[ElasticsearchSnapshots] 'repository' must be given. Use 'SnapshotRepository.s3('backup', …)'.";
    expect(() => new ElasticsearchSnapshots(none)).toThrow(new Error(`${snapshotterFault}\n${missing}`));
    expect(() => new ElasticsearchSnapshots({ snapshotter: 'nightly', repository: 's3' as any })).toThrow(
      new Error("[ElasticsearchSnapshots] 'repository' must be a value of this library's 'SnapshotRepository', got a text. Use 'SnapshotRepository.s3('backup', …)'."),
    );
    expect(() => new ElasticsearchSnapshots({ snapshotter: 'nightly', repository: SnapshotRepository.gcs('backup', { bucket: 'snapshots' } as any) })).toThrow(
      new Error("[ElasticsearchSnapshots] 'repository.credentials' must be given. Use 'GcsCredentials.secret(…)'."),
    );
  });
});
