import coerce from 'semver/functions/coerce';
import lt from 'semver/functions/lt';
import { Construct } from 'constructs';
import { Cloud, SpotNotice } from '../../cluster/cloud';
import { Cluster } from '../../cluster/cluster';
import { Prop } from '../../construct/prop';
import { flag, wholeNumber } from '../../construct/shape';
import { further, struct } from '../../construct/struct';
import { WarningText } from '../../construct/warning';
import { goDurationSeconds, karpenterDurationFault } from '../../manifest/go-duration';
import { isKnown, knownPart, whereKnown } from '../../manifest/known';
import { atLeast } from '../../manifest/kubernetes-version';
import { labelValueFault } from '../../manifest/label';
import { ZONE_KEY } from '../../manifest/topology-spread';
import { checkTaints } from '../node-options';
import { checkCloud } from '../provider-cloud';
import { computeClassNodes } from '../spot/spot-capacity';
import { SpotPlan } from '../spot/spot-plan';
import { SpotNodesProps } from './spot-nodes-props';
import { PoolObject, SpotPool, SpotProviderStrategy } from './spot-provider-strategy';

/**
 * What GKE must know of nodes besides their machines: a ComputeClass.
 * @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/about-custom-compute-classes
 */
export interface GkeComputeClassOptions {
  /**
   * Whether GKE makes node pools for it. Without that, only those are used that are labelled and tainted for it. Before GKE 1.33.3, it makes some only
   * where node auto-provisioning is on for the whole cluster.
   *
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
const least = wholeNumber({ min: 0, fix: 'Leave it out if any will do' });
const OPTIONS = struct<GkeComputeClassOptions>('{ minCores: 4 }', {
  nodePoolAutoCreation: flag,
  activeMigration: flag,
  minCores: least,
  minMemoryGb: least,
  // Pods that are placed there would know nothing of other taints and labels.
  nodePoolConfig: further('nodePoolConfig of a ComputeClass', { taints: 'taints', nodeLabels: 'nodeLabels' }),
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

/** From it on, a ComputeClass makes node pools in any cluster. */
const AUTO_CREATION = '1.33.3';

/** Whether a version may be older: an unknown one counts as the oldest, and a minor alone as its first patch. */
function isBefore(version: string | undefined): boolean {
  if (version === undefined) { return true; }
  const isMinor = /^v?\d+\.\d+$/.test(version);
  return isMinor ? !atLeast(version, '1.34') : lt(coerce(version) ?? AUTO_CREATION, AUTO_CREATION);
}

/** GKE with a ComputeClass. */
export function gkeComputeClass(options: GkeComputeClassOptions, prop: Prop): SpotProviderStrategy {
  return new GkeComputeClassProvider(OPTIONS(options ?? {}, prop) ?? {});
}

/** Spot capacity of GKE, as a ComputeClass. */
class GkeComputeClassProvider implements SpotProviderStrategy {
  public readonly cloud = Cloud.GCP;

  public constructor(private readonly options: GkeComputeClassOptions) {}

  public check(pool: SpotPool, construct: Construct, prop: Prop): void {
    const { props, name } = pool;
    const id = 'scheduling/fitting-provider';
    ABSENT.filter(([field]) => props[field] !== undefined).forEach(([field, instead]) => {
      prop.at(field).fault({ id, rule: 'must not be given: a ComputeClass has no such field', fix: `Use ${instead}` });
    });
    if (props.onDemandBasePercent !== undefined) {
      prop.at('onDemandBasePercent').fault({
        id,
        rule: 'must not be given: the machines of a ComputeClass are tried in turn, and none of its nodes can be told to be on-demand before it is there',
        got: props.onDemandBasePercent,
        fix: 'Run the base as a workload of its own, elsewhere',
      });
    }
    prop.at('name').check(reservedNameFault(name), { id: 'scheduling/free-name', got: name, fix: "Give it a 'name' such as 'spot'" });
    if (Cluster.tryContaining(construct)?.kubernetesVersion !== undefined && !Cluster.atLeast(construct, SINCE)) {
      prop.at('provider').fault({ id, rule: `needs GKE ${SINCE}`, got: Cluster.containing(construct).kubernetesVersion, fix: 'Upgrade the cluster' });
    }
    checkCloud(construct, this.cloud, prop.at('provider'));
    checkTaints([[prop.at('taints'), props.taints ?? []]]);
    props.taints?.forEach(({ value }, index) => {
      prop.at('taints', index, 'value').check(taintValueFault(value), { id: 'prop/grammar', got: value, fix: 'Use another one' });
    });
    this.checkMachines(props, prop);
    checkConsolidation(props, prop.at('consolidateAfter'));
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

  public warnings({ props }: SpotPool, construct: Construct): WarningText[] {
    const machines = (props.instanceTypes ?? props.families)?.length;
    return [
      ...machines !== 1 ? [] : [{
        id: 'scheduling/few-instance-types',
        message: `Only one ${props.instanceTypes === undefined ? 'family' : 'instance type'} is allowed: machines of one kind are often taken away together. Allow more.`,
      }],
      ...this.options.nodePoolAutoCreation === false || !isBefore(Cluster.tryContaining(construct)?.kubernetesVersion) ? [] : [{
        id: 'scheduling/node-auto-provisioning',
        message: `Before GKE ${AUTO_CREATION}, a ComputeClass makes node pools only where node auto-provisioning is on for the whole cluster. Turn it on, or upgrade and give the Cluster its full 'kubernetesVersion'.`,
      }],
    ];
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
    const id = 'scheduling/coherent-nodes';
    if (families !== undefined && instanceTypes !== undefined) {
      prop.at('families').fault({ id, rule: "must not be given with 'instanceTypes': a machine is chosen by one of the two", fix: 'Leave one of the two out' });
    }
    if (instanceTypes !== undefined && (minCores !== undefined || minMemoryGb !== undefined)) {
      prop.at('provider', minCores === undefined ? 'minMemoryGb' : 'minCores').fault({ id, rule: "must not be given with 'instanceTypes', which say it", fix: 'Leave it out' });
    }
    const lists = [['families', families, 10, /^(?:ek|e4a)$/], ['instanceTypes', instanceTypes, 100, /^(?:ek|e4a)/]] as const;
    lists.forEach(([field, machines, most, reserved]) => knownPart(machines)?.forEach((machine, index) => {
      if (machine === undefined) { return; }
      const at = prop.at(field, index);
      if (machine === '' || machine.length > most) { at.fault({ id: 'prop/grammar', rule: `must have 1 to ${most} characters`, got: machine, fix: 'Correct it' }); }
      if (reserved.test(machine)) { at.fault({ id: 'scheduling/free-name', rule: 'must not be one that GKE keeps to itself', got: machine, fix: "Use one such as 'n4'" }); }
    }));
  }
}

const reservedNameFault = whereKnown((name) =>
  (/^(?:gke|autopilot)/.test(name) ? "must not begin with 'gke' or 'autopilot': GKE keeps those to itself" : undefined));

const taintValueFault = whereKnown((value) => (value === undefined || labelValueFault(value) !== undefined || TAINT_VALUE.test(value) ? undefined
  : 'must be one character, or three or more of which the first is no capital: GKE takes no other'));

function checkConsolidation({ consolidateAfter }: SpotNodesProps, prop: Prop): void {
  if (consolidateAfter === undefined || karpenterDurationFault(consolidateAfter, { never: true }) !== undefined) { return; }
  if (!isKnown(consolidateAfter)) {
    prop.fault({ id: 'prop/type', rule: 'must be known: a ComputeClass holds it as a number of minutes', fix: "Use one such as '10m'" });
    return;
  }
  const seconds = goDurationSeconds(consolidateAfter) ?? 0;
  if (seconds % 60 !== 0 || seconds < 60 || seconds > 24 * 3600) {
    prop.fault({ id: 'prop/range', rule: 'must be whole minutes, from 1 to 1440', got: consolidateAfter, fix: "Use one such as '10m'" });
  }
}
