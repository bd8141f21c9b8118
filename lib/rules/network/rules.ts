import { RuleGroup } from '../rule';
import { closedPolicy } from './closed-policy';
import { endpointAddress } from './endpoint-address';
import { externalIps } from './external-ips';
import { host } from './host';
import { loadBalancer } from './load-balancer';
import { nodePort } from './node-port';
import { nodePortRange } from './node-port-range';
import { policy } from './policy';
import { tls } from './tls';

/** Who reaches whom. */
export const NETWORK_RULES: RuleGroup = {
  rules: [policy, closedPolicy, nodePortRange, nodePort, loadBalancer, externalIps, tls, host, endpointAddress],
  recommended: [policy, closedPolicy, nodePortRange, externalIps, tls].map(({ id }) => id),
};
