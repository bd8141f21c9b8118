import { Construct } from 'constructs';
import { Prop, wholeNumberFault } from '../construct/prop';
import { instance, list, optionsOf, Shape } from '../construct/shape';
import { configMapKeyFault, dnsSubdomainFault } from '../manifest/dns-name';
import { isKnown } from '../manifest/known';
import { checkPodField, checkResourceField } from './downward-api';

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

/** One of the sources of `Volume.projected`. */
export class ProjectedSource {
  /** Keys of a ConfigMap. */
  public static configMap(configMapName: string, options: VolumeFileOptions = {}): ProjectedSource {
    return new ProjectedSource('configMap', { name: configMapName, ...options });
  }

  /** Keys of a Secret. */
  public static secret(secretName: string, options: VolumeFileOptions = {}): ProjectedSource {
    return new ProjectedSource('secret', { name: secretName, ...options });
  }

  /** A token of the pod's ServiceAccount, for one audience and with an end: what workload identity is built on. */
  public static serviceAccountToken(options: ServiceAccountTokenOptions = {}): ProjectedSource {
    return new ProjectedSource('serviceAccountToken', {
      path: options.path ?? 'token',
      audience: options.audience,
      expirationSeconds: options.expirationSeconds ?? 3600,
    });
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

/** What keeps a path from standing inside a volume. */
export function localPathFault(path: unknown): string | undefined {
  if (!isKnown(path)) { return undefined; }
  const text = String(path);
  if (text !== '' && !text.startsWith('/') && !text.split('/').includes('..')) { return undefined; }
  return "must be a relative path without '..'";
}

/** The kubelet keeps what starts with two dots for itself. */
function filePathFault(path: unknown): string | undefined {
  return localPathFault(path) ?? (isKnown(path) && String(path).startsWith('..') ? "must not start with '..'" : undefined);
}

/** Checks the files of a ConfigMap or Secret. */
export function checkFiles(items: { readonly [key: string]: string } | undefined, prop: Prop): void {
  Object.entries(items ?? {}).forEach(([key, path]) => {
    prop.at(key).check(configMapKeyFault(key), { fix: 'Use one of the keys of the object' });
    prop.at(key).check(filePathFault(path), { got: path, fix: "Use a path such as 'certs/ca.pem'" });
  });
}

/** The files of a ConfigMap or Secret as a volume states them. */
export function itemsManifest(items: { readonly [key: string]: string } | undefined): { [field: string]: any }[] | undefined {
  return items === undefined ? undefined : Object.entries(items).map(([key, path]) => ({ key, path }));
}

/** Facts about the pod as a volume states them. */
export function downwardApiItems(items: readonly DownwardApiFile[], context: FileContext, prop: Prop): { [field: string]: any }[] {
  const shape = list(instance('DownwardApiFile', 'field(…)', ['_file']), "[DownwardApiFile.field('labels', 'metadata.labels')]");
  return ours(items, shape, prop).map(({ value: { _file: file }, index }) => {
    const at = prop.at(index);
    at.at('path').check(filePathFault(file.path), { got: file.path, fix: "Use a path such as 'labels'" });
    if (file.fieldRef !== undefined) { checkPodField(file.fieldRef.fieldPath, 'file', context.construct, at.at('fieldPath')); }
    if (file.resourceFieldRef !== undefined) { checkResourceField(file.resourceFieldRef, context.containers, at); }
    return file;
  });
}

/** The sources of a projected volume as it states them. */
export function projectedSourcesManifest(sources: readonly ProjectedSource[], context: FileContext, prop: Prop): { [field: string]: any }[] {
  const shape = list(instance('ProjectedSource', 'configMap(…)', ['_kind', '_source'], '_name'), "[ProjectedSource.configMap('settings')]");
  const manifests = ours(sources, shape, prop).map(({ value: { _kind: kind, _source: source }, index }) => (
    { [kind]: sourceManifest(kind, source, context, prop.at(index)) }));
  const paths = manifests.map((manifest) => Object.values(manifest)[0]).flatMap(({ items, path }) => [...(items ?? []).map((item: any) => item.path), path])
    .filter((path) => path !== undefined && isKnown(path));
  for (const path of new Set(paths.filter((path, index) => paths.indexOf(path) < index))) {
    prop.fault({ rule: 'must write each file once', got: path, fix: 'Give one of the two another path' });
  }
  return manifests;
}

/** What is left of a list when its faults are told, each with its place. */
function ours<T>(values: readonly T[], shape: Shape, prop: Prop): { readonly value: T; readonly index: number }[] {
  const read = (shape(values, prop) ?? []) as (T | undefined)[];
  return read.flatMap((value, index) => (value === undefined ? [] : [{ value, index }]));
}

function sourceManifest(kind: ProjectedSource['_kind'], source: { [field: string]: any }, context: FileContext, prop: Prop): { [field: string]: any } {
  switch (kind) {
    case 'configMap':
    case 'secret':
      prop.at(`${kind}Name`).check(dnsSubdomainFault(source.name), { got: source.name, fix: 'Use the name of the object' });
      checkFiles(source.items, prop.at('items'));
      return { ...optionsOf(source, { name: true, items: true, optional: true }, prop), items: itemsManifest(source.items) };
    case 'serviceAccountToken':
      prop.at('path').check(filePathFault(source.path), { got: source.path, fix: "Use a path such as 'token'" });
      prop.at('expirationSeconds').check(wholeNumberFault(source.expirationSeconds, 600, 2 ** 32), { got: source.expirationSeconds, fix: 'Leave it out for an hour' });
      return source;
    case 'downwardAPI':
      return { items: downwardApiItems(source.items, context, prop.at('items')) };
  }
}
