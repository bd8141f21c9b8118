import { placeholder } from '../../lib/manifest/known';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { faultsIn, render } from './pod-construct';

const restricted = (props: Partial<HardenedPodProps>) => checkPodSecurity(render(props).template, 'restricted', 'latest').map(({ check }) => check);

test('writes every reason on the workload, by field, and by container for all but the main one', () => {
  const exceptions = { floatingTag: 'follows nightly builds', writableRootFilesystem: 'writes beside its binary' };
  const { deployment } = render({ image: 'api:nightly', exceptions, initContainers: [{ name: 'init', image: 'init', exceptions: { floatingTag: 'local' } }] });
  expect(deployment.metadata!.annotations).toEqual({
    'exception.fleetwright.io/floatingTag': 'follows nightly builds',
    'exception.fleetwright.io/writableRootFilesystem': 'writes beside its binary',
    'init.exception.fleetwright.io/floatingTag': 'local',
  });
});

test('writes no annotation without an exception', () => {
  expect(render({ exceptions: { floatingTag: undefined } }).pod.annotations).toEqual({});
});

test.each<[string, Partial<HardenedPodProps>, string, string]>([
  ['runAsRoot', {}, 'restricted', 'runAsNonRoot'],
  ['addedCapabilities', { security: { addCapabilities: ['SYS_PTRACE'] } }, 'restricted', 'capabilities_restricted'],
  ['privilegeEscalation', {}, 'restricted', 'allowPrivilegeEscalation'],
  ['unconfinedSeccomp', { security: { seccompProfile: SeccompProfile.UNCONFINED } }, 'baseline', 'seccompProfile_restricted'],
  ['unconfinedAppArmor', { security: { appArmorProfile: AppArmorProfile.UNCONFINED } }, 'baseline', 'appArmorProfile'],
  ['hostNetwork', {}, 'baseline', 'hostNamespaces'],
])('warns that %s leaves Pod Security', (field, props, level, check) => {
  const withException = { ...props, exceptions: { [field]: 'for a reason' } };
  expect(render(withException).warnings).toEqual([{
    id: 'workload/restricted', severity: 'warning', path: 'shop/api', message: `container 'api' leaves Pod Security '${level}' by its exception '${field}': for a reason`,
    accepted: 'for a reason',
  }]);
  expect(restricted(withException)).toContain(check);
});

test.each<[string, Partial<HardenedPodProps>]>([
  ['floatingTag', { image: 'api' }],
  ['writableRootFilesystem', {}],
  ['noMemoryLimit', {}],
])('does not warn of %s, with which the pod stays restricted', (field, props) => {
  const withException = { ...props, exceptions: { [field]: 'for a reason' } };
  expect(render(withException).warnings).toEqual([]);
  expect(restricted(withException)).toEqual([]);
});

test('uses the network of the node, and the cluster\'s DNS with it', () => {
  const { spec } = render({ exceptions: { hostNetwork: 'a proxy of the node' } }).template;
  expect(spec).toMatchObject({ hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet' });
  expect(render({}).template.spec).not.toHaveProperty('hostNetwork');
  expect(render({}).template.spec).not.toHaveProperty('dnsPolicy');
});

test('rejects an exception without a reason', () => {
  expect(faultsIn({ exceptions: { noMemoryLimit: ' ' }, initContainers: [{ name: 'init', image: 'init:1', exceptions: { writableRootFilesystem: '' } }] })).toEqual([
    "'initContainers[0].exceptions.writableRootFilesystem' must say why, got ''. Write the reason, or leave the exception out.",
    "'exceptions.noMemoryLimit' must say why, got ' '. Write the reason, or leave the exception out.",
  ]);
});

test('takes a reason that is not known yet', () => {
  expect(faultsIn({ exceptions: { noMemoryLimit: placeholder('why') } })).toEqual([]);
  expect(render({ exceptions: { runAsRoot: placeholder('why') } }).warnings.map(({ message }) => message)).toEqual([
    "container 'api' leaves Pod Security 'restricted' by its exception 'runAsRoot': for a reason not known yet",
  ]);
});

test.each<[string, Partial<HardenedPodProps>]>([
  ['floatingTag', {}],
  ['runAsRoot', { security: { runAsUser: 5 } }],
  ['addedCapabilities', { security: { addCapabilities: ['NET_BIND_SERVICE'] } }],
  ['unconfinedSeccomp', { security: { seccompProfile: SeccompProfile.RUNTIME_DEFAULT } }],
  ['unconfinedAppArmor', {}],
])('rejects %s where it excuses nothing', (field, props) => {
  expect(faultsIn({ ...props, exceptions: { [field]: 'for a reason' } })).toEqual([`'exceptions.${field}' excuses nothing. Leave it out.`]);
});

test('takes an exception for what is not known yet', () => {
  expect(faultsIn({ image: placeholder('image'), security: { addCapabilities: [placeholder('c')] }, exceptions: { floatingTag: 'a', addedCapabilities: 'b' } })).toEqual([]);
  const id: any = placeholder('id');
  for (const security of [{ runAsUser: id }, { runAsUser: 5, runAsGroup: id }, { runAsUser: 5, fsGroup: id }, { runAsUser: 5, supplementalGroups: [5, id] }]) {
    expect(faultsIn({ security, exceptions: { runAsRoot: 'a' } })).toEqual([]);
  }
});
