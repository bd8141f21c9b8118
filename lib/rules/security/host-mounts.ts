import { isKnown } from '../../manifest/known';
import { behindNodePath, isRunByRoot, isRuntimeSocket } from '../../manifest/node-path';
import { Container, KubernetesObject, listOf, PodTemplate } from '../../manifest/object';

/** A path of the node that a container mounts. */
export interface HostMount {
  /** Among `volumeMounts`. */
  readonly index: number;
  readonly volume: string;
  /** On the node. */
  readonly path: string;
  readonly isWritable: boolean;
}

/** Where a container mounts paths of its node; undefined where its pod has none. */
export function hostMountsOf({ volumeMounts }: Container, { spec }: PodTemplate): readonly HostMount[] | undefined {
  const volumes = listOf(spec.volumes).filter((volume) => typeof volume?.hostPath?.path === 'string' && isKnown(volume.hostPath.path));
  if (volumes.length === 0) { return undefined; }
  return listOf(volumeMounts).flatMap((mount, index) => {
    const volume = volumes.find(({ name }) => name === mount?.name);
    if (volume === undefined) { return []; }
    const inside = typeof mount.subPath === 'string' && mount.subPath !== '' && isKnown(mount.subPath) ? `/${mount.subPath}` : '';
    return [{ index, volume: volume.name, path: `${volume.hostPath.path}${inside}`, isWritable: mount.readOnly === undefined || mount.readOnly === null || mount.readOnly === false }];
  });
}

/** What a mount of the node's gives away, by the rule that says so. Each is said by one. */
export function dangerOf({ path, isWritable }: HostMount): 'socket' | 'sensitive' | 'writable' | undefined {
  if (isRuntimeSocket(path)) { return 'socket'; }
  if (behindNodePath(path).length > 0 || (isWritable && (isRunByRoot(path) || OF_THE_KERNEL.test(path)))) { return 'sensitive'; }
  return isWritable ? 'writable' : undefined;
}

/** Where the kernel of the node is set, and the disks and the memory of the node. Other devices, as `/dev/log` and `/dev/net/tun`, are for programs. */
export const OF_THE_KERNEL = /^\/+(?:(?:proc|sys)(?:\/|$)|dev(?:\/*$|\/(?:sd|vd|xvd|nvme|dm-|md|disk|mapper|k?mem$)))/;

/**
 * Whether pods are there for their nodes: agents for logs, metrics, networks and volumes, and what makes up the cluster itself. The node's paths, ports and
 * network are what such pods work with.
 */
export function isForNodes({ kind, metadata }: KubernetesObject): boolean {
  return kind === 'DaemonSet' || metadata?.namespace === 'kube-system';
}
