import { formatPath } from '../../../lib/manifest/field-path';
import { checkPodSecurity } from '../../../lib/rules/pod-security/check-pod-security';
import { lines, podWith, TIGHT } from './samples';

const restricted = (template: any, version = 'latest') => checkPodSecurity(template, 'restricted', version);
const SOURCES = 'configMap, csi, downwardAPI, emptyDir, ephemeral, image, persistentVolumeClaim, projected, secret';

describe('restricted', () => {
  test.each([
    ['an escalation that nobody ruled out', podWith({ securityContext: { allowPrivilegeEscalation: undefined } }), {
      check: 'allowPrivilegeEscalation',
      path: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
      message: "container 'app' leaves allowPrivilegeEscalation unset",
      fix: 'set allowPrivilegeEscalation: false',
    }],
    ['an escalation asked for', podWith({ securityContext: { allowPrivilegeEscalation: true } }), {
      check: 'allowPrivilegeEscalation',
      path: 'spec.containers[0].securityContext.allowPrivilegeEscalation',
      got: true,
      message: "container 'app' sets allowPrivilegeEscalation: true",
      fix: 'set allowPrivilegeEscalation: false',
    }],
    ['capabilities not dropped', podWith({ securityContext: { capabilities: { drop: ['NET_RAW', 'all'] } } }), {
      check: 'capabilities_restricted',
      path: 'spec.containers[0].securityContext.capabilities.drop',
      got: ['NET_RAW', 'all'],
      message: "container 'app' does not drop ALL capabilities",
      fix: 'set capabilities.drop: [ALL]',
    }],
    ['a capability of the default set', podWith({ securityContext: { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE', 'CHOWN'] } } }), {
      check: 'capabilities_restricted',
      path: 'spec.containers[0].securityContext.capabilities.add[1]',
      got: 'CHOWN',
      message: "container 'app' adds the capability 'CHOWN'",
      fix: 'remove it; only NET_BIND_SERVICE may be added',
    }],
    ['procMount', podWith({ securityContext: { procMount: 'Unmasked' }, spec: { hostUsers: false } }), {
      check: 'procMount_restricted',
      path: 'spec.containers[0].securityContext.procMount',
      got: 'Unmasked',
      message: "container 'app' sets procMount: 'Unmasked'",
      fix: 'set procMount: Default, or leave it out',
    }],
    ['runAsNonRoot left unset', podWith({ securityContext: { runAsNonRoot: undefined } }), {
      check: 'runAsNonRoot',
      path: 'spec.containers[0].securityContext.runAsNonRoot',
      message: "container 'app' leaves runAsNonRoot unset, and so does the pod",
      fix: 'set runAsNonRoot: true on the pod or on the container',
    }],
    ['runAsNonRoot: false', podWith({ securityContext: { runAsNonRoot: false }, spec: { securityContext: { runAsNonRoot: true } } }), {
      check: 'runAsNonRoot',
      path: 'spec.containers[0].securityContext.runAsNonRoot',
      got: false,
      message: "container 'app' sets runAsNonRoot: false",
      fix: 'set runAsNonRoot: true',
    }],
    ['runAsUser: 0', podWith({ securityContext: { runAsUser: 0 }, spec: { securityContext: { runAsUser: 1000 } } }), {
      check: 'runAsUser',
      path: 'spec.containers[0].securityContext.runAsUser',
      got: 0,
      message: "container 'app' sets runAsUser: 0",
      fix: 'set runAsUser to a number above 0, or leave it out',
    }],
    ['a seccomp profile left unset', podWith({ securityContext: { seccompProfile: undefined } }), {
      check: 'seccompProfile_restricted',
      path: 'spec.containers[0].securityContext.seccompProfile.type',
      message: "container 'app' has no seccomp profile, and neither has the pod",
      fix: 'set seccompProfile.type: RuntimeDefault on the pod or on the container',
    }],
    ['a seccomp profile that confines nothing', podWith({ securityContext: { seccompProfile: { type: 'Unconfined' } } }), {
      check: 'seccompProfile_restricted',
      path: 'spec.containers[0].securityContext.seccompProfile.type',
      got: 'Unconfined',
      message: "container 'app' sets the seccomp profile type 'Unconfined'",
      fix: 'set seccompProfile.type: RuntimeDefault, or Localhost with a localhostProfile',
    }],
    ['a seccomp profile without a type', podWith({ securityContext: { seccompProfile: {} }, spec: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } } }), {
      check: 'seccompProfile_restricted',
      path: 'spec.containers[0].securityContext.seccompProfile.type',
      message: "container 'app' sets a seccomp profile without a type",
      fix: 'set seccompProfile.type: RuntimeDefault, or Localhost with a localhostProfile',
    }],
  ])('reports %s', (_, template, finding) => {
    expect(restricted(template).map((found) => ({ ...found, path: formatPath(found.path) })))
      .toEqual([{ level: 'restricted', container: 'app', got: undefined, ...finding }]);
  });

  test.each(['hostPath', 'nfs', 'gcePersistentDisk', 'flexVolume', 'somethingNew'])('reports a volume of the type %s', (source) => {
    expect(restricted(podWith({ spec: { volumes: [{ name: 'data', [source]: { x: 1 } }] } }))).toEqual([{
      check: 'restrictedVolumes',
      level: 'restricted',
      path: ['spec', 'volumes', 0, source],
      got: { x: 1 },
      message: `volume 'data' is of the type ${source}`,
      fix: `use one of ${SOURCES}`,
    }]);
  });

  test.each(SOURCES.split(', '))('lets a volume of the type %s pass', (source) => {
    expect(restricted(podWith({ spec: { volumes: [{ name: 'data', [source]: {} }] } }))).toEqual([]);
  });

  test('takes a volume without a source for the emptyDir that an API server makes of it', () => {
    expect(restricted(podWith({ spec: { volumes: [{ name: 'data' }, { name: 'tmp', emptyDir: null }, { name: 'x', nfs: null }] } }))).toEqual([]);
  });

  test('lets the pod speak for containers that leave it to the pod', () => {
    const spec = { securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost', localhostProfile: 'p' } } };
    expect(restricted(podWith({ securityContext: { runAsNonRoot: undefined, seccompProfile: null }, spec }))).toEqual([]);
  });

  test('blames a bad value of the pod on the pod alone, not on containers that inherit it', () => {
    const template = podWith({
      securityContext: { runAsNonRoot: undefined, seccompProfile: undefined },
      spec: { securityContext: { runAsNonRoot: false, runAsUser: 0, seccompProfile: { type: 'Unconfined' } } },
    });
    expect(restricted(template).map(({ path, container, message }) => [formatPath(path), container, message])).toEqual([
      ['spec.securityContext.runAsNonRoot', undefined, 'the pod sets runAsNonRoot: false'],
      ['spec.securityContext.runAsUser', undefined, 'the pod sets runAsUser: 0'],
      ['spec.securityContext.seccompProfile.type', undefined, "the pod sets the seccomp profile type 'Unconfined'"],
    ]);
  });

  test('blames a bad value of the pod even where every container says better', () => {
    expect(lines(restricted(podWith({ spec: { securityContext: { runAsNonRoot: false } } })))).toEqual(['runAsNonRoot: the pod sets runAsNonRoot: false']);
  });

  test('names each container that leaves something unset', () => {
    const template = podWith({ spec: { initContainers: [{ name: 'init' }], containers: [{ name: 'app', securityContext: TIGHT }, {}] } });
    expect(lines(restricted(template))).toEqual([
      "allowPrivilegeEscalation: container 'init' leaves allowPrivilegeEscalation unset",
      'allowPrivilegeEscalation: container containers[1] leaves allowPrivilegeEscalation unset',
      "capabilities_restricted: container 'init' does not drop ALL capabilities",
      'capabilities_restricted: container containers[1] does not drop ALL capabilities',
      "runAsNonRoot: container 'init' leaves runAsNonRoot unset, and so does the pod",
      'runAsNonRoot: container containers[1] leaves runAsNonRoot unset, and so does the pod',
      "seccompProfile_restricted: container 'init' has no seccomp profile, and neither has the pod",
      'seccompProfile_restricted: container containers[1] has no seccomp profile, and neither has the pod',
    ]);
  });

  test('asks a Windows pod for nothing that Windows lacks', () => {
    expect(lines(restricted({ spec: { os: { name: 'windows' }, containers: [{ name: 'app' }] } }))).toEqual([
      "runAsNonRoot: container 'app' leaves runAsNonRoot unset, and so does the pod",
    ]);
  });

  test('lets root in where the pod has its own user namespace', () => {
    const template = podWith({ securityContext: { runAsNonRoot: false, runAsUser: 0 }, spec: { hostUsers: false } });
    expect(restricted(template)).toEqual([]);
    expect(lines(restricted(template, '1.34'))).toEqual(["runAsNonRoot: container 'app' sets runAsNonRoot: false", "runAsUser: container 'app' sets runAsUser: 0"]);
  });

  test('includes what baseline asks for', () => {
    expect(restricted(podWith({ spec: { hostPID: true } })).map(({ check, level }) => [check, level])).toEqual([['hostNamespaces', 'baseline']]);
  });

  test('is content with a pod that keeps to it', () => {
    expect(restricted(podWith())).toEqual([]);
  });

  test('asks nothing of a pod under privileged', () => {
    expect(checkPodSecurity(podWith({ spec: { hostPID: true } }), 'privileged', 'latest')).toEqual([]);
  });
});
