import { createHash } from 'node:crypto';
import { Construct } from 'constructs';
import { keyed } from '../construct/collection';
import { Prop } from '../construct/prop';
import { isPlainObject, known, required, Shape, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { configMapKeyFault } from '../manifest/dns-name';
import { isLiteralSecret } from '../manifest/literal-secret';
import { HardenedPodProps } from './hardened-pod';
import { MOUNT_PATH, samePath } from './mount';
import { Volume } from './volume';

/**
 * Files of the workload's own: a ConfigMap under its name. When they change, the pods are replaced, as after any other change of them.
 * @see https://kubernetes.io/docs/concepts/configuration/configmap/
 */
export interface WorkloadConfig {
  /**
   * The files by name. At most 1 MiB in all, and no place for credentials: a name that looks like one raises the warning `workload/literal-secret`.
   */
  readonly files: { [name: string]: string };

  /**
   * Where the main container sees them: an absolute path.
   * @default - nowhere, until `mounts` or `envFrom` of a container names the ConfigMap
   */
  readonly path?: string;
}

/** What the template of the pods says of its files, so that it changes with them. */
export const CHECKSUM = 'checksum.fleetwright.io/config';

// Kubernetes' own.
const MAX_BYTES = 1024 * 1024;

const FILES_EXAMPLE = "{ 'app.yaml': 'level: info' }";
const TEXTS = keyed(configMapKeyFault, known(text, "Give the text itself: with it, the pods change. What only a deployment knows goes into 'env'"), {
  example: FILES_EXAMPLE, fix: "Use a name such as 'app.yaml'",
});
const FILES: Shape<{ [name: string]: string }> = (value, prop) => {
  const files = TEXTS(value, prop);
  const size = Object.values(files ?? {}).reduce((sum, each) => sum + Buffer.byteLength(String(each)), 0);
  if (size > MAX_BYTES) { prop.fault({ id: 'prop/range', rule: `must hold at most ${MAX_BYTES} bytes in all, got ${size}`, fix: 'Put what is larger into the image, or on a volume' }); }
  if (isPlainObject(value) && Object.keys(value).length === 0) { prop.fault({ id: 'prop/range', rule: 'must hold at least one', fix: "Leave 'config' out" }); }
  return files;
};

/** What `config` must look like. */
export const CONFIG = struct<WorkloadConfig>(`{ path: '/etc/api', files: ${FILES_EXAMPLE} }`, { files: required(FILES, `Add some, e.g. ${FILES_EXAMPLE}`), path: MOUNT_PATH });

/** What is wrong with the files beside the rest of the pod, and what looks like a credential. */
export function checkConfig(construct: Construct, { files, path }: WorkloadConfig, { mounts = [], podAnnotations = {} }: HardenedPodProps, prop: Prop): void {
  const at = prop.at('config');
  if (path !== undefined && mounts.some((mount) => samePath(mount.path, path))) {
    at.at('path').fault({ id: 'workload/unique', rule: "must not be among 'mounts' too", got: path, fix: 'Leave one of the two out' });
  }
  if (Object.hasOwn(podAnnotations, CHECKSUM)) {
    prop.at('podAnnotations', CHECKSUM).fault({ id: 'construct/own-key', rule: 'must not be given: the workload sets it', fix: 'Leave it out' });
  }
  Object.entries(files).filter(([name, value]) => isLiteralSecret(name, String(value))).forEach(([name]) => warn(construct, {
    id: 'workload/literal-secret',
    message: `file '${name}' of 'config' looks like a credential, and everyone who reads the manifest can read it. Put it in a Secret and mount that with 'Volume.secret'.`,
  }));
}

/** The props of the pods, which see the files and change with them. `name` is that of the ConfigMap. */
export function withConfig<P extends HardenedPodProps & { readonly config?: WorkloadConfig }>(props: P, name: string): P {
  if (props.config === undefined) { return props; }
  const { mounts = [], podAnnotations, config: { files, path } } = props;
  const mount = path === undefined || mounts.some((other) => samePath(other.path, path)) ? [] : [{ path, volume: Volume.configMap(name) }];
  return {
    ...props,
    ...(mount.length > 0 && { mounts: [...mounts, ...mount] }),
    podAnnotations: { ...podAnnotations, [CHECKSUM]: checksum(files) },
  };
}

function checksum(files: { readonly [name: string]: string }): string {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}
