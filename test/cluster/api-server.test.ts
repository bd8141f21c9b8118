import { Cluster } from '../../lib/cluster/cluster';
import { placeholder } from '../../lib/manifest/known';
import { faultsOf } from '../faults-of';

const faults = (apiServer: any) => faultsOf(() => new Cluster({ name: 'prod-eu', apiServer }));
const CIDRS = "Use those that 'kubectl get endpointslices -n default' shows for 'kubernetes', e.g. ['10.0.0.10/32'].";
const CIDR = "Use an address such as '10.0.0.10/32', or a range.";

test('a cluster says where its API server is', () => {
  const apiServer = { cidrs: ['10.0.0.10/32', 'fd00::/64', placeholder('a')], port: 6443 };
  expect(new Cluster({ name: 'prod-eu', apiServer }).apiServer).toEqual(apiServer);
  expect(new Cluster({ name: 'prod-eu' }).apiServer).toBeUndefined();
});

test.each<[string, unknown, string[]]>([
  ['no addresses', {}, [`'apiServer.cidrs' must be given. ${CIDRS}`]],
  ['an empty list', { cidrs: [] }, [`'apiServer.cidrs' must hold at least one. ${CIDRS}`]],
  ['an address that is no range', { cidrs: ['10.0.0.10'] }, [`'apiServer.cidrs[0]' must be a CIDR such as 10.9.8.0/24 or 2001:db8::/64, got '10.0.0.10'. ${CIDR}`]],
  ['a range with more bits', { cidrs: ['10.0.0.10/24'] }, [`'apiServer.cidrs[0]' must have no bits set beyond its prefix: 10.0.0.0/24, got '10.0.0.10/24'. ${CIDR}`]],
  ['no port', { cidrs: ['10.0.0.10/32'], port: 0 }, [
    "'apiServer.port' must be a whole number from 1 to 65535, got 0. Use the port that 'kubectl get endpointslices -n default' shows.",
  ]],
  ['what is no object', '10.0.0.10', ["'apiServer' must be an object, got a text. Use one such as { cidrs: ['10.0.0.10/32'] }."]],
])('refuses %s', (_, apiServer, expected) => {
  expect(faults(apiServer)).toEqual(expected);
});
