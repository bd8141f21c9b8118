import { Construct } from 'constructs';
import { oneOf, required, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { knownPart } from '../manifest/known';

/** What must be at a path of the node before a pod starts there. */
export enum HostPathType {
  /** A directory. */
  DIRECTORY = 'Directory',
  /** A directory; the kubelet makes an empty one of root, with mode 0755, where there is none. */
  DIRECTORY_OR_CREATE = 'DirectoryOrCreate',
  /** A file. */
  FILE = 'File',
  /** A file; the kubelet makes an empty one of root, with mode 0644, where there is none and its directory is there. */
  FILE_OR_CREATE = 'FileOrCreate',
  /** A Unix socket. */
  SOCKET = 'Socket',
  /** A character device. */
  CHARACTER_DEVICE = 'CharDevice',
  /** A block device. */
  BLOCK_DEVICE = 'BlockDevice',
}

/** Options for `Volume.hostPath`. */
export interface HostPathVolumeOptions {
  /** Absolute path on the node, without `..`. */
  readonly path: string;

  /**
   * What must be there, or the pod does not start.
   * @default - anything; where nothing is, most container runtimes make an empty directory
   */
  readonly type?: HostPathType;
}

const FIX = "Use a path such as '/var/log/pods'";

/** What an API server asks of a path, and that it does not depend on where the runtime happens to stand. */
function hostPathFault(path: string): string | undefined {
  return path.startsWith('/') && !path.split('/').includes('..') ? undefined : "must be an absolute path without '..'";
}

export const HOST_PATH_EXAMPLE = "{ path: '/var/log/pods' }";

/** What a path of the node must look like. */
export const HOST_PATH = struct<HostPathVolumeOptions>(HOST_PATH_EXAMPLE, {
  path: required(textOf(hostPathFault, { fix: FIX }), FIX),
  type: oneOf(HostPathType),
});

const RUNTIME = 'the socket of the container runtime, and whoever calls it is root on the node, read-only or not';
const KEYS = 'the credentials of the node';

/** What makes root of a node, or of more, whoever sees it. */
const GIVES_AWAY: readonly (readonly [path: string, what: string])[] = [
  ['/run/containerd/containerd.sock', RUNTIME],
  ['/run/crio/crio.sock', RUNTIME],
  ['/run/docker.sock', RUNTIME],
  ['/run/k3s/containerd/containerd.sock', RUNTIME],
  ['/var/lib/kubelet/pods', 'the Secrets and tokens of all its pods'],
  ['/var/lib/kubelet/pki', KEYS],
  ['/etc/kubernetes', KEYS],
  ['/var/lib/etcd', 'all that the cluster knows'],
];

/** Where programs of the node that run as root find what they run, or what they do. The kubelet follows links in the directory of logs. */
const RUN_BY_ROOT = [
  '/bin', '/boot', '/etc', '/lib', '/lib64', '/opt/cni', '/root', '/sbin', '/usr', '/var/lib/kubelet', '/var/log', '/var/spool/cron',
];

/** A path of the node that a container mounts. */
export interface MountedHostPath {
  readonly container: string;
  readonly path: string;
  /** Whether the container can only read there. */
  readonly readOnly: boolean;
}

/** Warns where a container could take over its node: by what it sees there, or by what it may write. */
export function warnOfHostPath(construct: Construct, { container, path: given, readOnly }: MountedHostPath): void {
  const path = knownPart(given);
  if (path === undefined) { return; }
  const touches = (other: string) => isWithin(other, path) || isWithin(path, other);
  const seen = new Set(GIVES_AWAY.filter(([target]) => touches(target)).map(([, what]) => what));
  const means = (message: string) => { warn(construct, { id: 'workload/host-path', message: `container '${container}' ${message}` }); };
  if (seen.size > 0) { means(`sees '${path}' of its node, and with it ${[...seen].join('; ')}. Mount no more than it reads.`); }
  if (!readOnly && RUN_BY_ROOT.some(touches)) {
    means(`may write to '${path}' of its node, and so become root there. Leave 'readOnly' out, or give it a directory of its own, such as '/var/lib/${container}'.`);
  }
}

/** Whether a path is another or stands below it. */
function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [inner, outer].map(normalized);
  return b === '' || a === b || a.startsWith(`${b}/`);
}

/** Without what makes no difference; `/var/run` leads to `/run`. */
function normalized(path: string): string {
  return path.split('/').filter((part) => part !== '' && part !== '.').join('/').replace(/^var\/run(?=\/|$)/, 'run');
}
