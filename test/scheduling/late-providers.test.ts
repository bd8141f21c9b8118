// What tokens in the arguments of providers become is judged at synth, by the prop in which the provider stands.
import { App, Chart, Lazy } from 'cdk8s';
import { findingsOf } from '../../lib/construct/faults';
import { MachinePoolProvider } from '../../lib/scheduling/machine-pool/machine-pool-provider';
import { SpotMachinePool } from '../../lib/scheduling/machine-pool/spot-machine-pool';
import { SpotProvider } from '../../lib/scheduling/node-pool/spot-provider';
import { AWS_OPTIONS, plainChart, spotPool } from './node-pool/spot-node-pools';

const late = (value: unknown): any => Lazy.any({ produce: () => value });
const IMAGE = { imageSelectorTerms: [{ alias: 'Ubuntu@latest' }] };

test.each<[string, unknown, unknown, (value: any) => SpotProvider]>([
  ['provider.amiSelectorTerms[0].alias', 'al9@v1', 'al2023@v20260209', (alias) => SpotProvider.karpenterAws({ ...AWS_OPTIONS, amiSelectorTerms: [{ alias }] })],
  ['provider.nodeClass', 'A', 'default', (name) => SpotProvider.karpenterAwsNodeClass(name)],
  ['provider.osDiskSizeGB', 0, 128, (osDiskSizeGB) => SpotProvider.karpenterAzure({ osDiskSizeGB })],
  ['provider.nodeClass', 'A', 'default', (name) => SpotProvider.karpenterAzureNodeClass(name)],
  ['provider.networkTags[0]', 5, 'a', (tag) => SpotProvider.karpenterGcp({ ...IMAGE, networkTags: [tag] })],
  ['provider.nodeClass', 'A', 'default', (name) => SpotProvider.karpenterGcpNodeClass(name)],
  ['provider.minCores', -1, 2, (minCores) => SpotProvider.gkeComputeClass({ minCores })],
])('a node pool says it of %s, where a token becomes %p', (prop, wrong, right, provider) => {
  const said = (value: unknown) => findingsOf(spotPool({ provider: provider(late(value)) }, plainChart())).map((finding) => finding.prop);
  expect(said(wrong)).toEqual([prop]);
  expect(said(right)).toEqual([]);
});

test.each<[string, unknown, unknown, (value: any) => MachinePoolProvider]>([
  ['provider.rootVolumeGiB', 0, 50, (rootVolumeGiB) => MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], rootVolumeGiB })],
  ['provider.osDiskSizeGB', 0, 50, (osDiskSizeGB) => MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5', osDiskSizeGB })],
  ['provider.rootDeviceSizeGB', 0, 50, (rootDeviceSizeGB) => MachinePoolProvider.gcp({ instanceType: 'n2-standard-4', image: 'projects/a/global/images/b', rootDeviceSizeGB })],
])('a machine pool says it of %s, where a token becomes %p', (prop, wrong, right, provider) => {
  const pool = (value: unknown) => new SpotMachinePool(new Chart(new App(), 'management', { namespace: 'prod-eu' }), 'spot', {
    clusterName: 'prod-eu', kubernetesVersion: '1.34.2', provider: provider(late(value)),
  });
  const said = (value: unknown) => findingsOf(pool(value)).map((finding) => finding.prop);
  expect(said(wrong)).toEqual([prop]);
  expect(said(right)).toEqual([]);
});
