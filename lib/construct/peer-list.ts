import { filled, list } from './collection';
import { endpointOf } from './network-endpoint';
import type { NetworkPeer } from './network-peer';
import { also, instance, required } from './shape';

const FIX = "Use one such as [NetworkPeer.pods({ 'app.kubernetes.io/name': 'prometheus' }, { namespace: 'monitoring' })]";

const LIST = list(also(instance<NetworkPeer>('NetworkPeer', 'pods(…)', ['_description']), (peer, prop) => {
  const selection = endpointOf(peer)?.selection;
  selection?.judge(selection.given).forEach((fault) => prop.fault(fault));
}), FIX.replace('Use one such as ', ''));

/** What a list of peers must look like that is said of a cluster, where no policy is at hand that would judge them. */
export const PEERS = filled(LIST, FIX);

/** The same, where nothing goes without. */
export const SOME_PEERS = required(PEERS, FIX);
