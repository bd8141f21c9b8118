import { formatPath } from '../../../lib/manifest/field-path';
import { checkPodSecurity } from '../../../lib/rules/pod-security/check-pod-security';
import { lines, podWith } from './samples';

const baseline = (template: any, version = 'latest') => checkPodSecurity(template, 'baseline', version);
const volume = (source: object) => podWith({ spec: { volumes: [{ name: 'data', ...source }] } });

describe('baseline', () => {
  test.each([
    ['a field', podWith({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }), {
      check: 'appArmorProfile',
      path: 'spec.containers[0].securityContext.appArmorProfile.type',
      container: 'app',
      got: 'Unconfined',
      message: "container 'app' sets the AppArmor profile type 'Unconfined'",
      fix: 'set appArmorProfile.type: RuntimeDefault, or Localhost with a localhostProfile, or leave appArmorProfile out',
    }],
    ['a field of the pod without a type', podWith({ spec: { securityContext: { appArmorProfile: {} } } }), {
      check: 'appArmorProfile',
      path: 'spec.securityContext.appArmorProfile.type',
      message: 'the pod sets an AppArmor profile without a type',
      fix: 'set appArmorProfile.type: RuntimeDefault, or Localhost with a localhostProfile, or leave appArmorProfile out',
    }],
    ['an annotation', podWith({ annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } }), {
      check: 'appArmorProfile',
      path: "metadata.annotations['container.apparmor.security.beta.kubernetes.io/app']",
      container: 'app',
      got: 'unconfined',
      message: "an annotation sets the AppArmor profile 'unconfined' for container 'app'",
      fix: "set the annotation to 'runtime/default' or 'localhost/<profile>', or leave it out",
    }],
    ['an added capability', podWith({ securityContext: { capabilities: { add: ['CHOWN', 'NET_RAW'] } } }), {
      check: 'capabilities_baseline',
      path: 'spec.containers[0].securityContext.capabilities.add[1]',
      container: 'app',
      got: 'NET_RAW',
      message: "container 'app' adds the capability 'NET_RAW'",
      fix: 'remove it; allowed are AUDIT_WRITE, CHOWN, DAC_OVERRIDE, FOWNER, FSETID, KILL, MKNOD, NET_BIND_SERVICE, SETFCAP, SETGID, SETPCAP, SETUID, SYS_CHROOT',
    }],
    ...['hostNetwork', 'hostPID', 'hostIPC'].map((field): [string, any, object] => [field, podWith({ spec: { [field]: true } }), {
      check: 'hostNamespaces',
      path: `spec.${field}`,
      got: true,
      message: `the pod sets ${field}: true`,
      fix: `set ${field}: false, or leave it out`,
    }]),
    ['a hostPath', volume({ hostPath: { path: '/var/run' } }), {
      check: 'hostPathVolumes',
      path: 'spec.volumes[0].hostPath',
      got: { path: '/var/run' },
      message: "volume 'data' is a hostPath",
      fix: 'use emptyDir, persistentVolumeClaim or csi',
    }],
    ['a hostPort', podWith({ container: { ports: [{ containerPort: 80, hostPort: 0 }, { containerPort: 81, hostPort: 8081 }] } }), {
      check: 'hostPorts',
      path: 'spec.containers[0].ports[1].hostPort',
      container: 'app',
      got: 8081,
      message: "container 'app' sets hostPort: 8081",
      fix: 'remove hostPort; a Service reaches the pod through its containerPort',
    }],
    ['an HTTP probe that goes elsewhere', podWith({ container: { readinessProbe: { httpGet: { host: '10.0.0.1', port: 80 } } } }), {
      check: 'hostProbesAndHostLifecycle',
      path: 'spec.containers[0].readinessProbe.httpGet.host',
      container: 'app',
      got: '10.0.0.1',
      message: "the readinessProbe of container 'app' goes to the host '10.0.0.1'",
      fix: "remove host: the request then goes to the pod's own address; a virtual host goes into httpHeaders as Host",
    }],
    ['a TCP hook that goes elsewhere', podWith({ container: { lifecycle: { preStop: { tcpSocket: { host: '10.0.0.1', port: 80 } } } } }), {
      check: 'hostProbesAndHostLifecycle',
      path: 'spec.containers[0].lifecycle.preStop.tcpSocket.host',
      container: 'app',
      got: '10.0.0.1',
      message: "the preStop hook of container 'app' goes to the host '10.0.0.1'",
      fix: "remove host: the connection then goes to the pod's own address",
    }],
    ['privileged', podWith({ securityContext: { privileged: true } }), {
      check: 'privileged',
      path: 'spec.containers[0].securityContext.privileged',
      container: 'app',
      got: true,
      message: "container 'app' sets privileged: true",
      fix: 'set privileged: false, or leave it out',
    }],
    ['procMount', podWith({ securityContext: { procMount: 'Unmasked' } }), {
      check: 'procMount',
      path: 'spec.containers[0].securityContext.procMount',
      container: 'app',
      got: 'Unmasked',
      message: "container 'app' sets procMount: 'Unmasked'",
      fix: 'set procMount: Default, or leave it out; or give the pod a user namespace with hostUsers: false',
    }],
    ['an SELinux type', podWith({ securityContext: { seLinuxOptions: { type: 'spc_t' } } }), {
      check: 'seLinuxOptions',
      path: 'spec.containers[0].securityContext.seLinuxOptions.type',
      container: 'app',
      got: 'spc_t',
      message: "container 'app' sets the SELinux type 'spc_t'",
      fix: 'set seLinuxOptions.type to one of container_t, container_init_t, container_kvm_t, container_engine_t, or leave it out',
    }],
    ['an SELinux user', podWith({ securityContext: { seLinuxOptions: { user: 'system_u', type: 'container_t' } } }), {
      check: 'seLinuxOptions',
      path: 'spec.containers[0].securityContext.seLinuxOptions.user',
      container: 'app',
      got: 'system_u',
      message: "container 'app' sets the SELinux user 'system_u'",
      fix: 'leave seLinuxOptions.user out',
    }],
    ['an SELinux role of the pod', podWith({ spec: { securityContext: { seLinuxOptions: { role: 'system_r', level: 's0', user: '' } } } }), {
      check: 'seLinuxOptions',
      path: 'spec.securityContext.seLinuxOptions.role',
      got: 'system_r',
      message: "the pod sets the SELinux role 'system_r'",
      fix: 'leave seLinuxOptions.role out',
    }],
    ['a seccomp profile', podWith({ securityContext: { seccompProfile: { type: 'Unconfined' } } }), {
      check: 'seccompProfile_baseline',
      path: 'spec.containers[0].securityContext.seccompProfile.type',
      container: 'app',
      got: 'Unconfined',
      message: "container 'app' sets the seccomp profile type 'Unconfined'",
      fix: 'set seccompProfile.type: RuntimeDefault, or Localhost with a localhostProfile',
    }],
    ['a sysctl', podWith({ spec: { securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1024' }] } } }), {
      check: 'sysctls',
      path: 'spec.securityContext.sysctls[0].name',
      got: 'net.core.somaxconn',
      message: "the pod sets the sysctl 'net.core.somaxconn'",
      fix: 'remove it; allowed are kernel.shm_rmid_forced, net.ipv4.ip_local_port_range, net.ipv4.tcp_syncookies, net.ipv4.ping_group_range, '
        + 'net.ipv4.ip_unprivileged_port_start, net.ipv4.ip_local_reserved_ports, net.ipv4.tcp_keepalive_time, net.ipv4.tcp_fin_timeout, '
        + 'net.ipv4.tcp_keepalive_intvl, net.ipv4.tcp_keepalive_probes, net.ipv4.tcp_rmem, net.ipv4.tcp_wmem',
    }],
    ['a host process of the pod', podWith({ spec: { securityContext: { windowsOptions: { hostProcess: true } } } }), {
      check: 'windowsHostProcess',
      path: 'spec.securityContext.windowsOptions.hostProcess',
      got: true,
      message: 'the pod sets windowsOptions.hostProcess: true',
      fix: 'set hostProcess: false, or leave it out',
    }],
  ])('reports %s', (_, template, finding) => {
    expect(baseline(template).map((found) => ({ ...found, path: formatPath(found.path) })))
      .toEqual([{ level: 'baseline', container: undefined, got: undefined, ...finding }]);
  });

  test('offers no user namespace as a way out of procMount where the policy knows none', () => {
    expect(baseline(podWith({ securityContext: { procMount: 'Unmasked' } }), '1.34')[0].fix).toBe('set procMount: Default, or leave it out');
  });

  test('reads seccomp annotations before 1.19, those of the pod and of its containers only', () => {
    const findings = baseline(podWith({
      annotations: {
        'seccomp.security.alpha.kubernetes.io/pod': 'unconfined',
        'container.seccomp.security.alpha.kubernetes.io/app': '',
        'container.seccomp.security.alpha.kubernetes.io/gone': 'unconfined',
      },
    }), '1.18');
    expect(findings).toEqual([
      {
        check: 'seccompProfile_baseline',
        level: 'baseline',
        path: ['metadata', 'annotations', 'seccomp.security.alpha.kubernetes.io/pod'],
        got: 'unconfined',
        message: "an annotation sets the seccomp profile 'unconfined' for the pod",
        fix: "set the annotation to 'runtime/default' or 'localhost/<profile>', or leave it out",
      },
      {
        check: 'seccompProfile_baseline',
        level: 'baseline',
        path: ['metadata', 'annotations', 'container.seccomp.security.alpha.kubernetes.io/app'],
        container: 'app',
        got: '',
        message: "an annotation sets the seccomp profile '' for container 'app'",
        fix: "set the annotation to 'runtime/default' or 'localhost/<profile>', or leave it out",
      },
    ]);
  });

  test('reports one annotation once, however many containers share its name', () => {
    const template = podWith({
      spec: { containers: [{ name: 'app' }, { name: 'app' }] },
      annotations: { 'container.seccomp.security.alpha.kubernetes.io/app': 'unconfined' },
    });
    expect(lines(baseline(template, '1.0'))).toEqual(["seccompProfile_baseline: an annotation sets the seccomp profile 'unconfined' for container 'app'"]);
  });

  test('reads the annotation of a container without a name', () => {
    const template = podWith({ spec: { containers: [{}] }, annotations: { 'container.seccomp.security.alpha.kubernetes.io/': 'unconfined' } });
    expect(lines(baseline(template, '1.0'))).toEqual(["seccompProfile_baseline: an annotation sets the seccomp profile 'unconfined' for container containers[0]"]);
  });

  test.each([['runtime/default', true], ['docker/default', true], ['localhost/profile.json', true], ['localhost', false], ['unconfined', false], ['', false]])(
    "judges a seccomp annotation of '%s'", (profile, allowed) => {
      expect(baseline(podWith({ annotations: { 'seccomp.security.alpha.kubernetes.io/pod': profile } }), '1.0').length).toBe(allowed ? 0 : 1);
    });

  test.each([['runtime/default', true], ['localhost/profile', true], ['', true], ['localhost', false], ['docker/default', false], ['unconfined', false]])(
    "judges an AppArmor annotation of '%s'", (profile, allowed) => {
      expect(baseline(podWith({ annotations: { 'container.apparmor.security.beta.kubernetes.io/app': profile } })).length).toBe(allowed ? 0 : 1);
    });

  test.each([['RuntimeDefault', true], ['Localhost', true], ['runtime/default', false], ['', false]])("judges an AppArmor profile of the type '%s'", (type, allowed) => {
    expect(baseline(podWith({ securityContext: { appArmorProfile: { type } } })).length).toBe(allowed ? 0 : 1);
  });

  test('reports each handler of each container that goes elsewhere', () => {
    const http = { httpGet: { host: 'h', port: 80 } };
    const tcp = { tcpSocket: { host: 't', port: 80 } };
    const findings = baseline(podWith({
      spec: { initContainers: [{ name: 'sidecar', startupProbe: tcp, lifecycle: { postStart: http } }] },
      container: { livenessProbe: { ...http, ...tcp }, readinessProbe: http, startupProbe: http, lifecycle: { postStart: tcp, preStop: http } },
    }));
    expect(findings.map(({ path, message }) => [formatPath(path), message])).toEqual([
      ['spec.initContainers[0].startupProbe.tcpSocket.host', "the startupProbe of container 'sidecar' goes to the host 't'"],
      ['spec.initContainers[0].lifecycle.postStart.httpGet.host', "the postStart hook of container 'sidecar' goes to the host 'h'"],
      ['spec.containers[0].livenessProbe.httpGet.host', "the livenessProbe of container 'app' goes to the host 'h'"],
      ['spec.containers[0].livenessProbe.tcpSocket.host', "the livenessProbe of container 'app' goes to the host 't'"],
      ['spec.containers[0].readinessProbe.httpGet.host', "the readinessProbe of container 'app' goes to the host 'h'"],
      ['spec.containers[0].startupProbe.httpGet.host', "the startupProbe of container 'app' goes to the host 'h'"],
      ['spec.containers[0].lifecycle.postStart.tcpSocket.host', "the postStart hook of container 'app' goes to the host 't'"],
      ['spec.containers[0].lifecycle.preStop.httpGet.host', "the preStop hook of container 'app' goes to the host 'h'"],
    ]);
  });

  test('looks into containers of all three kinds', () => {
    const loose = { securityContext: { privileged: true } };
    const findings = baseline({ spec: { ephemeralContainers: [{ name: 'e', ...loose }], containers: [{ name: 'c', ...loose }], initContainers: [{ name: 'i', ...loose }] } });
    expect(findings.map(({ path, container }) => [formatPath(path.slice(0, 3)), container])).toEqual([
      ['spec.initContainers[0]', 'i'],
      ['spec.containers[0]', 'c'],
      ['spec.ephemeralContainers[0]', 'e'],
    ]);
  });

  test('is content with everything at the value that means nothing', () => {
    const nothing = {
      privileged: false, allowPrivilegeEscalation: true, runAsNonRoot: false, runAsUser: 0,
      procMount: 'Default', capabilities: { add: [], drop: [] }, seLinuxOptions: { type: '', user: '', role: '' }, windowsOptions: { hostProcess: false },
      appArmorProfile: { type: 'Localhost', localhostProfile: 'p' }, seccompProfile: { type: 'Localhost', localhostProfile: 'p' },
    };
    const template = podWith({
      spec: {
        hostNetwork: false, hostPID: false, hostIPC: false, securityContext: { ...nothing, sysctls: [] }, volumes: [{ name: 'data', nfs: {} }],
      },
      securityContext: nothing,
      container: { ports: [{ containerPort: 80, hostPort: 0 }], livenessProbe: { httpGet: { host: '', port: 80 } } },
    });
    expect(baseline(template)).toEqual([]);
  });
});
