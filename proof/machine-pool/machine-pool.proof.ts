import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { AzureEvictionPolicy } from '../../lib/scheduling/machine-pool/machine-pool-azure';
import { MachinePoolProvider } from '../../lib/scheduling/machine-pool/machine-pool-provider';
import { SpotMachinePool, SpotMachinePoolProps } from '../../lib/scheduling/machine-pool/spot-machine-pool';
import { NodeTaint, TaintEffect } from '../../lib/scheduling/node-options';
import { SpotPlacement } from '../../lib/scheduling/spot/spot-placement';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { install } from '../crds/install';
import { count, text, texts } from '../deployment/random-values';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';

const TOPIC = 'SpotMachinePool';
const KINDS = ['cluster.x-k8s.io MachinePool', 'bootstrap.cluster.x-k8s.io KubeadmConfig', ...['AWSMachinePool', 'AzureMachinePool', 'GCPMachinePool']
  .map((kind) => `infrastructure.cluster.x-k8s.io ${kind}`)];

export const proofs: Proof[] = [{
  name: 'machine-pool',
  title: 'An API server with the definitions of Cluster API and its providers takes every spot machine pool, and its nodes get the pods that are meant for them.',
  needs: ['kubernetes', 'crds'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const definitions = await context.engine('crds');
    for (const kind of KINDS) {
      const [group, name] = kind.split(' ');
      const definition = await definitions.definitionOf(group, name);
      if (definition === undefined || typeof definition === 'string') { throw new Error(`${kind} is not to be had: ${definition}`); }
      await install(cluster, definition);
    }
    await cluster.namespace('prod-eu');
    await taken(cluster, context);
    await random(cluster, context);
    await placed(cluster, context);
    context.about(TOPIC).skip('that machines are started, and taken away', 'it needs a cloud');
    await cluster.stop();
  },
}];

const BASE = { clusterName: 'prod-eu', kubernetesVersion: '1.34.2' };
const PROVIDERS: { readonly [cloud: string]: MachinePoolProvider } = {
  'AWS with one type': MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], maxPrice: '0.12' }),
  'AWS with several types': MachinePoolProvider.aws({
    instanceTypes: ['m7i.xlarge', 'm7a.xlarge'], amiId: 'ami-0123456789abcdef0', iamInstanceProfile: 'nodes', subnetIds: ['subnet-1'], rootVolumeGiB: 80,
    launchTemplate: { sshKeyName: 'default' }, spec: { additionalTags: { team: 'a' } },
  }),
  'Azure': MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5' }),
  'Azure with everything': MachinePoolProvider.azure({
    location: 'westeurope', vmSize: 'Standard_D4s_v5', osDiskSizeGB: 200, imageId: '/subscriptions/1/x', subnetName: 'nodes', maxPrice: '0.12345',
    evictionPolicy: AzureEvictionPolicy.DEALLOCATE, template: { sshPublicKey: '' }, spec: { identity: 'SystemAssigned' },
  }),
  'Google Cloud': MachinePoolProvider.gcp({ instanceType: 'n4-standard-8', image: 'projects/p/global/images/i', rootDeviceSizeGB: 60, subnet: 'nodes', serviceAccountEmail: 'a@p.iam' }),
};

async function taken(cluster: ControlPlane, context: ProofContext): Promise<void> {
  for (const [cloud, provider] of Object.entries(PROVIDERS)) {
    await context.about(TOPIC).check(`is taken: ${cloud}`, async () => {
      await assertTaken(cluster, poolObjects({ ...BASE, provider }));
      await assertTaken(cluster, poolObjects({ ...BASE, provider, autoscaling: { minReplicas: 0, maxReplicas: 9, machineCpu: '4', machineMemory: '16Gi' }, zones: ['1', '2'], nodeLabels: { team: 'a' } }));
    });
  }
}

const mostly = <T>(likely: fc.Arbitrary<T>, rare: fc.Arbitrary<T>) => fc.oneof({ weight: 9, arbitrary: likely }, { weight: 1, arbitrary: rare });
// Not `freq: 1`, by which `fc.option` means never.
const rarely = <T>(arbitrary: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const provider = fc.oneof(
  fc.constantFrom(...Object.values(PROVIDERS)),
  fc.record({
    instanceTypes: mostly(fc.constantFrom<string[]>(['m7i.xlarge'], ['m7i.xlarge', 'c7i.xlarge']), fc.array(text, { maxLength: 3 })), rootVolumeGiB: rarely(count), maxPrice: rarely(text),
  }).map((options) => MachinePoolProvider.aws(options)),
  fc.record({ location: mostly(fc.constant('westeurope'), text), vmSize: mostly(fc.constant('Standard_D4s_v5'), text), osDiskSizeGB: rarely(count), maxPrice: rarely(text) })
    .map((options) => MachinePoolProvider.azure(options)),
  fc.record({ instanceType: mostly(fc.constant('n4-standard-8'), text), image: fc.constant('projects/p/global/images/i'), rootDeviceSizeGB: rarely(count) })
    .map((options) => MachinePoolProvider.gcp(options)),
);
const taint: fc.Arbitrary<NodeTaint> = fc.record({ key: text, value: rarely(text), effect: rarely(fc.constantFrom(...Object.values(TaintEffect))) });
const props: fc.Arbitrary<SpotMachinePoolProps> = fc.record<SpotMachinePoolProps>({
  clusterName: mostly(fc.constant('prod-eu'), text), provider, kubernetesVersion: mostly(fc.constantFrom('1.34.2', 'v1.34.2-rc.1'), text), name: rarely(text),
  replicas: rarely(count), autoscaling: rarely(fc.record({ minReplicas: count, maxReplicas: count })), zones: rarely(fc.uniqueArray(text, { maxLength: 3 })),
  taints: rarely(fc.array(taint, { maxLength: 2 })), nodeLabels: rarely(texts), labels: rarely(texts),
  kubeadmConfig: rarely(fc.constant({ preKubeadmCommands: ['true'], joinConfiguration: { nodeRegistration: { kubeletExtraArgs: [{ name: 'v', value: '4' }] } } })),
});

async function random(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const seen = { taken: 0, refused: 0 };
  await context.about(TOPIC).check('whatever random props let through is taken', async () => {
    await fc.assert(fc.asyncProperty(props, async (given) => {
      let objects: KubernetesObject[];
      try {
        objects = poolObjects(given);
      } catch (error) {
        const lines = (error as Error).message.split('\n').filter((line) => !line.startsWith('Nothing was written'));
        lines.forEach((line) => assert.match(line.trim(), /^\[management\/[^\]]+\] /));
        seen.refused++;
        return;
      }
      seen.taken++;
      await assertTaken(cluster, objects);
    }), { seed: context.random.seed, numRuns: 700 * context.random.times, includeErrorInReport: true });
    assert.ok(seen.taken >= 200, `too few are legal: ${JSON.stringify(seen)}`);
    return `${seen.taken} pools taken, ${seen.refused} refused`;
  });
}

/** A node as the KubeadmConfig makes it, and pods that opted in or did not. */
async function placed(cluster: ControlPlane, context: ProofContext): Promise<void> {
  await context.about(TOPIC).check('its nodes get the pods that opted in, and no others', async () => {
    const pool = poolIn({ ...BASE, provider: PROVIDERS['AWS with several types'], nodeLabels: { team: 'a' } });
    const { kubeletExtraArgs, taints } = pool.bootstrapConfig.toJson().spec.joinConfiguration.nodeRegistration;
    const labels = Object.fromEntries(kubeletExtraArgs.find(({ name }: any) => name === 'node-labels').value.split(',').map((label: string) => label.split('=')));
    await cluster.createNodes([{ name: 'ordinary', zone: 'a' }, { name: 'spot', zone: 'a', labels, taints }]);
    await cluster.namespace('shop');
    const shop = new Chart(new Cluster({ name: 'prod-eu' }), 'shop', { namespace: 'shop' });
    const workload = (name: string) => new HardenedDeployment(shop, name, { image: `registry.example.com/${name}:1.0.0`, replicas: 2 });
    workload('ordinary');
    workload('spot').with(new SpotPlacement({ capacity: pool.capacity }));
    for (const object of shop.toJson() as KubernetesObject[]) { assert.equal((await cluster.create(object)).status, 201, object.kind); }
    await cluster.waitFor('all pods to be placed', async () => {
      const pods = (await cluster.read('/api/v1/namespaces/shop/pods')).items;
      return pods.length === 4 && pods.every(({ spec }: any) => spec.nodeName !== undefined);
    });
    const pods = (await cluster.read('/api/v1/namespaces/shop/pods')).items;
    assert.deepEqual(pods.map(({ metadata, spec }: any) => [metadata.labels['app.kubernetes.io/name'], spec.nodeName]).sort(),
      [['ordinary', 'ordinary'], ['ordinary', 'ordinary'], ['spot', 'spot'], ['spot', 'spot']]);
  });
}

async function assertTaken(cluster: ControlPlane, objects: readonly KubernetesObject[]): Promise<void> {
  for (const object of objects) {
    const { status, body, warnings } = await cluster.create(object, { dryRun: true });
    assert.equal(status, 201, `${object.kind}: ${body?.message ?? body}`);
    assert.deepEqual(warnings, [], object.kind);
  }
}

function poolIn(given: SpotMachinePoolProps): SpotMachinePool {
  return new SpotMachinePool(new Chart(new Cluster({ name: 'management' }), 'prod-eu', { namespace: 'prod-eu' }), 'spot', given);
}

function poolObjects(given: SpotMachinePoolProps): KubernetesObject[] {
  const pool = poolIn(given);
  Cluster.containing(pool).synthYaml();
  return pool.objects.map((object) => object.toJson());
}
