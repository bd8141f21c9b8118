import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { SpotNodePool } from '../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../lib/scheduling/node-pool/spot-provider';
import { install } from '../crds/install';
import { judge } from '../kubernetes/acceptance';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof } from '../proof';
import { release } from '../versions';
import { AWS_PROVIDER, PoolProps } from './programs';

const DISRUPTION = { consolidateAfter: '5m', limits: { cpu: '100' }, disruptionBudgets: [{ nodes: '0', schedule: '0 9 * * mon-fri', duration: '8h' }], weight: 50 };

/** A pool of each provider, with few props and with many. */
const POOLS: { readonly [provider: string]: readonly PoolProps[] } = {
  'Karpenter on AWS': [
    { provider: SpotProvider.karpenterAws(AWS_PROVIDER) },
    {
      provider: SpotProvider.karpenterAws({
        amiSelectorTerms: [{ id: 'ami-0123456789abcdef0' }, { name: 'ours-*', owner: 'self' }, { tags: { team: 'shop' } }],
        amiFamily: 'Bottlerocket',
        instanceProfile: 'nodes',
        subnetSelectorTerms: [{ id: 'subnet-0123456789abcdef0' }],
        securityGroupSelectorTerms: [{ name: 'nodes-*' }, { id: 'sg-0123456789abcdef0' }],
        tags: { team: 'shop' },
        spec: { metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 }, detailedMonitoring: true },
      }),
      families: ['m6i', 'm7i'], sizes: ['large', 'xlarge'], minFamilies: 2, onDemandBasePercent: 25, ...DISRUPTION,
    },
    { provider: SpotProvider.karpenterAwsNodeClass('default'), instanceTypes: ['m7i.large', 'm7i.xlarge'], minInstanceTypes: 2, onDemandFallback: false },
  ],
  'Karpenter on Azure': [
    { provider: SpotProvider.karpenterAzure() },
    {
      provider: SpotProvider.karpenterAzure({ imageFamily: 'AzureLinux' as any, osDiskSizeGB: 100, maxPods: 50, tags: { team: 'shop' } }),
      families: ['D', 'E'], minFamilies: 2, onDemandBasePercent: 20, ...DISRUPTION,
    },
    { provider: SpotProvider.karpenterAzureNodeClass('default'), instanceTypes: ['Standard_D4s_v5'], onDemandFallback: false },
  ],
  'Karpenter on GCP': [
    { provider: SpotProvider.karpenterGcp({ imageSelectorTerms: [{ alias: 'ContainerOptimizedOS@latest' }] }) },
    {
      provider: SpotProvider.karpenterGcp({
        imageSelectorTerms: [{ alias: 'Ubuntu@latest' }], serviceAccount: 'nodes@example-project.iam.gserviceaccount.com', networkTags: ['nodes'], machineLabels: { team: 'shop' },
      }),
      families: ['n4', 'c4'], onDemandBasePercent: 20, ...DISRUPTION,
    },
    { provider: SpotProvider.karpenterGcpNodeClass('default'), onDemandFallback: false },
  ],
  'GKE ComputeClass': [
    { provider: SpotProvider.gkeComputeClass() },
    {
      provider: SpotProvider.gkeComputeClass({ minCores: 4, minMemoryGb: 16 }),
      families: ['n4', 'c4'], zones: ['europe-west1-b', 'europe-west1-c'], consolidateAfter: '5m', nodeLabels: { 'example.com/team': 'shop' }, taints: [{ key: 'example.com/spot' }],
    },
    { provider: SpotProvider.gkeComputeClass({ nodePoolAutoCreation: false }), instanceTypes: ['n4-standard-8', 'n2-standard-8'], onDemandFallback: false },
  ],
};

export const proofs: Proof[] = [{
  name: 'spot-providers',
  title: 'The objects of every provider are taken by a strict API server with the definitions of that provider, and applying them again changes nothing.',
  needs: ['kubernetes', 'crds'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const customResources = await context.engine('crds');
    const candidates: { readonly set: string; readonly provider: string; readonly object: KubernetesObject }[] = [];
    const missing = new Map<string, string>();
    const installed = new Set<string>();
    for (const [provider, pools] of Object.entries(POOLS)) {
      const own = pools.flatMap((props, index) => objectsOf(props, index).map((object) => ({ set: `${provider} ${index}`, provider, object })));
      for (const { apiVersion, kind } of own.map(({ object }) => object)) {
        // If the version is still unknown then, the API server says so.
        if (installed.has(kind) || missing.has(provider)) { continue; }
        const definition = await customResources.definitionOf(apiVersion.split('/')[0], kind);
        if (typeof definition === 'string') { missing.set(provider, definition); } else { await install(cluster, definition); }
        installed.add(kind);
      }
      if (!missing.has(provider)) { candidates.push(...own); }
    }
    // All at once: new kinds are deleted as slowly as the garbage collector hears of them.
    const verdicts = await judge(cluster, candidates);
    for (const provider of Object.keys(POOLS)) {
      if (missing.has(provider)) {
        context.about(provider).skip('its objects are taken', missing.get(provider)!);
        continue;
      }
      await context.about(provider).check('its objects are taken', () => {
        const own = verdicts.filter(({ candidate }) => candidate.provider === provider);
        for (const { candidate: { object }, faults } of own) { assert.deepEqual(faults, [], JSON.stringify(object)); }
        return `${own.length} objects`;
      });
    }
    await cluster.stop();
  },
}];

function objectsOf(props: PoolProps, index: number): KubernetesObject[] {
  const cluster = new Cluster({
    name: 'proof', capabilities: { karpenter: { version: release('sigs.k8s.io/karpenter'), interruptionQueue: true }, gke: { computeClasses: true } } as any,
  });
  const chart = new Chart(cluster, 'nodes');
  new SpotNodePool(chart, `pool-${index}`, props);
  return chart.toJson();
}
