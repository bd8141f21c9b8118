import { App, Chart } from 'cdk8s';
import { IConstruct } from 'constructs';
import { Cluster, ClusterProps } from '../../../lib/cluster/cluster';
import { RulePack } from '../../../lib/cluster/rule-settings';
import { Warnings } from '../../../lib/construct/warnings';
import { KubernetesObject } from '../../../lib/manifest/object';
import { KarpenterAwsOptions } from '../../../lib/scheduling/node-pool/karpenter-aws';
import { SpotNodePool, SpotNodePoolProps } from '../../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../../lib/scheduling/node-pool/spot-provider';
import { faultsOf } from '../../faults-of';

/** The least that Karpenter on AWS needs. */
export const AWS_OPTIONS: KarpenterAwsOptions = {
  amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
  role: 'KarpenterNodeRole-prod-eu',
  subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
  securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
};

export const AWS = SpotProvider.karpenterAws(AWS_OPTIONS);

/** A chart in a cluster that has what a pool on AWS wants, and in which constructs alone give warnings. */
export function clusterChart(props: Partial<ClusterProps> = {}): Chart {
  const capabilities = { karpenter: { version: '1.14.1', interruptionQueue: true } };
  return new Chart(new Cluster({ name: 'prod-eu', capabilities, rules: { pack: RulePack.REFUSED }, ...props }), 'chart', { namespace: 'shop' });
}

/** A chart in a plain App. */
export function plainChart(): Chart {
  return new Chart(new App(), 'chart', { namespace: 'shop' });
}

/** A pool named `spot`. */
export function spotPool(props: Partial<SpotNodePoolProps> = {}, scope: Chart = clusterChart()): SpotNodePool {
  return new SpotNodePool(scope, 'spot', { provider: AWS, ...props });
}

/** All finished objects of a construct. */
export function manifestsOf(pool: SpotNodePool): KubernetesObject[] {
  return pool.objects.map((object) => object.toJson() as KubernetesObject);
}

/** Everything that is at fault, one sentence each, without the construct's path. */
export function faultsIn(props: Partial<SpotNodePoolProps>, scope?: Chart): string[] {
  return messagesOf(() => spotPool(props, scope));
}

/** What an error says, line by line, without the construct's path. */
export function messagesOf(work: () => unknown): string[] {
  return faultsOf(work);
}

/** The warnings of a construct as `id: object: message`. */
export function warningsOf(construct: IConstruct): string[] {
  return Warnings.of(construct).map(({ id, object, message }) => `${id}: ${object === undefined ? '' : `${object}: `}${message}`);
}

