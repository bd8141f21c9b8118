import * as pulumi from '@pulumi/pulumi';
import { AksSpotAgentPool } from '../../lib/pulumi/cloud/aks-spot-agent-pool';
import { EksSpotNodeGroup } from '../../lib/pulumi/cloud/eks-spot-node-group';
import { GkeSpotNodePool } from '../../lib/pulumi/cloud/gke-spot-node-pool';
import { optionalPackage } from '../../lib/pulumi/cloud/optional-package';

test.each<[string, string, () => unknown]>([
  ['EksSpotNodeGroup', '@pulumi/aws', () => new EksSpotNodeGroup('spot', { clusterName: 'a', nodeRoleArn: 'b', subnetIds: [], instanceTypes: ['m7i.large'], maxSize: 3 })],
  ['GkeSpotNodePool', '@pulumi/gcp', () => new GkeSpotNodePool('spot', { cluster: 'a', location: 'b', machineTypes: ['n4-standard-4'], totalMaxNodeCount: 3 })],
  ['AksSpotAgentPool', '@pulumi/azure-native', () => new AksSpotAgentPool('spot', { resourceGroupName: 'a', resourceName: 'b', vmSizes: { spot: 'Standard_D4s_v5' }, maxCount: 3 })],
])('%s asks for %s only when it is made, and says how to get it', (component, name, make) => {
  expect(make).toThrow(new pulumi.RunError(`${component} needs '${name}'. Install with 'npm install ${name}'.`));
});

test('a package that fails in its own way says so itself', () => {
  const error = Object.assign(new Error("Cannot find module 'mime'"), { code: 'MODULE_NOT_FOUND' });
  expect(() => optionalPackage('@pulumi/aws', 'EksSpotNodeGroup', () => { throw error; })).toThrow(error);
});
