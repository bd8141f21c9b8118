import * as assert from 'node:assert/strict';
import { FleetLayout } from '../../lib/fleet/output/fleet-layout';
import type { KubernetesObject } from '../../lib/manifest/object';
import { objectKey } from '../../lib/manifest/object-key';
import { parseYaml } from '../../lib/manifest/yaml';
import { install } from '../crds/install';
import { ControlPlane, NodeSpec } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { clustersOf, EXAMPLE, filesOf, runExample, WrittenCluster } from './example';

const READS = [EXAMPLE, 'lib'];

/** A workload, and how many of its pods run in each cluster, over how many zones. */
const PODS: { readonly [cluster: string]: { readonly [workload: string]: readonly [number, number] } } = {
  'prod-eu': { catalogue: [3, 3], web: [3, 3] },
  'prod-us': { catalogue: [3, 3], web: [6, 3] },
  'prod-apac': { catalogue: [3, 3], web: [3, 3] },
  'dev': { catalogue: [1, 1], web: [1, 1] },
};

export const proofs: Proof[] = [{
  name: 'fleet',
  title: 'Each folder that a fleet writes is taken whole by kubectl and Kustomize, in a cluster of its own, and all that it holds comes to life.',
  needs: ['kubernetes', 'crds', 'kustomize'],
  reads: READS,
  run: async (context) => {
    const [folder, listedFolder, byChartFolder] = await runExample(context.host('kubernetes'), [
      {}, { fleet: { kustomization: true } }, { fleet: { kustomization: true, layout: FleetLayout.FILE_PER_CHART } },
    ]);
    const clusters = clustersOf(folder);
    await context.about(EXAMPLE).check('the program writes what is committed', () => {
      const ofClusters = Object.entries(filesOf()).filter(([file]) => !file.startsWith('hub/'));
      assert.deepEqual(filesOf(folder), Object.fromEntries(ofClusters));
      assert.deepEqual(clusters.map(({ name }) => name), Object.keys(PODS).sort());
      return `${clusters.length} clusters, ${clusters.flatMap(({ objects }) => objects).length} objects`;
    });
    const [listed, byChart] = [clustersOf(listedFolder), clustersOf(byChartFolder)];
    for (const [index, cluster] of clusters.entries()) {
      await proveKustomize(context, cluster, { 'a file for each object': listed[index], 'a file for each chart': byChart[index] });
      await proveApplied(context, cluster, listed[index]);
    }
  },
}];

async function proveKustomize(context: ProofContext, { name, objects }: WrittenCluster, written: { readonly [layout: string]: WrittenCluster }): Promise<void> {
  const kustomize = (await context.engine('kustomize')).program('kustomize');
  for (const [layout, { folder }] of Object.entries(written)) {
    await context.about(name).check(`Kustomize makes exactly these objects of ${layout}`, async () => {
      const { code, stdout, stderr } = await context.host('kustomize').processes.run(kustomize, ['build', folder]);
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      assert.deepEqual(sorted(parseYaml(stdout) as KubernetesObject[]), sorted(objects));
      return `${objects.length} objects`;
    });
  }
}

function sorted(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return [...objects].sort((a, b) => (objectKey(a) < objectKey(b) ? -1 : 1));
}

async function proveApplied(context: ProofContext, written: WrittenCluster, listed: WrittenCluster): Promise<void> {
  const { name, folder, objects, facts } = written;
  const checks = context.about(name);
  const cluster = await ControlPlane.start(context.host('kubernetes'), { emulatedVersion: facts.cluster.kubernetesVersion });
  await installDefinitions(context, cluster, objects);
  await cluster.createNodes(nodesOf(written));
  await checks.check('kubectl applies the folder, with strict validation and without a warning', async () => {
    const { code, stdout, stderr } = await cluster.kubectl(['apply', '--server-side', '--validate=strict', '--recursive', '-f', folder]);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.equal(stdout.trimEnd().split('\n').filter((line) => line.endsWith(' serverside-applied')).length, objects.length);
    return `${objects.length} objects`;
  });
  await checks.check('the scheduler finds a node for every pod', async () => {
    for (const [workload, [pods, zones]] of Object.entries(PODS[name])) {
      const namespace = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata!.name === workload)!.metadata!.namespace!;
      await cluster.waitFor(`${workload} to run`, async () => (await cluster.read(`/apis/apps/v1/namespaces/${namespace}/deployments/${workload}`)).status?.readyReplicas === pods);
      const nodes: string[] = (await cluster.read(`/api/v1/namespaces/${namespace}/pods`)).items.map(({ spec }: any) => spec.nodeName);
      assert.deepEqual([workload, new Set(nodes.map((node) => node.split('.')[0])).size], [workload, zones]);
      if (workload === 'web' && objects.some(({ kind }) => kind === 'NodePool')) {
        const kinds = new Set(nodes.map((node) => node.split('.')[1].replace(/-\d$/, '')));
        assert.deepEqual([...kinds].sort(), ['spot', 'spot-base'], 'the storefront runs on spot nodes, and on those of the base');
      }
    }
  });
  await checks.check('nothing is left to apply, for kubectl with its own Kustomize either', async () => {
    for (const source of [['--recursive', '-f', folder], ['-k', listed.folder]]) {
      const { code, stdout, stderr } = await cluster.kubectl(['diff', '--server-side', ...source]);
      assert.deepEqual({ code, stdout, stderr }, { code: 0, stdout: '', stderr: '' });
    }
  });
  await cluster.stop();
}

async function installDefinitions(context: ProofContext, cluster: ControlPlane, objects: readonly KubernetesObject[]): Promise<void> {
  const definitions = await context.engine('crds');
  for (const { apiVersion, kind } of objects) {
    if (await cluster.resourceOf(apiVersion, kind) !== undefined) { continue; }
    const definition = await definitions.definitionOf(apiVersion.split('/')[0], kind);
    if (typeof definition !== 'object') { throw new Error(`no definition of ${kind} in ${apiVersion}: ${definition ?? 'list its group in proof/versions.ts'}`); }
    await install(cluster, definition);
  }
}

/** Nodes as the cluster has them: two in each zone, and those that Karpenter would make of the NodePools, one for each capacity domain and zone. */
function nodesOf({ objects, facts: { cluster: { zones } } }: WrittenCluster): NodeSpec[] {
  const pools = objects.filter(({ kind }) => kind === 'NodePool');
  return (zones as string[]).flatMap((zone) => [
    ...[1, 2].map((index): NodeSpec => ({ name: `${zone}.node-${index}`, zone })),
    ...pools.flatMap(({ metadata, spec: { template: { spec: { requirements, taints } } } }): NodeSpec[] => {
      const values = (key: string): string[] => requirements.find((one: any) => one.key === key).values;
      return values('fleetwright.io/capacity-domain').map((domain) => ({
        name: `${zone}.${metadata!.name}-${domain}`,
        zone,
        labels: { 'karpenter.sh/nodepool': metadata!.name!, 'karpenter.sh/capacity-type': values('karpenter.sh/capacity-type')[0], 'fleetwright.io/capacity-domain': domain },
        taints,
      }));
    }),
  ]);
}
