import { Chart } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { placeholder } from '../../lib/manifest/known';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { defaultSecurity, FsGroupChangePolicy } from '../../lib/pod/pod-security-context';
import { AppArmorProfile, SeccompProfile } from '../../lib/pod/security-profile';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { MINIMAL, warningsOf } from '../workload/deployment-construct';
import { faultsIn, render } from './pod-construct';

const contexts = (props: Partial<HardenedPodProps>, version?: string) => {
  const { template, container } = render(props, version);
  const others = template.spec.initContainers ?? [];
  return { pod: template.spec.securityContext, main: container.securityContext, others: others.map(({ securityContext }) => securityContext) };
};

const HARDENED = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, readOnlyRootFilesystem: true };
const POD = {
  runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' },
};
const init = { name: 'init', image: 'init:1' };

test('is what restricted asks for by default, with a numeric user', () => {
  expect(contexts({ initContainers: [init] })).toEqual({ pod: POD, main: HARDENED, others: [HARDENED] });
});

test('is the same for a pod that is none of a workload of ours', () => {
  expect(defaultSecurity(new Chart(new Cluster({ name: 'prod' }), 'shop'))).toEqual({ pod: POD, container: HARDENED });
});

test('takes ids and profiles for all containers from the pod', () => {
  const security = {
    runAsUser: 1000, runAsGroup: 1001, fsGroup: 1002, supplementalGroups: [1003], fsGroupChangePolicy: FsGroupChangePolicy.ALWAYS,
    seccompProfile: SeccompProfile.localhost('profiles/api.json'), addCapabilities: ['NET_BIND_SERVICE'],
  };
  expect(contexts({ security, initContainers: [init] })).toEqual({
    pod: {
      runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1001, fsGroup: 1002, supplementalGroups: [1003], fsGroupChangePolicy: 'Always',
      seccompProfile: { type: 'Localhost', localhostProfile: 'profiles/api.json' },
    },
    main: { ...HARDENED, capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } },
    others: [HARDENED],
  });
});

test('lets an init container differ', () => {
  const security = { runAsUser: 7, runAsGroup: 8, addCapabilities: [], seccompProfile: SeccompProfile.RUNTIME_DEFAULT };
  expect(contexts({ initContainers: [{ ...init, security }] }).others).toEqual([{
    ...HARDENED, runAsUser: 7, runAsGroup: 8, capabilities: { drop: ['ALL'], add: [] }, seccompProfile: { type: 'RuntimeDefault' },
  }]);
});

describe('AppArmor', () => {
  const security = { appArmorProfile: AppArmorProfile.localhost('shop') };
  const initContainers = [{ ...init, security: { appArmorProfile: AppArmorProfile.RUNTIME_DEFAULT } }];

  test('is left to the runtime by default', () => {
    const { template } = render({}, '1.36');
    expect(template.metadata).not.toHaveProperty('annotations');
    expect(template.spec.securityContext).not.toHaveProperty('appArmorProfile');
  });

  test('is a field from Kubernetes 1.30', () => {
    const { template, container } = render({ security, initContainers }, '1.30');
    expect(template.spec.securityContext!.appArmorProfile).toEqual({ type: 'Localhost', localhostProfile: 'shop' });
    expect(container.securityContext).not.toHaveProperty('appArmorProfile');
    expect(template.spec.initContainers![0].securityContext!.appArmorProfile).toEqual({ type: 'RuntimeDefault' });
    expect(template.metadata).not.toHaveProperty('annotations');
  });

  test.each(['1.29', undefined])('is an annotation below, and where the version is not known (%s)', (version) => {
    const { template, container } = render({ security, initContainers, podAnnotations: { 'example.com/a': '' } }, version);
    expect(template.metadata!.annotations).toEqual({
      'container.apparmor.security.beta.kubernetes.io/api': 'localhost/shop',
      'container.apparmor.security.beta.kubernetes.io/init': 'runtime/default',
      'example.com/a': '',
    });
    expect(template.spec.securityContext).not.toHaveProperty('appArmorProfile');
    expect(container.securityContext).not.toHaveProperty('appArmorProfile');
  });
});

describe('a user namespace', () => {
  const security = { userNamespace: true };

  test('is written from Kubernetes 1.33', () => {
    expect(render({ security }, '1.33').template.spec.hostUsers).toBe(false);
    expect(render({ security: { userNamespace: false } }, '1.33').template.spec).not.toHaveProperty('hostUsers');
    expect(render({}, '1.36').template.spec).not.toHaveProperty('hostUsers');
  });

  test('is refused below', () => {
    expect(faultsIn({ security }, '1.32')).toEqual(["'security.userNamespace' needs Kubernetes 1.33, and the cluster runs 1.32. Upgrade the cluster, or leave it out."]);
  });

  test('is refused on the network of the node', () => {
    expect(faultsIn({ security, exceptions: { hostNetwork: 'a proxy of the node' } }, '1.33')).toEqual([
      "'security.userNamespace' must not be set on the node's network. Leave it out, or leave out 'exceptions.hostNetwork'.",
    ]);
  });
});

describe('root', () => {
  const exceptions = { runAsRoot: 'binds to raw sockets' };

  test('is user and group 0 of the main container alone', () => {
    expect(contexts({ exceptions, initContainers: [init] })).toEqual({
      pod: POD, main: { ...HARDENED, runAsNonRoot: false, runAsUser: 0, runAsGroup: 0 }, others: [HARDENED],
    });
  });

  test('keeps a group that was given', () => {
    expect(contexts({ exceptions, security: { runAsUser: 0, runAsGroup: 5 } }))
      .toEqual({ pod: { ...POD, runAsGroup: 5 }, main: { ...HARDENED, runAsNonRoot: false, runAsUser: 0, runAsGroup: 5 }, others: [] });
  });

  test('may be the group only, which stays restricted', () => {
    expect(contexts({ exceptions, security: { runAsUser: 1000, runAsGroup: 0, fsGroup: 0, supplementalGroups: [0] } })).toEqual({
      pod: { ...POD, runAsUser: 1000, fsGroup: 0, supplementalGroups: [0] }, main: { ...HARDENED, runAsGroup: 0 }, others: [],
    });
    expect(render({ exceptions, security: { runAsUser: 1000, runAsGroup: 0 } }).warnings).toEqual([]);
  });

  test('may be an init container only', () => {
    const { template, pod } = render({ initContainers: [{ ...init, exceptions: { runAsRoot: 'changes owners' } }] });
    expect(template.spec.initContainers![0].securityContext).toEqual({ ...HARDENED, runAsNonRoot: false, runAsUser: 0, runAsGroup: 0 });
    expect(template.spec.containers[0].securityContext).toEqual(HARDENED);
    expect(pod.annotations).toEqual({ 'init.exception.fleetwright.io/runAsRoot': 'changes owners' });
  });

  test('is possible for a user that is not known yet', () => {
    const runAsUser: any = placeholder('user');
    expect(contexts({ exceptions, security: { runAsUser } })).toEqual({
      pod: POD, main: { ...HARDENED, runAsNonRoot: false, runAsUser, runAsGroup: 0 }, others: [],
    });
    expect(contexts({ security: { runAsUser } })).toEqual({ pod: { ...POD, runAsUser }, main: HARDENED, others: [] });
  });
});

test('lets the main container alone be unconfined where an exception says why', () => {
  const security = { seccompProfile: SeccompProfile.UNCONFINED, appArmorProfile: AppArmorProfile.UNCONFINED };
  const exceptions = { unconfinedSeccomp: 'traces itself', unconfinedAppArmor: 'mounts' };
  expect(contexts({ security, exceptions, initContainers: [init] }, '1.30')).toEqual({
    pod: POD, main: { ...HARDENED, seccompProfile: { type: 'Unconfined' }, appArmorProfile: { type: 'Unconfined' } }, others: [HARDENED],
  });
  expect(render({ security, exceptions, initContainers: [init] }).template.metadata!.annotations).toEqual({
    'container.apparmor.security.beta.kubernetes.io/api': 'unconfined',
  });
});

test('adds other capabilities, and lets privileges grow, where an exception says why', () => {
  const { main } = contexts({ security: { addCapabilities: ['CHOWN', 'SYS_PTRACE'] }, exceptions: { addedCapabilities: 'debugs', privilegeEscalation: 'uses sudo' } });
  expect(main).toEqual({ ...HARDENED, allowPrivilegeEscalation: true, capabilities: { drop: ['ALL'], add: ['CHOWN', 'SYS_PTRACE'] } });
});

test('does not judge what is not known yet', () => {
  const unknown: any = placeholder('x');
  expect(faultsIn({ security: {
    runAsUser: unknown, runAsGroup: unknown, fsGroup: unknown, supplementalGroups: [unknown], addCapabilities: [unknown],
    seccompProfile: SeccompProfile.localhost(unknown), appArmorProfile: AppArmorProfile.localhost(unknown),
  } })).toEqual([]);
});

const ROOT = "must not be 0, which is root, got 0. Leave it out for 65532, or say why in 'exceptions.runAsRoot'.";

test.each<[string, Partial<HardenedPodProps>, string[]]>([
  ['root', { security: { runAsUser: 0, runAsGroup: 0, fsGroup: 0, supplementalGroups: [5, 0] } }, [
    `'security.runAsUser' ${ROOT}`, `'security.runAsGroup' ${ROOT}`, `'security.fsGroup' ${ROOT}`, `'security.supplementalGroups[1]' ${ROOT}`,
  ]],
  ['root in an init container', { initContainers: [{ ...init, security: { runAsUser: 0 } }], exceptions: { runAsRoot: 'of the main one' } }, [
    `'initContainers[0].security.runAsUser' ${ROOT}`,
  ]],
  ['a user without a number', { security: { runAsUser: 'nobody' as any } }, ["'security.runAsUser' must be a whole number from 0 to 2147483647, got 'nobody'. Leave it out for 65532."]],
  ['a user beyond all numbers', { security: { runAsUser: 2 ** 31 } }, ["'security.runAsUser' must be a whole number from 0 to 2147483647, got 2147483648. Leave it out for 65532."]],
  ['a capability that restricted forbids', { security: { addCapabilities: ['NET_BIND_SERVICE', 'CHOWN'] } }, [
    "'security.addCapabilities[1]' must be NET_BIND_SERVICE, got 'CHOWN'. Leave it out, or say why in 'exceptions.addedCapabilities'.",
  ]],
  ['a capability as the kernel spells it', { security: { addCapabilities: ['CAP_SYS_ADMIN'] }, exceptions: { addedCapabilities: 'mounts' } }, [
    "'security.addCapabilities[0]' must name a Linux capability in capitals, without 'CAP_', got 'CAP_SYS_ADMIN'. Use a name such as 'CHOWN'.",
  ]],
  ...['CHOWN1', '1CHOWN', 'chown', 'NET-ADMIN', '_CHOWN', '', 'NET ADMIN', 'CAP_'].map((capability): [string, Partial<HardenedPodProps>, string[]] => (
    [`the capability '${capability}'`, { security: { addCapabilities: [capability] }, exceptions: { addedCapabilities: 'mounts' } }, [
      `'security.addCapabilities[0]' must name a Linux capability in capitals, without 'CAP_', got '${capability}'. Use a name such as 'CHOWN'.`,
    ]])),
  ['unconfined system calls', { security: { seccompProfile: SeccompProfile.UNCONFINED } }, [
    "'security.seccompProfile' must not be unconfined. Leave it out, or say why in 'exceptions.unconfinedSeccomp'.",
  ]],
  ['no AppArmor', { security: { appArmorProfile: AppArmorProfile.UNCONFINED } }, [
    "'security.appArmorProfile' must not be unconfined. Leave it out, or say why in 'exceptions.unconfinedAppArmor'.",
  ]],
  ['a seccomp profile outside its directory', { security: { seccompProfile: SeccompProfile.localhost('/etc/x.json') } }, [
    "'security.seccompProfile' must be a relative path without '..', got '/etc/x.json'. Use a path such as 'profiles/audit.json'.",
  ]],
  ['an AppArmor profile in spaces', { security: { appArmorProfile: AppArmorProfile.localhost(' shop') } }, [
    "'security.appArmorProfile' must name a profile, without spaces around it, in at most 4095 characters, got ' shop'. Use the name under which it is loaded on the nodes.",
  ]],
])('rejects %s', (_, props, faults) => {
  expect(faultsIn(props)).toEqual(faults);
});

test.each<[string, Partial<HardenedPodProps>]>([
  ['the capability that restricted allows', { security: { addCapabilities: ['NET_BIND_SERVICE'] } }],
  ['others with an exception', { security: { addCapabilities: ['CHOWN', 'SYS_PTRACE'] }, exceptions: { addedCapabilities: 'debugs' } }],
  ['profiles of the runtime', { security: { seccompProfile: SeccompProfile.RUNTIME_DEFAULT, appArmorProfile: AppArmorProfile.RUNTIME_DEFAULT } }],
  ['profiles on the node', { security: { seccompProfile: SeccompProfile.localhost('a.json'), appArmorProfile: AppArmorProfile.localhost('a') } }],
  ['no profile of system calls with an exception', { security: { seccompProfile: SeccompProfile.UNCONFINED }, exceptions: { unconfinedSeccomp: 'traces' } }],
  ['no AppArmor with an exception', { security: { appArmorProfile: AppArmorProfile.UNCONFINED }, exceptions: { unconfinedAppArmor: 'mounts' } }],
  ['the first user that is not root', { security: { runAsUser: 1, runAsGroup: 1, fsGroup: 1, supplementalGroups: [1] } }],
  ['the last user', { security: { runAsUser: 2 ** 31 - 1 } }],
  ['root with an exception', { security: { runAsUser: 0, runAsGroup: 0, fsGroup: 0, supplementalGroups: [0] }, exceptions: { runAsRoot: 'binds' } }],
])('takes %s', (_, props) => {
  expect(faultsIn(props)).toEqual([]);
});

test('an exception for one profile is none for the other', () => {
  const security = { seccompProfile: SeccompProfile.UNCONFINED, appArmorProfile: AppArmorProfile.UNCONFINED };
  expect(faultsIn({ security, exceptions: { unconfinedSeccomp: 'traces' } })).toEqual([
    "'security.appArmorProfile' must not be unconfined. Leave it out, or say why in 'exceptions.unconfinedAppArmor'.",
  ]);
  expect(faultsIn({ security, exceptions: { unconfinedAppArmor: 'mounts' } })).toEqual([
    "'security.seccompProfile' must not be unconfined. Leave it out, or say why in 'exceptions.unconfinedSeccomp'.",
  ]);
});

describe('where the platform chooses ids', () => {
  const inCluster = (props: Partial<HardenedDeploymentProps> = {}, like: Partial<ClusterProps> = { platformChoosesIds: true }) => {
    const chart = new Chart(new Cluster({ name: 'c', ...like }), 'chart', { namespace: 'shop' });
    const api = new HardenedDeployment(chart, 'api', { ...MINIMAL, ...props });
    return { spec: api.workload.toJson().spec.template.spec, warnings: warningsOf(api).filter((text) => text.startsWith('workload/platform-ids')) };
  };

  test('none is written, and that pods do not run as root stays', () => {
    const { spec, warnings } = inCluster();
    expect(spec.securityContext).toEqual({ runAsNonRoot: true, fsGroupChangePolicy: 'OnRootMismatch', seccompProfile: { type: 'RuntimeDefault' } });
    expect(JSON.stringify(spec)).not.toMatch(/runAsUser|runAsGroup|"fsGroup"|65532/);
    expect(warnings).toEqual([]);
  });

  test('those that are given are written, with a warning', () => {
    const { spec, warnings } = inCluster({ security: { runAsUser: 1000, fsGroup: 2000 }, initContainers: [{ name: 'init', image: 'registry.example.com/i:1.0.0', security: { runAsUser: 3000 } } as any] });
    expect(spec.securityContext).toMatchObject({ runAsUser: 1000, fsGroup: 2000 });
    expect(warnings).toEqual([
      "workload/platform-ids: the platform chooses ids itself and refuses others, unless the ServiceAccount may use them: 'runAsUser' of container 'api', 'runAsUser' of container 'init', 'fsGroup'. Leave them out.",
    ]);
  });

  test('root is one, too', () => {
    expect(inCluster({ exceptions: { runAsRoot: 'it binds a port' } }).warnings).toEqual([
      "workload/platform-ids: the platform chooses ids itself and refuses others, unless the ServiceAccount may use them: 'exceptions.runAsRoot' of container 'api'. Leave them out.",
    ]);
  });

  test('elsewhere they are as ever, without a word', () => {
    [{}, { platformChoosesIds: false }].forEach((like) => {
      const { spec, warnings } = inCluster({ security: { fsGroup: 2000 } }, like);
      expect(spec.securityContext).toMatchObject({ runAsUser: 65532, runAsGroup: 65532, fsGroup: 2000 });
      expect(warnings).toEqual([]);
    });
  });
});
