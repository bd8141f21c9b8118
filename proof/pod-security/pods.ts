import * as fc from 'fast-check';

// Values are drawn from those on both sides of every decision of the policies. Everything may also be null, undefined or missing.

const value = <T>(...values: T[]) => fc.constantFrom(...values);

const fields = (model: { [field: string]: fc.Arbitrary<unknown> }) => fc.record(
  Object.fromEntries(Object.entries(model).map(([field, arbitrary]) => [field, fc.oneof(
    { weight: 12, arbitrary },
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constant(undefined) },
  )])),
  { requiredKeys: [] },
);

const list = (element: fc.Arbitrary<unknown>, maxLength = 3) => fc.array(
  fc.oneof({ weight: 15, arbitrary: element }, { weight: 1, arbitrary: fc.constant(null) }),
  { maxLength },
);

const bool = value(true, false);

const containerName = value('a', 'b', 'sidecar', '');

const capability = value('ALL', 'all', 'NET_BIND_SERVICE', 'CAP_NET_BIND_SERVICE', 'NET_RAW', 'SYS_ADMIN', 'CHOWN', 'KILL', 'SYS_CHROOT', '');

const profile = fields({ type: value('RuntimeDefault', 'RuntimeDefault', 'Localhost', 'Unconfined', 'runtimeDefault', ''), localhostProfile: value('my-profile', '') });

const ofPodAndContainer = {
  runAsNonRoot: bool,
  runAsUser: value(0, 0, 1, 1000, -1),
  seccompProfile: profile,
  appArmorProfile: profile,
  seLinuxOptions: fields({
    type: value('container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t', 'spc_t', ''),
    user: value('', '', 'system_u'),
    role: value('', '', 'system_r'),
    level: value('s0:c123,c456'),
  }),
  windowsOptions: fields({ hostProcess: bool, runAsUserName: value('ContainerUser') }),
};

const host = value('', '', '127.0.0.1', 'example.com');
const action = fields({ httpGet: fields({ host, port: value(80), path: value('/') }), tcpSocket: fields({ host, port: value(80) }), exec: fields({ command: list(value('true')) }) });

const container = fields({
  name: containerName,
  image: value('registry.example/app:1'),
  restartPolicy: value('Always'),
  ports: list(fields({ containerPort: value(80), hostPort: value(0, 0, 80, 8080) })),
  livenessProbe: action,
  readinessProbe: action,
  startupProbe: action,
  lifecycle: fields({ postStart: action, preStop: action }),
  securityContext: fields({
    ...ofPodAndContainer,
    privileged: bool,
    allowPrivilegeEscalation: value(true, false, false),
    capabilities: fields({ add: list(capability), drop: list(value('ALL', 'ALL', 'all', 'NET_RAW', 'KILL', '')) }),
    procMount: value('Default', 'Unmasked', ''),
    readOnlyRootFilesystem: bool,
  }),
});

const VOLUME_SOURCES = [
  'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret',
  'hostPath', 'gcePersistentDisk', 'awsElasticBlockStore', 'gitRepo', 'nfs', 'iscsi', 'glusterfs', 'rbd', 'flexVolume', 'cinder', 'cephfs', 'flocker',
  'fc', 'azureFile', 'vsphereVolume', 'quobyte', 'azureDisk', 'portworxVolume', 'photonPersistentDisk', 'scaleIO', 'storageos',
];

// Two sources in one volume never reach a policy, but must be decided alike.
const volume = fc.tuple(value('data', 'config', ''), fc.oneof(fc.subarray(VOLUME_SOURCES, { maxLength: 2 }), value(['hostPath'])), value({}, {}, {}, {}, null))
  .map(([name, sources, source]) => ({ name, ...Object.fromEntries(sources.map((kind) => [kind, source])) }));

const annotations = fc.dictionary(
  fc.oneof(
    value('seccomp.security.alpha.kubernetes.io/pod', 'container.seccomp.security.alpha.kubernetes.io', 'example.com/owner'),
    fc.tuple(value('container.seccomp.security.alpha.kubernetes.io/', 'container.apparmor.security.beta.kubernetes.io/'), containerName).map((parts) => parts.join('')),
  ),
  value('runtime/default', 'docker/default', 'localhost/', 'localhost/my-profile', 'localhost', 'unconfined', '', null),
  { maxKeys: 4 },
);

/** Random pod templates over every field that a policy reads. */
export const pod: fc.Arbitrary<any> = fields({
  metadata: fields({ annotations }),
  spec: fields({
    os: fields({ name: value('linux', 'windows', 'Windows', '') }),
    hostUsers: bool,
    hostNetwork: bool,
    hostPID: bool,
    hostIPC: bool,
    securityContext: fields({
      ...ofPodAndContainer,
      sysctls: list(fields({
        name: value(
          'kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start',
          'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl',
          'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem', 'kernel.msgmax', 'net.core.somaxconn', '',
        ),
        value: value('1'),
      }), 2),
    }),
    initContainers: list(container, 2),
    containers: list(container, 3),
    ephemeralContainers: list(container, 1),
    volumes: list(volume, 3),
  }),
});
