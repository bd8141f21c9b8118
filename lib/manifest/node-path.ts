// Paths of nodes that give away more than what stands there.

const RUNTIME = 'the socket of the container runtime, and whoever calls it is root on the node, read-only or not';
const KEYS = 'the credentials of the node';

/** What makes root of a node, or of more, whoever sees it. */
export const GIVES_AWAY: readonly (readonly [path: string, what: string])[] = [
  ['/run/containerd/containerd.sock', RUNTIME],
  ['/run/crio/crio.sock', RUNTIME],
  ['/run/docker.sock', RUNTIME],
  ['/run/cri-dockerd.sock', RUNTIME],
  ['/run/podman/podman.sock', RUNTIME],
  ['/run/k3s/containerd/containerd.sock', RUNTIME],
  ['/var/lib/kubelet/pods', 'the Secrets and tokens of all its pods'],
  ['/var/lib/kubelet/pki', KEYS],
  ['/etc/kubernetes', KEYS],
  ['/var/lib/etcd', 'all that the cluster knows'],
];

/** The sockets among them. */
export const RUNTIME_SOCKETS: readonly string[] = GIVES_AWAY.filter(([, what]) => what === RUNTIME).map(([target]) => target);

/** Where programs of the node that run as root find what they run, or what they do. The kubelet follows links in the directory of logs. */
export const RUN_BY_ROOT = [
  '/bin', '/boot', '/etc', '/lib', '/lib64', '/opt/cni', '/root', '/sbin', '/usr', '/var/lib/kubelet', '/var/log', '/var/spool/cron',
];

/** What a program gets hold of that sees a path of its node: the credentials of the node and the like. */
export function behindNodePath(path: string): readonly string[] {
  return [...new Set(GIVES_AWAY.filter(([target]) => touches(path, target)).map(([, what]) => what))];
}

/** Whether a path is the socket of a container runtime, or a directory that is there for one. */
export function isRuntimeSocket(path: string): boolean {
  const isOwnDirectory = normalizedPath(path).includes('/');
  const isOf = (socket: string) => isWithin(path, socket) || (isOwnDirectory && isWithin(socket, path));
  return WINDOWS_PIPE.test(path) || RUNTIME_SOCKETS.some(isOf);
}

export const WINDOWS_PIPE = /^[\\/]{2}\.[\\/]pipe[\\/](?:docker_engine|containerd-containerd)$/i;

/** Whether whoever writes to a path of its node decides what runs there as root. */
export function isRunByRoot(path: string): boolean {
  return RUN_BY_ROOT.some((target) => touches(path, target));
}


function touches(path: string, other: string): boolean {
  return isWithin(other, path) || isWithin(path, other);
}

/** Whether a path is another or stands below it. */
export function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [inner, outer].map(normalizedPath);
  return b === '' || a === b || a.startsWith(`${b}/`);
}

/** Without what makes no difference; `/var/run` leads to `/run`. */
export function normalizedPath(path: string): string {
  return path.split('/').filter((part) => part !== '' && part !== '.').join('/').replace(/^var\/run(?=\/|$)/, 'run');
}
