import { Chart } from 'cdk8s';
import { chartIn, deploy, warningsOf } from '../workload/deployment-construct';

const HOST_NETWORK = { exceptions: { hostNetwork: 'it watches the node' } };

describe('a workload in the network of its nodes', () => {
  const met = (props: object, say: 'allowTo' | 'allowFrom') => {
    const chart = chartIn();
    const other = deploy({ name: 'agent', ports: [{ port: 9100 }], ...props }, new Chart(chart, 'monitoring', { namespace: 'monitoring' }));
    const api = deploy({ ports: [{ port: 8080 }] }, chart);
    api[say](other);
    return warningsOf(api).filter((warning) => warning.startsWith('network/host-network'));
  };

  test.each(['allowTo', 'allowFrom'] as const)('is none of those whom a rule for pods means, in %s', (say) => {
    expect(met(HOST_NETWORK, say)).toEqual([expect.stringMatching(
      /^network\/host-network: NetworkPolicy 'api': .+ is in the network of its nodes, so that no rule for pods lets its traffic through\. Name the addresses of the nodes, too: 'NetworkPeer\.cidr'\.$/,
    )]);
  });

  test('is met as any other where it has a network of its own', () => {
    expect(met({}, 'allowTo')).toEqual([]);
  });
});
