import { filled, labels, list } from '../../construct/collection';
import { NetworkPeer } from '../../construct/network-peer';
import { Prop } from '../../construct/prop';
import { dnsLabel, required, textOf } from '../../construct/shape';
import { selecting } from '../../construct/struct';
import { cidrFault } from '../../manifest/ip-address';

/** A peer in a file. */
interface DescribedPeer {
  /** Namespace of its pods. */
  readonly namespace?: string;
  /** Labels of its pods. All of the namespace, if there are none. */
  readonly podLabels?: { [key: string]: string };
  /** Its addresses. */
  readonly cidrs?: string[];
}

const EXAMPLE = '{ namespace: ingress-nginx }';
const CIDRS_FIX = 'Use ranges such as [10.20.0.0/16], or [10.20.0.5/32] for one address';
const PEER = selecting<DescribedPeer>(EXAMPLE, {
  namespace: dnsLabel('Use the name of a namespace'),
  podLabels: labels('{ app.kubernetes.io/name: ingress-nginx }', 'app.kubernetes.io/name'),
  cidrs: filled(list(textOf(cidrFault, { fix: CIDRS_FIX }), '[10.20.0.0/16]', 'a list of strings'), CIDRS_FIX),
});

/** The peers that a list in a file describes, each of one or more of them. What is wrong with them is told here, and not by who gets them. */
export const DESCRIBED_PEERS = (value: unknown, prop: Prop): NetworkPeer[] | undefined => {
  const fix = `Use one such as [${EXAMPLE}]`;
  // Read by index: those that are at fault are left out.
  return required(filled(list((each, at): NetworkPeer[] => peersOf(PEER(each, at), at), `[${EXAMPLE}]`), fix), fix)(value, prop)?.flat();
};

function peersOf(peer: DescribedPeer | undefined, prop: Prop): NetworkPeer[] {
  if (peer === undefined) { return []; }
  const { namespace, podLabels, cidrs } = peer;
  if (cidrs !== undefined) {
    if (namespace !== undefined || podLabels !== undefined) {
      prop.fault({ id: 'prop/choice', rule: "must have either 'cidrs', or a 'namespace' with or without 'podLabels'", fix: 'Make two of it' });
    }
    return cidrs.filter((cidr) => cidrFault(cidr) === undefined).map((cidr) => NetworkPeer.cidr(cidr));
  }
  if (namespace === undefined) {
    // Of a cluster, there is no namespace of its own that could be meant.
    prop.at('namespace').fault({ id: 'prop/required', rule: "must be given, unless there are 'cidrs'", fix: 'Use the namespace of the pods' });
    return [];
  }
  return [podLabels === undefined ? NetworkPeer.namespace(namespace) : NetworkPeer.pods(podLabels, { namespace })];
}
