/** What machines there are to be had. */
export interface Market {
  /** Whether spot capacity is offered. */
  readonly spot: boolean;
  /** @default - all of `FAMILIES` */
  readonly families?: readonly string[];
}

export const MARKET_ZONES = ['eu-1a', 'eu-1b', 'eu-1c'];

/** Memory of each family, in GiB per core. */
export const FAMILIES: { readonly [name: string]: number } = { m5: 4, m6i: 4, m7i: 4, c5: 2, c6i: 2, r5: 8 };

/** Cores of each size. */
const SIZES: { readonly [name: string]: number } = { 'large': 2, 'xlarge': 4, '2xlarge': 8, '4xlarge': 16 };

/** The instance types of a market, as Karpenter's simulated provider reads them: each offering carries the labels that AWS' own provider gives. */
export function instanceTypes({ spot, families = Object.keys(FAMILIES) }: Market): object[] {
  const capacityTypes = spot ? ['spot', 'on-demand'] : ['on-demand'];
  return families.flatMap((family, index) => Object.entries(SIZES).map(([size, cores]) => {
    const memory = cores * FAMILIES[family];
    const labels: [string, string][] = [
      ['karpenter.k8s.aws/instance-category', family[0]],
      ['karpenter.k8s.aws/instance-family', family],
      ['karpenter.k8s.aws/instance-generation', family[1]],
      ['karpenter.k8s.aws/instance-size', size],
      ['karpenter.k8s.aws/instance-cpu', String(cores)],
      ['karpenter.k8s.aws/instance-memory', String(memory * 1024)],
      ['karpenter.k8s.aws/instance-hypervisor', 'nitro'],
    ];
    const price = cores * 0.03 + memory * 0.004 + index * 0.0001; // no two alike
    return {
      name: `${family}.${size}`,
      architecture: 'amd64',
      operatingSystems: ['linux'],
      resources: { 'cpu': String(cores), 'memory': `${memory}Gi`, 'ephemeral-storage': '100Gi', 'pods': '58' },
      offerings: MARKET_ZONES.flatMap((zone) => capacityTypes.map((capacityType) => ({
        Price: capacityType === 'spot' ? price * 0.35 : price,
        Available: true,
        Requirements: [['karpenter.sh/capacity-type', capacityType], ['topology.kubernetes.io/zone', zone], ...labels]
          .map(([key, value]) => ({ key, operator: 'In', values: [value] })),
      }))),
    };
  }));
}
