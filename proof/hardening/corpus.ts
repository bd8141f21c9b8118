import { KubernetesObject } from '../../lib/manifest/object';
import { HardeningField } from '../../lib/workload/hardening/hardening-field';

const IMAGE = 'registry.example.com/proof/app:1.0.0';
const app = (more: object = {}) => ({ name: 'app', image: IMAGE, ...more });
const restricting = (securityContext: unknown) => ({ containers: [app({ securityContext })] });

/** Pods as people write them, by what is wrong with them. Each is legal where nothing is enforced. */
const SHAPES: { readonly [name: string]: { readonly [field: string]: any } } = {
  'says-nothing': { containers: [app()] },
  'says-null': { securityContext: null, initContainers: null, containers: [app({ securityContext: null })] },
  'says-empty': { securityContext: {}, containers: [app({ securityContext: { capabilities: {} } })] },
  'every-kind-of-container': {
    initContainers: [{ name: 'init', image: IMAGE }, { name: 'sidecar', image: IMAGE, restartPolicy: 'Always' }], containers: [app(), { name: 'second', image: IMAGE }],
  },
  'hardened-half': { securityContext: { runAsNonRoot: true }, containers: [app({ securityContext: { allowPrivilegeEscalation: false } }), { name: 'second', image: IMAGE }] },
  'hardened-by-containers': {
    containers: [
      app({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'Localhost', localhostProfile: 'app.json' } } }),
      { name: 'second', image: IMAGE, securityContext: { runAsUser: 1000 } },
    ],
  },
  'drops-some': restricting({ capabilities: { drop: ['NET_RAW', 'MKNOD'] } }),
  'adds-a-low-port': restricting({ capabilities: { add: ['NET_BIND_SERVICE'] } }),
  'adds-capabilities': restricting({ capabilities: { add: ['NET_ADMIN', 'SYS_TIME'] } }),
  'adds-all': restricting({ capabilities: { add: ['ALL'] } }),
  'adds-sys-admin': restricting({ capabilities: { add: ['CAP_SYS_ADMIN'] } }),
  'privileged': restricting({ privileged: true }),
  'privileged-init': { initContainers: [{ name: 'sysctl', image: IMAGE, securityContext: { privileged: true, runAsUser: 0 } }], containers: [app()] },
  'escalates': restricting({ allowPrivilegeEscalation: true }),
  'root': { securityContext: { runAsUser: 0 }, containers: [app()] },
  'one-root': { containers: [app(), { name: 'agent', image: IMAGE, securityContext: { runAsUser: 0 } }] },
  'may-be-root': { securityContext: { runAsNonRoot: false }, containers: [app()] },
  'root-in-a-user-namespace': { hostUsers: false, securityContext: { runAsUser: 0 }, containers: [app()] },
  'unconfined': { securityContext: { seccompProfile: { type: 'Unconfined' } }, containers: [app()] },
  'unconfined-app-armor': restricting({ appArmorProfile: { type: 'Unconfined' } }),
  'host-network': { hostNetwork: true, containers: [app()] },
  'host-processes': { hostPID: true, hostIPC: true, containers: [app()] },
  'host-port': { containers: [app({ ports: [{ containerPort: 8080, hostPort: 8080 }] })] },
  'host-path': { containers: [app({ volumeMounts: [{ name: 'docker', mountPath: '/docker.sock' }] })], volumes: [{ name: 'docker', hostPath: { path: '/var/run/docker.sock' } }] },
  'network-disk': { containers: [app()], volumes: [{ name: 'share', nfs: { server: 'nfs.example.com', path: '/' } }] },
  'volumes-of-all-allowed-kinds': {
    containers: [app()],
    volumes: [
      { name: 'a', emptyDir: {} }, { name: 'b', configMap: { name: 'x' } }, { name: 'c', secret: { secretName: 'x' } }, { name: 'd', downwardAPI: { items: [] } },
      { name: 'e', projected: { sources: [] } }, { name: 'f' },
    ],
  },
  'selinux': { securityContext: { seLinuxOptions: { type: 'spc_t', user: 'system_u' } }, containers: [app()] },
  'unsafe-sysctl': { securityContext: { sysctls: [{ name: 'net.core.somaxconn', value: '1024' }, { name: 'net.ipv4.tcp_syncookies', value: '1' }] }, containers: [app()] },
  'unmasked-proc': { hostUsers: false, ...restricting({ procMount: 'Unmasked' }) },
  'probes-another-host': { containers: [app({ readinessProbe: { tcpSocket: { port: 80, host: '10.0.0.1' } } })] },
  'windows': { os: { name: 'windows' }, containers: [app()] },
  'windows-host-process': {
    os: { name: 'windows' }, hostNetwork: true,
    securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } }, containers: [app()],
  },
  'everything-at-once': {
    hostNetwork: true, hostPID: true,
    initContainers: [{ name: 'init', image: IMAGE, securityContext: { runAsUser: 0 } }],
    containers: [app({ securityContext: { privileged: true, capabilities: { add: ['SYS_ADMIN'] } }, ports: [{ containerPort: 80, hostPort: 80 }] }), { name: 'second', image: IMAGE }],
    volumes: [{ name: 'root', hostPath: { path: '/' } }],
  },
  'mounts-on-the-node': {
    containers: [app({ securityContext: { privileged: true }, volumeMounts: [{ name: 'mounts', mountPath: '/mnt', mountPropagation: 'Bidirectional' }] })],
    volumes: [{ name: 'mounts', hostPath: { path: '/mnt' } }],
  },
  'chowns': { initContainers: [{ name: 'owner', image: IMAGE, command: ['sh', '-c', 'chown -R 1000 /data'] }], containers: [app()] },
};

/** What each shape says explicitly, or rules out by it: what is left when it is hardened. Of all others nothing is. */
const LEFT: { readonly [shape: string]: readonly HardeningField[] } = {
  'adds-capabilities': [HardeningField.CAPABILITIES_ADD, HardeningField.RUN_AS_NON_ROOT],
  'adds-all': [HardeningField.CAPABILITIES_ADD, HardeningField.CAPABILITIES_DROP, HardeningField.RUN_AS_NON_ROOT],
  'adds-sys-admin': [HardeningField.CAPABILITIES_ADD, HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.RUN_AS_NON_ROOT],
  'privileged': [HardeningField.PRIVILEGED, HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.RUN_AS_NON_ROOT],
  'mounts-on-the-node': [HardeningField.PRIVILEGED, HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.VOLUMES, HardeningField.RUN_AS_NON_ROOT],
  'chowns': [HardeningField.RUN_AS_NON_ROOT, HardeningField.CAPABILITIES_DROP],
  'privileged-init': [HardeningField.PRIVILEGED, HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.RUN_AS_USER, HardeningField.RUN_AS_NON_ROOT],
  'escalates': [HardeningField.ALLOW_PRIVILEGE_ESCALATION],
  'root': [HardeningField.RUN_AS_USER, HardeningField.RUN_AS_NON_ROOT],
  'one-root': [HardeningField.RUN_AS_USER, HardeningField.RUN_AS_NON_ROOT],
  'may-be-root': [HardeningField.RUN_AS_NON_ROOT],
  'unconfined': [HardeningField.SECCOMP_PROFILE],
  'unconfined-app-armor': [HardeningField.APP_ARMOR_PROFILE],
  'host-network': [HardeningField.HOST_NETWORK],
  'host-processes': [HardeningField.HOST_PID, HardeningField.HOST_IPC],
  'host-port': [HardeningField.HOST_PORT],
  'host-path': [HardeningField.VOLUMES],
  'network-disk': [HardeningField.VOLUMES],
  'selinux': [HardeningField.SELINUX_OPTIONS],
  'unsafe-sysctl': [HardeningField.SYSCTLS],
  'unmasked-proc': [HardeningField.PROC_MOUNT],
  'probes-another-host': [HardeningField.PROBE_HOST],
  'windows-host-process': [HardeningField.HOST_NETWORK, HardeningField.HOST_PROCESS, HardeningField.RUN_AS_NON_ROOT],
  'everything-at-once': [HardeningField.HOST_NETWORK, HardeningField.HOST_PID, HardeningField.HOST_PORT, HardeningField.PRIVILEGED, HardeningField.ALLOW_PRIVILEGE_ESCALATION, HardeningField.CAPABILITIES_ADD, HardeningField.VOLUMES, HardeningField.RUN_AS_USER, HardeningField.RUN_AS_NON_ROOT],
};

/** Shapes that say in a field without an override what rules out the others. */
const KEPT: readonly string[] = ['mounts-on-the-node', 'chowns'];

/** Kinds of workloads, each with a pod template. */
const KINDS: { readonly [kind: string]: (name: string, template: any) => KubernetesObject } = {
  Deployment: (name, template) => apps('Deployment', name, { replicas: 2, template }),
  StatefulSet: (name, template) => apps('StatefulSet', name, { replicas: 1, serviceName: name, template }),
  DaemonSet: (name, template) => apps('DaemonSet', name, { template }),
  ReplicaSet: (name, template) => apps('ReplicaSet', name, { template }),
  ReplicationController: (name, template) => ({ apiVersion: 'v1', kind: 'ReplicationController', metadata: { name }, spec: { replicas: 1, template } }),
  Job: (name, { metadata, spec }) => ({ apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: { template: { metadata, spec: { restartPolicy: 'Never', ...spec } } } }),
  CronJob: (name, { metadata, spec }) => ({
    apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name },
    spec: { schedule: '* * * * *', concurrencyPolicy: 'Forbid', jobTemplate: { spec: { template: { metadata, spec: { restartPolicy: 'Never', ...spec } } } } },
  }),
  Pod: (name, { metadata, spec }) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name, ...metadata }, spec }),
};

/** A careless workload. */
export interface Careless {
  readonly object: KubernetesObject;
  /** What is left when it is hardened. */
  readonly left: readonly HardeningField[];
  /** What is left when every override is asked for, too. */
  readonly leftOverridden: readonly HardeningField[];
}

/** Every shape as some kind of workload, and two of them as every kind. */
export function corpus(): Careless[] {
  const kinds = Object.keys(KINDS);
  const every = ['every-kind-of-container', 'host-path'];
  return Object.keys(SHAPES).flatMap((shape, index) =>
    (every.includes(shape) ? kinds : [kinds[index % kinds.length]]).map((kind) => {
      const name = `${shape}-as-${kind.toLowerCase()}`;
      const left = LEFT[shape] ?? [];
      return {
        object: KINDS[kind](name, { metadata: { labels: { app: name } }, spec: structuredClone(SHAPES[shape]) }),
        left,
        leftOverridden: KEPT.includes(shape) ? left : left.filter((field) => field === HardeningField.VOLUMES),
      };
    }));
}

function apps(kind: string, name: string, spec: any): KubernetesObject {
  return { apiVersion: 'apps/v1', kind, metadata: { name }, spec: { selector: { matchLabels: { app: name } }, ...spec } };
}
