import { Construct } from 'constructs';
import { oneOf, required, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { knownPart } from '../manifest/known';
import { behindNodePath, isRunByRoot } from '../manifest/node-path';

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
  const seen = behindNodePath(path);
  const means = (message: string) => { warn(construct, { id: 'workload/host-path', message: `container '${container}' ${message}` }); };
  if (seen.length > 0) { means(`sees '${path}' of its node, and with it ${seen.join('; ')}. Mount no more than it reads.`); }
  if (!readOnly && isRunByRoot(path)) {
    means(`may write to '${path}' of its node, and so become root there. Leave 'readOnly' out, or give it a directory of its own, such as '/var/lib/${container}'.`);
  }
}
