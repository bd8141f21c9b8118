import { Chart, JsonPatch, Lazy } from 'cdk8s';
import { Cloud } from '../../../lib/cluster/cloud';
import { placeholder } from '../../../lib/manifest/known';
import { stringifyYaml } from '../../../lib/manifest/yaml';
import { ExternalTarget } from '../../../lib/network/external-target';
import { ConsolidationPolicy, NodeArchitecture, NodeDisruptionReason, NodeRequirementOperator, TaintEffect } from '../../../lib/scheduling/node-options';
import { SpotNodePool, SpotNodePoolProps } from '../../../lib/scheduling/node-pool/spot-node-pool';
import { OnDemandBaseRounding } from '../../../lib/scheduling/node-pool/spot-nodes-props';
import { SpotProvider } from '../../../lib/scheduling/node-pool/spot-provider';
import { thrown } from '../../faults-of';
import { clusterChart, faultsIn, manifestsOf, messagesOf, plainChart, spotPool, warningsOf } from './spot-node-pools';

const IN = NodeRequirementOperator.IN;
const FEW = { instanceTypes: ['m7i.large'] };
const nodePoolOf = (props: Partial<SpotNodePoolProps> = {}, scope?: Chart): any => spotPool(props, scope).nodePool!.toJson();
const requirementsOf = (props: Partial<SpotNodePoolProps> = {}, scope?: Chart): any[] => nodePoolOf(props, scope).spec.template.spec.requirements;
const requirement = (key: string, props: Partial<SpotNodePoolProps> = {}, scope?: Chart) => requirementsOf(props, scope).filter((one) => one.key === key);

test('is a NodePool and its node class, of one name and in no namespace', () => {
  const pool = spotPool({ families: ['m7i', 'm7a'], limits: { cpu: '400' } });
  expect(manifestsOf(pool).map(({ kind, metadata }) => [kind, metadata])).toEqual([
    ['EC2NodeClass', { name: 'spot', labels: { 'app.kubernetes.io/name': 'spot' } }],
    ['NodePool', { name: 'spot', labels: { 'app.kubernetes.io/name': 'spot' } }],
  ]);
  expect([pool.nodeClass?.kind, pool.nodePool?.kind, pool.baseNodePool, pool.computeClass]).toEqual(['EC2NodeClass', 'NodePool', undefined, undefined]);
  expect(warningsOf(pool)).toEqual([]);
  expect(stringifyYaml(manifestsOf(pool))).toMatchInlineSnapshot(`
"apiVersion: karpenter.k8s.aws/v1
kind: EC2NodeClass
metadata:
  labels:
    app.kubernetes.io/name: spot
  name: spot
spec:
  amiSelectorTerms:
    - alias: al2023@v20260209
  role: KarpenterNodeRole-prod-eu
  securityGroupSelectorTerms:
    - tags:
        karpenter.sh/discovery: prod-eu
  subnetSelectorTerms:
    - tags:
        karpenter.sh/discovery: prod-eu
---
apiVersion: karpenter.sh/v1
kind: NodePool
metadata:
  labels:
    app.kubernetes.io/name: spot
  name: spot
spec:
  disruption:
    consolidateAfter: 1m
    consolidationPolicy: WhenEmptyOrUnderutilized
  limits:
    cpu: "400"
  template:
    spec:
      expireAfter: 720h
      nodeClassRef:
        group: karpenter.k8s.aws
        kind: EC2NodeClass
        name: spot
      requirements:
        - key: karpenter.sh/capacity-type
          operator: In
          values:
            - spot
            - on-demand
        - key: kubernetes.io/arch
          operator: In
          values:
            - amd64
        - key: kubernetes.io/os
          operator: In
          values:
            - linux
        - key: karpenter.k8s.aws/instance-family
          operator: In
          values:
            - m7i
            - m7a
      taints:
        - effect: NoSchedule
          key: fleetwright.io/spot
          value: spot
"
`);
});

test('carries no namespace where a patch looks for one either', () => {
  const pool = spotPool();
  pool.patch({ kind: 'NodePool' }, JsonPatch.add('/metadata/annotations', { owner: 'platform' }));
  expect(pool.nodePool!.toJson().metadata).toEqual({ annotations: { owner: 'platform' }, labels: { 'app.kubernetes.io/name': 'spot' }, name: 'spot' });
});

test('stands without a cluster too', () => {
  expect(messagesOf(() => spotPool({}, plainChart()))).toEqual([]);
  expect(warningsOf(spotPool({}, plainChart()))).toEqual([]);
});

describe('capacity', () => {
  test('is spot, and on demand where that can not be had', () => {
    expect(requirement('karpenter.sh/capacity-type')).toEqual([{ key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot', 'on-demand'] }]);
  });

  test('is spot alone without the fallback', () => {
    expect(requirement('karpenter.sh/capacity-type', { onDemandFallback: false })).toEqual([{ key: 'karpenter.sh/capacity-type', operator: 'In', values: ['spot'] }]);
  });
});

describe('machines', () => {
  test('run Linux on 64-bit x86 unless something else is said', () => {
    expect(requirementsOf().slice(1)).toEqual([
      { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] }, { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
    ]);
    expect(requirement('kubernetes.io/arch', { architectures: [NodeArchitecture.ARM64] })).toEqual([{ key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] }]);
    const windows = { key: 'kubernetes.io/os', operator: IN, values: ['windows'] };
    expect(requirement('kubernetes.io/os', { requirements: [windows] })).toEqual([windows]);
    const old = { key: 'beta.kubernetes.io/os', operator: IN, values: ['windows'] };
    expect([requirement('kubernetes.io/os', { requirements: [old] }), requirement('beta.kubernetes.io/os', { requirements: [old] })]).toEqual([[], [old]]);
    const any = { key: 'kubernetes.io/arch', operator: NodeRequirementOperator.EXISTS };
    expect(requirement('kubernetes.io/arch', { requirements: [any] })).toEqual([any]);
  });

  test('are chosen by family, size and type', () => {
    const props = { families: ['m7i', 'm7a', 'c7i'], minFamilies: 2, sizes: ['xlarge', '2xlarge'], minInstanceTypes: 5 };
    expect(requirementsOf(props).slice(3)).toEqual([
      { key: 'karpenter.k8s.aws/instance-family', operator: 'In', values: ['m7i', 'm7a', 'c7i'], minValues: 2 },
      { key: 'karpenter.k8s.aws/instance-size', operator: 'In', values: ['xlarge', '2xlarge'] },
      { key: 'node.kubernetes.io/instance-type', operator: 'Exists', minValues: 5 },
    ]);
  });

  test('are in the zones of the cluster unless others are said', () => {
    const zoned = () => clusterChart({ zones: ['eu-1a', 'eu-1b'] });
    expect(requirement('topology.kubernetes.io/zone', {}, zoned())).toEqual([{ key: 'topology.kubernetes.io/zone', operator: 'In', values: ['eu-1a', 'eu-1b'] }]);
    expect(requirement('topology.kubernetes.io/zone', { zones: ['eu-1b'] }, zoned())[0].values).toEqual(['eu-1b']);
    expect(requirement('topology.kubernetes.io/zone')).toEqual([]);
  });

  test.each<[string, Partial<SpotNodePoolProps>, string]>([
    ['one type', FEW, 'Only 1 instance type is allowed'],
    ['nine types', { instanceTypes: Array.from({ length: 9 }, (_, i) => `m7i.${i}`) }, 'Only 9 instance types are allowed'],
    ['one family', { families: ['m7i'] }, 'Only one family is allowed'],
    ['one family by requirement', { requirements: [{ key: 'karpenter.k8s.aws/instance-family', operator: IN, values: ['m7i'] }] }, 'Only one family is allowed'],
    ['few families in few sizes', { families: ['m7i', 'm7a', 'c7i'], sizes: ['xlarge', '2xlarge'] }, 'Only 6 instance types are allowed, 3 families in 2 sizes'],
  ])('are too much alike with %s', (_, props, why) => {
    expect(warningsOf(spotPool(props))).toEqual([
      `scheduling/few-instance-types: ${why}: machines of one kind are often taken away together. Allow more families or sizes.`,
    ]);
  });

  test.each<[string, Partial<SpotNodePoolProps>]>([
    ['anything', {}], ['two families', { families: ['m7i', 'm7a'] }], ['ten types', { instanceTypes: Array.from({ length: 10 }, (_, i) => `m7i.${i}`) }],
    ['five families in two sizes', { families: ['m7i', 'm7a', 'c7i', 'r7i', 'm6i'], sizes: ['xlarge', '2xlarge'] }],
  ])('are different enough with %s', (_, props) => expect(warningsOf(spotPool(props))).toEqual([]));
});

describe('nodes that stand in for spot', () => {
  const STAYS = 'scheduling/stays-on-demand: On-demand nodes that stand in for spot stay until they are empty, or expire: nothing replaces them by spot. '
    + "Leave 'consolidationPolicy' and 'consolidateAfter' out, or set 'onDemandFallback: false'.";
  test.each<[string, Partial<SpotNodePoolProps>, string[]]>([
    ['go when spot is back', {}, []],
    ['stay where only empty nodes go', { consolidationPolicy: ConsolidationPolicy.WHEN_EMPTY }, [STAYS]],
    ['stay where no node goes', { consolidateAfter: 'Never' }, [STAYS]],
    ['are none without the fallback', { consolidateAfter: 'Never', onDemandFallback: false }, []],
  ])('%s', (_, props, warnings) => expect(warningsOf(spotPool(props))).toEqual(warnings));
});

describe('taints', () => {
  test('keep away what did not opt in', () => {
    expect(nodePoolOf({ name: 'batch' }).spec.template.spec.taints).toEqual([{ key: 'fleetwright.io/spot', value: 'batch', effect: 'NoSchedule' }]);
  });

  test('are those that are given', () => {
    const { taints, startupTaints } = nodePoolOf({
      taints: [{ key: 'team', value: 'shop' }, { key: 'team', value: 'shop', effect: TaintEffect.NO_EXECUTE }], startupTaints: [{ key: 'node.cilium.io/agent-not-ready', effect: TaintEffect.NO_EXECUTE }],
    }).spec.template.spec;
    expect(taints).toEqual([{ key: 'team', value: 'shop', effect: 'NoSchedule' }, { key: 'team', value: 'shop', effect: 'NoExecute' }]);
    expect(startupTaints).toEqual([{ key: 'node.cilium.io/agent-not-ready', effect: 'NoExecute' }]);
  });

  test('may be none, with a warning', () => {
    const pool = spotPool({ taints: [] });
    expect(pool.nodePool!.toJson().spec.template.spec).not.toHaveProperty('taints');
    expect(warningsOf(pool)).toEqual(["scheduling/untainted-spot: Pods that never opted in may land on these nodes. Leave 'taints' out for one that keeps them away."]);
  });
});

test('writes when nodes go, and how many', () => {
  expect(nodePoolOf().spec.disruption).toEqual({ consolidateAfter: '1m', consolidationPolicy: 'WhenEmptyOrUnderutilized' });
  expect(nodePoolOf().spec.template.spec.expireAfter).toBe('720h');
  const { spec } = nodePoolOf({
    consolidationPolicy: ConsolidationPolicy.WHEN_EMPTY, consolidateAfter: 'Never', expireAfter: 'Never', terminationGracePeriod: '1h', weight: 10, nodeLabels: { team: 'shop' },
    disruptionBudgets: [{ nodes: '10%' }, { nodes: '0', reasons: [NodeDisruptionReason.DRIFTED], schedule: '0 9 * * mon-fri', duration: '8h' }],
  });
  expect(spec.disruption).toEqual({
    consolidationPolicy: 'WhenEmpty', consolidateAfter: 'Never',
    budgets: [{ nodes: '10%' }, { nodes: '0', reasons: ['Drifted'], schedule: '0 9 * * mon-fri', duration: '8h' }],
  });
  expect(spec.template).toMatchObject({ metadata: { labels: { team: 'shop' } }, spec: { expireAfter: 'Never', terminationGracePeriod: '1h' } });
  expect(spec.weight).toBe(10);
});

describe('budgets that come and go', () => {
  const { EMPTY, UNDERUTILIZED, DRIFTED } = NodeDisruptionReason;
  const unlimited = (disruptionBudgets: SpotNodePoolProps['disruptionBudgets'], props: Partial<SpotNodePoolProps> = {}) => warningsOf(spotPool({ disruptionBudgets, ...props }));
  const ID = 'scheduling/unlimited-disruption: ';
  const GAP = 'is active at all times: whenever none is, Karpenter may take away all nodes at once.';
  const STRICTEST = 'of several that are active, the strictest holds.';

  test.each<[string, SpotNodePoolProps['disruptionBudgets'], Partial<SpotNodePoolProps>, string[]]>([
    ['drift of 21 hours a day', [{ nodes: '10%', reasons: [EMPTY, UNDERUTILIZED] }, { nodes: '90%', reasons: [DRIFTED], schedule: '0 12 * * *', duration: '3h' }], {}, [
      `No budget for 'Drifted' ${GAP} Add { nodes: '10%', reasons: [NodeDisruptionReason.DRIFTED], schedule: '0 15 * * *', duration: '21h' } for the rest of the time, or one without a schedule: ${STRICTEST}`,
    ]],
    ['all reasons outside of office hours', [{ nodes: '0', schedule: '0 9 * * mon-fri', duration: '8h' }], {}, [
      `No budget for 'Underutilized' and 'Empty' and 'Drifted' ${GAP} Give the rest of the time budgets of its own, or add one without a schedule: ${STRICTEST}`,
    ]],
    ['what no budget names', [{ nodes: '10%', reasons: [EMPTY] }], {}, [
      "No budget holds for 'Underutilized' and 'Drifted': Karpenter may take away all nodes at once. Add { nodes: '10%', reasons: [NodeDisruptionReason.UNDERUTILIZED, NodeDisruptionReason.DRIFTED] } to 'disruptionBudgets'.",
    ]],
    ['no budget at all', [], {}, [
      "No budget holds for 'Underutilized' and 'Empty' and 'Drifted': Karpenter may take away all nodes at once. Add { nodes: '10%', reasons: [NodeDisruptionReason.UNDERUTILIZED, NodeDisruptionReason.EMPTY, NodeDisruptionReason.DRIFTED] } to 'disruptionBudgets'.",
    ]],
    ['one minute of a week', [{ nodes: '1', schedule: '0 0 * * 1-5', duration: '24h' }, { nodes: '1', schedule: '0 0 * * 6', duration: '47h59m' }], {}, [
      `No budget for 'Underutilized' and 'Empty' and 'Drifted' ${GAP} Give the rest of the time budgets of its own, or add one without a schedule: ${STRICTEST}`,
    ]],
    ['what comes behind the 28th of a month', [{ nodes: '1', schedule: '0 0 1-28 * *', duration: '24h' }], { consolidateAfter: 'Never', onDemandFallback: false }, [
      `No budget for 'Drifted' ${GAP} Give the rest of the time budgets of its own, or add one without a schedule: ${STRICTEST}`,
    ]],
  ])('leave no limit to %s', (_, budgets, props, messages) => expect(unlimited(budgets, props)).toEqual(messages.map((message) => `${ID}${message}`)));

  test.each<[string, SpotNodePoolProps['disruptionBudgets'], Partial<SpotNodePoolProps>]>([
    ['one is always active', [{ nodes: '10%' }, { nodes: '0', schedule: '0 9 * * mon-fri', duration: '8h' }], {}],
    ['each begins before the last one ends', [{ nodes: '10%', schedule: '@daily', duration: '12h' }, { nodes: '0', schedule: '0 12 * * *', duration: '12h' }], {}],
    ['one lasts for longer than it pauses', [{ nodes: '10%', schedule: '0 9 * * mon-fri', duration: '72h' }], {}],
    ['two share the year', [{ nodes: '1', schedule: '0 0 1-28 * *', duration: '24h' }, { nodes: '1', schedule: '0 0 28 * *', duration: '96h' }], {}],
    ['nodes are never consolidated', [{ nodes: '1', reasons: [DRIFTED] }], { consolidateAfter: 'Never', onDemandFallback: false }],
    ['only empty nodes are', [{ nodes: '1', reasons: [DRIFTED, EMPTY] }], { consolidationPolicy: ConsolidationPolicy.WHEN_EMPTY, onDemandFallback: false }],
    ['something is not known yet', [{ nodes: '1', schedule: placeholder('x'), duration: '1h' }], {}],
  ])('are no matter where %s', (_, budgets, props) => expect(unlimited(budgets, props)).toEqual([]));
});

describe('an on-demand base', () => {
  test('is a second NodePool, and parts the label over which replicas are spread', () => {
    const pool = spotPool({ onDemandBasePercent: 20, weight: 7 });
    const [, main, base] = manifestsOf(pool);
    expect(pool.baseNodePool?.name).toBe('spot-base');
    const named = (object: any) => Object.fromEntries(object.spec.template.spec.requirements.map(({ key, values }: any) => [key, values]));
    expect(named(main)).toMatchObject({ 'karpenter.sh/capacity-type': ['spot', 'on-demand'], 'fleetwright.io/capacity-domain': ['2', '3', '4', '5'] });
    expect(named(base)).toMatchObject({ 'karpenter.sh/capacity-type': ['on-demand'], 'fleetwright.io/capacity-domain': ['1'] });
    expect([main.spec.weight, base.spec.weight]).toEqual([7, 7]);
    expect(base.spec.template.spec).toMatchObject({ nodeClassRef: { name: 'spot' }, taints: main.spec.template.spec.taints });
  });

  test('keeps empty nodes for longer, so that replicas can be brought back to them', () => {
    const after = (props: Partial<SpotNodePoolProps>) => spotPool({ onDemandBasePercent: 20, ...props }).objects
      .filter(({ kind }) => kind === 'NodePool').map((object) => object.toJson().spec.disruption.consolidateAfter);
    expect([after({}), after({ consolidateAfter: '5m' })]).toEqual([['1m', '10m'], ['5m', '5m']]);
  });

  test.each<[number, OnDemandBaseRounding, number, number]>([
    [40, OnDemandBaseRounding.UP, 1, 2], [40, OnDemandBaseRounding.DOWN, 1, 3], [60, OnDemandBaseRounding.UP, 2, 3], [60, OnDemandBaseRounding.DOWN, 1, 2],
    [20, OnDemandBaseRounding.UP, 1, 5], [20, OnDemandBaseRounding.NONE, 1, 5],
  ])('of %d %% is the nearest that can be kept where that is said: %s', (onDemandBasePercent, onDemandBaseRounding, base, domains) => {
    const values = manifestsOf(spotPool({ onDemandBasePercent, onDemandBaseRounding })).slice(1)
      .map(({ spec }) => spec.template.spec.requirements.find(({ key }: any) => key === 'fleetwright.io/capacity-domain').values.length);
    expect(values).toEqual([domains - base, base]);
  });

  test('may be all but one part', () => {
    const values = manifestsOf(spotPool({ onDemandBasePercent: 75 })).slice(1)
      .map(({ spec }) => spec.template.spec.requirements.find(({ key }: any) => key === 'fleetwright.io/capacity-domain').values);
    expect(values).toEqual([['4'], ['1', '2', '3']]);
  });

  test.each<[Partial<SpotNodePoolProps>, string[]]>([
    [{ onDemandBasePercent: 30 }, ["'onDemandBasePercent' must be a share that can be kept within one replica, up to 50 of them, wherever the scheduler puts what is left over, got 30. Nearest are 25 and 31: use one, or say which by 'onDemandBaseRounding'."]],
    [{ onDemandBaseRounding: OnDemandBaseRounding.UP }, ["'onDemandBaseRounding' must be given with 'onDemandBasePercent', got 'Up'. Give both, or leave both out."]],
    [{ disruptionBudgets: [{ nodes: '1', reasons: [] }] }, ["'disruptionBudgets[0].reasons' must hold at least one. Leave it out for all reasons."]],
    [{ zones: ['', 'A B'] }, [
      "'zones[0]' must not be empty, got ''. Use one such as 'eu-central-1a'.",
      "'zones[1]' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'A B'. Use one such as 'eu-central-1a'.",
    ]],
    [{ onDemandBasePercent: 1 }, ["'onDemandBasePercent' must be a share that can be kept within one replica, up to 50 of them, wherever the scheduler puts what is left over, got 1. Nearest is 3."]],
    [{ onDemandBasePercent: 1, onDemandBaseRounding: OnDemandBaseRounding.DOWN }, ["'onDemandBasePercent' must be a share that can be kept within one replica, up to 50 of them, wherever the scheduler puts what is left over, got 1. Nearest is 3."]],
    [{ onDemandBasePercent: 40, onDemandBaseRounding: 'up' as any }, [
      "'onDemandBaseRounding' must be 'None', 'Up' or 'Down', got 'up'. Use 'Up'.",
    ]],
    [{ onDemandBasePercent: 0 }, ["'onDemandBasePercent' must be a whole number from 1 to 99: percent, got 0. Leave it out for no base."]],
    [{ onDemandBasePercent: 0.25 }, ["'onDemandBasePercent' must be a whole number from 1 to 99: percent, got 0.25. Use 25."]],
    [{ onDemandBasePercent: '33' as any }, ["'onDemandBasePercent' must be a whole number from 1 to 99: percent, got '33'. Use 33."]],
    [{ onDemandBasePercent: 100 }, ["'onDemandBasePercent' must be a whole number from 1 to 99: percent, got 100. Use 20."]],
    [{ onDemandBasePercent: 20, onDemandFallback: false }, ["'onDemandBasePercent' must not be given with 'onDemandFallback: false': replicas beyond the base would stay Pending where there is no spot, got 20. Leave one of the two out."]],
    [{ onDemandBasePercent: 20, name: 'x'.repeat(60) }, [`'name' must have at most 58 characters, got '${'x'.repeat(60)}'. Give it a 'name' such as 'spot'.`]],
  ])('is refused with %j', (props, faults) => expect(faultsIn(props)).toEqual(faults));
});

describe('refuses', () => {
  const NUMBER = { key: 'karpenter.k8s.aws/instance-cpu', operator: NodeRequirementOperator.GT };
  test.each<[string, Partial<SpotNodePoolProps>, string[]]>([
    ['a long name', { name: 'x'.repeat(64) }, [`'name' must have at most 63 characters, got '${'x'.repeat(64)}'. Give it a 'name' such as 'spot'.`]],
    ['a name that is none', { name: 'Spot' }, ["'name' must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit, got 'Spot'. Give it a 'name' such as 'spot'."]],
    ['a list of nothing', { families: [] }, ["'families' must list each once, and at least one, got []. Leave it out if any will do."]],
    ['a zone named twice', { zones: ['a', 'a'] }, ["'zones' must list each once, and at least one, got [\"a\",\"a\"]. Leave it out if any will do."]],
    ['minValues beyond the values', { families: ['m7i', 'm7a'], minFamilies: 3 }, ["'requirements' must leave at least as many values for 'karpenter.k8s.aws/instance-family' as 'minValues' asks for, 3, and leave 2. Lower 'minValues', or allow more."]],
    ['minValues beyond 50', { minInstanceTypes: 51 }, ["'minInstanceTypes' must be a whole number from 1 to 50, got 51. Leave it out if any will do."]],
    ['minValues of a requirement beyond 50', { requirements: [{ ...NUMBER, values: ['2'], minValues: 0 }] }, ["'requirements[0].minValues' must be a whole number from 1 to 50, got 0. Leave it out if any will do."]],
    ['requirements that contradict each other', { families: ['m7i'], requirements: [{ key: 'karpenter.k8s.aws/instance-family', operator: IN, values: ['c7i'] }] }, [
      "'requirements' must leave a value for 'karpenter.k8s.aws/instance-family': together with the other props and labels they contradict each other. Take one of them back.",
    ]],
    ['a label that contradicts a requirement', { nodeLabels: { tier: 'web' }, requirements: [{ key: 'tier', operator: IN, values: ['db'] }] }, [
      "'requirements' must leave a value for 'tier': together with the other props and labels they contradict each other. Take one of them back.",
    ]],
    ['too many requirements', { nodeLabels: Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`l${i}`, ''])) }, ["'requirements' must be at most 100, node labels counted, got 101. Leave some out."]],
    ['a capacity type of its own', { requirements: [{ key: 'karpenter.sh/capacity-type', operator: IN, values: ['spot'] }] }, ["'requirements[0].key' must not be given: 'onDemandFallback' says it, got 'karpenter.sh/capacity-type'. Use 'onDemandFallback'."]],
    ['an architecture said twice', { architectures: [NodeArchitecture.ARM64], requirements: [{ key: 'beta.kubernetes.io/arch', operator: IN, values: ['arm64'] }] }, ["'requirements[0].key' must not be given: 'architectures' says it, got 'beta.kubernetes.io/arch'. Use 'architectures'."]],
    ['the label of the domains', { nodeLabels: { 'fleetwright.io/capacity-domain': '1' } }, ["'nodeLabels['fleetwright.io/capacity-domain']' must not be given: 'onDemandBasePercent' says it, got 'fleetwright.io/capacity-domain'. Use 'onDemandBasePercent'."]],
    ['the label of the pool', { nodeLabels: { 'karpenter.sh/nodepool': 'x' } }, ["'nodeLabels['karpenter.sh/nodepool']' must not be used: Karpenter sets this label itself, got 'karpenter.sh/nodepool'. Use a label of a domain of your own."]],
    ['the label of the host', { requirements: [{ key: 'kubernetes.io/hostname', operator: IN, values: ['x'] }] }, ["'requirements[0].key' must not be used: Karpenter sets this label itself, got 'kubernetes.io/hostname'. Use a label of a domain of your own."]],
    ["Karpenter's domain", { nodeLabels: { 'karpenter.sh/own': 'x' } }, ["'nodeLabels['karpenter.sh/own']' must not be in 'karpenter.sh': Karpenter keeps that domain to itself, got 'karpenter.sh/own'. Use a label of a domain of your own."]],
    ["what ends as Karpenter's domain does", { nodeLabels: { 'not-karpenter.sh/own': 'x' } }, ["'nodeLabels['not-karpenter.sh/own']' must not be in 'karpenter.sh': Karpenter keeps that domain to itself, got 'not-karpenter.sh/own'. Use a label of a domain of your own."]],
    ["the provider's domain", { requirements: [{ key: 'karpenter.k8s.aws/ec2nodeclass', operator: NodeRequirementOperator.EXISTS }] }, ["'requirements[0].key' must not be in 'karpenter.k8s.aws': Karpenter keeps that domain to itself, got 'karpenter.k8s.aws/ec2nodeclass'. Use a label of a domain of your own."]],
    ['a label key that is none', { nodeLabels: { 'a b': 'x' } }, ["'nodeLabels['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain and '/' before it. Use a key such as 'example.com/team'."]],
    ['a label value that is none', { nodeLabels: { team: 'a b' } }, ["'nodeLabels.team' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'a b'. Correct the value."]],
    ['a requirement without values', { requirements: [{ key: 'tier', operator: IN }] }, ["'requirements[0].values' must hold at least one with 'In', got []. Name what is meant."]],
    ['values of what must only be there', { requirements: [{ key: 'tier', operator: NodeRequirementOperator.EXISTS, values: ['web'] }] }, ["'requirements[0].values' must not be given with 'Exists', got [\"web\"]. Leave them out."]],
    ['two values of an order', { requirements: [{ ...NUMBER, values: ['2', '4'] }] }, ["'requirements[0].values' must be one whole number of at least 0 with 'Gt', got [\"2\",\"4\"]. Use one such as ['4']."]],
    ['an order of what is no number', { requirements: [{ ...NUMBER, values: ['two'] }] }, ["'requirements[0].values' must be one whole number of at least 0 with 'Gt', got [\"two\"]. Use one such as ['4']."]],
    ['a value that the provider does not know', { requirements: [{ key: 'karpenter.k8s.aws/instance-tenancy', operator: IN, values: ['shared'] }] }, ["'requirements[0].values' must be of 'default', 'dedicated' for 'karpenter.k8s.aws/instance-tenancy', got 'shared'. Use one of them."]],
    ['a second taint of one key and effect', { taints: [{ key: 'a', value: '1' }, { key: 'a', value: '2' }] }, ["'taints[1]' must not be a second taint 'a' with effect NoSchedule: a node has at most one. Leave one of the two out."]],
    ['the same taint for the start', { taints: [{ key: 'a' }], startupTaints: [{ key: 'a' }] }, ["'startupTaints[0]' must not be a second taint 'a' with effect NoSchedule: a node has at most one. Leave one of the two out."]],
    ['a taint of an empty value', { taints: [{ key: 'a', value: '' }] }, ["'taints[0].value' must not be empty, got ''. Correct it, or leave it out."]],
    ['a limit that is no quantity', { limits: { cpu: 'many' } }, ["'limits.cpu' must be a quantity, got 'many'. Use one such as '100' or '400Gi'."]],
    ['a limit below nothing', { limits: { cpu: '-1' } }, ["'limits.cpu' must not be below 0, got '-1'. Leave it out for no limit."]],
    ['a budget of what is no number', { disruptionBudgets: [{ nodes: '101%' }] }, ["'disruptionBudgets[0].nodes' must be a number such as '2' or a share from '0%' to '100%', got '101%'. Use '10%', Karpenter's default."]],
    ['a budget beyond any number of nodes', { disruptionBudgets: [{ nodes: '3000000000' }] }, ["'disruptionBudgets[0].nodes' must be at most 2147483647, got '3000000000'. Use '100%' for all."]],
    ['a limit beyond any number', { limits: { cpu: '1e99999' } }, ["'limits.cpu' must be a quantity, got '1e99999'. Use one such as '100' or '400Gi'."]],
    ['types of none of the families', { families: ['m7i'], instanceTypes: ['c7i.large', 'm7a.large'] }, ["'instanceTypes' must hold one of 'families' and 'sizes', got [\"c7i.large\",\"m7a.large\"]. Leave out 'families' and 'sizes', which the types say."]],
    ['types of none of the sizes', { sizes: ['xlarge'], instanceTypes: ['c7i.large'] }, ["'instanceTypes' must hold one of 'families' and 'sizes', got [\"c7i.large\"]. Leave out 'families' and 'sizes', which the types say."]],
    ['more types than families and sizes make', { families: ['m7i', 'm7a'], sizes: ['large'], minInstanceTypes: 3 }, ["'minInstanceTypes' must be at most as many types as the other props leave, 2, got 3. Lower it, or allow more types."]],
    ['more types than the families leave', { families: ['m7i'], instanceTypes: ['m7i.large', 'c7i.large'], minInstanceTypes: 2 }, ["'minInstanceTypes' must be at most as many types as the other props leave, 1, got 2. Lower it, or allow more types."]],
    ['a schedule without an end', { disruptionBudgets: [{ nodes: '0', schedule: '@daily' }] }, ["'disruptionBudgets[0].duration' must be given with 'schedule'. Give both, or leave both out."]],
    ['an end without a schedule', { disruptionBudgets: [{ nodes: '0', duration: '1h' }] }, ["'disruptionBudgets[0].schedule' must be given with 'duration'. Give both, or leave both out."]],
    ['a schedule that Karpenter can not read', { disruptionBudgets: [{ nodes: '0', schedule: '0 9 * * 7', duration: '1h' }] }, ["'disruptionBudgets[0].schedule' must be a cron line: '7' is no day of the week, which is from 0 to 6 or sun to sat, got '0 9 * * 7'. Use one such as '0 9 * * mon-fri', in UTC."]],
    ['a schedule with a time zone', { disruptionBudgets: [{ nodes: '0', schedule: 'TZ=Europe/Berlin 0 9 * * *', duration: '1h' }] }, ["'disruptionBudgets[0].schedule' must not name a time zone: Karpenter reads it as UTC, got 'TZ=Europe/Berlin 0 9 * * *'. Use one such as '0 9 * * mon-fri', in UTC."]],
    ['a day that never comes', { disruptionBudgets: [{ nodes: '0', schedule: '0 9 31 2 *', duration: '1h' }] }, ["'disruptionBudgets[0].schedule' must be a day that comes: Karpenter takes a budget that never begins for one that is always active, got '0 9 31 2 *'. Correct it."]],
    ['a duration in seconds', { disruptionBudgets: [{ nodes: '0', schedule: '@daily', duration: '90s' }] }, ["'disruptionBudgets[0].duration' must be hours and minutes, got '90s'. Use one such as '8h' or '1h30m'."]],
    ['a duration of nothing', { disruptionBudgets: [{ nodes: '0', schedule: '@daily', duration: '0h' }] }, ["'disruptionBudgets[0].duration' must be longer than nothing: the budget would never hold, got '0h'. Use one such as '8h' or '1h30m'."]],
    ['a duration that nobody can read', { disruptionBudgets: [{ nodes: '0', schedule: '@daily', duration: '9999999h' }] }, ["'disruptionBudgets[0].duration' must be a duration of less than 292 years, got '9999999h'. Use one such as '8h' or '1h30m'."]],
    ['a reason named twice', { disruptionBudgets: [{ nodes: '0', reasons: [NodeDisruptionReason.EMPTY, NodeDisruptionReason.EMPTY] }] }, ["'disruptionBudgets[0].reasons' must name each reason once, got 'Empty'. Leave one of the two out."]],
    ['too many budgets', { disruptionBudgets: Array.from({ length: 51 }, () => ({ nodes: '1' })) }, ["'disruptionBudgets' must be at most 50, got 51. Leave some out."]],
    ['an expiry in days', { expireAfter: '30d' }, ["'expireAfter' must be a duration of hours, minutes and seconds such as '1h30m', or 'Never', got '30d'. Use '720h', or 'Never'."]],
    ['an expiry at once', { expireAfter: '0s' }, ["'expireAfter' must be longer than nothing: every node would be taken away as soon as it is there, got '0s'. Use '720h', or 'Never'."]],
    ['a wait that is none', { consolidateAfter: 'soon' }, ["'consolidateAfter' must be a duration of hours, minutes and seconds such as '1h30m', or 'Never', got 'soon'. Use '1m', or 'Never'."]],
    ['a drain without end', { terminationGracePeriod: 'Never' }, ["'terminationGracePeriod' must be a duration of hours, minutes and seconds such as '1h30m', got 'Never'. Use one such as '1h'."]],
    ['a drain that is shorter than the notice', { terminationGracePeriod: '1m' }, ["'terminationGracePeriod' must be at least 90s: it cuts off pods that take their time, and AWS's own notice leaves them so much, got '1m'. Use one such as '1h', or leave it out."]],
    ['a weight beyond 100', { weight: 101 }, ["'weight' must be a whole number from 1 to 100, got 101. Leave it out to come last."]],
  ])('%s', (_, props, faults) => expect(faultsIn(props)).toEqual(faults));

  test.each<[string, any, string[]]>([
    ['no provider', { provider: undefined }, ["'provider' must be given. Use one such as 'SpotProvider.karpenterAws(…)'."]],
    ['a provider by name', { provider: 'aws' }, ["'provider' must be a value of this library's 'SpotProvider', got a text. Use 'SpotProvider.karpenterAws(…)'."]],
    ['a provider of something else', { provider: ExternalTarget.addresses(['192.0.2.1']) }, ["'provider' must be a value of this library's 'SpotProvider'. Use 'SpotProvider.karpenterAws(…)'."]],
    ['zones that are no list', { zones: 'eu-central-1a' }, ["'zones' must be a list of strings, got a text. Use one such as ['eu-central-1a', 'eu-central-1b']."]],
    ['families with a size, or of another cloud', { families: ['m7i', 'm7i.large', 'Standard_D4s_v5'] }, [
      "'families[1]' must be the name of a family: lower case, and without a size, got 'm7i.large'. Use one such as 'm7i'.",
      "'families[2]' must be the name of a family: lower case, and without a size, got 'Standard_D4s_v5'. Use one such as 'm7i'.",
    ]],
    ['types without a size', { instanceTypes: ['m7i'] }, ["'instanceTypes[0]' must be the name of an instance type: a family, '.' and a size, got 'm7i'. Use one such as 'm7i.large'."]],
    ['a list that is none', { families: 'm7i' }, ["'families' must be a list of strings, got a text. Use one such as ['m7i', 'c7i']."]],
    ['an operator that is none', { requirements: [{ key: 'a', operator: 'in', values: ['b'] }] }, ["'requirements[0].operator' must be 'In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Gte' or 'Lte', got 'in'. Use 'In'."]],
  ])('%s of a caller without types', (_, props, faults) => expect(faultsIn(props)).toEqual(faults));

  test('hosts nothing but constructs', () => {
    expect(thrown(() => spotPool({}).host(undefined as any))).toThrow("'workload' must be a construct. Give a HardenedDeployment, a workload of cdk8s-plus, an ApiObject or a Chart.");
  });

  test('says all at once', () => expect(faultsIn({ weight: 0, expireAfter: 'x', limits: { cpu: 'y' } })).toHaveLength(3));
});

test('passes over what is not known yet', () => {
  const unknown = placeholder('x');
  const props: Partial<SpotNodePoolProps> = {
    families: [unknown, 'm7i'], zones: [unknown], limits: { cpu: unknown }, taints: [{ key: 'a', value: unknown }], nodeLabels: { team: unknown },
    requirements: [{ key: 'tier', operator: IN, values: [unknown] }], expireAfter: unknown, consolidateAfter: unknown, terminationGracePeriod: unknown,
    disruptionBudgets: [{ nodes: unknown, schedule: unknown, duration: unknown }], name: unknown,
  };
  expect(faultsIn(props)).toEqual([]);
  const token = () => Lazy.any({ produce: () => TaintEffect.NO_EXECUTE }) as any;
  expect(faultsIn({
    taints: [{ key: 'a', effect: token() }, { key: 'a', effect: token() }, { key: unknown }, { key: unknown }], startupTaints: [{ key: 'a', effect: unknown as any }],
    requirements: [{ key: `karpenter.sh/${unknown}`, operator: IN, values: ['a'] }, { key: 'tier', operator: unknown as any, values: ['a'] }, { key: 'tier', operator: IN, values: ['b'], minValues: unknown as any }],
    instanceTypes: ['m7i.large', unknown], onDemandBasePercent: unknown as any, onDemandBaseRounding: OnDemandBaseRounding.UP, onDemandFallback: false, name: `${'a'.repeat(64)}${unknown}`,
  })).toEqual([]);
});

describe('the cluster', () => {
  test('with Cilium wants new nodes to be kept free until its agent is ready', () => {
    const scope = () => clusterChart({ capabilities: { karpenter: { version: '1.14.1', interruptionQueue: true }, cilium: { version: '1.19.4' } } });
    const key = 'node.cilium.io/agent-not-ready';
    const says = [
      'scheduling/cilium-startup-taint: Nothing keeps pods from new nodes until the agent of Cilium is ready there: they start without its network and its policies. '
        + `Add { key: '${key}', effect: TaintEffect.NO_EXECUTE } to 'startupTaints', which Cilium takes away.`,
    ];
    expect(warningsOf(spotPool({}, scope()))).toEqual(says);
    expect(warningsOf(spotPool({ startupTaints: [{ key: 'other' }] }, scope()))).toEqual(says);
    expect(warningsOf(spotPool({ startupTaints: [{ key, effect: TaintEffect.NO_EXECUTE }] }, scope()))).toEqual([]);
    expect(warningsOf(spotPool({ startupTaints: [{ key: placeholder('x') }] }, scope()))).toEqual([]);
  });

  test('must have Karpenter', () => {
    expect(faultsIn({}, clusterChart({ capabilities: {} }))).toEqual(["'provider' needs Karpenter, and the cluster is not known to have it. Set 'capabilities.karpenter' on the Cluster."]);
  });

  test('must be in the cloud of the provider, where it says in which one it is', () => {
    expect(faultsIn({}, clusterChart({ cloud: Cloud.AZURE }))).toEqual(["'provider' must be one of the cluster's cloud, 'azure', and is of 'aws'. Use another provider, or correct 'cloud' on the Cluster."]);
    expect([faultsIn({}, clusterChart({ cloud: Cloud.AWS })), faultsIn({}, clusterChart({ cloud: Cloud.of('own') }))]).toEqual([[], []]);
  });

  test('may state a notice of its own, into which drains must fit', () => {
    const cloud = Cloud.of('hetzner', { spotNoticeSeconds: 180 });
    expect(faultsIn({ terminationGracePeriod: '110s' }, clusterChart({ cloud }))).toEqual([
      "'terminationGracePeriod' must be at least 120s: it cuts off pods that take their time, and hetzner's own notice leaves them so much, got '110s'. Use one such as '1h', or leave it out.",
    ]);
    expect(faultsIn({ terminationGracePeriod: '110s' }, clusterChart({ cloud: Cloud.AWS }))).toEqual([]);
  });

  test('should have a queue of interruption notices on AWS', () => {
    const scope = clusterChart({ capabilities: { karpenter: { version: '1.13.0' } } });
    expect(warningsOf(spotPool({}, scope))).toEqual([
      "scheduling/no-interruption-queue: Karpenter is not known to have a queue of interruption notices: without one, pods end with their node, undrained. Set 'interruptionQueue' in its settings, and in 'capabilities.karpenter' of the Cluster.",
    ]);
  });

  test('must have Karpenter 1.9 for bounds that count themselves', () => {
    const scope = (version: string) => clusterChart({ capabilities: { karpenter: { version, interruptionQueue: true } } });
    const bounds = [NodeRequirementOperator.GTE, NodeRequirementOperator.LTE].map((operator) => ({ key: 'karpenter.k8s.aws/instance-cpu', operator, values: ['4'] }));
    expect(faultsIn({ requirements: bounds }, scope('1.8.3'))).toEqual([
      "'requirements[0].operator' needs Karpenter 1.9, and the cluster has 1.8.3, got 'Gte'. Use 'Gt'.",
      "'requirements[1].operator' needs Karpenter 1.9, and the cluster has 1.8.3, got 'Lte'. Use 'Lt'.",
    ]);
    expect(faultsIn({ requirements: bounds }, scope('1.9.0'))).toEqual([]);
  });

  test('must have Karpenter 1.14 for what came with it', () => {
    const scope = clusterChart({ capabilities: { karpenter: { version: 'v1.13.2', interruptionQueue: true } } });
    expect(faultsIn({ consolidationPolicy: ConsolidationPolicy.BALANCED }, scope)).toEqual(["'consolidationPolicy' needs Karpenter 1.14, and the cluster has 1.13.2, got 'Balanced'. Upgrade it, or leave this out."]);
    expect(faultsIn({ consolidationPolicy: ConsolidationPolicy.BALANCED })).toEqual([]);
  });
});

test('refuses a second pool of one name', () => {
  const scope = clusterChart();
  spotPool({}, scope);
  expect(messagesOf(() => new SpotNodePool(scope, 'again', { name: 'spot', provider: SpotProvider.karpenterAwsNodeClass('default') }))).toEqual([
    "'name' must be unique among the objects of kind NodePool in its namespace, but 'prod-eu/chart/spot' emits one of that name, got 'spot'. Give one of the two another 'name'.",
  ]);
});
