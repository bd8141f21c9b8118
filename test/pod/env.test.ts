import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { EnvFromSource, EnvValueSource } from '../../lib/pod/env';
import { faultsIn, render } from './pod-construct';

const FIELD_RULE = 'must be one of metadata.name, metadata.namespace, metadata.uid, spec.nodeName, spec.serviceAccountName, status.hostIP, status.hostIPs, status.podIP, status.podIPs, '
  + "or one of metadata.labels['<key>'] and metadata.annotations['<key>']";
const SUBDOMAIN_RULE = "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit";

test('states what comes from elsewhere first, so that literals can refer to it', () => {
  const { container } = render({
    env: { URL: 'postgres://$(USER)@db', EMPTY: '' },
    envValueFrom: {
      USER: EnvValueSource.secretKey('db', 'user'),
      MODE: EnvValueSource.configMapKey('settings', 'mode', { optional: true }),
      NODE: EnvValueSource.field('spec.nodeName'),
      TEAM: EnvValueSource.field("metadata.labels['example.com/team']"),
      MEMORY: EnvValueSource.resource('limits.memory', { divisor: '1Mi' }),
      PEER: EnvValueSource.resource('requests.cpu', { containerName: 'migrate' }),
    },
    initContainers: [{ name: 'migrate', image: 'migrate:1' }],
  });
  expect(container.env).toEqual([
    { name: 'USER', valueFrom: { secretKeyRef: { name: 'db', key: 'user' } } },
    { name: 'MODE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'mode', optional: true } } },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
    { name: 'TEAM', valueFrom: { fieldRef: { fieldPath: "metadata.labels['example.com/team']" } } },
    { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
    { name: 'PEER', valueFrom: { resourceFieldRef: { resource: 'requests.cpu', containerName: 'migrate' } } },
    { name: 'URL', value: 'postgres://$(USER)@db' },
    { name: 'EMPTY', value: '' },
  ]);
});

test('takes whole ConfigMaps and Secrets, in the order given', () => {
  const { container } = render({ envFrom: [EnvFromSource.secret('db', { prefix: 'DB_' }), EnvFromSource.configMap('settings', { optional: false })] });
  expect(container.envFrom).toEqual([
    { prefix: 'DB_', secretRef: { name: 'db' } },
    { configMapRef: { name: 'settings', optional: false } },
  ]);
});

test('states no list where none is left', () => {
  const { container } = render({ env: {}, envValueFrom: {}, envFrom: [] });
  expect(container).not.toHaveProperty('env');
  expect(container).not.toHaveProperty('envFrom');
});

test('does not judge what is not known yet', () => {
  for (const unknown of [Lazy.any({ produce: () => 'x' }), placeholder('x')] as any[]) {
    const { warnings } = render({
      env: { LOG_LEVEL: unknown },
      envValueFrom: {
        A: EnvValueSource.secretKey(unknown, unknown),
        B: EnvValueSource.field(unknown),
        C: EnvValueSource.resource(unknown, { containerName: unknown, divisor: unknown }),
      },
      envFrom: [EnvFromSource.configMap(unknown, { prefix: unknown })],
    });
    expect(warnings).toEqual([]);
  }
});

test.each<[string, Parameters<typeof faultsIn>[0], string]>([
  ['a name that is none', { env: { '1ST': 'x' } }, "'env['1ST']' must be an environment variable name: letters, digits, '_', '-' and '.', not starting with a digit or '..'. Use a name such as 'LOG_LEVEL'."],
  ['a name from elsewhere that is none', { envValueFrom: { 'a b': EnvValueSource.field('metadata.name') } },
    "'envValueFrom['a b']' must be an environment variable name: letters, digits, '_', '-' and '.', not starting with a digit or '..'. Use a name such as 'LOG_LEVEL'."],
  ['a number', { env: { PORT: 8080 as any } }, "'env.PORT' must be a string, got a number. Put it in quotes."],
  ['an object', { env: { PORT: { port: 8080 } as any } }, "'env.PORT' must be a string, got an object. Give a text."],
  ['what comes from elsewhere', { env: { A: EnvValueSource.field('metadata.name') as any, B: 'b' } },
    "'env.A' must be a string: what comes from elsewhere stands in a prop of its own. Use an 'EnvValueSource' in 'envValueFrom'."],
  ['what comes from elsewhere, as Kubernetes writes it', { env: { A: { valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } } as any } },
    "'env.A' must be a string: what comes from elsewhere stands in a prop of its own. Use an 'EnvValueSource' in 'envValueFrom'."],
  ['a field with something before it', { envValueFrom: { A: EnvValueSource.field("xmetadata.labels['a']") } }, `'envValueFrom.A.fieldPath' ${FIELD_RULE}, got 'xmetadata.labels['a']'. Use one of them.`],
  ['a field with something after it', { envValueFrom: { A: EnvValueSource.field("metadata.labels['a'].x") } }, `'envValueFrom.A.fieldPath' ${FIELD_RULE}, got 'metadata.labels['a'].x'. Use one of them.`],
  ['undefined', { env: { PORT: undefined as any } }, "'env.PORT' must be a string, got undefined. Give it a value, which may be '', or leave it out."],
  ['a name twice', { env: { A: 'x' }, envValueFrom: { A: EnvValueSource.field('metadata.name') } }, "'envValueFrom.A' must not stand in 'env' too. Leave one of the two out."],
  ['a Secret that can not be', { envValueFrom: { A: EnvValueSource.secretKey('My Secret', 'key') } },
    `'envValueFrom.A.secretName' ${SUBDOMAIN_RULE}. Use the name of a Secret, not what it holds.`],
  ['a ConfigMap that can not be', { envValueFrom: { A: EnvValueSource.configMapKey('', 'key') } },
    `'envValueFrom.A.configMapName' ${SUBDOMAIN_RULE}, got ''. Use the name of the object.`],
  ['a key that can not be', { envValueFrom: { A: EnvValueSource.secretKey('db', 'a/b') } },
    "'envValueFrom.A.key' must be a key of a Secret: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'. Use a key of the Secret, e.g. 'password', not the value under it."],
  ['a field that pods do not show', { envValueFrom: { A: EnvValueSource.field('status.phase') } }, `'envValueFrom.A.fieldPath' ${FIELD_RULE}, got 'status.phase'. Use one of them.`],
  ['all labels at once', { envValueFrom: { A: EnvValueSource.field('metadata.labels') } }, `'envValueFrom.A.fieldPath' ${FIELD_RULE}, got 'metadata.labels'. Use one of them.`],
  ['a label that can not be', { envValueFrom: { A: EnvValueSource.field("metadata.labels['a b']") } },
    "'envValueFrom.A.fieldPath' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it, "
    + "got 'metadata.labels['a b']'. Use a path such as metadata.labels['app.kubernetes.io/name']."],
  ['a field that came later', { envValueFrom: { A: EnvValueSource.field('status.hostIPs') } },
    "'envValueFrom.A.fieldPath' needs Kubernetes 1.29, and the cluster's version is not known. Set 'kubernetesVersion' on the Cluster, or leave it out."],
  ['a resource that is none', { envValueFrom: { A: EnvValueSource.resource('memory') } },
    "'envValueFrom.A.resource' must be requests. or limits. with cpu, memory, ephemeral-storage or hugepages-<size>, got 'memory'. Use one such as 'limits.memory'."],
  ['a divisor of CPU that is none', { envValueFrom: { A: EnvValueSource.resource('limits.cpu', { divisor: '1Mi' }) } },
    "'envValueFrom.A.divisor' must be a unit of limits.cpu, got '1Mi'. Use '1' or '1m'."],
  ['a divisor of memory that is none', { envValueFrom: { A: EnvValueSource.resource('limits.memory', { divisor: '2Mi' }) } },
    "'envValueFrom.A.divisor' must be a unit of limits.memory, got '2Mi'. Use '1', or one of a unit such as '1Mi'."],
  ['a container that is not there', { envValueFrom: { A: EnvValueSource.resource('limits.cpu', { containerName: 'db' }) } },
    "'envValueFrom.A.containerName' must name a container of the pod, got 'db'. It has 'api'."],
  ['a prefix that is none', { envFrom: [EnvFromSource.configMap('a', { prefix: '1' })] },
    "'envFrom[0].prefix' must be an environment variable name: letters, digits, '_', '-' and '.', not starting with a digit or '..', got '1'. Use a prefix such as 'DB_'."],
  ['a whole Secret that can not be', { envFrom: [EnvFromSource.secret('A')] }, `'envFrom[0].secretName' ${SUBDOMAIN_RULE}. Use the name of a Secret, not what it holds.`],
  ['a whole ConfigMap that can not be', { envFrom: [EnvFromSource.configMap('A')] }, `'envFrom[0].configMapName' ${SUBDOMAIN_RULE}, got 'A'. Use the name of the object.`],
])('rejects %s', (_, props, fault) => {
  expect(faultsIn(props)).toEqual([fault]);
});

test('takes almost any name from Kubernetes 1.32', () => {
  expect(faultsIn({ env: { '1ST NAME': 'x' } }, '1.32')).toEqual([]);
  expect(faultsIn({ env: { '1ST NAME': 'x' } }, '1.31')).toHaveLength(1);
});

describe('a credential in plain sight', () => {
  const warned = (env: { [name: string]: string }) => render({ env }).warnings;

  test('raises a warning that does not print it', () => {
    const warnings = warned({ DB_PASSWORD: 'hunter2' });
    expect(warnings).toEqual([{
      id: 'workload/literal-secret', severity: 'warning',
      path: 'shop/api',
      message: "variable 'DB_PASSWORD' of container 'api' looks like a credential, and everyone who reads the manifest can read it. "
        + "Put it in a Secret and name that in 'envValueFrom' with 'EnvValueSource.secretKey'.",
    }]);
    expect(JSON.stringify(warnings)).not.toContain('hunter2');
  });

  test('is told by its name before its value is known', () => {
    expect(warned({ DB_PASSWORD: placeholder('x'), LOG_LEVEL: placeholder('x') })).toHaveLength(1);
    expect(warned({ [`${placeholder('x')}_PASSWORD`]: 'hunter2', [placeholder('x')]: 'hunter2' })).toHaveLength(1);
    expect(warned({ DATABASE_URL: `postgres://app:${placeholder('x')}@db:5432/shop`, HOST: `postgres://${placeholder('x')}:5432/shop` })).toHaveLength(1);
  });

  test.each([
    'PASSWORD', 'PGPASSWORD', 'dbPassword', 'DB_PASS', 'ROOT_PWD', 'REDIS_PASSWORD_2', 'API_TOKEN', 'apiKey', 'API_KEY', 'APIKEY', 'AWS_SECRET_ACCESS_KEY', 'CLIENT_SECRET',
    'SECRET_KEY_BASE', 'PRIVATE_KEY', 'azure-storage-key', 'GITHUB_PAT', 'SMTP_CREDENTIALS', 'service.account.key', 'ENCRYPTION_KEY', 'SSH_PASSPHRASE', 'REDIS_PASSWORD_12', 'TOKEN2', 'S3_PASSWORD_2',
  ])('is suspected in %s', (name) => {
    expect(warned({ [name]: 'x7Hd92kq' })).toHaveLength(1);
  });

  test.each([
    'LOG_LEVEL', 'TOKEN_URL', 'PASSWORD_FILE', 'SECRET_NAME', 'TOKEN_TTL_SECONDS', 'AWS_ACCESS_KEY_ID', 'PWD', 'OLDPWD', 'COMPASS', 'BYPASS', 'CACHE_KEY', 'PRIMARY_KEY', 'KEYCLOAK_REALM',
    'TOKENIZER', 'PATH',
  ])('is not suspected in %s', (name) => {
    expect(warned({ [name]: 'x7Hd92kq' })).toEqual([]);
  });

  test.each(['', 'true', 'off', '360', '$(DB_PASSWORD)'])('is not suspected in the value "%s"', (value) => {
    expect(warned({ TOKEN: value })).toEqual([]);
  });

  test('is found as the password in a URL', () => {
    expect(warned({ DATABASE_URL: 'postgres://app:hunter2@db:5432/shop' })).toHaveLength(1);
    expect(warned({ DATABASE_URL: 'postgres://app:$(DB_PASSWORD)@db:5432/shop' })).toEqual([]);
    expect(warned({ DATABASE_URL: 'postgres://app@db:5432/shop' })).toEqual([]);
    expect(warned({ DATABASE_URL: 'https://example.com:8443/a@b' })).toEqual([]);
  });
});

test('says which options of a source nothing reads', () => {
  const { warnings } = render({
    envValueFrom: { A: EnvValueSource.secretKey('db', 'a', { optinal: true } as any) }, envFrom: [EnvFromSource.configMap('settings', { prefx: 'A_' } as any)],
  });
  expect(warnings.map(({ message }) => message)).toEqual([
    "'envFrom[0].prefx' is no prop, so that nothing reads it. Did you mean 'prefix'?",
    "'envValueFrom.A.optinal' is no prop, so that nothing reads it. Did you mean 'optional'?",
  ]);
});

test.each(['11Mi', 'x1Mi', '1MiB', '1KB', '1m', '1K', '', '0', '1ki'])("'%s' is no unit of memory", (divisor) => {
  expect(faultsIn({ envValueFrom: { A: EnvValueSource.resource('limits.memory', { divisor }) } })).toEqual([
    `'envValueFrom.A.divisor' must be a unit of limits.memory, got '${divisor}'. Use '1', or one of a unit such as '1Mi'.`,
  ]);
});

test.each(['1k', '11', 'x1', '1mm', '10m', ''])("'%s' is no unit of CPU", (divisor) => {
  expect(faultsIn({ envValueFrom: { A: EnvValueSource.resource('requests.cpu', { divisor }) } })).toEqual([
    `'envValueFrom.A.divisor' must be a unit of requests.cpu, got '${divisor}'. Use '1' or '1m'.`,
  ]);
});

test.each<[string, string | undefined]>([
  ['limits.memory', undefined], ['limits.memory', '1'], ['requests.memory', '1k'], ['limits.ephemeral-storage', '1Gi'], ['requests.hugepages-2Mi', '1E'], ['limits.memory', '1Ei'],
  ['limits.cpu', undefined], ['limits.cpu', '1'], ['requests.cpu', '1m'],
])('%s may be shown in units of %s', (resource, divisor) => {
  expect(faultsIn({ envValueFrom: { A: EnvValueSource.resource(resource, { divisor }) } })).toEqual([]);
});

test.each(['metadata.name', 'status.podIPs', "metadata.labels['example.com/team']", "metadata.annotations['Team']"])('%s may be shown', (field) => {
  expect(faultsIn({ envValueFrom: { A: EnvValueSource.field(field) } })).toEqual([]);
});

test('a prefix may be empty, or not be there', () => {
  expect(faultsIn({ envFrom: [EnvFromSource.configMap('a', { prefix: '' }), EnvFromSource.secret('b'), EnvFromSource.secret('c', { prefix: 'C_' })] })).toEqual([]);
});
