// For the compiler alone, as in `lib/pod/any-cdk8s-plus.ts`: cdk8s-plus of any version takes these for peers.

declare module './external-service-endpoint' {
  interface ExternalServiceEndpoint {
    toNetworkPolicyPeerConfig(): any;
    toPodSelector(): any;
  }
}
declare module './global-cilium-service' {
  interface GlobalCiliumService {
    toNetworkPolicyPeerConfig(): any;
    toPodSelector(): any;
  }
}
export {};
