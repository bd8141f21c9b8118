import { IConstruct } from 'constructs';

/** A service that answers on addresses of its own, whichever node asks. */
export interface NodeService {
  readonly cidrs: readonly string[];
  readonly port: number;
  /** By what address and port it is called, where the node replaces these. */
  readonly front?: { readonly cidr: string; readonly port: number };
}

/** What policies must know of a cluster to name those who are somebody else in each: what its root says of it. */
export interface ClusterNetwork {
  readonly apiServer?: { readonly cidrs: readonly string[]; readonly port?: number };
  readonly serviceCidrs?: readonly string[];
  readonly hasCilium?: boolean;
  /** The domain of the cluster's own names. */
  readonly domain?: string;
  /** Where machines learn of themselves. */
  readonly metadata?: NodeService;
}

const NETWORK = Symbol.for('fleetwright.clusterNetwork');

/** Says of the root of a tree what the network of its cluster is like. */
export function describeNetwork(root: IConstruct, network: ClusterNetwork): void {
  Object.defineProperty(root, NETWORK, { value: network });
}

/** The network of the cluster around a construct, as far as it is known. */
export function networkAround(construct: IConstruct): ClusterNetwork {
  return (construct.node.root as any)[NETWORK] ?? {};
}
