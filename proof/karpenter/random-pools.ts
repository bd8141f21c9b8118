import * as fc from 'fast-check';
import { KubernetesObject } from '../../lib/manifest/object';
import { PoolProps } from './programs';

/** Props that are written as they are, legal or not. */
export type Written = Pick<
  PoolProps,
  'requirements' | 'taints' | 'startupTaints' | 'nodeLabels' | 'limits' | 'disruptionBudgets' | 'weight' | 'expireAfter' | 'consolidateAfter' | 'terminationGracePeriod'
>;

const mostly = <T>(good: readonly T[], bad: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...good) }, { weight: 1, arbitrary: fc.constantFrom(...bad) });

const keys = mostly(
  ['example.com/team', 'team', 'example.com/tier', 'karpenter.k8s.aws/instance-cpu', 'karpenter.k8s.aws/instance-generation', 'karpenter.k8s.aws/instance-tenancy', 'node.kubernetes.io/instance-type'],
  [
    'karpenter.sh/nodepool', 'karpenter.sh/capacity-type', 'karpenter.sh/other', 'kubernetes.io/hostname', 'karpenter.k8s.aws/other', 'a.karpenter.sh/x', 'notkarpenter.sh/x',
    'node.kubernetes.io/windows-build', 'kubernetes.io/os', 'kubernetes.io/custom', 'beta.kubernetes.io/instance-type', 'failure-domain.beta.kubernetes.io/zone', 'topology.k8s.aws/zone-id',
    'Example.com/x', 'a b', '', '/x', 'x/', 'a/b/c', 'x'.repeat(64), '-x', 'kops.k8s.io/instancegroup', 'node-restriction.kubernetes.io/x',
  ],
);
const values = mostly(['a', 'b', '2', '4', '8', 'm7i.large', 'default'], ['', 'a b', '-a', 'x'.repeat(64), '-1', '1.5', '١', '+4', '0x1', '99999999999999999999', 'Dedicated']);
const operators = mostly(['In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Gte', 'Lte'], ['in', 'Equals']);
const requirement = fc.record({
  key: keys, operator: operators, values: fc.uniqueArray(values, { maxLength: 3 }), minValues: mostly([1, 2, 3], [0, -1, 51, 1.5, 50]),
}, { requiredKeys: ['key', 'operator'] }).map((made) => {
  // More often what belongs to the operator than not.
  if (/Exist/.test(made.operator) && made.values?.length !== 3) { return { ...made, values: undefined }; }
  return /^[GL]/.test(made.operator) && made.values !== undefined && made.values.length > 1 ? { ...made, values: made.values.slice(0, 1) } : made;
});
const taint = fc.record({
  key: mostly(['example.com/spot', 'spot', 'example.com/team'], ['', 'a b', 'a/b/c', '-x', 'x'.repeat(64), 'karpenter.sh/x']),
  value: mostly(['true', 'shop'], ['', 'a b', '-', 'x'.repeat(64), 'a/b']),
  effect: mostly(['NoSchedule', 'NoExecute', 'PreferNoSchedule'], ['', 'noschedule', 'Never']),
}, { requiredKeys: ['key'] });
const budget = fc.record({
  nodes: mostly(['0', '1', '10%', '100%', '0%', '50'], ['', '101%', '-1', '1.5', '10 %', '%', '010%', '1e3', '99999999999']),
  reasons: fc.array(mostly(['Empty', 'Underutilized', 'Drifted'], ['empty', 'Expired']), { minLength: 1, maxLength: 2 }),
  schedule: mostly(['0 9 * * mon-fri', '@daily', '*/5 * * * *', '0 0 1 1 *'], ['', '* * * *', '@every 1h', '0 0 * * 7', 'TZ=UTC * * * * *', '61 * * * *', '@reboot', '0 0 31 2 *']),
  duration: mostly(['8h', '1h30m', '10m', '1h0m0s'], ['', '8', '30s', '1d', '-1h', '1.5h', '90m0s', '9999999999h', '1h 30m']),
}, { requiredKeys: ['nodes'] });
const durations = mostly(['1m', '720h', '1h30m', 'Never', '0s'], ['', '1d', '-1h', '1.5h', '10', 'never', '1h 1m', '99999999999h', '0', '30s']);

/** Props of a pool, some of them illegal. */
export const writtenProps: fc.Arbitrary<Written> = fc.record({
  requirements: fc.array(requirement, { maxLength: 3 }),
  taints: fc.array(taint, { minLength: 1, maxLength: 2 }),
  startupTaints: fc.array(taint, { maxLength: 2 }),
  nodeLabels: fc.dictionary(keys.filter((key) => key !== '__proto__'), values, { maxKeys: 2 }),
  limits: fc.dictionary(mostly(['cpu', 'memory', 'nodes', 'example.com/gpu'], ['', 'a b', 'x/']), mostly(['10', '100Gi', '500m', '1e3'], ['', '-1', '1 Gi', 'ten', '1G1'])),
  disruptionBudgets: fc.array(budget, { maxLength: 2 }),
  weight: mostly([1, 10, 100], [0, 101, -1, 1.5]),
  expireAfter: durations,
  consolidateAfter: durations,
  terminationGracePeriod: mostly(['2h', '10m', '90s', '1h30m'], ['', 'Never', '1d', '-1h', '1.5h', '10s', '0s', '99999999999h']),
}, { requiredKeys: [] }) as fc.Arbitrary<any>;

/** The NodePool that would be written if nobody looked at the props. */
export function unchecked(legal: KubernetesObject, props: Written): KubernetesObject {
  const pool = structuredClone(legal);
  const { spec } = pool.spec.template;
  const { requirements, taints, startupTaints, nodeLabels, limits, disruptionBudgets, weight, expireAfter, consolidateAfter, terminationGracePeriod } = props;
  const withEffect = (list: any[]) => list.map(({ key, value, effect = 'NoSchedule' }) => ({ key, value, effect }));
  if (requirements !== undefined) { spec.requirements = [...spec.requirements, ...requirements]; }
  if (taints !== undefined) { spec.taints = withEffect(taints); }
  if (startupTaints !== undefined) { spec.startupTaints = withEffect(startupTaints); }
  if (nodeLabels !== undefined) { pool.spec.template.metadata = { labels: { ...nodeLabels } }; }
  if (limits !== undefined) { pool.spec.limits = limits; }
  if (disruptionBudgets !== undefined && disruptionBudgets.length > 0) { pool.spec.disruption.budgets = disruptionBudgets; }
  if (weight !== undefined) { pool.spec.weight = weight; }
  if (expireAfter !== undefined) { spec.expireAfter = expireAfter; }
  if (consolidateAfter !== undefined) { pool.spec.disruption.consolidateAfter = consolidateAfter; }
  if (terminationGracePeriod !== undefined) { spec.terminationGracePeriod = terminationGracePeriod; }
  return JSON.parse(JSON.stringify(pool));
}
