import { ApiObject, App, Chart, Duration, JsonPatch, Lazy } from 'cdk8s';
import { ESSnapshotter, ESSnapshotterProps } from '../../lib/data/es-snapshotter';
import { SecretStoreKind } from '../../lib/data/external-secret-source';
import { S3Credentials } from '../../lib/data/repository/s3-credentials';
import { SnapshotRepository } from '../../lib/data/repository/snapshot-repository';
import { SnapshotSchedule } from '../../lib/data/schedule/snapshot-schedule';
import { SnapshotTarget } from '../../lib/data/snapshot-target';
import { SnapshotUser } from '../../lib/data/snapshot-user';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { podTemplatesOf } from '../../lib/manifest/pod-template';
import { parseYaml, stringifyYaml } from '../../lib/manifest/yaml';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, elasticsearch, envOf, LEAST, manifests, named, S3, snapshotter } from './snapshotter-construct';

const STORE = { name: 'vault', kind: SecretStoreKind.CLUSTER_SECRET_STORE, refreshInterval: Duration.minutes(10) };
const SECOND = { cluster: SnapshotTarget.url('https://dr.example.com', { caSecret: 'dr-ca' }), user: SnapshotUser.apiKey('dr-key') };

const VARIANTS: { readonly [title: string]: Partial<ESSnapshotterProps> } = {
  'the least': {},
  'CronJobs': { schedule: SnapshotSchedule.cronJobs({ timeZone: 'Europe/Berlin' }) },
  'everything': {
    schedule: SnapshotSchedule.cronJobs(),
    contents: { indices: ['orders-*', '-orders-old'], featureStates: ['kibana'], partial: true },
    restoreDrill: { indices: ['orders-*'], schedule: '@monthly', deadline: Duration.hours(1) },
    alerts: { labels: { release: 'prometheus' } },
    imagePullSecrets: ['registry'],
    labels: { team: 'search' },
  },
  'a drill in another cluster': { restoreDrill: SECOND, user: SnapshotUser.externalSecret({ store: STORE, password: { key: 'es' } }) },
  'a URL with the authorities of the image': { cluster: SnapshotTarget.url('https://search.example.com/es/'), user: SnapshotUser.secret('u', { username: 'snap', passwordKey: 'p' }) },
};
const listed = (objects: KubernetesObject[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata!.name!.replace(/[0-9a-f]{10}$/, '…')}`);
const podSpecs = (objects: KubernetesObject[]) => objects.flatMap((object) => podTemplatesOf(object).map(({ template }) => template.spec));

test('with lifecycle management, a Job registers all there is', () => {
  expect(listed(manifests())).toEqual(['Secret nightly-role', 'ConfigMap nightly', 'NetworkPolicy nightly', 'Job nightly-register-…']);
  const { data } = named(manifests(), 'ConfigMap');
  expect(Object.keys(data)).toEqual(['elasticsearch.sh', 'json.awk', 'policy.json', 'register.sh', 'repository.json']);
  expect(JSON.parse(data['repository.json'])).toEqual({ type: 's3', settings: { bucket: 'acme-snapshots' } });
  expect(JSON.parse(data['policy.json'])).toEqual({
    name: '<nightly-{now/d}>',
    schedule: '0 30 1 * * ?',
    repository: 'backup',
    config: { indices: ['*'], include_global_state: true, ignore_unavailable: false, partial: false, metadata: { taken_by: 'fleetwright', snapshotter: 'nightly' } },
    retention: { expire_after: '30d', min_count: 5 },
  });
});

test('with CronJobs, one takes snapshots and one deletes old ones', () => {
  const schedule = SnapshotSchedule.cronJobs({ snapshot: '0 */6 * * *', cleanUp: '@daily', timeZone: 'Europe/Berlin', expireAfter: Duration.days(7), minCount: 3, deadline: Duration.hours(2) });
  const objects = manifests({ schedule });
  expect(listed(objects)).toEqual([
    'Secret nightly-role', 'ConfigMap nightly', 'NetworkPolicy nightly', 'Job nightly-register-…', 'CronJob nightly-snapshot', 'CronJob nightly-clean-up',
  ]);
  expect(named(objects, 'ConfigMap').data).not.toHaveProperty('policy.json');
  const [snapshot, cleanUp] = ['nightly-snapshot', 'nightly-clean-up'].map((name) => named(objects, 'CronJob', name));
  expect(snapshot.spec).toMatchObject({ schedule: '0 */6 * * *', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 3600 });
  expect(snapshot.spec).not.toHaveProperty('suspend');
  expect(snapshot.spec.jobTemplate.spec).toMatchObject({ backoffLimit: 2, activeDeadlineSeconds: 7200 + 900, ttlSecondsAfterFinished: 604800 });
  expect(envOf(snapshot)).toMatchObject({ REPOSITORY: 'backup', SNAPSHOT_PREFIX: 'nightly', SNAPSHOT_SECONDS: '7200' });
  expect(cleanUp.spec).toMatchObject({ schedule: '@daily', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid' });
  expect(envOf(cleanUp)).toMatchObject({ SNAPSHOT_PREFIX: 'nightly', EXPIRE_AFTER_SECONDS: '604800', MIN_COUNT: '3' });
});

test('a lifecycle policy says all that its schedule and contents say', () => {
  const schedule = SnapshotSchedule.lifecycle({ schedule: '0 0 */4 * * ?', policy: 'often', snapshotName: '<snap-{now/h}>', expireAfter: Duration.hours(36), minCount: 2, maxCount: 9 });
  const objects = manifests({ schedule, contents: { indices: ['a'], includeGlobalState: false, featureStates: ['none'], ignoreUnavailable: true, partial: true } });
  expect(envOf(named(objects, 'Job')).POLICY).toBe('often');
  expect(JSON.parse(named(objects, 'ConfigMap').data['policy.json'])).toMatchObject({
    name: '<snap-{now/h}>',
    schedule: '0 0 */4 * * ?',
    config: { indices: ['a'], include_global_state: false, feature_states: ['none'], ignore_unavailable: true, partial: true },
    retention: { expire_after: '36h', min_count: 2, max_count: 9 },
  });
});

describe('the registration Job', () => {
  const nameOf = (props: Partial<ESSnapshotterProps> = {}) => named(manifests(props), 'Job').metadata!.name;
  const other = (options: object) => SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: S3Credentials.secret('snapshots-s3'), ...options });

  test.each<[string, Partial<ESSnapshotterProps>]>([
    ['the repository', { repository: other({ basePath: 'logs' }) }],
    ['the policy', { schedule: SnapshotSchedule.lifecycle({ minCount: 6 }) }],
    ['the contents', { contents: { partial: true } }],
    ['what a restore drill keeps out of the contents', { restoreDrill: {} }],
    ['the cluster', { cluster: SnapshotTarget.eckNamed('other') }],
    ['the user', { user: SnapshotUser.fileRealm('other') }],
    ['the image', { image: 'registry.example.com/curl:8.18.0' }],
  ])('has another name where %s is another', (_, props) => expect(nameOf(props)).not.toBe(nameOf()));

  test.each<[string, Partial<ESSnapshotterProps>]>([
    ['alerts', { alerts: {} }],
    ['a restore drill in another cluster', { restoreDrill: SECOND }],
    ['labels', { labels: { team: 'search' } }],
    ['credentials that only the nodes know', { repository: other({ credentials: S3Credentials.secret('other') }) }],
  ])('keeps its name with %s', (_, props) => expect(nameOf(props)).toBe(nameOf()));

  test('has no time to live: it would come back with every apply', () => {
    const { spec } = named(manifests(), 'Job');
    expect(spec).toMatchObject({ backoffLimit: 6, activeDeadlineSeconds: 7200 });
    expect(spec).not.toHaveProperty('ttlSecondsAfterFinished');
  });

  test('is told from the Jobs of CronJobs by a component that it has not', () => {
    const objects = manifests(VARIANTS.everything);
    expect(Object.keys(named(objects, 'Job').metadata!.labels!).sort()).toEqual(['app.kubernetes.io/name', 'team']);
    const cronJobs = objects.filter(({ kind }) => kind === 'CronJob').map(({ spec }) => spec.jobTemplate.metadata.labels);
    expect(cronJobs.map((labels) => labels['app.kubernetes.io/component']).sort()).toEqual(['clean-up', 'restore-drill', 'snapshot']);
    expect(cronJobs.every((labels) => labels['app.kubernetes.io/name'] === 'nightly')).toBe(true);
  });
});

describe('the pods', () => {
  test.each(Object.keys(VARIANTS))('pass Pod Security restricted: %s', (title) => {
    const templates = manifests(VARIANTS[title]).flatMap((object) => podTemplatesOf(object).map(({ template }) => template));
    expect(templates.length).toBeGreaterThan(0);
    for (const version of ['1.28', 'latest']) { expect(templates.flatMap((template) => checkPodSecurity(template, 'restricted', version))).toEqual([]); }
  });

  test('write to memory only, see no token of Kubernetes, and run a pinned image', () => {
    for (const spec of podSpecs(manifests(VARIANTS.everything))) {
      const [container] = spec.containers;
      expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false, restartPolicy: 'Never' });
      expect(container.image).toMatch(/^docker\.io\/curlimages\/curl:8\.18\.0@sha256:[0-9a-f]{64}$/);
      expect(container.securityContext).toMatchObject({ readOnlyRootFilesystem: true });
      expect([container.resources.requests['ephemeral-storage'], container.resources.limits['ephemeral-storage']]).toEqual(['16Mi', '16Mi']);
      expect(spec.volumes.filter(({ emptyDir }: any) => emptyDir !== undefined)).toEqual([{ name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }]);
      expect(container.volumeMounts.filter(({ readOnly }: any) => readOnly !== true)).toEqual([{ name: 'work', mountPath: '/tmp' }]);
    }
  });

  test('get no secret in their environment or command', () => {
    for (const spec of podSpecs(manifests(VARIANTS.everything))) {
      expect(spec.containers[0].env.every(({ value, valueFrom }: any) => typeof value === 'string' && valueFrom === undefined)).toBe(true);
      expect(spec.containers[0].command).toEqual(['/bin/sh', expect.stringMatching(/^\/snapshots\/[a-z-]+\.sh$/)]);
    }
  });

  test('have no empty variables: the API server drops those, and each apply would be a change', () => {
    for (const props of Object.values(VARIANTS)) {
      expect(podSpecs(manifests(props)).flatMap((spec) => spec.containers[0].env!.filter(({ value }: any) => value === ''))).toEqual([]);
    }
  });

  test('see only the files of their own script', () => {
    const items = (name: string) => named(manifests(VARIANTS.everything), 'CronJob', name).spec.jobTemplate.spec.template.spec.volumes[0].configMap.items.map(({ key }: any) => key);
    expect(items('nightly-clean-up')).toEqual(['elasticsearch.sh', 'json.awk', 'clean-up.sh']);
    expect(items('nightly-restore-drill')).toEqual(['elasticsearch.sh', 'json.awk', 'restore-drill.sh', 'restore.json']);
  });

  test('names that Kubernetes would expand reach the script as they are', () => {
    const repository = SnapshotRepository.sharedFileSystem("a$(REPOSITORY)$$'b", { claimName: 'snapshots' });
    const job = named(manifests({ repository }), 'Job');
    const raw = job.spec.template.spec.containers[0].env.find(({ name }: any) => name === 'REPOSITORY').value;
    expect(raw).toBe("a$$(REPOSITORY)$$$$'b");
    expect(envOf(job).REPOSITORY).toBe("a$(REPOSITORY)$$'b");
  });
});

describe('whom the scripts call', () => {
  const job = (props: Partial<ESSnapshotterProps>) => named(manifests(props), 'Job');
  const volumes = (props: Partial<ESSnapshotterProps>) => job(props).spec.template.spec.volumes;

  test('an Elasticsearch of ECK, which they trust by its own authority', () => {
    expect(envOf(job({}))).toMatchObject({ ELASTICSEARCH_URL: 'https://logs-es-http.logging.svc:9200', TLS_DIR: '/elasticsearch/tls' });
    expect(volumes({})[1]).toEqual({ name: 'tls', secret: { secretName: 'logs-es-http-certs-public', defaultMode: 0o440 } });
    expect(named(manifests(), 'NetworkPolicy').spec.egress[1]).toEqual({
      to: [{ podSelector: { matchLabels: { 'common.k8s.elastic.co/type': 'elasticsearch', 'elasticsearch.k8s.elastic.co/cluster-name': 'logs' } } }],
      ports: [{ protocol: 'TCP', port: 9200 }],
    });
  });

  test('an Elasticsearch of ECK in the namespace into which all is applied', () => {
    const construct = new ESSnapshotter(new Chart(new App(), 'c'), 'nightly', LEAST);
    expect(envOf(construct.registration.toJson()).ELASTICSEARCH_URL).toBe('https://logs-es-http:9200');
    expect(construct.objects.every(({ metadata }) => metadata.namespace === undefined)).toBe(true);
  });

  test('an Elasticsearch resource that is a construct', () => {
    const scope = chartIn();
    const cluster = SnapshotTarget.eck(elasticsearch(scope));
    expect(envOf(snapshotter({ cluster }, scope).registration.toJson()).ELASTICSEARCH_URL).toBe('https://logs-es-http.logging.svc:9200');
  });

  test.each([
    ['https://search.example.com', 443], ['https://search.example.com:9243', 9243], ['https://[2001:db8::1]:9200', 9200],
  ])('%s, which may be at any address', (url, port) => {
    const props = { cluster: SnapshotTarget.url(`${url}/`, { caSecret: 'search-ca' }), user: SnapshotUser.secret('u') };
    expect(envOf(job(props)).ELASTICSEARCH_URL).toBe(url);
    expect(volumes(props)[1].secret.secretName).toBe('search-ca');
    expect(named(manifests(props), 'NetworkPolicy').spec.egress[1]).toEqual({ ports: [{ protocol: 'TCP', port }] });
  });

  test('one that is not known yet, on any port', () => {
    const props = { cluster: SnapshotTarget.url(placeholder('url')), user: SnapshotUser.secret('u') };
    expect(named(manifests(props), 'NetworkPolicy').spec.egress[1]).toEqual({ ports: [{ protocol: 'TCP' }] });
  });

  test('one that the authorities of the image vouch for', () => {
    const props = { cluster: SnapshotTarget.url('https://search.example.com'), user: SnapshotUser.secret('u') };
    expect(envOf(job(props))).not.toHaveProperty('TLS_DIR');
    expect(volumes(props).map(({ name }: any) => name)).toEqual(['scripts', 'user', 'work']);
  });
});

describe('as whom', () => {
  const user = (props: Partial<ESSnapshotterProps>) => named(manifests(props), 'Job').spec.template.spec.volumes.find(({ name }: any) => name === 'user').secret;

  test('a user that ECK makes out of a Secret', () => {
    expect(user({})).toEqual({
      secretName: 'snapshots-user', defaultMode: 0o440, items: [{ key: 'username', path: 'username' }, { key: 'password', path: 'password' }],
    });
  });

  test('a user that ECK makes out of what External Secrets brings', () => {
    const objects = manifests({ user: SnapshotUser.externalSecret({ store: STORE, password: { key: 'es', property: 'password', version: '3' } }) });
    expect(named(objects, 'ExternalSecret')).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: { name: 'nightly-user', namespace: 'logging', labels: { 'app.kubernetes.io/name': 'nightly' } },
      spec: {
        refreshInterval: '600s',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'vault' },
        target: {
          creationPolicy: 'Owner',
          template: {
            engineVersion: 'v2',
            type: 'kubernetes.io/basic-auth',
            data: { username: 'snapshots-nightly', password: '{{ .password }}', roles: 'snapshots-nightly' },
          },
        },
        data: [{ secretKey: 'password', remoteRef: { key: 'es', property: 'password', version: '3' } }],
      },
    });
  });

  test('a user at a URL whose password External Secrets brings, without a role that nobody there would read', () => {
    const objects = manifests({ cluster: SnapshotTarget.url('https://a'), user: SnapshotUser.externalSecret({ store: STORE, password: { key: 'es' }, username: 'snap' }) });
    expect(named(objects, 'ExternalSecret').spec.target.template.data).toEqual({ username: 'snap', password: '{{ .password }}' });
    expect(named(objects, 'Secret')).toBeUndefined();
  });

  test('a user whose name looks like a template has that name', () => {
    const user = (username: string) => named(manifests({ user: SnapshotUser.externalSecret({ store: STORE, password: { key: 'es' }, username }) }), 'ExternalSecret').spec.target.template.data.username;
    expect(user('a{{b}}')).toBe('a{{ "{{" }}b}}');
    expect(user(Lazy.any({ produce: () => 'a' }) as any)).toBe('a');
  });

  test.each<[string, SnapshotUser, object[], string | undefined]>([
    ['by the keys of a Secret', SnapshotUser.secret('u', { usernameKey: 'name', passwordKey: 'elastic' }), [{ key: 'name', path: 'username' }, { key: 'elastic', path: 'password' }], undefined],
    ['by a name and the key of a Secret', SnapshotUser.secret('u', { username: 'elastic', passwordKey: 'elastic' }), [{ key: 'elastic', path: 'password' }], 'elastic'],
    ['by an API key', SnapshotUser.apiKey('u', { key: 'encoded' }), [{ key: 'encoded', path: 'api-key' }], undefined],
  ])('a user that is there, %s', (_, given, items, username) => {
    const objects = manifests({ user: given });
    expect(user({ user: given })).toEqual({ secretName: 'u', defaultMode: 0o440, items });
    expect(envOf(named(objects, 'Job')).ELASTICSEARCH_USERNAME).toBe(username);
    // Nobody would read a role of ours.
    expect(named(objects, 'Secret')).toBeUndefined();
  });
});

describe('the role', () => {
  const role = (props: Partial<ESSnapshotterProps> = {}) => parseYaml(snapshotter(props).rolesYaml)[0] as any;

  test('lets the user register, and write the lifecycle policy that takes the snapshots', () => {
    expect(role()).toEqual({
      'snapshots-nightly': {
        cluster: [
          'cluster:admin/repository/get', 'cluster:admin/repository/put', 'cluster:admin/repository/verify',
          'cluster:admin/slm/put', 'cluster:admin/slm/status', 'cluster:admin/snapshot/create',
        ],
      },
    });
  });

  test('with CronJobs lets it take, look at and delete snapshots', () => {
    expect(role({ schedule: SnapshotSchedule.cronJobs() })['snapshots-nightly'].cluster).toEqual([
      'cluster:admin/repository/get', 'cluster:admin/repository/put', 'cluster:admin/repository/verify',
      'cluster:admin/snapshot/create', 'cluster:admin/snapshot/delete', 'cluster:admin/snapshot/get',
    ]);
  });

  test('with a drill lets it restore, and see and delete the copies alone', () => {
    const { cluster, indices } = role({ restoreDrill: {} })['snapshots-nightly'];
    expect(cluster).toEqual(expect.arrayContaining(['cluster:admin/snapshot/get', 'cluster:admin/snapshot/restore', 'cluster:monitor/health']));
    expect(indices).toEqual([{ names: ['restore-drill-nightly.*'], privileges: ['delete_index', 'read', 'view_index_metadata'] }]);
  });

  test('of a drill in another cluster is that of its user', () => {
    const construct = snapshotter({ restoreDrill: { cluster: SnapshotTarget.eckNamed('dr'), user: SnapshotUser.fileRealm('dr-user') } });
    expect(role({ restoreDrill: SECOND })['snapshots-nightly']).not.toHaveProperty('indices');
    expect(parseYaml(construct.drillRolesYaml!)[0]).toEqual({
      'snapshots-nightly-drill': {
        cluster: ['cluster:admin/repository/put', 'cluster:admin/snapshot/get', 'cluster:admin/snapshot/restore', 'cluster:monitor/health'],
        indices: [{ names: ['restore-drill-nightly.*'], privileges: ['delete_index', 'read', 'view_index_metadata'] }],
      },
    });
    expect(construct.roleSecrets.map((secret) => [secret.name, secret.toJson().stringData['roles.yml']])).toEqual([
      ['nightly-role', construct.rolesYaml], ['nightly-drill-role', construct.drillRolesYaml],
    ]);
  });
});

describe('the restore drill', () => {
  test('is suspended, and knows the snapshots of the policy', () => {
    const drill = named(manifests({ restoreDrill: {} }), 'CronJob');
    expect(drill.spec).toMatchObject({ suspend: true, schedule: '0 6 1 * *', timeZone: 'Etc/UTC', concurrencyPolicy: 'Forbid' });
    expect(drill.spec.jobTemplate.spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 7200 + 1800 });
    expect(envOf(drill)).toMatchObject({ POLICY: 'nightly', RESTORE_PREFIX: 'restore-drill-nightly.', RESTORE_SECONDS: '7200', MIN_DOCUMENTS: '1' });
  });

  test('runs by itself where it has a schedule, and knows the snapshots of the CronJob', () => {
    const drill = named(manifests({ schedule: SnapshotSchedule.cronJobs(), restoreDrill: { schedule: '0 3 * * 0', timeZone: 'Asia/Tokyo', minDocuments: 0, deadline: Duration.minutes(90) } }), 'CronJob', 'nightly-restore-drill');
    expect(drill.spec).toMatchObject({ schedule: '0 3 * * 0', timeZone: 'Asia/Tokyo' });
    expect(drill.spec).not.toHaveProperty('suspend');
    expect(envOf(drill)).toMatchObject({ SNAPSHOT_PREFIX: 'nightly', RESTORE_SECONDS: '5400', MIN_DOCUMENTS: '0' });
    expect(envOf(drill)).not.toHaveProperty('POLICY');
  });

  test('restores under other names, without the state of the cluster', () => {
    const body = JSON.parse(named(manifests({ restoreDrill: { indices: ['orders-*'] } }), 'ConfigMap').data['restore.json']);
    expect(body).toMatchObject({
      indices: ['orders-*'], include_global_state: false, include_aliases: false, partial: false, rename_pattern: '(.+)', rename_replacement: 'restore-drill-nightly.$1',
    });
    expect(body.ignore_index_settings).toEqual([
      'index.default_pipeline', 'index.final_pipeline', 'index.lifecycle.name', 'index.lifecycle.rollover_alias', 'index.routing.allocation.*',
    ]);
  });

  test.each<[string, Partial<ESSnapshotterProps>, string[]]>([
    ['everything', {}, ['*', '-restore-drill-nightly.*']],
    ['a pattern that may match them', { contents: { indices: ['*-2026', '-x'] } }, ['*-2026', '-x', '-restore-drill-nightly.*']],
    ['what they are not', { contents: { indices: ['orders-*', 'users'] } }, ['orders-*', 'users']],
    ['everything of a cluster that has none', { restoreDrill: SECOND }, ['*']],
    ['everything without a drill', { restoreDrill: undefined }, ['*']],
  ])('keeps its copies out of the next snapshot of %s', (_, props, expected) => {
    const files = (schedule: SnapshotSchedule) => named(manifests({ restoreDrill: {}, ...props, schedule }), 'ConfigMap').data;
    expect(JSON.parse(files(SnapshotSchedule.lifecycle())['policy.json']).config.indices).toEqual(expected);
    expect(JSON.parse(files(SnapshotSchedule.cronJobs())['snapshot.json']).indices).toEqual(expected);
  });

  test('in another cluster gets the repository to read from, and calls that cluster as its own user', () => {
    const objects = manifests({ restoreDrill: SECOND });
    const drill = named(objects, 'CronJob');
    expect(JSON.parse(named(objects, 'ConfigMap').data['drill-repository.json'])).toEqual({ type: 's3', settings: { bucket: 'acme-snapshots', readonly: 'true' } });
    expect(JSON.parse(named(objects, 'ConfigMap').data['repository.json']).settings).not.toHaveProperty('readonly');
    expect(envOf(drill)).toMatchObject({ ELASTICSEARCH_URL: 'https://dr.example.com', REPOSITORY: 'backup' });
    const secrets = drill.spec.jobTemplate.spec.template.spec.volumes.flatMap(({ secret }: any) => (secret === undefined ? [] : [secret.secretName]));
    expect(secrets).toEqual(['dr-ca', 'dr-key']);
    expect(envOf(named(objects, 'Job')).ELASTICSEARCH_URL).toBe('https://logs-es-http.logging.svc:9200');
    expect(named(objects, 'NetworkPolicy').spec.egress.slice(2)).toEqual([{ ports: [{ protocol: 'TCP', port: 443 }] }]);
  });
});

test('has no NetworkPolicy where none is wanted', () => {
  expect(listed(manifests({ networkPolicy: false }))).not.toContain('NetworkPolicy nightly');
});

test('has names, labels and namespace of its own', () => {
  const objects = manifests({ name: 'weekly', namespace: 'search', labels: { team: 'a' }, schedule: SnapshotSchedule.cronJobs(), restoreDrill: {}, alerts: {} });
  expect(listed(objects)).toEqual([
    'Secret weekly-role', 'ConfigMap weekly', 'NetworkPolicy weekly', 'Job weekly-register-…', 'CronJob weekly-snapshot', 'CronJob weekly-clean-up',
    'CronJob weekly-restore-drill', 'PrometheusRule weekly',
  ]);
  for (const { metadata } of objects) { expect(metadata).toMatchObject({ namespace: 'search', labels: { 'team': 'a', 'app.kubernetes.io/name': 'weekly' } }); }
});

test('shows its objects, and lets them be patched', () => {
  const construct = snapshotter(VARIANTS.everything);
  const { configMap, registration, snapshotCronJob, cleanUpCronJob, restoreDrillCronJob, networkPolicy, prometheusRule, roleSecrets } = construct;
  const children = [configMap, registration, snapshotCronJob, cleanUpCronJob, restoreDrillCronJob, networkPolicy, prometheusRule, ...roleSecrets];
  expect(new Set(children)).toEqual(new Set(construct.objects));
  construct.patch({ kind: 'CronJob', name: 'nightly-snapshot' }, JsonPatch.add('/spec/successfulJobsHistoryLimit', 1));
  expect(construct.snapshotCronJob!.toJson().spec.successfulJobsHistoryLimit).toBe(1);
  expect(snapshotter().snapshotCronJob).toBeUndefined();
});

test.each(Object.keys(VARIANTS))('is the same bytes for the same props: %s', (title) => {
  expect(stringifyYaml(manifests(VARIANTS[title]))).toBe(stringifyYaml(manifests(VARIANTS[title])));
});

test('takes values that are not known yet', () => {
  const repository = SnapshotRepository.s3(placeholder('r'), { bucket: placeholder('b'), credentials: S3Credentials.webIdentity({ roleArn: placeholder('a') }) });
  expect(() => snapshotter({ repository, cluster: SnapshotTarget.url(placeholder('u')), user: SnapshotUser.secret(placeholder('s')), image: placeholder('i') })).not.toThrow();
});

describe('is what Kubernetes takes', () => {
  const CUSTOM = ['ExternalSecret', 'PrometheusRule'];
  test.each(Object.keys(VARIANTS).flatMap((title) => ['1.28', '1.33', '1.36'].map((minor) => [title, minor])))('%s in %s', (title, minor) => {
    const objects = manifests(VARIANTS[title], { kubernetesVersion: minor }).filter(({ kind }) => !CUSTOM.includes(kind));
    expect(objects.length).toBeGreaterThan(2);
    expect(objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)])).toEqual([]);
  });
});

test('the scripts trust nobody blindly, and install nothing', () => {
  const { data } = named(manifests({ schedule: SnapshotSchedule.cronJobs(), restoreDrill: {} }), 'ConfigMap');
  const text = Object.values<string>(data).join('\n');
  expect(text).not.toMatch(/--insecure|curl [^\n]*-[a-z]*k|apk |apt-get|set -x|--user|--location|\bbash\b/);
  expect(text.match(/\bcurl "\$@"/g)).toHaveLength(1);
});

test('an Elasticsearch of another tree needs no wrapping', () => {
  const scope = chartIn();
  const wrapper = new Chart(scope, 'wrapper');
  new ApiObject(wrapper, 'Default', { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', metadata: { name: 'logs' }, spec: {} });
  expect(envOf(snapshotter({ cluster: SnapshotTarget.eck(wrapper), repository: S3 }, scope).registration.toJson()).ELASTICSEARCH_URL).toBe('https://logs-es-http.logging.svc:9200');
});

test('where the platform chooses ids, no pod names one', () => {
  Object.values(VARIANTS).forEach((props) => {
    const objects = manifests(props, { platformChoosesIds: true });
    expect(podSpecs(objects).length).toBeGreaterThan(0);
    podSpecs(objects).forEach(({ securityContext }) => expect(securityContext).toMatchObject({ runAsNonRoot: true }));
    expect(JSON.stringify(objects)).not.toMatch(/runAsUser|runAsGroup|fsGroup"|65532/);
  });
});
