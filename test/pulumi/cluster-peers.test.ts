// Peers that are somebody else in each cluster: a component knows of its cluster all that a construct does.
import * as pulumi from '@pulumi/pulumi';
import { deploy } from './engine-monitor';
import { Cloud } from 'fleetwright';
import { Cluster, ClusterArgs, HardenedDeployment, NetworkPeer, NetworkPort } from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const API = { image: 'registry.example.com/api:1.4.2', namespace: 'shop' };

/** What a component with these arguments registers in a cluster, by kind, and what was said of it. */
async function registered(cluster: ClusterArgs, args: any) {
  let api: any;
  const { resources, logs } = await deploy(() => {
    api = new HardenedDeployment('api', { ...API, ...args }, { parent: new Cluster('prod-eu', cluster, { ambientKubeconfig: true }) });
  });
  const specOf = (kind: string) => resources.find(({ type }) => type.endsWith(`:${kind}`))?.props.spec;
  return { api, egress: specOf('NetworkPolicy').egress, cilium: specOf('CiliumNetworkPolicy'), said: logs.map(({ message }) => message).join('\n') };
}

test('the API server, its Service and the metadata of the cloud are those of the cluster', async () => {
  const { api, egress } = await registered({ cloud: Cloud.AWS, apiServer: { cidrs: ['10.0.0.0/20'], port: 443 }, serviceCidrs: ['172.20.0.0/16'] }, {
    network: { allowTo: [{ peer: NetworkPeer.apiServer() }, { peer: NetworkPeer.instanceMetadata() }] },
  });
  expect(egress.slice(1).map((rule: any) => [rule.to[0].ipBlock.cidr, rule.ports[0].port])).toEqual([
    ['10.0.0.0/20', 443], ['169.254.169.254/32', 80], ['172.20.0.1/32', 443], ['fd00:ec2::254/128', 80],
  ]);
  expect(api.ciliumNetworkPolicy).toBeUndefined();
});

test('what only Cilium names is in a resource of its own, with names that only the deployment knows', async () => {
  const { api, egress, cilium } = await registered({ capabilities: { cilium: { version: '1.19.6' } } }, {
    network: { allowTo: [{ peer: NetworkPeer.apiServer() }, { peer: NetworkPeer.dnsName(pulumi.output('db.example.com') as any), ports: [NetworkPort.tcp(5432)] }] },
  });
  expect(egress).toHaveLength(1);
  expect(cilium.egress.slice(1)).toEqual([
    { toEntities: ['kube-apiserver'], toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }, { port: '6443', protocol: 'TCP' }] }] },
    { toFQDNs: [{ matchName: 'db.example.com' }], toPorts: [{ ports: [{ port: '5432', protocol: 'TCP' }] }] },
  ]);
  expect(api.ciliumNetworkPolicy.__pulumiType).toBe('kubernetes:cilium.io/v2:CiliumNetworkPolicy');
});

test('a token that the policy makes useless is said', async () => {
  const { said } = await registered({ apiServer: { cidrs: ['10.0.0.0/20'] } }, { automountServiceAccountToken: true });
  expect(said).toContain("workload/useless-token: NetworkPolicy 'api': it keeps the pods from the API server");
});

test('nothing that a cluster knows is lost on the way to its components', async () => {
  const { egress, api } = await registered({ serviceCidrs: ['10.96.0.0/12'], capabilities: { dns: { nodeLocalAddress: '169.254.20.10' } }, platformChoosesIds: true }, {});
  expect(egress[0].to).toContainEqual({ ipBlock: { cidr: '10.96.0.0/12' } });
  expect(api.construct.deployment.toJson().spec.template.spec.securityContext).not.toHaveProperty('runAsUser');
});
