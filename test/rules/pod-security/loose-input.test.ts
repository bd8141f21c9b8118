import { Lazy } from 'cdk8s';
import * as fc from 'fast-check';
import { placeholder } from '../../../lib/manifest/known';
import { checkPodSecurity } from '../../../lib/rules/pod-security/check-pod-security';
import { lines, podWith, VERSIONS } from './samples';

const restricted = (template: any, version = 'latest') => lines(checkPodSecurity(template, 'restricted', version));
const lazy = Lazy.any({ produce: () => { throw new Error('resolved too early'); } });
const bare = (spec: object = {}) => ({ spec: { containers: [{ name: 'app' }], ...spec } });

const UNSET = [
  "allowPrivilegeEscalation: container 'app' leaves allowPrivilegeEscalation unset",
  "capabilities_restricted: container 'app' does not drop ALL capabilities",
  "runAsNonRoot: container 'app' leaves runAsNonRoot unset, and so does the pod",
  "seccompProfile_restricted: container 'app' has no seccomp profile, and neither has the pod",
];
const unsetBut = (...checks: string[]) => UNSET.filter((line) => !checks.some((check) => line.startsWith(check)));

describe('values not known yet', () => {
  test.each([['a token', lazy], ['a placeholder', placeholder('42')]])('are not judged: %s', (_, unknown) => {
    const settings = {
      privileged: unknown, allowPrivilegeEscalation: unknown, procMount: unknown, runAsNonRoot: unknown, runAsUser: unknown,
      capabilities: { add: [unknown], drop: [unknown] }, seccompProfile: { type: unknown }, appArmorProfile: { type: unknown },
      seLinuxOptions: { type: unknown, user: unknown, role: unknown }, windowsOptions: { hostProcess: unknown },
    };
    const handler = { httpGet: { host: unknown }, tcpSocket: { host: unknown } };
    const template = {
      metadata: { annotations: { 'seccomp.security.alpha.kubernetes.io/pod': unknown, 'container.apparmor.security.beta.kubernetes.io/app': unknown } },
      spec: {
        hostNetwork: unknown, hostPID: unknown, hostIPC: unknown,
        securityContext: { ...settings, sysctls: [{ name: unknown }, unknown] },
        volumes: [{ name: 'a', hostPath: unknown }, { name: 'b', nfs: unknown }, { name: 'c', emptyDir: unknown }, unknown],
        containers: [{ name: 'app', securityContext: settings, ports: [{ hostPort: unknown }, unknown], livenessProbe: handler, lifecycle: { preStop: handler } }, unknown],
      },
    };
    for (const version of VERSIONS) { expect(restricted(template, version)).toEqual([]); }
  });

  test.each([
    ['the whole spec', { spec: lazy }, []],
    ['the list of containers', { spec: { containers: lazy } }, []],
    ['a securityContext', podWith({ spec: { containers: [{ name: 'app', securityContext: lazy }] } }), []],
    ["the pod's securityContext", bare({ securityContext: lazy }), unsetBut('runAsNonRoot', 'seccompProfile')],
    ["the pod's runAsNonRoot", bare({ securityContext: { runAsNonRoot: lazy } }), unsetBut('runAsNonRoot')],
    ["the pod's seccomp profile", bare({ securityContext: { seccompProfile: { type: placeholder('1') } } }), unsetBut('seccompProfile')],
    ['the system, which may be Windows', bare({ os: { name: placeholder('1') } }), unsetBut('allowPrivilegeEscalation', 'capabilities', 'seccompProfile')],
    ['hostUsers, which may be false', bare({ hostUsers: lazy }), unsetBut('runAsNonRoot')],
    ['a key of annotations', podWith({ annotations: { [`container.apparmor.security.beta.kubernetes.io/${placeholder('1')}`]: 'unconfined' } }), []],
    ['all annotations', podWith({ annotations: lazy }), []],
  ])('leave alone what depends on %s', (_, template, found) => {
    expect(restricted(template)).toEqual(found);
  });

  test('keep no other finding of their container away', () => {
    const template = podWith({ container: { name: placeholder('name') }, securityContext: { capabilities: { drop: ['ALL'], add: [placeholder('1'), 'SYS_ADMIN'] } } });
    expect(checkPodSecurity(template, 'restricted', 'latest')).toEqual([{
      check: 'capabilities_restricted',
      level: 'restricted',
      path: ['spec', 'containers', 0, 'securityContext', 'capabilities', 'add', 1],
      got: 'SYS_ADMIN',
      message: "container containers[0] adds the capability 'SYS_ADMIN'",
      fix: 'remove it; only NET_BIND_SERVICE may be added',
    }]);
  });
});

describe('null', () => {
  test('counts as unset', () => {
    const nothing = {
      privileged: null, procMount: null, runAsUser: null, seLinuxOptions: null, windowsOptions: null, appArmorProfile: null,
      allowPrivilegeEscalation: null, runAsNonRoot: null, seccompProfile: null, capabilities: null,
    };
    const template = {
      metadata: { annotations: null },
      spec: {
        os: null, hostUsers: null, hostNetwork: null, hostPID: null, hostIPC: null, volumes: null, initContainers: null, ephemeralContainers: null,
        securityContext: { ...nothing, sysctls: null },
        containers: [{ name: 'app', ports: null, livenessProbe: null, lifecycle: null, securityContext: nothing }],
      },
    };
    expect(restricted(template)).toEqual(UNSET);
    expect(checkPodSecurity(template as any, 'restricted', 'latest').map(({ got }) => got)).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('in a list is an empty element, as Kubernetes reads it', () => {
    const template = {
      spec: {
        securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, sysctls: [null] },
        volumes: [null],
        containers: [null],
      },
    };
    expect(restricted(template)).toEqual([
      "sysctls: the pod sets the sysctl ''",
      'allowPrivilegeEscalation: container containers[0] leaves allowPrivilegeEscalation unset',
      'capabilities_restricted: container containers[0] does not drop ALL capabilities',
    ]);
    expect(restricted(podWith({ securityContext: { capabilities: { drop: ['ALL'], add: [null] } } }))).toEqual(["capabilities_restricted: container 'app' adds the capability ''"]);
  });

  test('in an annotation is an empty text, as Kubernetes reads it', () => {
    const annotations = { 'seccomp.security.alpha.kubernetes.io/pod': null, 'container.apparmor.security.beta.kubernetes.io/app': null };
    expect(restricted(podWith({ annotations }), '1.0')).toEqual(["seccompProfile_baseline: an annotation sets the seccomp profile '' for the pod"]);
  });
});

describe('values of a wrong type', () => {
  test.each([
    ['text for a flag', podWith({ securityContext: { privileged: 'false' } }), ["privileged: container 'app' sets privileged: 'false'"]],
    ['a flag that must hold, as text', podWith({ securityContext: { runAsNonRoot: 'true' } }), ["runAsNonRoot: container 'app' sets runAsNonRoot: 'true'"]],
    ['a number as text', podWith({ securityContext: { runAsUser: '1000' } }), ["runAsUser: container 'app' sets runAsUser: '1000'"]],
    ['a list for a flag', podWith({ spec: { hostPID: [] } }), ['hostNamespaces: the pod sets hostPID: a list']],
    ['an object for a text', podWith({ securityContext: { procMount: {} } }), ["procMount_restricted: container 'app' sets procMount: an object"]],
    ['text for a list', podWith({ securityContext: { capabilities: { drop: 'ALL' } } }), ["capabilities_restricted: container 'app' does not drop ALL capabilities"]],
    ['text for a profile', podWith({ securityContext: { seccompProfile: 'RuntimeDefault' } }), ["seccompProfile_restricted: container 'app' sets a seccomp profile without a type"]],
    ['text for a container', { spec: { containers: ['app'] } }, []],
    ['text for a pod', 'pod', []],
  ])('are no values that a policy allows: %s', (_, template, found) => {
    expect(restricted(template)).toEqual(found);
  });

  test('anywhere never crash a check', () => {
    const paths = [
      ['metadata'], ['metadata', 'annotations'], ['metadata', 'annotations', 'container.apparmor.security.beta.kubernetes.io/app'], ['spec'], ['spec', 'os'],
      ['spec', 'volumes'], ['spec', 'volumes', 0], ['spec', 'volumes', 0, 'nfs'], ['spec', 'securityContext'], ['spec', 'securityContext', 'sysctls'],
      ['spec', 'containers'], ['spec', 'containers', 0], ['spec', 'containers', 0, 'name'], ['spec', 'containers', 0, 'ports'], ['spec', 'containers', 0, 'ports', 0],
      ['spec', 'containers', 0, 'livenessProbe'], ['spec', 'containers', 0, 'lifecycle'], ['spec', 'containers', 0, 'securityContext'],
      ['spec', 'containers', 0, 'securityContext', 'capabilities'], ['spec', 'containers', 0, 'securityContext', 'capabilities', 'add'],
      ['spec', 'containers', 0, 'securityContext', 'seccompProfile'], ['spec', 'containers', 0, 'securityContext', 'runAsUser'],
    ];
    const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true });
    fc.assert(fc.property(fc.constantFrom(...paths), anything, fc.constantFrom(...VERSIONS), (path, junk, version) => {
      const template = podWith({
        annotations: {},
        container: { ports: [{}], livenessProbe: {}, lifecycle: {} },
        spec: { os: {}, volumes: [{}], securityContext: { sysctls: [{}] } },
      });
      const parent = path.slice(0, -1).reduce((value, step) => value[step], template);
      parent[path[path.length - 1]] = junk;
      for (const { message } of checkPodSecurity(template, 'restricted', version)) { expect(typeof message).toBe('string'); }
    }), { numRuns: 2000 });
  });
});
