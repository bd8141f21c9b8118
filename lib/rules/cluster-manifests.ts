import { isClusterScoped } from '../manifest/cluster-scoped';
import { groupBy } from '../manifest/group-by';
import { indexByLabels, indexBySelector } from '../manifest/label-index';
import { matchesSelector } from '../manifest/label-selector';
import { apiGroup, KubernetesObject, LabelSelector } from '../manifest/object';
import { PodTemplateRef } from '../manifest/pod-template';
import { ExternalObject } from './stand-ins/external-object';
import { OwnWorkloads } from './stand-ins/own-workloads';
import { StandIn } from './stand-ins/stand-in';
import { TargetSchemas } from './target-schemas';

/** What is known of the cluster for which objects are meant. */
export interface Target {
  /** E.g. `prod-eu`; undefined where nobody named it. */
  readonly name?: string;
  /** A minor, e.g. `1.35`; undefined where it is not known. */
  readonly kubernetesVersion?: string;
  /** What is there though it is not among the manifests. */
  readonly external?: readonly ExternalObject[];
  /** Who makes what, besides those that are known. An own entry takes the place of the known one of its kind. */
  readonly standIns?: readonly StandIn[];
}

/** How the objects came to be what rules see. */
export interface Origin {
  /** The schemas by which they were judged, if any. */
  readonly schemas?: TargetSchemas;
  /** An object with what is not well-formed, which rules do not see. */
  readonly originalOf?: (object: KubernetesObject) => KubernetesObject;
  /** The file that an object stands in, where the files need not all be for one cluster: folders of others hold variants side by side. */
  readonly fileOf?: (object: KubernetesObject) => string;
}

/** The pods that an object makes. */
export interface PodSource {
  readonly object: KubernetesObject;
  readonly namespace: string;
  /** Where they stand in it. */
  readonly ref: PodTemplateRef;
  readonly labels: { readonly [key: string]: string };
}

/**
 * The objects of one cluster, without lists around them, and what rules ask about them. Everything is found by an index, which is made when it is first asked
 * for: nobody who looks at each object should have to look at all of them.
 */
export class ClusterManifests {
  /** How often somebody has asked about more than one object, its version of Kubernetes and the definition of its kind. */
  public looks = 0;

  private readonly all: readonly KubernetesObject[];
  private readonly whole: Target;
  private readonly kinds: ReadonlyMap<string, readonly KubernetesObject[]>;
  private readonly names = new Map<string, KubernetesObject>();
  private readonly made = new Map<string, unknown>();
  /** By the kinds that definitions among the objects define. */
  private readonly scopes: ReadonlyMap<string, unknown>;
  private readonly isScoped = new Map<string, boolean>();

  /** Which of them make pods. */
  public readonly workloads: OwnWorkloads;
  /** The schemas by which they were judged, if any. */
  public readonly schemas: TargetSchemas | undefined;
  /** An object with what is not well-formed, which rules do not see. */
  public readonly originalOf: (object: KubernetesObject) => KubernetesObject;
  /** The file that an object stands in; undefined where all are for one cluster. */
  public readonly fileOf: (object: KubernetesObject) => string | undefined;

  public constructor(objects: readonly KubernetesObject[], target: Target = {}, origin: Origin = {}) {
    this.all = objects;
    this.whole = target;
    this.workloads = new OwnWorkloads(target.standIns);
    this.schemas = origin.schemas;
    this.originalOf = origin.originalOf ?? ((object) => object);
    this.fileOf = origin.fileOf ?? (() => undefined);
    this.kinds = groupBy(objects, groupKindOf);
    this.scopes = new Map(this.ofKind('apiextensions.k8s.io/CustomResourceDefinition').map(({ spec }) => [`${spec?.group}/${spec?.names?.kind}`, spec?.scope]));
    for (const object of objects) { this.names.set(keyOf(groupKindOf(object), this.namespaceOf(object), object.metadata?.name), object); }
  }

  /** All of them. */
  public get objects(): readonly KubernetesObject[] {
    this.looks++;
    return this.all;
  }

  /** What is known of the cluster. */
  public get target(): Target {
    this.looks++;
    return this.whole;
  }

  /** The cluster's minor; undefined where it is not known. */
  public get kubernetesVersion(): string | undefined {
    return this.whole.kubernetesVersion;
  }

  /** The objects of a kind: `apps/Deployment`, `/Service`. */
  public ofKind(groupKind: string): readonly KubernetesObject[] {
    this.looks++;
    return this.kinds.get(groupKind) ?? [];
  }

  /** An object by its name. `namespace` is not looked at where the kind belongs to none. */
  public find(groupKind: string, namespace: string, name: string): KubernetesObject | undefined {
    this.looks++;
    return this.names.get(keyOf(groupKind, namespace, name)) ?? this.names.get(keyOf(groupKind, '', name));
  }

  /** The namespace of an object: `default` where none is said, and empty where its kind belongs to none. */
  public namespaceOf(object: KubernetesObject): string {
    if (this.isClusterScoped(object)) { return ''; }
    const namespace: unknown = object.metadata?.namespace;
    return typeof namespace === 'string' && namespace !== '' ? namespace : 'default';
  }

  private isClusterScoped(object: KubernetesObject): boolean {
    const groupKind = groupKindOf(object);
    const before = this.isScoped.get(groupKind);
    if (before !== undefined) { return before; }
    const scope = this.scopes.get(groupKind);
    const isScoped = scope === undefined ? isClusterScoped(object, []) : scope === 'Cluster';
    this.isScoped.set(groupKind, isScoped);
    return isScoped;
  }

  /** All pod templates. */
  public get pods(): readonly PodSource[] {
    return this.once('pods', () => this.objects.flatMap((object) => this.workloads.templatesOf(object).map((ref) => ({
      object, ref, namespace: this.namespaceOf(object), labels: (ref.template.metadata?.labels ?? {}) as { [key: string]: string },
    }))));
  }

  /** The pods in a namespace that a selector picks, as Services and policies of that namespace have it. */
  public podsSelected(namespace: string, selector: LabelSelector | undefined): readonly PodSource[] {
    const byNamespace = this.once('podsSelected', () => (
      new Map([...this.podsByNamespace].map(([name, pods]) => [name, indexByLabels(pods, ({ labels }) => labels)] as const))));
    return (byNamespace.get(namespace)?.(selector) ?? []).filter(({ labels }) => matchesSelector(selector, labels) === true);
  }

  /** The pods of a namespace. */
  public podsIn(namespace: string): readonly PodSource[] {
    return this.podsByNamespace.get(namespace) ?? [];
  }

  /** The objects of a kind in a namespace. */
  public ofKindIn(groupKind: string, namespace: string): readonly KubernetesObject[] {
    return this.byNamespace(groupKind).get(namespace) ?? [];
  }

  /** The objects of a kind in the namespace of some pods whose `selectorOf` picks them: Services, budgets, policies. */
  public selecting(groupKind: string, pods: PodSource, selectorOf: (object: KubernetesObject) => LabelSelector | undefined): readonly KubernetesObject[] {
    const byNamespace = this.once(`selecting ${groupKind}`, () => (
      new Map([...this.byNamespace(groupKind)].map(([name, objects]) => [name, indexBySelector(objects, selectorOf)] as const))));
    return (byNamespace.get(pods.namespace)?.(pods.labels) ?? []).filter((object) => matchesSelector(selectorOf(object), pods.labels) === true);
  }

  private get podsByNamespace(): ReadonlyMap<string, readonly PodSource[]> {
    return this.once('podsByNamespace', () => groupBy(this.pods, ({ namespace }) => namespace));
  }

  private byNamespace(groupKind: string): ReadonlyMap<string, readonly KubernetesObject[]> {
    return this.once(`byNamespace ${groupKind}`, () => groupBy(this.ofKind(groupKind), (object) => this.namespaceOf(object)));
  }

  /** What is made once for all who ask by the same name. */
  public once<T>(name: string, make: () => T): T {
    this.looks++;
    if (!this.made.has(name)) { this.made.set(name, make()); }
    return this.made.get(name) as T;
  }
}

/** A kind with its group: `apps/Deployment`, `/Service`. */
export function groupKindOf(object: KubernetesObject): string {
  return `${apiGroup(object)}/${object.kind}`;
}

function keyOf(groupKind: string, namespace: string, name: unknown): string {
  return `${groupKind}/${namespace}/${String(name)}`;
}
