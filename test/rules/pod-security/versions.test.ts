import { podWith, versionsFinding } from './samples';

const WINDOWS = { os: { name: 'windows' } };
const USER_NAMESPACE = { hostUsers: false };
const ALWAYS = '1.0-latest';
const NEVER = '';

const container = (securityContext: object, spec: object = {}) => podWith({ securityContext, spec });
const bare = (spec: object = {}) => podWith({ spec: { containers: [{ name: 'app' }], ...spec } });
const sysctl = (name: string) => podWith({ spec: { securityContext: { sysctls: [{ name, value: '1' }] } } });
const seLinuxType = (type: string) => container({ seLinuxOptions: { type } });
const seccompAnnotation = podWith({ annotations: { 'seccomp.security.alpha.kubernetes.io/pod': 'unconfined' } });
const seccompField = container({ seccompProfile: { type: 'Unconfined' } });
const unmasked = { procMount: 'Unmasked' };
const probeHost = podWith({ container: { livenessProbe: { tcpSocket: { port: 80, host: 'example.com' } } } });

test.each([
  ['appArmorProfile', 'baseline', 'an unconfined profile', container({ appArmorProfile: { type: 'Unconfined' } }), ALWAYS],
  ['appArmorProfile', 'baseline', 'an unconfined annotation', podWith({ annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } }), ALWAYS],
  ['capabilities_baseline', 'baseline', 'NET_RAW added', container({ capabilities: { add: ['NET_RAW'] } }), ALWAYS],
  ['capabilities_baseline', 'restricted', 'NET_RAW added', container({ capabilities: { add: ['NET_RAW'] } }), '1.0-1.21'],
  ['hostNamespaces', 'baseline', 'the network of the node', podWith({ spec: { hostNetwork: true } }), ALWAYS],
  ['hostPathVolumes', 'baseline', 'a hostPath', podWith({ spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } }), ALWAYS],
  ['hostPathVolumes', 'restricted', 'a hostPath', podWith({ spec: { volumes: [{ name: 'v', hostPath: { path: '/' } }] } }), NEVER],
  ['hostPorts', 'baseline', 'a hostPort', podWith({ container: { ports: [{ hostPort: 80 }] } }), ALWAYS],
  ['hostProbesAndHostLifecycle', 'baseline', 'a probe that goes elsewhere', probeHost, '1.34-latest'],
  ['hostProbesAndHostLifecycle', 'restricted', 'a probe that goes elsewhere', probeHost, '1.34-latest'],
  ['privileged', 'baseline', 'a privileged container', container({ privileged: true }), ALWAYS],
  ['procMount', 'baseline', 'an unmasked /proc', container(unmasked), ALWAYS],
  ['procMount', 'baseline', 'an unmasked /proc in a user namespace', container(unmasked, USER_NAMESPACE), '1.0-1.34'],
  ['procMount', 'restricted', 'an unmasked /proc', container(unmasked), '1.0-1.34'],
  ['seLinuxOptions', 'baseline', 'a foreign type', seLinuxType('spc_t'), ALWAYS],
  ['seLinuxOptions', 'baseline', 'container_engine_t', seLinuxType('container_engine_t'), '1.0-1.30'],
  ['seLinuxOptions', 'baseline', 'container_init_t', seLinuxType('container_init_t'), NEVER],
  ['seccompProfile_baseline', 'baseline', 'an unconfined annotation', seccompAnnotation, '1.0-1.18'],
  ['seccompProfile_baseline', 'baseline', 'an unconfined field', seccompField, '1.19-latest'],
  ['seccompProfile_baseline', 'restricted', 'an unconfined annotation', seccompAnnotation, '1.0-1.18'],
  ['seccompProfile_baseline', 'restricted', 'an unconfined field', seccompField, NEVER],
  ['sysctls', 'baseline', 'a sysctl of the node', sysctl('kernel.msgmax'), ALWAYS],
  ['sysctls', 'baseline', 'a sysctl that was always safe', sysctl('net.ipv4.tcp_syncookies'), NEVER],
  ['sysctls', 'baseline', 'ip_local_reserved_ports', sysctl('net.ipv4.ip_local_reserved_ports'), '1.0-1.26'],
  ['sysctls', 'baseline', 'tcp_keepalive_time', sysctl('net.ipv4.tcp_keepalive_time'), '1.0-1.28'],
  ['sysctls', 'baseline', 'tcp_fin_timeout', sysctl('net.ipv4.tcp_fin_timeout'), '1.0-1.28'],
  ['sysctls', 'baseline', 'tcp_keepalive_intvl', sysctl('net.ipv4.tcp_keepalive_intvl'), '1.0-1.28'],
  ['sysctls', 'baseline', 'tcp_keepalive_probes', sysctl('net.ipv4.tcp_keepalive_probes'), '1.0-1.28'],
  ['sysctls', 'baseline', 'tcp_rmem', sysctl('net.ipv4.tcp_rmem'), '1.0-1.31'],
  ['sysctls', 'baseline', 'tcp_wmem', sysctl('net.ipv4.tcp_wmem'), '1.0-1.31'],
  ['windowsHostProcess', 'baseline', 'a process of the node', container({ windowsOptions: { hostProcess: true } }), ALWAYS],
  ['allowPrivilegeEscalation', 'restricted', 'nothing said', bare(), '1.8-latest'],
  ['allowPrivilegeEscalation', 'restricted', 'nothing said on Windows', bare(WINDOWS), '1.8-1.24'],
  ['allowPrivilegeEscalation', 'baseline', 'nothing said', bare(), NEVER],
  ['capabilities_restricted', 'restricted', 'nothing dropped', bare(), '1.22-latest'],
  ['capabilities_restricted', 'restricted', 'nothing dropped on Windows', bare(WINDOWS), '1.22-1.24'],
  ['procMount_restricted', 'restricted', 'an unmasked /proc', container(unmasked), '1.35-latest'],
  ['procMount_restricted', 'restricted', 'an unmasked /proc in a user namespace', container(unmasked, USER_NAMESPACE), '1.35-latest'],
  ['procMount_restricted', 'baseline', 'an unmasked /proc', container(unmasked), NEVER],
  ['restrictedVolumes', 'restricted', 'an NFS volume', podWith({ spec: { volumes: [{ name: 'v', nfs: {} }] } }), ALWAYS],
  ['restrictedVolumes', 'baseline', 'an NFS volume', podWith({ spec: { volumes: [{ name: 'v', nfs: {} }] } }), NEVER],
  ['runAsNonRoot', 'restricted', 'nothing said', bare(), ALWAYS],
  ['runAsNonRoot', 'restricted', 'nothing said on Windows', bare(WINDOWS), ALWAYS],
  ['runAsNonRoot', 'restricted', 'nothing said in a user namespace', bare(USER_NAMESPACE), '1.0-1.34'],
  ['runAsNonRoot', 'restricted', 'nothing said in the users of the node', bare({ hostUsers: true }), ALWAYS],
  ['runAsUser', 'restricted', 'the user id of root', container({ runAsUser: 0 }), '1.23-latest'],
  ['runAsUser', 'restricted', 'the user id of root in a user namespace', container({ runAsUser: 0 }, USER_NAMESPACE), '1.23-1.34'],
  ['runAsUser', 'restricted', 'nothing said', bare(), NEVER],
  ['seccompProfile_restricted', 'restricted', 'nothing said', bare(), '1.19-latest'],
  ['seccompProfile_restricted', 'restricted', 'nothing said on Windows', bare(WINDOWS), '1.19-1.24'],
  ['seccompProfile_restricted', 'restricted', 'an unconfined field', seccompField, '1.19-latest'],
] as const)('%s in %s is against %s', (check, level, _, template, versions) => {
  expect(versionsFinding(check, template, level)).toBe(versions);
});
