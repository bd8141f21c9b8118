import { SpotNotice } from '../../cluster/cloud';
import { NodeExpression } from './node-affinity';

/** A toleration as a pod writes it. */
export interface Toleration {
  readonly key: string;
  readonly operator: 'Equal' | 'Exists';
  readonly value?: string;
  readonly effect?: string;
}

/** The domains over which replicas are spread so that a share of them is on on-demand capacity. */
export interface BaseDomains {
  /** The node label whose values they are. */
  readonly key: string;
  /** All of them. */
  readonly values: readonly string[];
  /** Those that are on-demand capacity alone. */
  readonly baseValues: readonly string[];
  /** Labels of which nodes of those have one of few values. */
  readonly baseOffers?: { readonly [key: string]: readonly string[] };
  /** What confines a pod to the nodes of either kind: takes the place of `nodes`. */
  readonly nodes: readonly NodeExpression[];
}

/** How a workload is to be placed on spot capacity. */
export interface SpotPlan {
  /** What nodes must satisfy. */
  readonly nodes: readonly NodeExpression[];
  /** Whether other nodes will do where there are none of those. */
  readonly orOthers?: boolean;
  /** Labels that nodes must have, where a platform reads the pod's `nodeSelector`. */
  readonly nodeSelector?: { readonly [key: string]: string };
  /** Labels of which those nodes are known to have one of few values. */
  readonly offered?: { readonly [key: string]: readonly string[] };
  /** The taints of those nodes that the pods get along with. */
  readonly tolerations: readonly Toleration[];
  readonly notice: SpotNotice;
  /** The share of replicas that is kept on on-demand capacity. */
  readonly base?: BaseDomains;
  /** Whether StatefulSets may be placed there. */
  readonly statefulSets?: boolean;
}
