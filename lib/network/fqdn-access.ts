import { Fault } from '../construct/fault';
import { AccessRule, NetworkAccess } from '../construct/network-access';
import { Direction, NetworkEndpoint, PolicyPeer, PolicyPort } from '../construct/network-endpoint';
import { knownPart } from '../manifest/known';
import { LabelSelector } from '../manifest/object';
import { ciliumKeyFault } from './cilium-mesh';

/** Callers of one namespace, and on which ports they may call. */
export interface FqdnCaller {
  readonly pods: LabelSelector;
  readonly ports: readonly PolicyPort[];
}

/**
 * Who may call a service that is known by its DNS name. `onNamespace` is told each namespace of a caller, as soon as there is one. `rangeFault` is what keeps
 * policies from naming ranges of ports, if anything does.
 */
export class FqdnAccess extends NetworkAccess {
  private readonly seen = new Set<string>();
  private readonly unfit = new Set<string>();

  constructor(private readonly home: string, private readonly onNamespace: (namespace: string) => void, private readonly rangeFault?: Fault) {
    super(home);
  }

  public override add(direction: Direction, endpoint: NetworkEndpoint, ports: readonly PolicyPort[]): void {
    // What it calls itself, no policy of the cluster can say.
    if (direction === 'egress') { return; }
    super.add(direction, endpoint, ports);
    for (const peer of endpoint.seenFrom(this.home).peers) {
      const namespace = namespaceOf(peer, this.home);
      if (namespace === undefined) {
        this.unfit.add(endpoint.description);
      } else if (!this.seen.has(namespace)) {
        this.seen.add(namespace);
        this.onNamespace(namespace);
      }
    }
  }

  /** The callers of a namespace, in an order that does not depend on the order of the calls. */
  public callers(namespace: string): FqdnCaller[] {
    return this.rules('ingress')
      .filter(({ peer }: AccessRule) => namespaceOf(peer, this.home) === namespace)
      .map(({ peer, ports }) => ({ pods: peer.podSelector ?? {}, ports }));
  }

  public override get faults(): Fault[] {
    const rules = this.rules('ingress');
    const ports = rules.flatMap((rule) => rule.ports);
    const keys = new Set(rules.flatMap(({ peer }) => Object.keys(peer.podSelector?.matchLabels ?? {})));
    const names = new Set(knownPart(ports).map(({ port }) => port).filter((port) => typeof port === 'string'));
    return [
      ...super.faults,
      ...[...this.unfit].map((description) => ({
        id: 'network/nameable-peer',
        rule: `${description} is no set of pods in one namespace, and a CiliumNetworkPolicy lets nothing else out`,
        fix: "Name each namespace with 'NetworkPeer.namespace' or 'NetworkPeer.pods'",
      })),
      ...[...keys].flatMap((key) => {
        const rule = ciliumKeyFault(key);
        return rule === undefined ? [] : [{ id: 'network/nameable-peer', rule: `'${key}' ${rule}`, fix: 'Let callers carry another label' }];
      }),
      ...[...names].map((name) => ({
        id: 'network/declared-port', rule: `no port is known by the name '${name}'`, fix: "Name it in 'ports', or give its number",
      })),
      ...(this.rangeFault !== undefined && ports.some(({ endPort }) => endPort !== undefined) ? [this.rangeFault] : []),
    ];
  }
}

/** The one namespace in which a peer's pods are. */
function namespaceOf({ namespaceSelector, ipBlock }: PolicyPeer, home: string): string | undefined {
  if (ipBlock !== undefined) { return undefined; }
  if (namespaceSelector === undefined) { return home; }
  const { matchLabels = {}, matchExpressions = [] } = namespaceSelector;
  const names = Object.entries(matchLabels);
  return names.length === 1 && names[0][0] === 'kubernetes.io/metadata.name' && matchExpressions.length === 0 ? names[0][1] : undefined;
}
