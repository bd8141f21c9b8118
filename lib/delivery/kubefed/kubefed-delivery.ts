import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../../cluster/cluster';
import { acceptWarning } from '../../construct/acceptance';
import { judgedAtOnce, optionsOf } from '../../construct/factory-options';
import { Faults } from '../../construct/faults';
import { defaulted, dnsLabel, someText } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { warn } from '../../construct/warning';
import { DeliveredTree } from '../../fleet/delivered-tree';
import { IFleetDelivery } from '../../fleet/fleet-delivery';
import { apiGroup, KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { differenceOf, isScaled, PatchOperation, SharedApp, sharedApps, SharedObject } from '../common-part';
import { FleetRollout, ROLLOUT, warnOfNoOrder } from '../fleet-rollout';
import { identityFaults } from '../identity-faults';
import { sizeFault } from '../object-size';
import { FEDERATED_API, FederatedType } from './federated-type';

/** Properties for `KubeFedDelivery`. */
export interface KubeFedDeliveryProps {
  /**
   * In which order clusters get what is new. KubeFed has no order: it is checked, with a warning.
   * @default - all clusters get what is new at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Why KubeFed still delivers. The warning that it is archived is then accepted.
   * @default - the warning is said in each synth
   */
  readonly reason?: string;

  /**
   * The namespace in which KubeFed runs: what it reads of how kinds are federated stands there.
   * @default 'kube-federation-system'
   */
  readonly namespace?: string;
}

const PROPS = optionsOf(struct<KubeFedDeliveryProps, 'namespace'>("{ namespace: 'kube-federation-system' }", {
  rollout: ROLLOUT,
  reason: someText('Write why it is all right for now'),
  namespace: defaulted('kube-federation-system', dnsLabel("Use a name such as 'kube-federation-system'")),
}, 'faults'));

/** Kinds that KubeFed can leave replicas of to their cluster. */
const SCALABLE: readonly string[] = ['Deployment', 'ReplicaSet', 'StatefulSet'];

/**
 * Delivers by KubeFed (0.10), which nobody maintains any more: for fleets that have it, until they have moved. The hub is its host cluster: it gets a federated
 * object for each object, with the clusters that it is in and what differs in some of them, and what `kubefedctl enable` writes for kinds that KubeFed
 * does not know by itself.
 *
 * Clusters must have the names in KubeFed that they have in the fleet.
 *
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'prod-eu' }, { name: 'prod-us' }] });
 * fleet.deliver(new KubeFedDelivery());
 */
export class KubeFedDelivery implements IFleetDelivery {
  private readonly props: KubeFedDeliveryProps & { readonly namespace: string };

  public constructor(props: KubeFedDeliveryProps = {}) {
    this.props = judgedAtOnce('KubeFedDelivery', (prop) => PROPS(props, prop));
  }

  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const engine = new Construct(hub, 'KubeFedDelivery');
    const faults = new Faults(engine);
    const { rollout, reason, namespace } = this.props;
    warn(engine, {
      id: 'delivery/archived-engine',
      message: 'KubeFed has been archived since 2023, and nobody corrects it. Karmada takes over what it does: KarmadaDelivery writes the same fleet for it.',
      ...(reason !== undefined && { accepted: reason }),
    });
    warnOfNoOrder(engine, rollout, tree.clusters, faults, 'KubeFed has no order of clusters: all get what is new at once.');
    new KubeFedHub(hub, faults, namespace).write(tree);
    faults.report();
  }
}

/** The objects of the hub. */
class KubeFedHub {
  private readonly definitions: KubernetesObject[] = [];
  /** Namespaces that clusters have objects of their own for. */
  private readonly namespaces = new Map<string, SharedObject>();
  private readonly types = new Map<string, FederatedType>();
  private readonly ofNoNamespace: Chart;

  public constructor(private readonly hub: Cluster, private readonly faults: Faults, private readonly system: string) {
    this.ofNoNamespace = new Chart(hub, '_cluster');
  }

  public write(tree: DeliveredTree): void {
    for (const app of sharedApps(tree)) {
      if (app.namespace === undefined) { this.writeCluster(app); } else { this.writeNamespace(app, app.namespace); }
    }
    // Those in which there is nothing.
    for (const [name, shared] of this.namespaces) { this.writeNamespace({ clusters: shared.clusters, objects: [] }, name); }
  }

  private writeCluster({ objects }: SharedApp): void {
    this.definitions.push(...objects.map(({ variants }) => variants[0].object).filter(({ kind }) => kind === 'CustomResourceDefinition'));
    for (const shared of objects) {
      const { object } = shared.variants[0];
      if (object.kind === 'Namespace' && apiGroup(object) === '') { this.namespaces.set(String(object.metadata?.name), shared); } else {
        this.federate(this.ofNoNamespace, shared, objects);
      }
    }
  }

  private writeNamespace({ clusters, objects }: SharedApp, name: string): void {
    const chart = new Chart(this.hub, name);
    chart.addDependency(this.ofNoNamespace);
    const own = this.namespaces.get(name);
    const labels = own?.variants[0].object.metadata?.labels;
    const here = new ApiObject(chart, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...(labels !== undefined && { labels }) } });
    acceptWarning(here, { id: 'security/pod-security-labels', reason: 'holds federated objects, and no pods' }, { mayBeUnused: true });
    this.namespaces.delete(name);
    // An object is only where its namespace is federated to as well.
    const everywhere = [...new Set([...clusters, ...own?.clusters ?? []])].sort();
    const bare = { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, clusters: everywhere };
    this.federate(chart, { clusters: everywhere, variants: own?.variants ?? [bare] }, [], name);
    objects.forEach((shared) => this.federate(chart, shared, objects));
  }

  /** @param namespace that of the federated object, where the object has none itself */
  private federate(chart: Chart, shared: SharedObject, around: readonly SharedObject[], namespace?: string): void {
    const { object } = shared.variants[0];
    identityFaults(shared, this.definitions).forEach((fault) => this.faults.add({ ...fault, rule: `${describeObject(object)} ${fault.rule}` }));
    if (object.metadata?.name === undefined) { return; }
    const type = this.typeOf(object);
    const federated = {
      apiVersion: FEDERATED_API,
      kind: type.kind,
      metadata: { name: object.metadata.name, namespace: namespace ?? object.metadata.namespace },
      spec: federatedSpec(shared, around),
    };
    const large = sizeFault(federated, 'Split it, or let fewer clusters differ in it');
    if (large !== undefined) { this.faults.add(large); }
    new ApiObject(chart, `${object.kind.toLowerCase()}.${apiGroup(object)}-${object.metadata.name}`, federated);
  }

  /** The type of an object, which is enabled with the first of them. */
  private typeOf(object: KubernetesObject): FederatedType {
    const type = new FederatedType(object, this.definitions);
    const twin = this.types.get(type.kind);
    if (twin?.key === type.key) { return twin; }
    if (twin !== undefined) {
      this.faults.add({
        id: 'delivery/not-deliverable', rule: `can not deliver ${describeObject(object)}: '${type.key}' and '${twin.key}' both become ${type.kind}`,
        fix: 'Let another engine deliver one of the two',
      });
      return type;
    }
    this.types.set(type.kind, type);
    type.enabledIn(this.system).forEach((each, index) => new ApiObject(this.ofNoNamespace, `enable-${type.kind.toLowerCase()}-${index}`, each as any));
    return type;
  }
}

function federatedSpec({ clusters, variants }: SharedObject, around: readonly SharedObject[]): object {
  const [{ object }] = variants;
  const template = templateOf(object);
  const overrides = variants.map((variant) => ({ names: variant.clusters, clusterOverrides: overridesOf(template, variant.object) }))
    .filter(({ clusterOverrides }) => clusterOverrides.length > 0)
    .flatMap(({ names, clusterOverrides }) => names.map((clusterName) => ({ clusterName, clusterOverrides })))
    .sort((a, b) => (a.clusterName < b.clusterName ? -1 : 1));
  const isUnsaid = variants.every((variant) => variant.object.spec?.replicas === undefined);
  const keepsReplicas = SCALABLE.includes(object.kind) && apiGroup(object) === 'apps' && (isUnsaid || isScaled(object, around));
  return {
    template,
    ...(keepsReplicas && { retainReplicas: true }),
    placement: { clusters: clusters.map((name) => ({ name })) },
    ...(overrides.length > 0 && { overrides }),
  };
}

/** KubeFed knows name and kind by itself, and takes of the metadata only labels. */
function templateOf(object: KubernetesObject): { [field: string]: any } {
  const others = Object.entries(object).filter(([field]) => !['apiVersion', 'kind', 'metadata', 'status'].includes(field));
  const labels = object.metadata?.labels;
  return { ...Object.fromEntries(others), metadata: labels === undefined ? {} : { labels } };
}

/** What it takes of the metadata as an override only is one in every cluster. */
function overridesOf(template: { [field: string]: any }, object: KubernetesObject): object[] {
  const marks = ['annotations', 'finalizers'].filter((field) => object.metadata?.[field] !== undefined)
    .map((field): PatchOperation => ({ op: 'add', path: `/metadata/${field}`, value: object.metadata![field] }));
  return [...differenceOf(template as KubernetesObject, templateOf(object) as any), ...marks].map(({ op, path, value }) => (
    { ...(op !== 'replace' && { op }), path, ...(op !== 'remove' && { value }) }));
}
