import { Construct } from 'constructs';
import { Cloud, SpotNotice } from '../../cluster/cloud';
import { Cluster } from '../../cluster/cluster';
import { further, OptionsShape } from '../../construct/options-shape';
import { Prop, wholeNumberFault } from '../../construct/prop';
import { anything, flag } from '../../construct/shape';
import { WarningText } from '../../construct/warning';
import { goDurationSeconds } from '../../manifest/go-duration';
import { isKnown } from '../../manifest/known';
import { labelKeyFault, labelValueFault } from '../../manifest/label';
import { ZONE_KEY } from '../../manifest/topology-spread';
import { checkCloud } from '../provider-cloud';
import { computeClassNodes } from '../spot/spot-capacity';
import { SpotPlan } from '../spot/spot-plan';
import { checkTaints } from './karpenter-rules';
import { SpotNodesProps } from './spot-nodes-props';
import { PoolObject, SpotPool, SpotProviderStrategy } from './spot-provider-strategy';

/**
 * What GKE must know of nodes besides their machines: a ComputeClass.
 * @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/about-custom-compute-classes
 */
export interface GkeComputeClassOptions {
  /**
   * Whether GKE makes node pools for it. Without that, only those are used that are labelled and tainted for it.
   * @default true
   */
  readonly nodePoolAutoCreation?: boolean;

  /**
   * Whether pods move to spot machines when there are some again. Only with `onDemandFallback`.
   * @default true
   */
  readonly activeMigration?: boolean;

  /**
   * Fewest processors of a machine. Not with `instanceTypes`.
   * @default - any
   */
  readonly minCores?: number;

  /**
   * Least memory of a machine in GB. Not with `instanceTypes`.
   * @default - any
   */
  readonly minMemoryGb?: number;

  /**
   * Further fields of `nodePoolConfig`, such as `serviceAccount` or `imageType`.
   * @default - GKE's defaults
   */
  readonly nodePoolConfig?: { [field: string]: any };
}

const SINCE = '1.30';
const TAINT_VALUE = /^(?:[a-z0-9][-A-Za-z0-9_.]{1,61})?[A-Za-z0-9]$/;
const SHAPE = new OptionsShape<GkeComputeClassOptions>('{ minCores: 4 }', {
  nodePoolAutoCreation: flag, activeMigration: flag, minCores: anything, minMemoryGb: anything, nodePoolConfig: further('nodePoolConfig of a ComputeClass'),
});
/** What a ComputeClass has no field for, and why that is no loss or what to do instead. */
const ABSENT: readonly (readonly [keyof SpotNodesProps, string])[] = [
  ['sizes', "'instanceTypes', or 'minCores' and 'minMemoryGb' of the provider"],
  ['architectures', "'families': each has one architecture"],
  ['minFamilies', "more 'families'"],
  ['minInstanceTypes', "more 'families'"],
  ['requirements', "'families', 'instanceTypes' and 'zones'"],
  ['limits', "the limits of the cluster's node auto-provisioning"],
  ['startupTaints', "'taints'"],
  ['disruptionBudgets', 'PodDisruptionBudgets: GKE keeps them when it takes nodes away'],
  ['consolidationPolicy', "'consolidateAfter'"],
  ['expireAfter', "the cluster's upgrades: they renew nodes"],
  ['terminationGracePeriod', "the pods' own"],
  ['weight', "the order of 'families'"],
];

/** Spot capacity of GKE, as a ComputeClass. */
export class GkeComputeClassProvider implements SpotProviderStrategy {
  private readonly options: GkeComputeClassOptions;

  public readonly cloud = Cloud.GCP;

  public constructor(private readonly given: GkeComputeClassOptions) {
    this.options = SHAPE.tidied(given);
  }

  public check(pool: SpotPool, construct: Construct, prop: Prop): void {
    const { props, name } = pool;
    SHAPE.read(this.given, prop.at('provider'));
    ABSENT.filter(([field]) => props[field] !== undefined).forEach(([field, instead]) => {
      prop.at(field).fault({ rule: 'must not be given: a ComputeClass has no such field', fix: `Use ${instead}` });
    });
    if (props.onDemandBasePercent !== undefined) {
      prop.at('onDemandBasePercent').fault({
        rule: 'must not be given: the machines of a ComputeClass are tried in turn, and none of its nodes can be told to be on-demand before it is there',
        got: props.onDemandBasePercent,
        fix: 'Run the base as a workload of its own, elsewhere',
      });
    }
    if (isKnown(name) && /^(?:gke|autopilot)/.test(name)) {
      prop.at('name').fault({ rule: "must not begin with 'gke' or 'autopilot': GKE keeps those to itself", got: name, fix: "Give it a 'name' such as 'spot'" });
    }
    if (Cluster.tryContaining(construct)?.kubernetesVersion !== undefined && !Cluster.atLeast(construct, SINCE)) {
      prop.at('provider').fault({ rule: `needs GKE ${SINCE}`, got: Cluster.containing(construct).kubernetesVersion, fix: 'Upgrade the cluster' });
    }
    checkCloud(construct, this.cloud, prop.at('provider'));
    checkTaints(props.taints ?? [], [], prop);
    props.taints?.forEach(({ value }, index) => {
      if (value !== undefined && isKnown(value) && labelValueFault(value) === undefined && !TAINT_VALUE.test(value)) {
        prop.at('taints', index, 'value').fault({ rule: 'must be one character, or three or more of which the first is no capital: GKE takes no other', got: value, fix: 'Use another one' });
      }
    });
    Object.entries(props.nodeLabels ?? {}).forEach(([key, value]) => {
      prop.at('nodeLabels', key).check(labelKeyFault(key), { fix: "Use a key such as 'example.com/team'" });
      prop.at('nodeLabels', key).check(labelValueFault(value), { got: value, fix: 'Correct the value' });
    });
    // Pods that are placed there would know nothing of them.
    ['taints', 'nodeLabels'].filter((field) => field in (this.options.nodePoolConfig ?? {})).forEach((field) => {
      prop.at('provider', 'nodePoolConfig', field).fault({ rule: 'must not be given: there is a prop for it', fix: `Use '${field}'` });
    });
    this.checkMachines(props, prop);
    if (props.consolidateAfter !== undefined && !isKnown(props.consolidateAfter)) {
      prop.at('consolidateAfter').fault({ rule: 'must be known: a ComputeClass holds it as a number of minutes', fix: "Use one such as '10m'" });
    }
    const seconds = props.consolidateAfter === undefined || !isKnown(props.consolidateAfter) ? 60 : goDurationSeconds(props.consolidateAfter) ?? 0;
    if (seconds % 60 !== 0 || seconds < 60 || seconds > 24 * 3600) {
      prop.at('consolidateAfter').fault({ rule: 'must be whole minutes, from 1 to 1440', got: props.consolidateAfter, fix: "Use one such as '10m'" });
    }
  }

  public objects(pool: SpotPool): PoolObject[] {
    const { name, labels, props, onDemandFallback } = pool;
    const { nodePoolAutoCreation = true, activeMigration = true, nodePoolConfig } = this.options;
    const capacities = onDemandFallback ? [true, false] : [true];
    const config = {
      ...nodePoolConfig,
      ...(props.taints !== undefined && props.taints.length > 0 && {
        taints: props.taints.map(({ key, value, effect = 'NoSchedule' }) => ({ key, value, effect })),
      }),
      ...(props.nodeLabels !== undefined && { nodeLabels: { ...props.nodeLabels } }),
    };
    return [{
      id: 'computeClass',
      manifest: {
        apiVersion: 'cloud.google.com/v1',
        kind: 'ComputeClass',
        metadata: { name, labels: { ...labels } },
        spec: {
          // Every machine as spot first, then every machine on demand.
          priorities: capacities.flatMap((spot) => this.machines(pool).map((machine) => ({ ...machine, spot }))),
          nodePoolAutoCreation: { enabled: nodePoolAutoCreation },
          nodePoolConfig: Object.keys(config).length === 0 ? undefined : config,
          activeMigration: onDemandFallback ? { optimizeRulePriority: activeMigration } : undefined,
          autoscalingPolicy: this.autoscaling(props),
          whenUnsatisfiable: 'DoNotScaleUp',
        },
      },
    }];
  }

  public placement({ name, props, zones }: SpotPool, notice: SpotNotice): SpotPlan {
    return { ...computeClassNodes(name, props.taints ?? []), notice, ...(zones !== undefined && { offered: { [ZONE_KEY]: zones } }) };
  }

  public warnings({ props }: SpotPool): WarningText[] {
    const machines = (props.instanceTypes ?? props.families)?.length;
    return machines === 1 ? [{
      id: 'scheduling/few-instance-types',
      message: `Only one ${props.instanceTypes === undefined ? 'family' : 'instance type'} is allowed: machines of one kind are often taken away together. Allow more.`,
    }] : [];
  }

  private machines({ props, zones }: SpotPool): { [field: string]: any }[] {
    const { minCores, minMemoryGb } = this.options;
    const least = { ...(minCores !== undefined && { minCores }), ...(minMemoryGb !== undefined && { minMemoryGb }) };
    const location = zones === undefined ? {} : { location: { zones: [...zones] } };
    if (props.instanceTypes !== undefined) { return props.instanceTypes.map((machineType) => ({ machineType, ...location })); }
    if (props.families === undefined) { return [{ ...least, ...location }]; }
    return props.families.map((machineFamily) => ({ machineFamily, ...least, ...location }));
  }

  private autoscaling({ consolidateAfter }: SpotNodesProps): { [field: string]: any } | undefined {
    return consolidateAfter === undefined ? undefined : { consolidationDelayMinutes: goDurationSeconds(consolidateAfter)! / 60 };
  }

  private checkMachines({ families, instanceTypes }: SpotNodesProps, prop: Prop): void {
    const { minCores, minMemoryGb } = this.options;
    if (families !== undefined && instanceTypes !== undefined) {
      prop.at('families').fault({ rule: "must not be given with 'instanceTypes': a machine is chosen by one of the two", fix: 'Leave one of the two out' });
    }
    prop.at('provider', 'minCores').check(wholeNumberFault(minCores, 0), { got: minCores, fix: 'Leave it out if any will do' });
    prop.at('provider', 'minMemoryGb').check(wholeNumberFault(minMemoryGb, 0), { got: minMemoryGb, fix: 'Leave it out if any will do' });
    if (instanceTypes !== undefined && (minCores !== undefined || minMemoryGb !== undefined)) {
      prop.at('provider', minCores === undefined ? 'minMemoryGb' : 'minCores').fault({ rule: "must not be given with 'instanceTypes', which say it", fix: 'Leave it out' });
    }
    const lists = [['families', families, 10, /^(?:ek|e4a)$/], ['instanceTypes', instanceTypes, 100, /^(?:ek|e4a)/]] as const;
    lists.forEach(([field, machines, most, reserved]) => machines?.forEach((machine, index) => {
      if (!isKnown(machine)) { return; }
      if (machine === '' || machine.length > most) { prop.at(field, index).fault({ rule: `must have 1 to ${most} characters`, got: machine, fix: 'Correct it' }); }
      if (reserved.test(machine)) { prop.at(field, index).fault({ rule: 'must not be one that GKE keeps to itself', got: machine, fix: "Use one such as 'n4'" }); }
    }));
  }
}
