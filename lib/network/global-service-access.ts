import { NetworkAccess } from '../construct/network-access';
import { Direction, NetworkEndpoint, PolicyPort } from '../construct/network-endpoint';
import { LabelSelector } from '../manifest/object';

/** Pods of this cluster, and on which ports they may call. */
export interface LocalCaller {
  readonly namespace: string;
  readonly pods: LabelSelector;
  readonly ports: readonly PolicyPort[];
}

/** Which workloads of this cluster call a global service. */
export class GlobalServiceAccess extends NetworkAccess {
  private readonly seen = new Set<string>();
  private readonly restricted: NetworkAccess;

  /**
   * @param home namespace of the service
   * @param backend the workload of this cluster behind it, if it is one of ours
   * @param onNamespace is told each namespace of a caller, as soon as there is one
   */
  constructor(private readonly home: string, private readonly backend: NetworkEndpoint | undefined, private readonly onNamespace: (namespace: string) => void) {
    super(home);
    this.restricted = new NetworkAccess(home);
  }

  public override add(direction: Direction, endpoint: NetworkEndpoint, ports: readonly PolicyPort[]): void {
    // A Service calls nobody.
    if (direction === 'egress') { return; }
    super.add(direction, endpoint, ports);
    this.backend?.access?.add('ingress', endpoint, ports);
    // Whoever has no policy of ours gets out already, and a first one would keep it from everything else.
    if (endpoint.access === undefined) { return; }
    this.restricted.add(direction, endpoint, ports);
    for (const { namespaceSelector } of endpoint.seenFrom(this.home).peers) {
      const namespace = namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? this.home;
      if (!this.seen.has(namespace)) {
        this.seen.add(namespace);
        this.onNamespace(namespace);
      }
    }
  }

  /** All callers, in an order that does not depend on the order of the calls. */
  public get callers(): LocalCaller[] {
    return callersOf(this, this.home);
  }

  /** The callers of a namespace that must be let out. */
  public restrictedCallers(namespace: string): LocalCaller[] {
    return callersOf(this.restricted, this.home).filter((caller) => caller.namespace === namespace);
  }
}

function callersOf(access: NetworkAccess, home: string): LocalCaller[] {
  return access.rules('ingress').map(({ peer, ports }) => ({
    namespace: peer.namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name'] ?? home,
    pods: peer.podSelector ?? {},
    ports,
  }));
}
