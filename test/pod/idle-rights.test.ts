import { ApiObject, Chart, Lazy } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import * as kplus33 from 'cdk8s-plus-33';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { placeholder } from '../../lib/manifest/known';
import { Volume } from '../../lib/pod/volume';
import { ProjectedSource } from '../../lib/pod/volume-file';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { MINIMAL } from '../workload/deployment-construct';

const TOKEN = { automountServiceAccountToken: true, network: { allowTo: [{ peer: NetworkPeer.apiServer() }] } };

function inCluster() {
  const cluster = new Cluster({ name: 'prod-eu', apiServer: { cidrs: ['10.0.0.10/32'] }, serviceCidrs: ['172.20.0.0/16'] });
  const chart = new Chart(cluster, 'payments', { namespace: 'payments' });
  const api = (props: Partial<HardenedDeploymentProps> = {}) => new HardenedDeployment(chart, 'api', { ...MINIMAL, ...props });
  return { cluster, chart, api };
}
const bindingsIn = (chart: Chart) => chart.toJson().filter(({ kind }: any) => kind.endsWith('Binding'));
const SUBJECT = { kind: 'ServiceAccount', name: 'api', namespace: 'payments' };

describe('roles of cdk8s-plus', () => {
  test('are bound to the ServiceAccount of a workload, in its namespace', () => {
    const { cluster, chart, api } = inCluster();
    const role = new kplus.Role(chart, 'role', { metadata: { name: 'reader' } });
    role.allowRead(kplus.ApiResource.PODS);
    role.bind(api(TOKEN));
    expect(bindingsIn(chart)).toEqual([{
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: expect.any(String), namespace: 'payments' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
      subjects: [SUBJECT],
    }]);
    expect(cluster.warnings).toEqual([]);
  });

  test('are bound in the whole cluster, and in other namespaces', () => {
    const { chart, api } = inCluster();
    const subject = api(TOKEN);
    const agent = new HardenedDaemonSet(chart, 'agent', { ...MINIMAL, serviceAccount: { existingName: 'shared' } });
    const role = new kplus.ClusterRole(chart, 'role', { metadata: { name: 'reader' } });
    role.bind(subject, agent);
    role.bindInNamespace('shop', subject);
    expect(bindingsIn(chart).map(({ kind, metadata, subjects }: any) => [kind, metadata.namespace, subjects])).toEqual([
      ['ClusterRoleBinding', 'payments', [SUBJECT, { ...SUBJECT, name: 'shared' }]],
      ['RoleBinding', 'shop', [SUBJECT]],
    ]);
  });

  test('may be those of another version of it', () => {
    const { chart, api } = inCluster();
    new kplus33.Role(chart, 'role', { metadata: { name: 'reader' } }).bind(api(TOKEN) as any);
    expect(bindingsIn(chart)[0].subjects).toEqual([SUBJECT]);
  });
});

describe('rights without a token to use them with', () => {
  const bound = (kind: string, subject: any, metadata: any = { name: 'reader' }) => (chart: Chart) => {
    new ApiObject(chart, 'binding', { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata, ...{ roleRef: {}, subjects: [subject] } } as any);
  };
  const said = (props: Partial<HardenedDeploymentProps>, bind: (chart: Chart) => void) => {
    const { cluster, chart, api } = inCluster();
    api(props);
    bind(chart);
    return cluster.warnings.filter(({ id }) => id === 'workload/idle-rights');
  };

  test('are a warning', () => {
    expect(said({}, bound('RoleBinding', SUBJECT))).toEqual([{
      id: 'workload/idle-rights',
      severity: 'warning',
      path: 'prod-eu/payments/api',
      object: "RoleBinding 'payments/reader'",
      message: "it gives rights to the ServiceAccount of these pods, which get no token to use them with. Set 'automountServiceAccountToken: true'.",
    }]);
  });

  const here = { kind: SUBJECT.kind, name: SUBJECT.name };
  test.each<[string, (chart: Chart) => void, number]>([
    ['of the whole cluster', bound('ClusterRoleBinding', SUBJECT), 1],
    ['in another namespace', bound('RoleBinding', SUBJECT, { name: 'reader', namespace: 'shop' }), 1],
    ['in the own namespace, which is not said', bound('RoleBinding', here), 1],
    ['of an account of the same name elsewhere', bound('RoleBinding', { ...SUBJECT, namespace: 'shop' }), 0],
    ['of another account', bound('RoleBinding', { ...SUBJECT, name: 'web' }), 0],
    ['of a user', bound('RoleBinding', { ...SUBJECT, kind: 'User' }), 0],
    ['of all accounts', bound('ClusterRoleBinding', { kind: 'Group', name: 'system:serviceaccounts' }), 0],
    ['of an account that is not known yet', bound('RoleBinding', { ...SUBJECT, name: placeholder('a') }), 0],
    ['of an account among others', (chart) => {
      new ApiObject(chart, 'binding', {
        apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'reader' }, ...{ roleRef: {}, subjects: [{ ...SUBJECT, name: 'web' }, null, SUBJECT] },
      } as any);
    }, 1],
    ['in a list', (chart) => {
      new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', ...{ items: [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'reader', namespace: 'payments' }, subjects: [SUBJECT] }] } } as any);
    }, 1],
  ])('are looked for: %s', (_title, bind, count) => {
    expect(said({}, bind)).toHaveLength(count);
  });

  test.each<[string, Partial<HardenedDeploymentProps>, number]>([
    ['with a token', { automountServiceAccountToken: true }, 0],
    ['with a token that only the synth knows', { automountServiceAccountToken: Lazy.any({ produce: () => true }) as any }, 0],
    ['with a token that is not known yet', { automountServiceAccountToken: placeholder('a') as any }, 0],
    ['with a token in a volume', { mounts: [{ path: '/token', volume: Volume.projected('token', [ProjectedSource.serviceAccountToken()]) }] }, 0],
    ['with a token among other things in a volume', { mounts: [{ path: '/token', volume: Volume.projected('token', [ProjectedSource.configMap('files'), ProjectedSource.serviceAccountToken()]) }] }, 0],
    ['with other things in such a volume', { mounts: [{ path: '/files', volume: Volume.projected('files', [ProjectedSource.configMap('files')]) }] }, 1],
    ['of an account of others', { serviceAccount: { existingName: 'api' } }, 0],
  ])('are looked at for pods %s', (_title, props, count) => {
    expect(said(props, bound('RoleBinding', SUBJECT))).toHaveLength(count);
  });
});
