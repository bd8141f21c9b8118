import { isClusterScoped } from '../../manifest/cluster-scoped';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { resourceName } from '../../manifest/resource-name';

/** Of which KubeFed's own chart knows how they are federated. */
const KNOWN: readonly string[] = [
  '/ConfigMap', '/Namespace', '/Secret', '/Service', '/ServiceAccount',
  'apps/Deployment', 'apps/ReplicaSet', 'batch/Job', 'networking.k8s.io/Ingress', 'rbac.authorization.k8s.io/ClusterRole',
];

const GROUP = 'types.kubefed.io';
const VERSION = 'v1beta1';
/** The API version of federated objects. */
export const FEDERATED_API = `${GROUP}/${VERSION}`;

/** A kind of objects, and its federated kind. */
export class FederatedType {
  public readonly isNamespaced: boolean;
  private readonly group: string;
  private readonly plural: string;

  /** @param definitions the CustomResourceDefinitions of the fleet */
  public constructor(private readonly object: KubernetesObject, definitions: readonly KubernetesObject[]) {
    this.group = apiGroup(object);
    this.isNamespaced = object.metadata?.namespace !== undefined || !isClusterScoped(object, definitions);
    const definition = definitions.find(({ spec }) => spec?.group === this.group && spec.names?.kind === object.kind);
    this.plural = definition?.spec.names.plural ?? resourceName(object.kind);
  }

  /** The same of every object of the kind. */
  public get key(): string {
    return `${this.group}/${this.object.kind}`;
  }

  /** The kind of its federated objects. Two kinds of one name have the same. */
  public get kind(): string {
    return `Federated${this.object.kind}`;
  }

  /** What `kubefedctl enable` makes of it: nothing where it is enabled from the beginning. */
  public enabledIn(namespace: string): KubernetesObject[] {
    return KNOWN.includes(this.key) ? [] : [this.definition, this.config(namespace)];
  }

  private get federatedPlural(): string {
    return `federated${this.plural}`;
  }

  private get scope(): string {
    return this.isNamespaced ? 'Namespaced' : 'Cluster';
  }

  private config(namespace: string): KubernetesObject {
    return {
      apiVersion: 'core.kubefed.io/v1beta1',
      kind: 'FederatedTypeConfig',
      metadata: { name: this.group === '' ? this.plural : `${this.plural}.${this.group}`, namespace },
      spec: {
        federatedType: { group: GROUP, version: VERSION, kind: this.kind, pluralName: this.federatedPlural, scope: this.scope },
        propagation: 'Enabled',
        targetType: {
          ...(this.group !== '' && { group: this.group }),
          version: this.object.apiVersion.slice(this.object.apiVersion.indexOf('/') + 1),
          kind: this.object.kind,
          pluralName: this.plural,
          scope: this.scope,
        },
      },
    };
  }

  private get definition(): KubernetesObject {
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${this.federatedPlural}.${GROUP}` },
      spec: {
        group: GROUP,
        names: { kind: this.kind, listKind: `${this.kind}List`, plural: this.federatedPlural, singular: this.kind.toLowerCase() },
        scope: this.scope,
        versions: [{ name: VERSION, served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: SCHEMA } }],
      },
    };
  }
}

const SCHEMA = {
  type: 'object',
  required: ['spec'],
  properties: {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: { type: 'object' },
    spec: {
      type: 'object',
      properties: {
        template: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true },
        retainReplicas: { type: 'boolean' },
        placement: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true },
        overrides: { type: 'array', items: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    },
    status: { 'type': 'object', 'x-kubernetes-preserve-unknown-fields': true },
  },
};
