import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { ZONE_NAME } from '../../cluster/known-places';
import { distinct, labels, list } from '../../construct/collection';
import { Faults } from '../../construct/faults';
import { ManifestConstruct } from '../../construct/manifest-construct';
import { refuseOwnKeys } from '../../construct/own-keys';
import { Prop } from '../../construct/prop';
import { readProps } from '../../construct/read-props';
import { also, dnsLabel, instance, int32, matching, required, Shape, text, textOf } from '../../construct/shape';
import { further, Shapes, struct } from '../../construct/struct';
import { textWithTokens } from '../../construct/text-with-tokens';
import { warn } from '../../construct/warning';
import { dnsLabelFault } from '../../manifest/dns-name';
import { isKnown, knownPart } from '../../manifest/known';
import { quantityOf } from '../../manifest/quantity';
import { SPOT_KEY } from '../../manifest/spot-mark';
import { ZONE_KEY } from '../../manifest/topology-spread';
import { NODE_TAINTS, NodeTaint } from '../node-options';
import { isOneOf, SpotCapacity, tolerationsOf } from '../spot/spot-capacity';
import { checkJoin, joinSpec, labelText, taintTexts } from './machine-pool-bootstrap';
import { MachinePoolProvider } from './machine-pool-provider';
import { MachinePoolSize } from './machine-pool-strategy';

/**
 * Between which numbers of machines the autoscaler chooses. They stand in annotations alone, so that they can be changed at any time: the cloud's own
 * bounds are wider.
 */
export interface MachinePoolAutoscaling {
  /**
   * Fewest machines, from 0. A new pool starts with them. The autoscaler takes none away below; where there are fewer, it starts some only with its
   * flag `--enforce-node-group-min-size`.
   */
  readonly minReplicas: number;

  /** Most machines, from 1. */
  readonly maxReplicas: number;

  /**
   * Processors of one machine, of the smallest type: `'4'`. Only together with `machineMemory`.
   *
   * Without the two the autoscaler can't tell what a machine would be like, and starts none in a pool that is empty.
   *
   * @default - not told
   */
  readonly machineCpu?: string;

  /**
   * Memory of one machine, of the smallest type: `'16Gi'`. Only together with `machineCpu`.
   * @default - not told
   */
  readonly machineMemory?: string;
}

/** Properties for `SpotMachinePool`. */
export interface SpotMachinePoolProps {
  /** Name of the workload cluster: of the Cluster object of Cluster API in the same namespace. */
  readonly clusterName: string;

  /** Which cloud has the machines, and what it must know of them. */
  readonly provider: MachinePoolProvider;

  /** Version of Kubernetes on the machines, in full: `1.34.2`. */
  readonly kubernetesVersion: string;

  /**
   * Name of all objects, and value of the label and the taint of the nodes: a DNS label.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of all objects.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * How many machines. Not with `autoscaling`.
   * @default 3
   */
  readonly replicas?: number;

  /**
   * That Kubernetes' cluster autoscaler chooses how many machines: it reads annotations of the MachinePool.
   * @default - as many as `replicas` says
   */
  readonly autoscaling?: MachinePoolAutoscaling;

  /**
   * Zones of the machines, in the cloud's words: `eu-central-1a` on AWS, `1` on Azure.
   * @default - those of the workload cluster
   */
  readonly zones?: string[];

  /**
   * What keeps pods away that did not opt in.
   * @default - `fleetwright.io/spot` with the pool's name as value and effect NoSchedule
   */
  readonly taints?: NodeTaint[];

  /**
   * Further labels of the nodes.
   * @default - none besides `fleetwright.io/spot` with the pool's name as value
   */
  readonly nodeLabels?: { [key: string]: string };

  /**
   * Further labels of the objects.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further fields of the KubeadmConfig's `spec`, such as `files` or `preKubeadmCommands`.
   * @default - what `kubeadm join` needs where the cloud's controller manager runs in the cluster: the node's name, `cloud-provider: external`
   */
  readonly kubeadmConfig?: { [field: string]: any };
}

const machineCount = (min: number) => required(int32({ min, fix: 'Correct the number' }), 'Correct the number');
const machineSize = (example: string): Shape<string> => textOf(
  (amount) => ((quantityOf(amount)?.numerator ?? 0n) > 0n ? undefined : 'must be a quantity above 0'), { fix: `Use one such as '${example}'` },
);
const AUTOSCALING = struct<MachinePoolAutoscaling>('{ minReplicas: 1, maxReplicas: 9 }', {
  minReplicas: machineCount(0), maxReplicas: machineCount(1), machineCpu: machineSize('4'), machineMemory: machineSize('16Gi'),
});
const CLUSTER = "Use the name of the Cluster, e.g. 'prod-eu'";
const VERSION = "Use one such as '1.34.2'";

const SHAPES: Shapes<SpotMachinePoolProps> = {
  clusterName: required(also(text, dnsLabel(CLUSTER)), CLUSTER),
  provider: required(instance<MachinePoolProvider>('MachinePoolProvider', 'aws(…)', ['_strategy']), "Use one such as 'MachinePoolProvider.aws(…)'"),
  kubernetesVersion: required(matching(/^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$/, 'must be a version in full', VERSION), VERSION),
  name: text,
  namespace: text,
  replicas: int32({ min: 0, fix: 'Correct the number' }),
  autoscaling: also(AUTOSCALING, checkAutoscaling),
  zones: distinct(list(ZONE_NAME, "['eu-central-1a']", 'a list of strings'), 'Leave it out for those of the cluster'),
  taints: NODE_TAINTS,
  nodeLabels: labels("{ team: 'payments' }"),
  labels: labels("{ team: 'payments' }"),
  kubeadmConfig: further('KubeadmConfigSpec'),
};

const REPLICAS = 3;
const CORE = 'cluster.x-k8s.io';
const BOOTSTRAP = 'bootstrap.cluster.x-k8s.io';
const AUTOSCALER = 'cluster.x-k8s.io/cluster-api-autoscaler-node-group';
const MACHINE = 'capacity.cluster-autoscaler.kubernetes.io';

/**
 * Spot machines of a cluster that Cluster API runs: a MachinePool, the machines of a cloud behind it, and how they join. All carry the same name.
 *
 * It belongs into the management cluster. In the workload cluster, `capacity` places workloads on its nodes.
 *
 * Needs Cluster API 1.11 with its feature gate `MachinePool`.
 *
 * @example
 * const management = new Chart(new Cluster({ name: 'management' }), 'prod-eu', { namespace: 'prod-eu' });
 * const spot = new SpotMachinePool(management, 'spot', {
 *   clusterName: 'prod-eu',
 *   kubernetesVersion: '1.34.2',
 *   provider: MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge', 'm7a.xlarge', 'm6i.xlarge'] }),
 *   autoscaling: { minReplicas: 0, maxReplicas: 30, machineCpu: '4', machineMemory: '16Gi' },
 * });
 * const shop = new Chart(new Cluster({ name: 'prod-eu' }), 'shop', { namespace: 'shop' });
 * new HardenedDeployment(shop, 'api', { image: 'registry.example.com/shop/api:1.4.2' });
 * shop.with(new SpotPlacement({ capacity: spot.capacity }));
 */
export class SpotMachinePool extends ManifestConstruct {
  /** Name of all objects. */
  public readonly name: string;
  /** Namespace of all objects, if known. */
  public readonly namespace?: string;

  /** The MachinePool. */
  public readonly machinePool: ApiObject;
  /** The machines of the cloud: an AWSMachinePool, AzureMachinePool or GCPMachinePool. */
  public readonly infrastructure: ApiObject;
  /** The KubeadmConfig by which they join. */
  public readonly bootstrapConfig: ApiObject;

  /** The nodes, for `SpotPlacement` in the workload cluster. */
  public readonly capacity: SpotCapacity;

  private readonly labels: { [key: string]: string };

  public constructor(scope: Construct, id: string, props: SpotMachinePoolProps) {
    super(scope, id);
    const faults = new Faults(this);
    props = readProps<SpotMachinePoolProps>(faults, props, SHAPES, SpotMachinePool, (late, again) => late.provider._strategy.read(again.props.at('provider')));
    this.name = props.name ?? id;
    this.namespace = props.namespace ?? Chart.of(this).namespace;
    this.labels = { ...props.labels, 'app.kubernetes.io/name': this.name, [`${CORE}/cluster-name`]: props.clusterName };
    const strategy = props.provider._strategy.read(faults.props.at('provider'));
    const taints: readonly NodeTaint[] = props.taints ?? [{ key: SPOT_KEY, value: this.name }];
    const nodeLabels = { ...props.nodeLabels, [SPOT_KEY]: this.name };
    const { replicas = REPLICAS, autoscaling, clusterName, kubernetesVersion, zones } = props;
    const size: MachinePoolSize = autoscaling === undefined ? { replicas } : { most: autoscaling.maxReplicas };

    this.check(props, faults);
    faults.report();

    this.bootstrapConfig = this._emit('bootstrapConfig', {
      apiVersion: `${BOOTSTRAP}/v1beta2`,
      kind: 'KubeadmConfig',
      metadata: this.metadata(),
      spec: joinSpec(props.kubeadmConfig ?? {}, strategy.nodeName, nodeLabels, taints),
    });

    this.infrastructure = this._emit('infrastructure', {
      apiVersion: strategy.apiVersion,
      kind: strategy.kind,
      metadata: this.metadata(),
      spec: strategy.spec(size, zones),
    });

    this.machinePool = this._emit('machinePool', {
      apiVersion: `${CORE}/v1beta2`,
      kind: 'MachinePool',
      metadata: {
        ...this.metadata(),
        annotations: autoscaling === undefined ? undefined : autoscalerAnnotations(autoscaling, {
          ...nodeLabels,
          // Of several, the next machine may turn out to be in any. Without one, no pod that is spread over zones would start the first machine.
          ...(zones !== undefined && { [ZONE_KEY]: strategy.nodeZone(zones[0]) }),
        }, taints),
      },
      spec: {
        clusterName,
        // The autoscaler's, if there is one.
        replicas: autoscaling === undefined ? replicas : undefined,
        failureDomains: zones === undefined ? undefined : [...zones],
        template: {
          spec: {
            clusterName,
            // Cluster API itself puts a 'v' before what has none.
            version: isKnown(kubernetesVersion) ? `v${kubernetesVersion.replace(/^v/, '')}` : kubernetesVersion,
            bootstrap: { configRef: { apiGroup: BOOTSTRAP, kind: 'KubeadmConfig', name: this.name } },
            infrastructureRef: { apiGroup: strategy.apiVersion.split('/')[0], kind: strategy.kind, name: this.name },
          },
        },
      },
    });

    const nodes = [isOneOf(SPOT_KEY, this.name)];
    this.capacity = SpotCapacity._of({ nodes, tolerations: tolerationsOf([...taints]) }, strategy.cloud);
    strategy.warnings().forEach((warning) => warn(this, warning));
    if (autoscaling?.minReplicas === 0 && autoscaling.machineCpu === undefined) {
      warn(this, {
        id: 'scheduling/stays-empty',
        message: 'The autoscaler starts no machine in a pool that is empty: it does not know what one would be like. '
          + "Give 'autoscaling.machineCpu' and 'autoscaling.machineMemory', or keep one with 'minReplicas: 1'.",
      });
    }
    if (props.taints?.length === 0) {
      warn(this, { id: 'scheduling/untainted-spot', message: "Pods that never opted in may land on these nodes. Leave 'taints' out for one that keeps them away." });
    }
  }

  private metadata() {
    return { name: this.name, namespace: this.namespace, labels: { ...this.labels } };
  }

  private check(props: SpotMachinePoolProps, faults: Faults): void {
    const { clusterName, replicas, autoscaling, nodeLabels = {}, kubeadmConfig = {} } = props;
    const prop = faults.props;
    prop.at('name').check(dnsLabelFault(this.name), { id: 'prop/grammar', got: this.name, fix: "Give it a 'name' such as 'spot'" });
    if (this.namespace !== undefined) {
      prop.at('namespace').check(dnsLabelFault(this.namespace), { id: 'prop/grammar', got: this.namespace, fix: 'Use the namespace of the Cluster' });
    }
    if (autoscaling !== undefined && replicas !== undefined) {
      prop.at('replicas').fault({ id: 'construct/one-place', rule: "must not be given with 'autoscaling', which chooses it", got: replicas, fix: 'Leave one of the two out' });
    }
    refuseOwnKeys(props.labels, { 'app.kubernetes.io/name': this.name, [`${CORE}/cluster-name`]: clusterName }, prop.at('labels'), 'Leave it out');
    checkJoin(kubeadmConfig, nodeLabels, SPOT_KEY, prop);
  }
}

function checkAutoscaling(autoscaling: MachinePoolAutoscaling, prop: Prop): void {
  const { machineCpu, machineMemory } = autoscaling;
  const { minReplicas = -Infinity, maxReplicas = Infinity } = knownPart(autoscaling);
  const id = 'scheduling/coherent-nodes';
  if ((machineCpu === undefined) !== (machineMemory === undefined)) {
    const [missing, other] = machineCpu === undefined ? ['machineCpu', 'machineMemory'] : ['machineMemory', 'machineCpu'];
    prop.at(missing).fault({ id, rule: `must be given with '${other}': the autoscaler wants to know both`, fix: 'Give both, or leave both out' });
  }
  if (minReplicas > maxReplicas) {
    prop.at('maxReplicas').fault({ id, rule: `must not be below 'minReplicas', which is ${minReplicas}`, got: maxReplicas, fix: 'Raise it' });
  }
}

/** Between which numbers the autoscaler chooses, and what it must know of a node that is not there yet. */
function autoscalerAnnotations(
  { minReplicas, maxReplicas, machineCpu, machineMemory }: MachinePoolAutoscaling, labels: { readonly [key: string]: string }, taints: readonly NodeTaint[],
): { [key: string]: string } {
  return {
    [`${AUTOSCALER}-min-size`]: textWithTokens([minReplicas], ([count]) => String(count)),
    [`${AUTOSCALER}-max-size`]: textWithTokens([maxReplicas], ([count]) => String(count)),
    ...(machineCpu !== undefined && { [`${MACHINE}/cpu`]: machineCpu }),
    ...(machineMemory !== undefined && { [`${MACHINE}/memory`]: machineMemory }),
    [`${MACHINE}/labels`]: labelText(labels),
    ...(taints.length > 0 && { [`${MACHINE}/taints`]: taintTexts(taints) }),
  };
}
