import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { SpotNodePool } from '../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../lib/scheduling/node-pool/spot-provider';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { VersionOf } from '../deployment/programs';
import { release } from '../versions';
import { MARKET_ZONES } from './market';

/** Properties of a pool. */
export type PoolProps = ConstructorParameters<typeof SpotNodePool>[2];

/** What an EC2NodeClass must say. */
export const AWS_PROVIDER = {
  amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
  role: 'KarpenterNodeRole-proof',
  subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'proof' } }],
  securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'proof' } }],
};

/** Shops that run on a pool, or do without it. */
export class Program {
  public readonly pool: SpotNodePool;
  public readonly cluster: Cluster;
  private readonly workloads: Chart;

  constructor(version: VersionOf, public readonly namespace: string, props: Partial<PoolProps> = {}) {
    this.cluster = new Cluster({
      name: 'proof', zones: MARKET_ZONES, kubernetesVersion: version.version, capabilities: { karpenter: { version: release('sigs.k8s.io/karpenter'), interruptionQueue: true } },
    });
    this.pool = new SpotNodePool(new Chart(this.cluster, 'nodes'), 'spot', {
      name: namespace,
      provider: SpotProvider.karpenterAws(AWS_PROVIDER),
      families: ['m5', 'm6i', 'm7i', 'c5', 'c6i', 'r5'],
      consolidateAfter: '3s',
      disruptionBudgets: [{ nodes: '100%' }],
      ...props,
    });
    this.workloads = new Chart(this.cluster, namespace, { namespace });
  }

  /** A workload of small pods; on the pool unless `spot` is false. */
  public deployment(id: string, props: Partial<HardenedDeploymentProps> = {}, spot = true): HardenedDeployment {
    const workload = new HardenedDeployment(this.workloads, id, {
      image: `registry.example.com/proof/${id}:1.0.0`,
      resources: { cpu: '500m', memory: '512Mi' },
      ...props,
    });
    if (spot) { this.pool.host(workload); }
    return workload;
  }

  /** Everything of it, fit for simulated machines. */
  public objects(): KubernetesObject[] {
    return this.cluster.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]).map(simulated);
  }
}

/** The same object for simulated machines: with the only node class that they have. */
export function simulated(object: KubernetesObject): KubernetesObject {
  if (object.apiVersion === 'karpenter.k8s.aws/v1') {
    return { apiVersion: 'karpenter.kwok.sh/v1alpha1', kind: 'KWOKNodeClass', metadata: { name: object.metadata?.name } };
  }
  if (object.kind !== 'NodePool') { return object; }
  const swapped = structuredClone(object);
  swapped.spec.template.spec.nodeClassRef = { group: 'karpenter.kwok.sh', kind: 'KWOKNodeClass', name: object.spec.template.spec.nodeClassRef.name };
  return swapped;
}
