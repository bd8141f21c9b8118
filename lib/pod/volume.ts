import { Construct } from 'constructs';
import { annotations, labels, map } from '../construct/collection';
import { optionsToSpread } from '../construct/factory-options';
import { Prop, wholeNumberFault } from '../construct/prop';
import { bytes } from '../construct/resource-amount';
import { anything, flag, instance, required, ruled, secretName, Shape, text } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown, knownPart } from '../manifest/known';
import { printed } from '../manifest/printed';
import { decision } from './decision';
import { HOST_PATH, HOST_PATH_EXAMPLE, HostPathVolumeOptions } from './host-path';
import { OBJECT_NAME, SECRET_NAME } from './object-name';
import { DownwardApiFile, downwardApiItems, FILES, itemsManifest, ProjectedSource, projectedSourcesManifest, VolumeFileOptions } from './volume-file';

/** Options for `Volume.configMap` and `Volume.secret`. */
export interface ConfigVolumeOptions extends VolumeFileOptions {
  /**
   * Name of the volume in the pod.
   * @default - the name of the object, with `-` for `.`
   */
  readonly volumeName?: string;

  /**
   * Mode of the files, e.g. `0o440`.
   * @default - Kubernetes' own: 0o644
   */
  readonly defaultMode?: number;
}

/** Options for `Volume.emptyDir`. */
export interface EmptyDirOptions {
  /** Size at which the pod is evicted: a quantity such as `1Gi`. */
  readonly sizeLimit: string;

  /**
   * Whether the files live in memory; they count towards the memory limits of the containers that write them.
   * @default false
   */
  readonly inMemory?: boolean;
}

/** Options for `Volume.persistentVolumeClaim`. */
export interface PersistentVolumeClaimOptions {
  /**
   * Name of the volume in the pod.
   * @default - the name of the claim, with `-` for `.`
   */
  readonly volumeName?: string;

  /**
   * Whether no container may write to it.
   * @default false
   */
  readonly readOnly?: boolean;
}

/** Options for `Volume.csi`. */
export interface CsiVolumeOptions {
  /** Name of the CSI driver; it must support inline volumes. */
  readonly driver: string;

  /**
   * Whether no container may write to it.
   * @default false
   */
  readonly readOnly?: boolean;

  /**
   * File system, e.g. `ext4`.
   * @default - the driver's own
   */
  readonly fsType?: string;

  /**
   * What the driver wants to know.
   * @default - nothing
   */
  readonly volumeAttributes?: { [key: string]: string };

  /**
   * Secret in the same namespace that the driver gets.
   * @default - none
   */
  readonly nodePublishSecretName?: string;
}

/** How a claim's volume may be mounted. */
export enum VolumeAccessMode {
  /** By pods of one node, for reading and writing. */
  READ_WRITE_ONCE = 'ReadWriteOnce',
  /** By pods of many nodes, for reading. */
  READ_ONLY_MANY = 'ReadOnlyMany',
  /** By pods of many nodes, for reading and writing. */
  READ_WRITE_MANY = 'ReadWriteMany',
  /** By one pod, for reading and writing. */
  READ_WRITE_ONCE_POD = 'ReadWriteOncePod',
}

/** Options for `Volume.ephemeral`. */
export interface EphemeralVolumeOptions {
  /** Size that is requested: a quantity such as `20Gi`. */
  readonly size: string;

  /**
   * Storage class.
   * @default - the cluster's default class
   */
  readonly storageClassName?: string;

  /**
   * How the volume may be mounted.
   * @default - `ReadWriteOnce`
   */
  readonly accessModes?: VolumeAccessMode[];
}

/** Options for `Volume.claimTemplate`. */
export interface ClaimTemplateOptions extends EphemeralVolumeOptions {
  /**
   * Further labels of the claims, as backups select by them. They have those of the workload's selector anyway.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the claims.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** Options for `Volume.projected`. */
export interface ProjectedVolumeOptions {
  /**
   * Mode of the files, e.g. `0o440`.
   * @default - Kubernetes' own: 0o644
   */
  readonly defaultMode?: number;
}

const CONFIG_EXAMPLE = '{ defaultMode: 0o440 }';
const NAMED_EXAMPLE = "{ volumeName: 'settings' }";
const EMPTY_DIR_EXAMPLE = "{ sizeLimit: '1Gi' }";
const CSI_EXAMPLE = "{ driver: 'csi.cert-manager.io' }";
const NEW_CLAIM_EXAMPLE = "{ size: '20Gi' }";

/**
 * A volume of a pod, of the kinds that Pod Security `restricted` allows, and a path of the node for those that the exception `hostPath` lets see it.
 *
 * Containers of one pod that mount volumes of the same name mount the same volume.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class Volume {
  /** The keys of a ConfigMap, as files. */
  public static configMap(configMapName: string, options: ConfigVolumeOptions = {}): Volume {
    const { volumeName, ...rest } = optionsToSpread('Volume.configMap', options, NAMED_EXAMPLE);
    return new Volume(volumeName, 'configMap', { configMapName, ...rest });
  }

  /** The keys of a Secret, as files in memory. */
  public static secret(secretName: string, options: ConfigVolumeOptions = {}): Volume {
    const { volumeName, ...rest } = optionsToSpread('Volume.secret', options, NAMED_EXAMPLE);
    return new Volume(volumeName, 'secret', { secretName, ...rest });
  }

  /** An empty directory that lives as long as the pod. */
  public static emptyDir(volumeName: string, options: EmptyDirOptions): Volume {
    return new Volume(volumeName, 'emptyDir', { ...optionsToSpread('Volume.emptyDir', options, EMPTY_DIR_EXAMPLE) });
  }

  /** A PersistentVolumeClaim that exists in the same namespace. */
  public static persistentVolumeClaim(claimName: string, options: PersistentVolumeClaimOptions = {}): Volume {
    const { volumeName, ...rest } = optionsToSpread('Volume.persistentVolumeClaim', options, NAMED_EXAMPLE);
    return new Volume(volumeName, 'persistentVolumeClaim', { claimName, ...rest });
  }

  /**
   * A volume that a CSI driver makes for this pod, e.g. certificates of cert-manager or secrets of a vault.
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#csi-ephemeral-volumes
   */
  public static csi(volumeName: string, options: CsiVolumeOptions): Volume {
    // Options that JavaScript leaves out are reported with the path of the mount.
    return new Volume(volumeName, 'csi', { ...optionsToSpread('Volume.csi', options, CSI_EXAMPLE) });
  }

  /**
   * Several sources in one directory.
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
   */
  public static projected(volumeName: string, sources: ProjectedSource[], options: ProjectedVolumeOptions = {}): Volume {
    return new Volume(volumeName, 'projected', { sources, ...optionsToSpread('Volume.projected', options, CONFIG_EXAMPLE) });
  }

  /** Facts about the pod, as files. */
  public static downwardApi(volumeName: string, ...items: DownwardApiFile[]): Volume {
    return new Volume(volumeName, 'downwardAPI', { items });
  }

  /**
   * A claim that is made for this pod and deleted with it.
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
   */
  public static ephemeral(volumeName: string, options: EphemeralVolumeOptions): Volume {
    return new Volume(volumeName, 'ephemeral', { ...optionsToSpread('Volume.ephemeral', options, NEW_CLAIM_EXAMPLE) });
  }

  /**
   * A claim that a `HardenedStatefulSet` makes for each of its pods, and that stays when the pod goes: its next pod of that number gets it again.
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#volume-claim-templates
   */
  public static claimTemplate(volumeName: string, options: ClaimTemplateOptions): Volume {
    return new Volume(volumeName, 'claimTemplate', { ...optionsToSpread('Volume.claimTemplate', options, NEW_CLAIM_EXAMPLE) });
  }

  /**
   * A path of the node on which the pod happens to run, as agents for logs read it. Needs the exception `hostPath`. Mounted read-only, unless its
   * mount says otherwise.
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
   */
  public static hostPath(volumeName: string, options: HostPathVolumeOptions): Volume {
    return new Volume(volumeName, 'hostPath', { ...optionsToSpread('Volume.hostPath', options, HOST_PATH_EXAMPLE) });
  }

  private constructor(
    /** @internal */
    public readonly _name: string | undefined,
    /** @internal */
    public readonly _kind:
    'configMap' | 'secret' | 'emptyDir' | 'persistentVolumeClaim' | 'csi' | 'projected' | 'downwardAPI' | 'ephemeral' | 'claimTemplate' | 'hostPath',
    /** @internal */
    public readonly _source: { [field: string]: any },
  ) {}
}

/** What the volumes of a pod need to know of it. */
export interface VolumeContext {
  readonly construct: Construct;
  /** Names of all containers of the pod. */
  readonly containers: readonly string[];
  /** Whether the workload makes a claim for each pod. */
  readonly claimTemplates?: boolean;
  /** Whether the pod may see its node. */
  readonly hostPaths?: boolean;
}

/** The name of a volume in its pod: what its object is called, unless said otherwise. */
export function volumeName({ _name: name, _source: source }: Volume): string {
  if (name !== undefined) { return name; }
  const objectName = source.configMapName ?? source.secretName ?? source.claimName;
  return isKnown(objectName) ? printed(objectName).replaceAll('.', '-') : objectName;
}

/** A volume. What it is made of is judged with the path of its mount. */
export const VOLUME: Shape<Volume> = (value: any, prop) => {
  // Raw, or of cdk8s-plus, which keeps it to itself.
  if ((value?.hostPath ?? value?.config?.hostPath) === undefined) { return ANY_VOLUME(value, prop); }
  prop.fault({
    id: 'prop/type', rule: "must be a value of this library's 'Volume'", fix: "Use 'Volume.hostPath(…)', and say in 'exceptions.hostPath' why the pod sees its node",
  });
  return undefined;
};
const ANY_VOLUME = instance<Volume>('Volume', 'configMap(…)', ['_name', '_kind', '_source']);

const MODE: Shape<number> = ruled((mode) => (wholeNumberFault(mode, 0, 0o777) === undefined ? undefined : 'must be a file mode from 0o000 to 0o777'), {
  id: 'prop/range', fix: 'Use an octal number such as 0o440',
});

const DRIVER_FIX = "Use the name of the CSIDriver object, such as 'csi.cert-manager.io'";
const DRIVER = required(ruled((driver) => {
  if (typeof driver !== 'string') { return 'must be a string'; }
  return driver.length > 63 ? 'must have at most 63 characters' : dnsSubdomainFault(driver.toLowerCase());
}, { fix: DRIVER_FIX }), DRIVER_FIX);

const size = (fix: string) => required(bytes(fix), fix);

const ACCESS_MODES: readonly unknown[] = Object.values(VolumeAccessMode);
const MODES: Shape<VolumeAccessMode[]> = (modes, prop) => {
  if (modes === undefined || modes === null) { return undefined; }
  if (knownPart(modes) !== undefined && !areAccessModes(modes)) {
    prop.fault({
      id: 'prop/choice',
      rule: 'must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, each once, or ReadWriteOncePod alone',
      got: modes,
      fix: "Leave it out for 'ReadWriteOnce'",
    });
  }
  return modes as VolumeAccessMode[];
};

function areAccessModes(modes: unknown): boolean {
  if (!Array.isArray(modes) || modes.length === 0 || modes.includes(undefined)) { return false; }
  const isAlone = modes.length === 1 || !modes.includes(VolumeAccessMode.READ_WRITE_ONCE_POD);
  const said = knownPart(modes).filter((mode) => mode !== undefined);
  return isAlone && new Set(said).size === said.length && knownPart(modes).every((mode) => mode === undefined || ACCESS_MODES.includes(mode));
}

// What each kind is made of, and how its pod states it.

type ConfigOptions = Omit<ConfigVolumeOptions, 'volumeName'>;
const CONFIG_MAP = struct<ConfigOptions & { configMapName: string }>(CONFIG_EXAMPLE, { ...FILES, defaultMode: MODE, configMapName: OBJECT_NAME });
const SECRET = struct<ConfigOptions & { secretName: string }>(CONFIG_EXAMPLE, { ...FILES, defaultMode: MODE, secretName: SECRET_NAME });
const EMPTY_DIR = struct<EmptyDirOptions>(EMPTY_DIR_EXAMPLE, { sizeLimit: size("Use a quantity such as '1Gi'"), inMemory: decision });
const CLAIM = struct<Omit<PersistentVolumeClaimOptions, 'volumeName'> & { claimName: string }>('{ readOnly: true }', { claimName: OBJECT_NAME, readOnly: flag });
const CSI = struct<CsiVolumeOptions>(CSI_EXAMPLE, {
  driver: DRIVER, readOnly: flag, fsType: text, volumeAttributes: map(text, "{ 'csi.cert-manager.io/issuer-name': 'ca' }"), nodePublishSecretName: secretName,
});
const PROJECTED = struct<ProjectedVolumeOptions & { sources: unknown }>(CONFIG_EXAMPLE, { sources: anything, defaultMode: MODE });
/** What a claim that is to be made must look like. */
export const NEW_CLAIM: Shapes<EphemeralVolumeOptions> = {
  size: size("Use a quantity such as '20Gi'"),
  // An empty class means none, not the default one.
  storageClassName: ruled((name) => (name === '' ? undefined : dnsSubdomainFault(name)), { fix: 'Use the name of the object' }),
  accessModes: MODES,
};
const EPHEMERAL = struct<EphemeralVolumeOptions>(NEW_CLAIM_EXAMPLE, NEW_CLAIM);
const CLAIM_TEMPLATE = struct<ClaimTemplateOptions>(NEW_CLAIM_EXAMPLE, { ...NEW_CLAIM, labels: labels(), annotations: annotations() });

/** A volume as its pod states it, and the template of a claim as the workload does. */
export function volumeManifest({ _kind: kind, _source: source }: Volume, name: string, context: VolumeContext, prop: Prop): { [field: string]: any } {
  return kind === 'claimTemplate' ? claimTemplateManifest(source, name, prop) : { name, [kind]: sourceManifest(kind, source, context, prop) };
}

function sourceManifest(kind: Exclude<Volume['_kind'], 'claimTemplate'>, source: { [field: string]: any }, context: VolumeContext, prop: Prop): { [field: string]: any } {
  switch (kind) {
    case 'configMap': {
      const { configMapName: name, items, optional, defaultMode } = CONFIG_MAP(source, prop)!;
      return { name, items: itemsManifest(items), optional, defaultMode };
    }
    case 'secret': {
      const { secretName, items, optional, defaultMode } = SECRET(source, prop)!;
      return { secretName, items: itemsManifest(items), optional, defaultMode };
    }
    case 'emptyDir': {
      const { sizeLimit, inMemory } = EMPTY_DIR(source, prop)!;
      return { medium: inMemory === true ? 'Memory' : undefined, sizeLimit };
    }
    case 'persistentVolumeClaim': {
      const { claimName, readOnly } = CLAIM(source, prop)!;
      return { claimName, readOnly };
    }
    case 'csi': {
      const { driver, readOnly, fsType, volumeAttributes, nodePublishSecretName: secret } = CSI(source, prop)!;
      return { driver, readOnly, fsType, volumeAttributes, nodePublishSecretRef: secret === undefined ? undefined : { name: secret } };
    }
    case 'projected': {
      const { sources, defaultMode } = PROJECTED(source, prop)!;
      return { sources: projectedSourcesManifest(sources, context, prop.at('sources')), defaultMode };
    }
    case 'downwardAPI':
      return { items: downwardApiItems(source.items, context, prop.at('items')) };
    case 'hostPath': {
      const { path, type } = HOST_PATH(source, prop)!;
      return { path, type };
    }
    case 'ephemeral':
      return { volumeClaimTemplate: { spec: newClaimSpec(EPHEMERAL(source, prop)!) } };
  }
}

function claimTemplateManifest(source: { [field: string]: any }, name: string, prop: Prop): { [field: string]: any } {
  const { labels: further, annotations: given, ...claim } = CLAIM_TEMPLATE(source, prop)!;
  return { metadata: { name, labels: further, annotations: given }, spec: newClaimSpec(claim) };
}

/** Spec of a claim that is to be made. */
export function newClaimSpec(claim: EphemeralVolumeOptions): { [field: string]: any } {
  const { size: storage, storageClassName, accessModes = [VolumeAccessMode.READ_WRITE_ONCE] } = claim;
  return { accessModes, storageClassName, resources: { requests: { storage } } };
}
