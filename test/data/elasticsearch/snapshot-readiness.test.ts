import { describeFault } from '../../../lib/construct/fault';
import { ElasticsearchNeeds, readyForSnapshots } from '../../../lib/data/elasticsearch/snapshot-readiness';
import { placeholder } from '../../../lib/manifest/known';
import { KubernetesObject } from '../../../lib/manifest/object';

const elasticsearch = (spec: object): KubernetesObject =>
  ({ apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', metadata: { name: 'logs' }, spec });

const ALL: ElasticsearchNeeds = {
  secureSettings: [{ secretName: 's3', entries: [{ key: 'access', path: 's3.client.default.access_key' }, { key: 's3.client.default.secret_key' }] }],
  config: { 's3.client.default.endpoint': 'minio:9000' },
  pathRepo: '/mnt/snapshots',
  serviceAccountName: 'nightly',
  automountServiceAccountToken: true,
  podLabels: { 'azure.workload.identity/use': 'true' },
  env: [{ name: 'AWS_ROLE_ARN', value: 'arn' }],
  volumes: [{ name: 'repository', persistentVolumeClaim: { claimName: 'snapshots' } }],
  volumeMounts: [{ name: 'repository', mountPath: '/mnt/snapshots' }],
  roleSecrets: ['nightly-role'],
  userSecrets: ['nightly-user'],
};

const READY_NODE_SET = {
  config: { 's3.client.default.endpoint': 'minio:9000', 'path.repo': ['/mnt/snapshots'] },
  podTemplate: {
    metadata: { labels: { 'azure.workload.identity/use': 'true' } },
    spec: {
      serviceAccountName: 'nightly',
      automountServiceAccountToken: true,
      volumes: [{ name: 'repository', persistentVolumeClaim: { claimName: 'snapshots' } }],
      containers: [{
        name: 'elasticsearch', env: [{ name: 'AWS_ROLE_ARN', value: 'arn' }], volumeMounts: [{ name: 'repository', mountPath: '/mnt/snapshots' }],
      }],
    },
  },
};

test('adds what is needed to every node set, and once to the resource', () => {
  const before = elasticsearch({ version: '9.2.0', nodeSets: [{ name: 'hot', count: 3 }, { name: 'cold', count: 2 }] });
  const copy = structuredClone(before);
  const { object, faults } = readyForSnapshots(before, ALL);
  expect(faults).toEqual([]);
  expect(object.spec).toEqual({
    version: '9.2.0',
    secureSettings: [{ secretName: 's3', entries: [{ key: 'access', path: 's3.client.default.access_key' }, { key: 's3.client.default.secret_key' }] }],
    auth: { roles: [{ secretName: 'nightly-role' }], fileRealm: [{ secretName: 'nightly-user' }] },
    nodeSets: [{ name: 'hot', count: 3, ...READY_NODE_SET }, { name: 'cold', count: 2, ...READY_NODE_SET }],
  });
  expect(before).toEqual(copy);
});

test('adding again changes nothing', () => {
  const { object } = readyForSnapshots(elasticsearch({ nodeSets: [{ name: 'hot' }] }), ALL);
  expect(readyForSnapshots(object, ALL)).toEqual({ object, warnings: [], faults: [] });
});

test('keeps what is there already', () => {
  const spec = {
    secureSettings: [{ secretName: 'other' }, { secretName: 's3', entries: [{ key: 'x', path: 's3.client.default.access_key' }] }],
    auth: { disableElasticUser: true, roles: [{ secretName: 'mine' }] },
    nodeSets: [{
      name: 'hot',
      config: { 'path': { repo: '/mnt/old', data: '/data' }, 'node.roles': ['data'] },
      podTemplate: {
        metadata: { labels: { team: 'a' } },
        spec: { containers: [{ name: 'proxy' }, { name: 'elasticsearch', env: [{ name: 'A', value: 'b' }], resources: {} }], volumes: [{ name: 'v', emptyDir: {} }] },
      },
    }],
  };
  const { object, warnings, faults } = readyForSnapshots(elasticsearch(spec), ALL);
  expect(faults).toEqual([]);
  expect(warnings).toEqual([{
    id: 'data/keystore-setting-twice',
    message: "'s3.client.default.access_key' is key 'x' of Secret 's3' and, for a snapshot repository, key 'access' of Secret 's3': the nodes get one of the two. Leave one out, or give the repository a 'client' of its own.",
  }]);
  expect(object.spec.secureSettings).toEqual([
    { secretName: 'other' },
    { secretName: 's3', entries: [{ key: 'x', path: 's3.client.default.access_key' }, { key: 's3.client.default.secret_key' }] },
  ]);
  expect(object.spec.auth).toEqual({ disableElasticUser: true, roles: [{ secretName: 'mine' }, { secretName: 'nightly-role' }], fileRealm: [{ secretName: 'nightly-user' }] });
  const [{ config, podTemplate }] = object.spec.nodeSets;
  expect(config).toEqual({ 'path': { repo: ['/mnt/old', '/mnt/snapshots'], data: '/data' }, 'node.roles': ['data'], 's3.client.default.endpoint': 'minio:9000' });
  expect(podTemplate.metadata.labels).toEqual({ 'team': 'a', 'azure.workload.identity/use': 'true' });
  expect(podTemplate.spec.volumes.map(({ name }: any) => name)).toEqual(['v', 'repository']);
  expect(podTemplate.spec.containers).toEqual([
    { name: 'proxy' },
    {
      name: 'elasticsearch',
      env: [{ name: 'A', value: 'b' }, { name: 'AWS_ROLE_ARN', value: 'arn' }],
      resources: {},
      volumeMounts: [{ name: 'repository', mountPath: '/mnt/snapshots' }],
    },
  ]);
});

test('says what contradicts, and leaves it as it is', () => {
  const spec = {
    nodeSets: [{
      name: 'hot',
      config: { s3: { client: { default: { endpoint: 'other:9000' } } } },
      podTemplate: {
        metadata: { labels: { 'azure.workload.identity/use': 'false' } },
        spec: {
          serviceAccountName: 'mine',
          automountServiceAccountToken: false,
          volumes: [{ name: 'repository', emptyDir: {} }],
          containers: [{ name: 'elasticsearch', env: [{ name: 'AWS_ROLE_ARN', value: 'x' }], volumeMounts: [{ name: 'v', mountPath: '/mnt/snapshots' }] }],
        },
      },
    }],
  };
  const { object, faults } = readyForSnapshots(elasticsearch(spec), { ...ALL, pathRepo: undefined, roleSecrets: [], userSecrets: [], secureSettings: [] });
  expect(object.spec).toEqual(spec);
  expect(faults.map(({ id }) => id)).toEqual(Array(7).fill('data/elasticsearch-fit'));
  expect(faults.map(describeFault)).toEqual([
    "Its node set 'hot' sets 's3.client.default.endpoint' to 'other:9000', and the snapshot repository needs 'minio:9000'. Let both say the same.",
    "Its node set 'hot' has the label 'azure.workload.identity/use' with the value 'false', and the snapshot repository needs 'true'. Leave yours out.",
    "Its node set 'hot' runs as service account 'mine', and the snapshot repository needs 'nightly'. Name yours where the repository's credentials are given.",
    "Its node set 'hot' says 'automountServiceAccountToken: false', and the snapshot repository needs the opposite. Leave it out.",
    "Its node set 'hot' has another volume 'repository' than the snapshot repository needs. Give yours another name.",
    "Its node set 'hot' sets the variable 'AWS_ROLE_ARN' to another value than the snapshot repository needs, 'arn'. Leave yours out.",
    "Its node set 'hot' mounts another volume at '/mnt/snapshots', where the snapshot repository needs 'repository'. Mount yours elsewhere.",
  ]);
});

test.each<[object, string | undefined, string[]]>([
  [{ version: '9.2.0' }, '8.16', []],
  [{ version: '8.16.0-SNAPSHOT' }, '8.16', []],
  [{ version: '8.15.5' }, '8.16', ['It is of version 8.15.5, and its snapshot repository needs 8.16. Upgrade it, or give its repository credentials instead of an identity.']],
  [{ version: 7.17 }, undefined, ['It is of version 7.17, and its snapshot repository needs 8.0. Upgrade it.']],
  [{ version: '7.17.9' }, undefined, ['It is of version 7.17.9, and its snapshot repository needs 8.0. Upgrade it.']],
  [{ version: '{{ version }}' }, '8.16', []],
  [{ version: null }, '8.16', []],
  [{ version: placeholder('kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch::logs|spec.version') }, '8.16', []],
  [{ http: { tls: { selfSignedCertificate: { disabled: true } } } }, undefined, [
    "It serves plain HTTP ('spec.http.tls.selfSignedCertificate.disabled'), and a snapshotter sends its password over TLS only. Let it have a certificate.",
  ]],
  [{ http: { tls: { selfSignedCertificate: { disabled: true }, certificate: { secretName: 'own' } } } }, undefined, []],
  [{ http: { tls: null } }, undefined, []],
])('of %j that needs %s, it says %j', (spec, sinceVersion, faults) => {
  expect(readyForSnapshots(elasticsearch(spec), { sinceVersion }).faults.map(describeFault)).toEqual(faults);
});

test('other objects stay the same object', () => {
  for (const object of [{ apiVersion: 'v1', kind: 'Elasticsearch' }, { apiVersion: 'kibana.k8s.elastic.co/v1', kind: 'Kibana', spec: {} }]) {
    expect(readyForSnapshots(object, ALL).object).toBe(object);
  }
});

test.each([
  undefined, null, {}, { nodeSets: null }, { nodeSets: 'x' }, { nodeSets: [null, 'x', { name: 7, config: null, podTemplate: { spec: null } }], auth: null, secureSettings: {} },
  { nodeSets: [{ config: { path: null, s3: 'x' }, podTemplate: { metadata: 5, spec: { containers: [null, { name: 'elasticsearch', env: 5 }], volumes: [null] } } }] },
  { secureSettings: [null, 'x', { secretName: 's3', entries: [null] }], nodeSets: [] },
])('survives what people write by hand: %j', (spec) => {
  const { object } = readyForSnapshots(elasticsearch(spec as any), ALL);
  expect(readyForSnapshots(object, ALL).object).toEqual(object);
});

test('keys of several Secrets that are one setting raise a warning, and the same key of the same Secret none', () => {
  const needs = (secretName: string): ElasticsearchNeeds => ({ secureSettings: [{ secretName, entries: [{ key: 's3.client.default.access_key' }] }] });
  const { object } = readyForSnapshots(elasticsearch({ nodeSets: [] }), needs('a'));
  expect(readyForSnapshots(object, needs('a')).warnings).toEqual([]);
  expect(readyForSnapshots(object, needs(placeholder('b'))).warnings).toEqual([]);
  expect(readyForSnapshots(object, needs('b')).warnings).toEqual([{
    id: 'data/keystore-setting-twice',
    message: "'s3.client.default.access_key' is key 's3.client.default.access_key' of Secret 'a' and, for a snapshot repository, key 's3.client.default.access_key' of Secret 'b': the nodes get one of the two. Leave one out, or give the repository a 'client' of its own.",
  }]);
});

test.each<[unknown, unknown]>([
  ['/mnt/a, /mnt/b', ['/mnt/a', '/mnt/b', '/mnt/snapshots']], ['/mnt/a,/mnt/snapshots', ['/mnt/a', '/mnt/snapshots']], ['', ['/mnt/snapshots']], [null, ['/mnt/snapshots']],
  [placeholder('a'), [placeholder('a'), '/mnt/snapshots']],
])('of path.repo %j it makes %j', (said, expected) => {
  const { object } = readyForSnapshots(elasticsearch({ nodeSets: [{ config: { 'path.repo': said } }] }), { pathRepo: '/mnt/snapshots' });
  expect(object.spec.nodeSets[0].config).toEqual({ 'path.repo': expected });
});

test.each([
  { 's3.client': { default: { endpoint: 'other' } } }, { s3: { 'client.default': { endpoint: 'other' } } }, { 's3': 5, 's3.client.default': { endpoint: 'other' } },
])('sees what a setting is set to, however it is written: %j', (config) => {
  expect(readyForSnapshots(elasticsearch({ nodeSets: [{ name: 'hot', config }] }), { config: { 's3.client.default.endpoint': 'minio:9000' } }).faults.map(describeFault)).toEqual([
    "Its node set 'hot' sets 's3.client.default.endpoint' to 'other', and the snapshot repository needs 'minio:9000'. Let both say the same.",
  ]);
});

test('a setting that is null is set', () => {
  const { object, faults } = readyForSnapshots(elasticsearch({ nodeSets: [{ config: { a: null } }] }), { config: { a: 'b' } });
  expect([object.spec.nodeSets[0].config, faults]).toEqual([{ a: 'b' }, []]);
});

test('what is not known yet contradicts nothing', () => {
  const later = placeholder('later');
  const spec = {
    nodeSets: [{
      config: { 's3.client.default.endpoint': later },
      podTemplate: { metadata: { labels: { 'azure.workload.identity/use': later } }, spec: { serviceAccountName: later, containers: [{ name: 'elasticsearch', env: [{ name: 'AWS_ROLE_ARN', value: later }] }] } },
    }],
  };
  const { object, faults } = readyForSnapshots(elasticsearch(spec), ALL);
  expect(faults).toEqual([]);
  expect(object.spec.nodeSets[0]).toMatchObject(spec.nodeSets[0]);
});
