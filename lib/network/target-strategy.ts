import { PolicyPeer } from '../construct/network-endpoint';
import { Prop } from '../construct/prop';
import { WarningText } from '../construct/warning';
import { ObjectMeta } from '../manifest/object';
import { NamedSlice } from './endpoint-slices';
import { ExternalPortPlan } from './external-port';
import { IpFamily } from './ip-family';

/** What a target is asked to check. */
export interface TargetCheck {
  /** All props: those of the target begin with `target`. */
  readonly props: Prop;
  readonly ports: readonly ExternalPortPlan[];
  /** Domain of the cluster's own names. */
  readonly clusterDomain: string;
}

/** What the two ways of knowing a service outside the cluster have in common. */
export interface TargetStrategy {
  /** The DNS name by which it is known; undefined where it is known by addresses. */
  readonly dnsName?: string;
  /** Whether its DNS name is one of the cluster's own. */
  readonly inCluster?: boolean;
  /** Addresses by which it is known. */
  readonly addresses: readonly string[];
  /** Families of its addresses. */
  readonly families: readonly IpFamily[];
  /** Peers by which a NetworkPolicy names it; none where it can't. */
  readonly policyPeers: readonly PolicyPeer[];

  check(options: TargetCheck): void;
  serviceSpec(ports: readonly ExternalPortPlan[]): { [field: string]: any };
  /** What stands beside the Service so that it leads anywhere. */
  slices(metadata: ObjectMeta & { name: string }, ports: readonly ExternalPortPlan[]): NamedSlice[];
  /** What Istio must know to find it by these hosts. */
  serviceEntrySpec(hosts: readonly string[]): { [field: string]: any };
  warnings(service: string, ports: readonly ExternalPortPlan[]): WarningText[];
}
