import coerce from 'semver/functions/coerce';
import lt from 'semver/functions/lt';
import { Construct } from 'constructs';
import { Cloud, SpotNotice } from '../../cluster/cloud';
import { Cluster } from '../../cluster/cluster';
import { Prop } from '../../construct/prop';
import { WarningText } from '../../construct/warning';
import { dnsSubdomainFault } from '../../manifest/dns-name';
import { goDurationSeconds } from '../../manifest/go-duration';
import { isKnown, knownPart, whereKnown } from '../../manifest/known';
import { KubernetesObject } from '../../manifest/object';
import { ZONE_KEY } from '../../manifest/topology-spread';
import { checkTaints, ConsolidationPolicy, NodeArchitecture, NodeRequirement, NodeRequirementOperator } from '../node-options';
import { checkCloud, spotNoticeAt } from '../provider-cloud';
import { isOneOf, tolerationsOf } from '../spot/spot-capacity';
import { BaseDomains, SpotPlan } from '../spot/spot-plan';
import { LabelDialect } from './karpenter-labels';
import { checkNodeLabels, checkRequirements, checkTogether, DecidedLabel } from './karpenter-rules';
import { normalizedLabel } from './node-requirements';
import { SpotNodesProps } from './spot-nodes-props';
import { PoolObject, SpotPool, SpotProviderStrategy } from './spot-provider-strategy';
import { unlimitedDisruption } from './unlimited-disruption';

/** What sets one provider of Karpenter apart from the others. */
export interface KarpenterDialect extends LabelDialect {
  readonly cloud: Cloud;
  readonly nodeClass: { readonly group: string; readonly version: string; readonly kind: string };
  /** Labels by which machines are chosen. */
  readonly familyKey: string;
  /** None where sizes have no names. */
  readonly sizeKey?: string;
  /** Whether a family and a size make one type. */
  readonly oneTypeEach?: boolean;
  /** How its machines are called, where that can be told from what is none. */
  readonly names?: { readonly [list in 'families' | 'sizes' | 'instanceTypes']?: { readonly pattern: RegExp; readonly rule: string; readonly example: string } };
  /** What else its pools must satisfy. */
  check?(pool: SpotPool, prop: Prop): void;
  /** Legal, but worth a word. */
  warnings(construct: Construct): WarningText[];
}

/** The node class of a pool: one that is there, or one that is emitted with it. */
export type NodeClass =
  | { readonly existingName: string }
  | {
    readonly spec: { readonly [field: string]: any };
    readonly warnings?: readonly WarningText[];
    /** What its images run, if not Linux. */
    readonly operatingSystem?: string;
  };

/** The name of a node class that is there. */
export function existingNodeClass(existingName: string, { nodeClass }: KarpenterDialect, prop: Prop): NodeClass {
  prop.at('nodeClass').check(dnsSubdomainFault(existingName), { id: 'prop/grammar', got: existingName, fix: `Use the name of a ${nodeClass.kind}` });
  return { existingName };
}

const CAPACITY_TYPE = 'karpenter.sh/capacity-type';
/** Its values are the parts over which the replicas of a workload are spread: see `BaseSplit`. */
const DOMAIN_KEY = 'fleetwright.io/capacity-domain';
const INSTANCE_TYPE = 'node.kubernetes.io/instance-type';
const ARCHITECTURE = 'kubernetes.io/arch';
const OPERATING_SYSTEM = 'kubernetes.io/os';
const CONSOLIDATE_AFTER = '1m';
/** A node of the base that scaling down has emptied is where the descheduler brings replicas back to, if it still is. */
const CONSOLIDATE_BASE_AFTER = '10m';
/** Below it, AWS expects that all of them are gone at once every now and then. */
const FEW_INSTANCE_TYPES = 10;

/** Spot capacity of Karpenter, with any of its providers. */
export class KarpenterProvider implements SpotProviderStrategy {
  public readonly cloud: Cloud;

  public constructor(private readonly dialect: KarpenterDialect, private readonly nodeClass: NodeClass) {
    this.cloud = dialect.cloud;
  }

  public check(pool: SpotPool, construct: Construct, prop: Prop): void {
    const { props } = pool;
    const { dialect } = this;
    if (Cluster.tryContaining(construct) !== undefined && Cluster.tryContaining(construct)?.capabilities.karpenter === undefined) {
      prop.at('provider').fault({ id: 'scheduling/fitting-provider', rule: 'needs Karpenter, and the cluster is not known to have it', fix: "Set 'capabilities.karpenter' on the Cluster" });
    }
    checkCloud(construct, dialect.cloud, prop.at('provider'));
    const decided = this.decidedLabels(props);
    checkLists(props, dialect, prop);
    dialect.check?.(pool, prop);
    checkRequirements(props.requirements ?? [], dialect, decided, prop.at('requirements'));
    checkNodeLabels(props.nodeLabels ?? {}, dialect, decided, prop.at('nodeLabels'));
    checkTogether(this.requirements(pool), props.nodeLabels ?? {}, prop.at('requirements'));
    checkTaints([[prop.at('taints'), pool.taints], [prop.at('startupTaints'), props.startupTaints ?? []]]);
    prop.at('terminationGracePeriod').check(drainFault(props.terminationGracePeriod, spotNoticeAt(construct, dialect.cloud)), {
      id: 'scheduling/spot-notice', got: props.terminationGracePeriod, fix: "Use one such as '1h', or leave it out",
    });
    const version = coerce(Cluster.tryContaining(construct)?.capabilities.karpenter?.version);
    if (version !== null) { checkVersion(version.version, props, prop); }
  }

  public objects(pool: SpotPool): PoolObject[] {
    const { name, onDemandFallback, split } = pool;
    const { group, version, kind } = this.dialect.nodeClass;
    const capacity = (...values: string[]): NodeRequirement => ({ key: CAPACITY_TYPE, operator: NodeRequirementOperator.IN, values });
    const domains = split === undefined ? undefined : domainsOf(pool);
    const inDomains = (values: readonly string[] | undefined): NodeRequirement[] =>
      (values === undefined ? [] : [{ key: DOMAIN_KEY, operator: NodeRequirementOperator.IN, values: [...values] }]);
    const others = domains?.values.filter((value) => !domains.baseValues.includes(value));
    return [
      ...'existingName' in this.nodeClass ? [] : [{
        id: 'nodeClass' as const,
        manifest: { apiVersion: `${group}/${version}`, kind, metadata: metadata(name, pool), spec: this.nodeClass.spec },
      }],
      {
        id: 'nodePool',
        manifest: this.nodePool(name, CONSOLIDATE_AFTER, pool, [capacity('spot', ...onDemandFallback ? ['on-demand'] : []), ...inDomains(others)]),
      },
      ...domains === undefined ? [] : [{
        id: 'baseNodePool' as const,
        manifest: this.nodePool(`${name}-base`, CONSOLIDATE_BASE_AFTER, pool, [capacity('on-demand'), ...inDomains(domains.baseValues)]),
      }],
    ];
  }

  public placement(pool: SpotPool, notice: SpotNotice): SpotPlan {
    return {
      // The label of spot too where nothing else comes of the pool.
      nodes: [isOneOf('karpenter.sh/nodepool', pool.name), ...pool.onDemandFallback ? [] : [isOneOf(CAPACITY_TYPE, 'spot')]],
      offered: { ...offeredBy(this.requirements(pool)), ...labelled(pool.props.nodeLabels), [CAPACITY_TYPE]: ['spot', ...pool.onDemandFallback ? ['on-demand'] : []] },
      tolerations: tolerationsOf(pool.taints),
      notice,
      base: pool.split === undefined ? undefined : domainsOf(pool),
    };
  }

  public warnings({ props, onDemandFallback }: SpotPool, construct: Construct): WarningText[] {
    const few = tooFew(props, this.dialect);
    const stays = onDemandFallback && (props.consolidationPolicy === ConsolidationPolicy.WHEN_EMPTY || props.consolidateAfter === 'Never');
    return [
      ...!stays ? [] : [{
        id: 'scheduling/stays-on-demand',
        message: 'On-demand nodes that stand in for spot stay until they are empty, or expire: nothing replaces them by spot. '
          + "Leave 'consolidationPolicy' and 'consolidateAfter' out, or set 'onDemandFallback: false'.",
      }],
      ...unlimitedDisruption(props),
      ...beforeCilium(props, construct),
      ...few === undefined ? [] : [{ id: 'scheduling/few-instance-types', message: `${few}: machines of one kind are often taken away together. Allow more families or sizes.` }],
      ...'existingName' in this.nodeClass ? [] : this.nodeClass.warnings ?? [],
      ...this.dialect.warnings(construct),
    ];
  }

  private nodePool(name: string, consolidateAfter: string, pool: SpotPool, own: readonly NodeRequirement[]): KubernetesObject {
    const { props, taints } = pool;
    const { group, kind } = this.dialect.nodeClass;
    return {
      apiVersion: 'karpenter.sh/v1',
      kind: 'NodePool',
      metadata: metadata(name, pool),
      spec: {
        template: {
          ...(props.nodeLabels !== undefined && { metadata: { labels: { ...props.nodeLabels } } }),
          spec: {
            nodeClassRef: { group, kind, name: 'existingName' in this.nodeClass ? this.nodeClass.existingName : pool.name },
            requirements: [...own, ...this.requirements(pool)].map(requirementManifest),
            taints: taints.length === 0 ? undefined : taints.map(taintManifest),
            startupTaints: props.startupTaints?.map(taintManifest),
            expireAfter: props.expireAfter ?? '720h',
            terminationGracePeriod: props.terminationGracePeriod,
          },
        },
        disruption: {
          consolidationPolicy: props.consolidationPolicy ?? ConsolidationPolicy.WHEN_EMPTY_OR_UNDERUTILIZED,
          consolidateAfter: props.consolidateAfter ?? consolidateAfter,
          budgets: props.disruptionBudgets?.map(({ nodes, reasons, schedule, duration }) => ({ nodes, reasons, schedule, duration })),
        },
        limits: props.limits === undefined ? undefined : { ...props.limits },
        weight: props.weight,
      },
    };
  }

  /** What the props ask of nodes, whatever capacity they are. */
  private requirements({ props, zones }: SpotPool): NodeRequirement[] {
    const { familyKey, sizeKey } = this.dialect;
    const { families, sizes, instanceTypes, minFamilies, minInstanceTypes, requirements = [] } = props;
    const names = (key: string): boolean => requirements.some((requirement) => normalizedLabel(requirement.key) === key);
    return [
      ...among(ARCHITECTURE, props.architectures ?? (names(ARCHITECTURE) ? undefined : [NodeArchitecture.AMD64])),
      ...names(OPERATING_SYSTEM) ? [] : among(OPERATING_SYSTEM, [this.operatingSystem]),
      ...among(ZONE_KEY, zones),
      ...among(familyKey, families, minFamilies),
      ...sizeKey === undefined ? [] : among(sizeKey, sizes),
      ...among(INSTANCE_TYPE, instanceTypes, minInstanceTypes),
      ...requirements,
    ];
  }

  private get operatingSystem(): string {
    return ('existingName' in this.nodeClass ? undefined : this.nodeClass.operatingSystem) ?? 'linux';
  }

  private decidedLabels(props: SpotNodesProps): DecidedLabel[] {
    return [
      { key: CAPACITY_TYPE, prop: 'onDemandFallback' },
      { key: DOMAIN_KEY, prop: 'onDemandBasePercent' },
      ...props.architectures === undefined ? [] : [{ key: ARCHITECTURE, prop: 'architectures' }],
    ];
  }
}

/** Labels of which nodes have one of few values. */
function offeredBy(requirements: readonly NodeRequirement[]): { [key: string]: readonly string[] } {
  const listed = requirements.filter(({ operator }) => operator === NodeRequirementOperator.IN);
  return Object.fromEntries(listed.map(({ key, values }) => [normalizedLabel(key), values ?? []]));
}

function labelled(labels: { readonly [key: string]: string } = {}): { [key: string]: readonly string[] } {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, [value]]));
}

/** The domains of a pool with an on-demand base, by which its workloads are spread. */
function domainsOf({ name, split }: SpotPool): BaseDomains {
  const values = Array.from({ length: split!.domains }, (_, index) => String(index + 1));
  return {
    key: DOMAIN_KEY,
    values,
    baseValues: values.slice(0, split!.baseDomains),
    baseOffers: { [CAPACITY_TYPE]: ['on-demand'] },
    nodes: [isOneOf('karpenter.sh/nodepool', name, `${name}-base`)],
  };
}

function metadata(name: string, { labels }: SpotPool): KubernetesObject['metadata'] {
  return { name, labels: { ...labels } };
}

function among(key: string, values: readonly string[] | undefined, minValues?: number): NodeRequirement[] {
  if (values === undefined) { return minValues === undefined ? [] : [{ key, operator: NodeRequirementOperator.EXISTS, minValues }]; }
  return [{ key, operator: NodeRequirementOperator.IN, values: [...values], minValues }];
}

function requirementManifest({ key, operator, values, minValues }: NodeRequirement): { [field: string]: any } {
  return { key, operator, values: values === undefined || values.length === 0 ? undefined : [...values], minValues };
}

function taintManifest({ key, value, effect = 'NoSchedule' }: { readonly key: string; readonly value?: string; readonly effect?: string }): { [field: string]: any } {
  return { key, value, effect };
}

function checkLists(props: SpotNodesProps, { sizeKey, nodeClass, names }: KarpenterDialect, prop: Prop): void {
  for (const list of ['families', 'sizes', 'instanceTypes'] as const) {
    const legal = names?.[list];
    knownPart(props[list])?.forEach((name, index) => {
      if (legal === undefined || name === undefined || legal.pattern.test(name)) { return; }
      prop.at(list).at(index).fault({ id: 'prop/grammar', rule: legal.rule, got: name, fix: `Use one such as '${legal.example}'` });
    });
  }
  if (props.sizes !== undefined && sizeKey === undefined) {
    prop.at('sizes').fault({ id: 'scheduling/fitting-provider', rule: `must not be given: ${nodeClass.kind} knows no sizes by name`, got: props.sizes, fix: "Use 'instanceTypes', or 'requirements' on its number of processors" });
  }
}

/** What newer versions of Karpenter brought. */
function checkVersion(version: string, { consolidationPolicy, requirements = [] }: SpotNodesProps, prop: Prop): void {
  if (consolidationPolicy === ConsolidationPolicy.BALANCED && lt(version, '1.14.0')) {
    prop.at('consolidationPolicy').fault({ id: 'scheduling/fitting-provider', rule: `needs Karpenter 1.14, and the cluster has ${version}`, got: consolidationPolicy, fix: 'Upgrade it, or leave this out' });
  }
  requirements.forEach(({ operator }, index) => {
    const strict = operator === NodeRequirementOperator.GTE ? NodeRequirementOperator.GT : NodeRequirementOperator.LT;
    if (![NodeRequirementOperator.GTE, NodeRequirementOperator.LTE].includes(operator) || !lt(version, '1.9.0')) { return; }
    prop.at('requirements', index, 'operator').fault({ id: 'scheduling/fitting-provider', rule: `needs Karpenter 1.9, and the cluster has ${version}`, got: operator, fix: `Use '${strict}'` });
  });
}

const drainFault = whereKnown((drain: string | undefined, { graceSeconds, who }: SpotNotice) =>
  (drain === undefined || (goDurationSeconds(drain) ?? Infinity) >= graceSeconds ? undefined
    : `must be at least ${graceSeconds}s: it cuts off pods that take their time, and ${who}'s own notice leaves them so much`));

/** The taint that Cilium takes away when its agent is ready. @see https://docs.cilium.io/en/stable/installation/taints/ */
const CILIUM_NOT_READY = 'node.cilium.io/agent-not-ready';

function beforeCilium({ startupTaints = [] }: SpotNodesProps, construct: Construct): WarningText[] {
  const isLeftOut = startupTaints.every(({ key }) => isKnown(key) && key !== CILIUM_NOT_READY);
  if (!isLeftOut || Cluster.tryContaining(construct)?.capabilities.cilium === undefined) { return []; }
  return [{
    id: 'scheduling/cilium-startup-taint',
    message: 'Nothing keeps pods from new nodes until the agent of Cilium is ready there: they start without its network and its policies. '
      + `Add { key: '${CILIUM_NOT_READY}', effect: TaintEffect.NO_EXECUTE } to 'startupTaints', which Cilium takes away.`,
  }];
}

/** Why machines may be too much alike; undefined where they are not, or where nobody says. */
function tooFew({ families, sizes, instanceTypes, requirements = [] }: SpotNodesProps, { familyKey, oneTypeEach }: KarpenterDialect): string | undefined {
  const listed = (key: string, values: readonly string[] | undefined): number | undefined => values?.length
    ?? requirements.find((one) => normalizedLabel(one.key) === key && one.operator === NodeRequirementOperator.IN)?.values?.length;
  const types = listed(INSTANCE_TYPE, instanceTypes);
  if (types !== undefined) { return types < FEW_INSTANCE_TYPES ? `Only ${types} instance ${types === 1 ? 'type is' : 'types are'} allowed` : undefined; }
  const allowed = listed(familyKey, families);
  if (allowed === undefined) { return undefined; }
  if (allowed === 1) { return 'Only one family is allowed'; }
  const products = sizes === undefined || oneTypeEach !== true ? Infinity : allowed * sizes.length;
  return products < FEW_INSTANCE_TYPES ? `Only ${products} instance types are allowed, ${allowed} families in ${sizes!.length} ${sizes!.length === 1 ? 'size' : 'sizes'}` : undefined;
}
