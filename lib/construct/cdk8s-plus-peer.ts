/** Whoever cdk8s-plus takes for a peer of a NetworkPolicy, in any of its versions: a workload, a namespace, a range of addresses. */
export interface ICdk8sPlusPeer {
  /** What its NetworkPolicies write for it: a `NetworkPolicyPeerConfig`. */
  toNetworkPolicyPeerConfig(): any;
}

/** Whatever cdk8s-plus takes for a selector of pods, in any of its versions: a workload, for example. */
export interface ICdk8sPlusPodSelector {
  /** How its Services select the pods: a `PodSelectorConfig`. */
  toPodSelectorConfig(): any;
}
