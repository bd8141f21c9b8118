import { placeholder } from '../../lib/manifest/known';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { RolloutType } from '../../lib/workload/rollout';
import { MINORS, schemaFaults } from '../schema/kubernetes-schema';
import { chartIn, deploy, faultsIn, manifests, MINIMAL, warningsOf } from '../workload/deployment-construct';

const DATA = { name: 'api-data', size: '20Gi' };

test('there are none unless asked for', () => {
  expect(deploy().persistentVolumeClaims).toEqual([]);
});

test('a claim stands before the workload that mounts it', () => {
  const api = deploy({ claims: [DATA], mounts: [{ path: '/data', volume: Volume.persistentVolumeClaim('api-data') }], labels: { team: 'payments' } });
  const objects = api.objects.map((object) => object.toJson());
  expect(stringifyYaml([api.persistentVolumeClaims[0].toJson()])).toMatchInlineSnapshot(`
"apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  labels:
    app.kubernetes.io/name: api
    team: payments
  name: api-data
  namespace: payments
spec:
  accessModes:
    - ReadWriteOnce
  resources:
    requests:
      storage: 20Gi
"
`);
  expect(objects.findIndex(({ kind }) => kind === 'PersistentVolumeClaim')).toBeLessThan(objects.findIndex(({ kind }) => kind === 'Deployment'));
  expect(api.deployment.toJson().spec.template.spec.volumes[0]).toEqual({ name: 'api-data', persistentVolumeClaim: { claimName: 'api-data' } });
});

test('a claim has what is said of it', () => {
  const claim = {
    ...DATA, storageClassName: '', accessModes: [VolumeAccessMode.READ_WRITE_MANY], labels: { backup: 'daily' }, annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' },
  };
  expect(manifests({ claims: [claim] }).PersistentVolumeClaim).toEqual({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: 'api-data',
      namespace: 'payments',
      labels: { 'backup': 'daily', 'app.kubernetes.io/name': 'api' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false' },
    },
    spec: { accessModes: ['ReadWriteMany'], storageClassName: '', resources: { requests: { storage: '20Gi' } } },
  });
});

test('several keep their order', () => {
  const agent = new HardenedDaemonSet(chartIn(), 'agent', { ...MINIMAL, claims: [{ name: 'b', size: '1Gi' }, { name: 'a', size: placeholder('1') }] });
  expect(agent.persistentVolumeClaims.map((claim) => claim.name)).toEqual(['b', 'a']);
});

test.each(MINORS)('is valid in Kubernetes %s', (minor) => {
  expect(schemaFaults(manifests({ claims: [{ ...DATA, storageClassName: 'fast' }] }).PersistentVolumeClaim, minor)).toEqual([]);
});

test('what is said of claims of others is said of them too', () => {
  const warned = (props: Partial<HardenedDeploymentProps>) => warningsOf(deploy({
    claims: [DATA], mounts: [{ path: '/data', volume: Volume.persistentVolumeClaim('api-data') }], ...props,
  }, chartIn({}))).filter((warning) => warning.startsWith('workload/single-node-claim'));
  expect(warned({})).toEqual([expect.stringMatching(/2 replicas mount PersistentVolumeClaim 'payments\/api-data', which is ReadWriteOnce/)]);
  expect(warned({ claims: [{ ...DATA, accessModes: [VolumeAccessMode.READ_WRITE_MANY] }] })).toEqual([]);
  expect(warned({ replicas: 1, rollout: { type: RolloutType.RECREATE } })).toEqual([]);
});

test.each<[string, unknown, string[]]>([
  ['no list', DATA, ["'claims' must be a list. Use one such as [{ name: 'api-data', size: '20Gi' }]."]],
  ['neither name nor size', [{}], ["'claims[0].size' must be given. Use a quantity such as '20Gi'.", "'claims[0].name' must be given. Use a name such as 'api-data'."]],
  ['a name that is none', [{ ...DATA, name: 'Data' }], [
    "'claims[0].name' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'Data'. Use a name such as 'api-data'.",
  ]],
  ['a name that only a deployment knows', [{ ...DATA, name: placeholder('1') }], ["'claims[0].name' must be known when the program runs. Give the name itself."]],
  ['one name twice', [DATA, DATA], ["'claims[1].name' must be unique among the claims, got 'api-data'. Give it another name."]],
  ['labels of the workload', [{ ...DATA, labels: { 'app.kubernetes.io/name': 'x' } }], ["'claims[0].labels['app.kubernetes.io/name']' must not be given: the workload sets it, got 'x'. Leave it out."]],
  ['modes that are none', [{ ...DATA, accessModes: [] }], [
    "'claims[0].accessModes' must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone, got []. Leave it out for 'ReadWriteOnce'.",
  ]],
])('refuses %s', (_, claims, expected) => {
  expect(faultsIn({ claims: claims as any })).toEqual(expected);
});

describe('a claim that nobody mounts', () => {
  const idle = (claims: any[], ...mounted: string[]) => warningsOf(deploy({
    claims, mounts: mounted.map((name, index) => ({ path: `/data${index}`, volume: Volume.persistentVolumeClaim(name) })),
  })).filter((text) => text.startsWith('workload/idle-claim'));

  test('is a warning, with the name that was meant', () => {
    expect(idle([{ name: 'search-index', size: '1Gi' }], 'search-indx')).toEqual(["workload/idle-claim: PersistentVolumeClaim 'search-index': no container mounts it. Did you mean it by 'search-indx'?"]);
    expect(idle([{ name: 'index', size: '1Gi' }])).toEqual(["workload/idle-claim: PersistentVolumeClaim 'index': no container mounts it. Mount 'Volume.persistentVolumeClaim('index')', or leave it out."]);
  });

  test('is none where it is mounted, or may be', () => {
    expect(idle([{ name: 'index', size: '1Gi' }], 'index')).toEqual([]);
    expect(idle([{ name: 'index', size: '1Gi' }], placeholder('x'))).toEqual([]);
  });
});
