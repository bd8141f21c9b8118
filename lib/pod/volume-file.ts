import { Construct } from 'constructs';
import { Prop } from '../construct/prop';
import { factoryOptions, flag, instance, keyed, list, required, ruled, Shapes, struct, text, wholeNumber } from '../construct/shape';
import { configMapKeyFault } from '../manifest/dns-name';
import { knownPart } from '../manifest/known';
import { checkPodField, checkResourceField } from './downward-api';
import { localPathFault } from './local-path';
import { OBJECT_NAME, SECRET_NAME } from './object-name';

/** Options for the files of a volume. */
export interface VolumeFileOptions {
  /**
   * File for each key, as path inside the volume: `{ 'ca.crt': 'certs/ca.pem' }`. Keys left out are not there.
   * @default - every key as a file of its own name
   */
  readonly items?: { [key: string]: string };

  /**
   * Whether the pod starts when the object or one of the keys is missing.
   * @default false
   */
  readonly optional?: boolean;
}

/**
 * A value that the kubelet writes into a file.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
 */
export class DownwardApiFile {
  /**
   * A field of the pod: `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels`, `metadata.annotations`, or one
   * of the latter two as `metadata.labels['<key>']`.
   */
  public static field(path: string, fieldPath: string): DownwardApiFile {
    return new DownwardApiFile({ path, fieldRef: { fieldPath } });
  }

  /**
   * A resource of a container: `requests.` or `limits.` with `cpu`, `memory`, `ephemeral-storage` or `hugepages-<size>`.
   * @param divisor unit in which the value is written, rounded up: `1Mi`, `1m`; default `1`
   */
  public static resource(path: string, containerName: string, resource: string, divisor?: string): DownwardApiFile {
    return new DownwardApiFile({ path, resourceFieldRef: { containerName, resource, divisor } });
  }

  private constructor(
    /** @internal */
    public readonly _file: { [field: string]: any },
  ) {}
}

/** Options for `ProjectedSource.serviceAccountToken`. */
export interface ServiceAccountTokenOptions {
  /**
   * File inside the volume.
   * @default 'token'
   */
  readonly path?: string;

  /**
   * Whom the token is meant for; others must refuse it.
   * @default - the API server
   */
  readonly audience?: string;

  /**
   * Seconds for which the token is valid, at least 600; the kubelet renews it in time.
   * @default 3600
   */
  readonly expirationSeconds?: number;
}

const FILES_EXAMPLE = "{ items: { 'ca.crt': 'certs/ca.pem' } }";
const TOKEN_EXAMPLE = "{ audience: 'vault' }";

/** One of the sources of `Volume.projected`. */
export class ProjectedSource {
  /** Keys of a ConfigMap. */
  public static configMap(configMapName: string, options: VolumeFileOptions = {}): ProjectedSource {
    return new ProjectedSource('configMap', { configMapName, ...factoryOptions('ProjectedSource.configMap', options, FILES_EXAMPLE) });
  }

  /** Keys of a Secret. */
  public static secret(secretName: string, options: VolumeFileOptions = {}): ProjectedSource {
    return new ProjectedSource('secret', { secretName, ...factoryOptions('ProjectedSource.secret', options, FILES_EXAMPLE) });
  }

  /** A token of the pod's ServiceAccount, for one audience and with an end: what workload identity is built on. */
  public static serviceAccountToken(options: ServiceAccountTokenOptions = {}): ProjectedSource {
    return new ProjectedSource('serviceAccountToken', { ...factoryOptions('ProjectedSource.serviceAccountToken', options, TOKEN_EXAMPLE) });
  }

  /** Facts about the pod. */
  public static downwardApi(...items: DownwardApiFile[]): ProjectedSource {
    return new ProjectedSource('downwardAPI', { items });
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'configMap' | 'secret' | 'serviceAccountToken' | 'downwardAPI',
    /** @internal */
    public readonly _source: { [field: string]: any },
  ) {}
}

/** What files about the pod need to know of it. */
interface FileContext {
  readonly construct: Construct;
  readonly containers: readonly string[];
}

/** The kubelet keeps what starts with two dots for itself. */
function filePathFault(path: unknown): string | undefined {
  return localPathFault(path) ?? ((path as string).startsWith('..') ? "must not start with '..'" : undefined);
}

const filePath = (example: string) => ruled(filePathFault, { fix: `Use a path such as '${example}'` });

/** What the options for the files of a volume must look like. */
export const FILES: Shapes<VolumeFileOptions> = {
  items: keyed(configMapKeyFault, filePath('certs/ca.pem'), { example: "{ 'ca.crt': 'certs/ca.pem' }", fix: 'Use one of the keys of the object' }),
  optional: flag,
};

const CONFIG_MAP_FILES = struct<VolumeFileOptions & { configMapName: string }>(FILES_EXAMPLE, { ...FILES, configMapName: OBJECT_NAME });
const SECRET_FILES = struct<VolumeFileOptions & { secretName: string }>(FILES_EXAMPLE, { ...FILES, secretName: SECRET_NAME });
const TOKEN = struct<ServiceAccountTokenOptions>(TOKEN_EXAMPLE, {
  path: filePath('token'),
  audience: text,
  expirationSeconds: wholeNumber({ min: 600, max: 2 ** 32, fix: 'Leave it out for an hour' }),
});
const FACTS = list(instance<DownwardApiFile>('DownwardApiFile', 'field(…)', ['_file']), "[DownwardApiFile.field('labels', 'metadata.labels')]");
const FACT_PATH = required(filePath('labels'), "Use a path such as 'labels'");
const SOURCES = list(instance<ProjectedSource>('ProjectedSource', 'configMap(…)', ['_kind', '_source'], '_name'), "[ProjectedSource.configMap('settings')]");

/** The files of a ConfigMap or Secret as a volume states them. */
export function itemsManifest(items: { readonly [key: string]: string } | undefined): { [field: string]: any }[] | undefined {
  return items === undefined ? undefined : Object.entries(items).map(([key, path]) => ({ key, path }));
}

/** Facts about the pod as a volume states them. */
export function downwardApiItems(items: unknown, context: FileContext, prop: Prop): { [field: string]: any }[] {
  return legal(FACTS(items, prop)).map(([{ _file: file }, index]) => {
    const at = prop.at(index);
    FACT_PATH(file.path, at.at('path'));
    if (file.fieldRef !== undefined) { checkPodField(file.fieldRef.fieldPath, 'file', context.construct, at.at('fieldPath')); }
    if (file.resourceFieldRef !== undefined) { checkResourceField(file.resourceFieldRef, context.containers, at); }
    return file;
  });
}

/** The sources of a projected volume as it states them. */
export function projectedSourcesManifest(sources: unknown, context: FileContext, prop: Prop): { [field: string]: any }[] {
  const manifests = legal(SOURCES(sources, prop)).map(([{ _kind: kind, _source: source }, index]) => (
    { [kind]: sourceManifest(kind, source, context, prop.at(index)) }));
  const paths = knownPart(manifests).flatMap((manifest): any[] => Object.values(manifest))
    .flatMap(({ items, path }) => [...(items ?? []).map((item: any) => item.path), path])
    .filter((path) => path !== undefined);
  for (const path of new Set(paths.filter((path, index) => paths.indexOf(path) < index))) {
    prop.fault({ id: 'workload/unique', rule: 'must write each file once', got: path, fix: 'Give one of the two another path' });
  }
  return manifests;
}

/** What is left of a list when its faults are told, each with its place. */
function legal<T>(read: readonly (T | undefined)[] = []): (readonly [T, number])[] {
  return read.flatMap((value, index) => (value === undefined || value === null ? [] : [[value, index] as const]));
}

function sourceManifest(kind: ProjectedSource['_kind'], source: { [field: string]: any }, context: FileContext, prop: Prop): { [field: string]: any } {
  switch (kind) {
    case 'configMap': {
      const { configMapName: name, items, optional } = CONFIG_MAP_FILES(source, prop)!;
      return { name, items: itemsManifest(items), optional };
    }
    case 'secret': {
      const { secretName: name, items, optional } = SECRET_FILES(source, prop)!;
      return { name, items: itemsManifest(items), optional };
    }
    case 'serviceAccountToken': {
      const { path = 'token', audience, expirationSeconds = 3600 } = TOKEN(source, prop)!;
      return { path, audience, expirationSeconds };
    }
    case 'downwardAPI':
      return { items: downwardApiItems(source.items, context, prop.at('items')) };
  }
}
