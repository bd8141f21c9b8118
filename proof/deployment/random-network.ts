import * as fc from 'fast-check';
import { NetworkPeer, NetworkRule } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { count, text, texts } from './random-values';

/** One of two workloads calls the other, or is called. */
export interface Call {
  readonly from: 'api' | 'web';
  readonly method: 'allowFrom' | 'allowTo';
  readonly ports: readonly NetworkPort[];
}

const cidr = fc.constantFrom('10.0.0.0/8', '10.0.0.0/16', '10.1.2.3/8', '0.0.0.0/0', '::/0', 'fd00::/8', 'FD00::/8', '010.0.0.0/8', '::ffff:10.0.0.0/104', '10.0.0.0', '10.0.0.0/33', '10.0.0.0/08', '');

const peer = fc.oneof(
  fc.tuple(texts, fc.option(text, { nil: undefined })).map(([labels, namespace]) => NetworkPeer.pods(labels, { namespace })),
  text.map((name) => NetworkPeer.namespace(name)),
  fc.constant(NetworkPeer.allNamespaces()),
  fc.tuple(cidr, fc.option(fc.array(cidr, { maxLength: 2 }), { nil: undefined })).map(([range, except]) => NetworkPeer.cidr(range, { except })),
);

const port = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(NetworkPort.tcp(8000), NetworkPort.tcp(80), NetworkPort.udp(53), NetworkPort.named('http'), NetworkPort.named('p8000')) },
  count.map((number) => NetworkPort.sctp(number)),
  fc.tuple(count, count).map(([first, last]) => NetworkPort.udpRange(first, last)),
  text.map((name) => NetworkPort.named(name)),
);

/** Rules as `network` takes them. */
export const networkRules: fc.Arbitrary<NetworkRule[]> = fc.array(
  fc.record({ peer, ports: fc.option(fc.array(port, { maxLength: 2 }), { nil: undefined }) }), { minLength: 1, maxLength: 2 },
);

/** Calls of `allowFrom` and `allowTo`. */
export const calls: fc.Arbitrary<Call> = fc.record({
  from: fc.constantFrom('api' as const, 'web' as const),
  method: fc.constantFrom('allowFrom' as const, 'allowTo' as const),
  ports: fc.array(port, { maxLength: 1 }),
});
