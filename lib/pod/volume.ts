import { Construct } from 'constructs';
import { Prop, wholeNumberFault } from '../construct/prop';
import { optionsOf } from '../construct/shape';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { checkBytes } from './resources';
import { checkFiles, DownwardApiFile, downwardApiItems, itemsManifest, ProjectedSource, projectedSourcesManifest, VolumeFileOptions } from './volume-file';

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

/** Options for `Volume.projected`. */
export interface ProjectedVolumeOptions {
  /**
   * Mode of the files, e.g. `0o440`.
   * @default - Kubernetes' own: 0o644
   */
  readonly defaultMode?: number;
}

/**
 * A volume of a pod, of the kinds that Pod Security `restricted` allows.
 *
 * Containers of one pod that mount volumes of the same name mount the same volume.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class Volume {
  /** The keys of a ConfigMap, as files. */
  public static configMap(configMapName: string, options: ConfigVolumeOptions = {}): Volume {
    const { volumeName, ...rest } = options;
    return new Volume(volumeName, 'configMap', { name: configMapName, ...rest });
  }

  /** The keys of a Secret, as files in memory. */
  public static secret(secretName: string, options: ConfigVolumeOptions = {}): Volume {
    const { volumeName, ...rest } = options;
    return new Volume(volumeName, 'secret', { secretName, ...rest });
  }

  /** An empty directory that lives as long as the pod. */
  public static emptyDir(volumeName: string, options: EmptyDirOptions): Volume {
    const { inMemory, sizeLimit } = { ...options };
    return new Volume(volumeName, 'emptyDir', { medium: inMemory === true ? 'Memory' : undefined, sizeLimit });
  }

  /** A PersistentVolumeClaim that exists in the same namespace. */
  public static persistentVolumeClaim(claimName: string, options: PersistentVolumeClaimOptions = {}): Volume {
    return new Volume(options.volumeName, 'persistentVolumeClaim', { claimName, readOnly: options.readOnly });
  }

  /**
   * A volume that a CSI driver makes for this pod, e.g. certificates of cert-manager or secrets of a vault.
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#csi-ephemeral-volumes
   */
  public static csi(volumeName: string, options: CsiVolumeOptions): Volume {
    // Options that JavaScript leaves out are reported with the path of the mount.
    const { nodePublishSecretName, ...rest } = { ...options };
    return new Volume(volumeName, 'csi', {
      ...rest,
      nodePublishSecretRef: nodePublishSecretName === undefined ? undefined : { name: nodePublishSecretName },
    });
  }

  /**
   * Several sources in one directory.
   * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/
   */
  public static projected(volumeName: string, sources: ProjectedSource[], options: ProjectedVolumeOptions = {}): Volume {
    return new Volume(volumeName, 'projected', { sources, ...options });
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
    return new Volume(volumeName, 'ephemeral', { ...options });
  }

  private constructor(
    /** @internal */
    public readonly _name: string | undefined,
    /** @internal */
    public readonly _kind: 'configMap' | 'secret' | 'emptyDir' | 'persistentVolumeClaim' | 'csi' | 'projected' | 'downwardAPI' | 'ephemeral',
    /** @internal */
    public readonly _source: { [field: string]: any },
  ) {}
}

/** What the volumes of a pod need to know of it. */
export interface VolumeContext {
  readonly construct: Construct;
  /** Names of all containers of the pod. */
  readonly containers: readonly string[];
}

/** The name of a volume in its pod: what its object is called, unless said otherwise. */
export function volumeName({ _name: name, _source: source }: Volume): string {
  if (name !== undefined) { return name; }
  const objectName = source.name ?? source.secretName ?? source.claimName;
  return isKnown(objectName) ? String(objectName).replaceAll('.', '-') : objectName;
}

/** A volume as its pod states it. */
export function volumeManifest({ _kind: kind, _source: source }: Volume, name: string, context: VolumeContext, prop: Prop): { [field: string]: any } {
  return { name, [kind]: sourceManifest(kind, source, context, prop) };
}

const FILES = { items: true, optional: true, defaultMode: true } as const;
const CSI = { driver: true, readOnly: true, fsType: true, volumeAttributes: true, nodePublishSecretRef: true } as const;

function sourceManifest(kind: Volume['_kind'], source: { [field: string]: any }, context: VolumeContext, prop: Prop): { [field: string]: any } {
  checkMode(source.defaultMode, prop.at('defaultMode'));
  switch (kind) {
    case 'configMap':
      checkName(source.name, prop.at('configMapName'));
      checkFiles(source.items, prop.at('items'));
      return { ...optionsOf(source, { name: true, ...FILES }, prop), items: itemsManifest(source.items) };
    case 'secret':
      checkName(source.secretName, prop.at('secretName'));
      checkFiles(source.items, prop.at('items'));
      return { ...optionsOf(source, { secretName: true, ...FILES }, prop), items: itemsManifest(source.items) };
    case 'emptyDir':
      checkSize(source.sizeLimit, prop.at('sizeLimit'), "Use a quantity such as '1Gi'");
      return source;
    case 'persistentVolumeClaim':
      checkName(source.claimName, prop.at('claimName'));
      return source;
    case 'csi':
      checkDriver(source.driver, prop.at('driver'));
      for (const [name, value] of Object.entries<unknown>(source.volumeAttributes ?? {}).filter(([, text]) => isKnown(text) && typeof text !== 'string')) {
        prop.at('volumeAttributes', name).fault({ rule: 'must be a string', got: value, fix: 'Put it in quotes' });
      }
      if (source.nodePublishSecretRef !== undefined) { checkName(source.nodePublishSecretRef.name, prop.at('nodePublishSecretName')); }
      return optionsOf(source, CSI, prop);
    case 'projected':
      return { ...optionsOf(source, { sources: true, defaultMode: true }, prop), sources: projectedSourcesManifest(source.sources, context, prop.at('sources')) };
    case 'downwardAPI':
      return { items: downwardApiItems(source.items, context, prop.at('items')) };
    case 'ephemeral':
      return ephemeralManifest(source as EphemeralVolumeOptions, prop);
  }
}

const ACCESS_MODES: readonly string[] = Object.values(VolumeAccessMode);

function ephemeralManifest(options: EphemeralVolumeOptions, prop: Prop): { [field: string]: any } {
  const { size, storageClassName, accessModes = [VolumeAccessMode.READ_WRITE_ONCE] } = options;
  checkSize(size, prop.at('size'), "Use a quantity such as '20Gi'");
  // An empty class means none, not the default one.
  if (storageClassName !== undefined && storageClassName !== '') { checkName(storageClassName, prop.at('storageClassName')); }
  const isList = Array.isArray(accessModes) && accessModes.every((mode) => !isKnown(mode) || ACCESS_MODES.includes(mode));
  if (!isList || accessModes.length === 0 || (accessModes.length > 1 && accessModes.includes(VolumeAccessMode.READ_WRITE_ONCE_POD))) {
    prop.at('accessModes').fault({
      rule: 'must be one or more of ReadWriteOnce, ReadOnlyMany and ReadWriteMany, or ReadWriteOncePod alone', got: accessModes, fix: "Leave it out for 'ReadWriteOnce'",
    });
  }
  return { volumeClaimTemplate: { spec: { accessModes, storageClassName, resources: { requests: { storage: size } } } } };
}

function checkSize(size: unknown, prop: Prop, fix: string): void {
  if (size === undefined) { prop.fault({ rule: 'must be given', fix }); }
  checkBytes(size, prop, fix);
}

function checkName(name: unknown, prop: Prop): void {
  prop.check(dnsSubdomainFault(name), { got: name, fix: 'Use the name of the object' });
}

function checkMode(mode: unknown, prop: Prop): void {
  if (wholeNumberFault(mode, 0, 0o777) === undefined) { return; }
  prop.fault({ rule: 'must be a file mode from 0o000 to 0o777', got: mode, fix: 'Use an octal number such as 0o440' });
}

const DRIVER_FIX = "Use the name of the CSIDriver object, such as 'csi.cert-manager.io'";

function checkDriver(driver: unknown, prop: Prop): void {
  if (!isKnown(driver)) { return; }
  if (typeof driver !== 'string') {
    prop.fault({ rule: driver === undefined ? 'must be given' : 'must be a string', got: driver, fix: DRIVER_FIX });
    return;
  }
  const rule = driver.length > 63 ? 'must have at most 63 characters' : dnsSubdomainFault(driver.toLowerCase());
  prop.check(rule, { got: driver, fix: DRIVER_FIX });
}
