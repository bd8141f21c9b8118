// For the compiler alone: what this library's workloads answer to cdk8s-plus is the same for each of its versions, but the classes in it are of
// one of them. jsii knows them as what the version that is a peer dependency has.

declare module './hardened-workload' {
  interface HardenedWorkload {
    toPodSelectorConfig(): any;
    toNetworkPolicyPeerConfig(): any;
    toPodSelector(): any;
  }
}
declare module './replicated-workload' {
  interface ReplicatedWorkload {
    toScalingTarget(): any;
  }
}
export {};
