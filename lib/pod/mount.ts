import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { keyed, list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { bytes } from '../construct/resource-amount';
import { flag, required, ruled } from '../construct/shape';
import { struct } from '../construct/struct';
import { whereKnown } from '../manifest/known';
import { printed } from '../manifest/printed';
import { warnOfHostPath } from './host-path';
import { localPathFault } from './local-path';
import { PodVolumes } from './pod-volumes';
import { Volume, VOLUME, volumeName } from './volume';

/** Where a container sees a volume. */
export interface Mount {
  /** Absolute path in the container. */
  readonly path: string;

  /** The volume. */
  readonly volume: Volume;

  /**
   * Whether the container may only read.
   * @default - true for ConfigMaps, Secrets, projected volumes and facts about the pod, which can't be written anyway, and for paths of the node, else false
   */
  readonly readOnly?: boolean;

  /**
   * Path inside the volume, relative. Files of a ConfigMap or Secret mounted in this way are not updated any more.
   * @default - the volume's root
   */
  readonly subPath?: string;
}

const PATH_FIX = "Use a path such as '/var/cache/app'";

/** A place in a container. */
export const MOUNT_PATH = ruled(pathFault, { fix: PATH_FIX });

/** What `mounts` of a container must look like. */
export const MOUNTS = list(struct<Mount>("{ path: '/data', volume: Volume.configMap('settings') }", {
  path: required(MOUNT_PATH, PATH_FIX),
  volume: required(VOLUME, "Use 'Volume.configMap(…)'"),
  readOnly: flag,
  subPath: ruled((path) => (path === '' ? undefined : localPathFault(path)), { fix: "Use a path such as 'data/a'" }),
}), "[{ path: '/data', volume: Volume.configMap('settings') }]");

/** What `writablePaths` of a container must look like. */
export const WRITABLE_PATHS = keyed(pathFault, bytes("Use a quantity such as '64Mi'"), { example: "{ '/tmp': '64Mi' }", fix: PATH_FIX });

const READ_ONLY: ReadonlySet<string> = new Set(['configMap', 'secret', 'projected', 'downwardAPI', 'hostPath']);
const DEFAULT_WRITABLE_PATHS: { readonly [path: string]: string } = { '/tmp': '64Mi' };

/** What the mounts of a container need to know of it. */
export interface MountContext {
  readonly construct: Construct;
  readonly container: string;
}

/** A container's mounts of volumes that its caller named. */
export function mountsManifest(mounts: readonly Mount[], { construct, container }: MountContext, prop: Prop): { [field: string]: any }[] {
  return mounts.map((mount, index) => {
    const { path, volume, subPath } = mount;
    const at = prop.at(index);
    if (mounts.slice(0, index).some((other) => samePath(other.path, path))) {
      at.at('path').fault({ id: 'workload/unique', rule: 'must be mounted once in a container', got: path, fix: 'Leave one of the two out' });
    }
    const readOnly = mount.readOnly ?? (READ_ONLY.has(volume._kind) ? true : undefined);
    const isOfNode = volume._kind === 'hostPath';
    if (isOfNode) { warnOfHostPath(construct, { container, path: volume._source.path, readOnly: readOnly !== false }); }
    // What is mounted below a directory of the node stays writable otherwise.
    const recursiveReadOnly = isOfNode && readOnly === true && Cluster.atLeast(construct, '1.31') ? 'IfPossible' : undefined;
    return { name: volumeName(volume), mountPath: path, readOnly, recursiveReadOnly, subPath };
  });
}

/** What a container may write to: its own wish, or `/tmp` where no volume is mounted there. */
export function writablePaths(wanted: { readonly [path: string]: string } | undefined, mounts: readonly Mount[], rootIsWritable: boolean): [string, string][] {
  if (wanted !== undefined) { return Object.entries(wanted).filter(([, size]) => size !== undefined); }
  if (rootIsWritable) { return []; }
  return Object.entries(DEFAULT_WRITABLE_PATHS).filter(([path]) => !mounts.some((mount) => samePath(mount.path, path)));
}

/** The mounts of a container's writable paths, each with an emptyDir of its own. `prefix` keeps those of different containers apart. */
export function writableMountsManifest(
  paths: readonly [string, string][], prefix: string, mounts: readonly Mount[], volumes: PodVolumes, prop: Prop,
): { [field: string]: any }[] {
  return paths.map(([path, size], index) => {
    const at = prop.at(path);
    if (mounts.some((mount) => samePath(mount.path, path))) {
      at.fault({ id: 'workload/unique', rule: "must not be among 'mounts' too", fix: 'Leave one of the two out' });
    }
    if (paths.slice(0, index).some(([other]) => samePath(other, path))) { at.fault({ id: 'workload/unique', rule: 'must be given once', fix: 'Leave one of the two out' }); }
    return { name: volumes.addEmptyDir(`${prefix}${slug(path)}`, size), mountPath: path };
  });
}

function pathFault(path: unknown): string | undefined {
  const text = printed(path);
  const isLegal = /^\/+[^/]/.test(text) && !/[:\0]/.test(text) && !text.split('/').includes('..');
  return isLegal ? undefined : "must be an absolute path below '/', without ':' and '..'";
}

/** Whether two paths are known to be the same place. */
export function samePath(a: unknown, b: unknown): boolean {
  const path = normalized(a);
  return path !== undefined && path === normalized(b);
}

const normalized = whereKnown((path) => printed(path).split('/').filter((part) => part !== '' && part !== '.').join('/'));

function slug(path: string): string {
  const text = path.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return text === '' ? 'writable' : text;
}
