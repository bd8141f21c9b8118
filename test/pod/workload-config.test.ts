import { createHash } from 'node:crypto';
import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { EnvFromSource } from '../../lib/pod/env';
import { Volume } from '../../lib/pod/volume';
import { WorkloadConfig } from '../../lib/pod/workload-config';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { MINORS, schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy, faultsIn, manifests, MINIMAL, warningsOf } from '../workload/deployment-construct';

const FILES = { 'app.yaml': 'level: info\n', 'empty.txt': '' };
const checksumOf = (config: WorkloadConfig, props: Partial<HardenedDeploymentProps> = {}) =>
  manifests({ ...props, config }).Deployment.spec.template.metadata.annotations['checksum.fleetwright.io/config'];

test('there is none unless asked for', () => {
  const api = deploy();
  expect(api.configMap).toBeUndefined();
  expect(api.deployment.toJson().spec.template.metadata).not.toHaveProperty('annotations');
});

test('the files stand in a ConfigMap, which the main container sees, and their checksum at the pods', () => {
  const { ConfigMap, Deployment } = manifests({ config: { path: '/etc/api', files: FILES }, labels: { team: 'payments' }, podAnnotations: { 'example.com/a': 'b' } });
  expect(stringifyYaml([ConfigMap])).toMatchInlineSnapshot(`
"apiVersion: v1
kind: ConfigMap
metadata:
  labels:
    app.kubernetes.io/name: api
    team: payments
  name: api
  namespace: payments
data:
  app.yaml: |
    level: info
  empty.txt: ""
"
`);
  const { metadata, spec } = Deployment.spec.template;
  expect(metadata.annotations).toEqual({
    'example.com/a': 'b',
    'checksum.fleetwright.io/config': createHash('sha256').update(JSON.stringify([['app.yaml', 'level: info\n'], ['empty.txt', '']])).digest('hex'),
  });
  expect(spec.containers[0].volumeMounts[0]).toEqual({ name: 'api', mountPath: '/etc/api', readOnly: true });
  expect(spec.volumes[0]).toEqual({ name: 'api', configMap: { name: 'api' } });
});

test('it is written before the workload', () => {
  const kinds = deploy({ config: { files: FILES } }).objects.map(({ kind }) => kind);
  expect(kinds.indexOf('ConfigMap')).toBeLessThan(kinds.indexOf('Deployment'));
});

test('the pods change with the text of a file and with its name, and with nothing else', () => {
  const before = checksumOf({ files: FILES });
  expect(checksumOf({ files: { ...FILES, 'app.yaml': 'level: warn\n' } })).not.toBe(before);
  expect(checksumOf({ files: { 'other.yaml': FILES['app.yaml'], 'empty.txt': '' } })).not.toBe(before);
  expect(checksumOf({ files: { ...FILES, 'more.txt': '' } })).not.toBe(before);
  expect(checksumOf({ files: { 'empty.txt': '', 'app.yaml': 'level: info\n' }, path: '/etc/api' }, { name: 'other' })).toBe(before);
});

test('containers may name the ConfigMap themselves', () => {
  const { spec } = manifests({
    config: { path: '/etc/api', files: FILES },
    envFrom: [EnvFromSource.configMap('api')],
    initContainers: [{ name: 'migrate', image: 'registry.example.com/migrate:1.0.0', mounts: [{ path: '/config', volume: Volume.configMap('api') }] }],
  }).Deployment.spec.template;
  expect(spec.volumes.filter(({ configMap }: any) => configMap !== undefined)).toEqual([{ name: 'api', configMap: { name: 'api' } }]);
  expect(spec.initContainers[0].volumeMounts[0]).toMatchObject({ name: 'api', mountPath: '/config' });
});

test('without a path, nothing is mounted', () => {
  expect(manifests({ config: { files: FILES } }).Deployment.spec.template.spec.volumes.map(({ name }: any) => name)).toEqual(['tmp']);
});

test('a DaemonSet has them too, under its own name', () => {
  const agent = new HardenedDaemonSet(chartIn(), 'agent', { ...MINIMAL, name: 'logs', config: { path: '/etc/logs', files: FILES } });
  expect(agent.configMap!.toJson().metadata).toMatchObject({ name: 'logs', namespace: 'payments' });
  expect(agent.daemonSet.toJson().spec.template.spec.volumes[0]).toEqual({ name: 'logs', configMap: { name: 'logs' } });
});

test.each(MINORS)('is valid in Kubernetes %s', (minor) => {
  const { ConfigMap, Deployment } = manifests({ config: { path: '/etc/api', files: FILES } }, { kubernetesVersion: minor });
  expect([ConfigMap, Deployment].flatMap((object) => schemaFaults(object, minor))).toEqual([]);
});

test('warns of a file that looks like a credential', () => {
  const warned = (files: WorkloadConfig['files']) => warningsOf(deploy({ config: { files } })).filter((warning) => warning.startsWith('workload/literal-secret'));
  expect(warned({ 'db-password': 'hunter2', 'app.yaml': 'a: b', 'token-url': 'https://example.com' })).toEqual([
    "workload/literal-secret: file 'db-password' of 'config' looks like a credential, and everyone who reads the manifest can read it. Put it in a Secret and mount that with 'Volume.secret'.",
  ]);
});

const KNOWN = "must be known when the program runs. Give the text itself: with it, the pods change. What only a deployment knows goes into 'env'.";

test.each<[string, Partial<HardenedDeploymentProps>, string[]]>([
  ['no files', { config: {} as any }, ["'config.files' must be given. Add some, e.g. { 'app.yaml': 'level: info' }."]],
  ['none at all', { config: { files: {} } }, ["'config.files' must hold at least one. Leave 'config' out."]],
  ['the files without more', { config: 'level: info' as any }, ["'config' must be an object, got a text. Use one such as { path: '/etc/api', files: { 'app.yaml': 'level: info' } }."]],
  ['a file that is no text', { config: { files: { 'app.yaml': { level: 'info' } as any } } }, ["'config.files['app.yaml']' must be a string, got an object. Give a text."]],
  ['a name that is none', { config: { files: { 'conf/app.yaml': '' } } }, [
    "'config.files['conf/app.yaml']' must be a ConfigMap key: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'. Use a name such as 'app.yaml'.",
  ]],
  ['more than there is room for', { config: { files: { a: 'x'.repeat(1024 * 1024), b: 'ä' } } }, [
    "'config.files' must hold at most 1048576 bytes in all, got 1048578. Put what is larger into the image, or on a volume.",
  ]],
  ['a path that is none', { config: { files: FILES, path: 'etc' } }, ["'config.path' must be an absolute path below '/', without ':' and '..', got 'etc'. Use a path such as '/var/cache/app'."]],
  ['a path that is mounted already', { config: { files: FILES, path: '/etc/api/' }, mounts: [{ path: '/etc/api', volume: Volume.secret('a') }] }, [
    "'config.path' must not be among 'mounts' too, got '/etc/api/'. Leave one of the two out.",
  ]],
  ['a checksum of somebody else', { config: { files: FILES }, podAnnotations: { 'checksum.fleetwright.io/config': 'a' } }, [
    "'podAnnotations['checksum.fleetwright.io/config']' must not be given: the workload sets it. Leave it out.",
  ]],
  ['what only a deployment knows', { config: { files: { a: placeholder('1') } } }, [`'config.files.a' ${KNOWN}`]],
  ['what only the synth knows', { config: { files: { a: Lazy.any({ produce: () => 'a' }) as any } } }, [`'config.files.a' ${KNOWN}`]],
])('refuses %s', (_, props, expected) => {
  expect(faultsIn(props)).toEqual(expected);
});

test('passes over a path that is not known yet', () => {
  expect(faultsIn({ config: { files: FILES, path: placeholder('1') }, mounts: [{ path: placeholder('1'), volume: Volume.secret('a') }] })).toEqual([]);
});
