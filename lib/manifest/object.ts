/** A Kubernetes object as plain data, spelled as on the wire. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata?: ObjectMeta;
  [field: string]: any;
}

/** The part of `metadata` that the library reads or writes. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  labels?: { [key: string]: string };
  annotations?: { [key: string]: string };
  [field: string]: any;
}

/** A pod template: what a workload stamps its pods from. */
export interface PodTemplate {
  metadata?: ObjectMeta;
  spec: PodSpec;
}

/** A pod's `spec`. Only what the library reads by name is typed. */
export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  securityContext?: { [field: string]: any };
  topologySpreadConstraints?: { [field: string]: any }[];
  [field: string]: any;
}

/** A container of any of the three lists of a pod's `spec`. */
export interface Container {
  name: string;
  image?: string;
  securityContext?: { [field: string]: any };
  [field: string]: any;
}

/** A set-based label selector as in `spec.selector` of a Deployment. */
export interface LabelSelector {
  matchLabels?: { [key: string]: string };
  matchExpressions?: LabelSelectorRequirement[];
}

/** One requirement of a `LabelSelector`. */
export interface LabelSelectorRequirement {
  key: string;
  operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  values?: string[];
}

/** The API group of an object: `''` for the core group, and where hand-written YAML names none. */
export function apiGroup(object: KubernetesObject): string {
  const apiVersion: unknown = object.apiVersion;
  return typeof apiVersion === 'string' && apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** A list of a manifest, which may hold anything where it should be one: then it holds nothing. */
export function listOf(value: unknown): readonly any[] {
  return Array.isArray(value) ? value : [];
}

/** Whether a value of a manifest is a map. */
export function isMap(value: unknown): value is { [key: string]: any } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a document is an object of Kubernetes. */
export function isManifest(value: unknown): value is KubernetesObject {
  return isMap(value) && typeof value.apiVersion === 'string' && typeof value.kind === 'string';
}

/** A map of a manifest, which may hold anything where it should be one: then it holds nothing. */
export function mapOf(value: unknown): { readonly [key: string]: any } {
  return isMap(value) ? value : {};
}

/** The maps in a list of a manifest, which may hold anything. */
export function mapsIn(value: unknown): readonly { readonly [key: string]: any }[] {
  return listOf(value).filter(isMap);
}
