import { LabelSelector } from '../manifest/object';
import { CLUSTER_LABEL } from './cilium-mesh';
import { ciliumPorts } from './cilium-port';
import { LocalCaller } from './global-service-access';
import { GlobalPortPlan } from './global-service-port';
import { callerPorts, MeshCaller, meshPods } from './mesh-caller';

type Labels = { readonly [key: string]: string };

/** What the policy of who may call the pods of this cluster is made of. */
export interface IngressOptions {
  readonly pods: Labels;
  readonly namespace: string;
  readonly allowFrom: readonly MeshCaller[];
  readonly ports: readonly GlobalPortPlan[];
  /** Workloads of this cluster that were said to call. */
  readonly callers: readonly LocalCaller[];
  /** The name of this cluster in the mesh, if known. */
  readonly cluster: string | undefined;
}

/** Spec of the CiliumNetworkPolicy of who may call the pods of this cluster. */
export function ingressSpec({ pods, namespace, allowFrom, ports, callers, cluster }: IngressOptions): { [field: string]: any } {
  const rules = [
    ...allowFrom.map((caller) => ({
      fromEndpoints: [meshPods(caller.podLabels ?? {}, caller.namespace ?? namespace, caller.clusters)],
      toPorts: ciliumPorts(callerPorts(caller, ports).map(({ podPort, protocol }) => ({ port: podPort, protocol }))),
    })),
    ...callers.map((caller) => ({ fromEndpoints: [localPods(caller, cluster)], toPorts: ciliumPorts(caller.ports) })),
  ];
  // Without a rule, an empty one: it lets nobody in, but without any Cilium would refuse the policy.
  return { endpointSelector: { matchLabels: { ...pods } }, ingress: rules.length === 0 ? [{}] : rules };
}

/** Specs of the CiliumNetworkPolicy that lets callers of a namespace out to the pods of all clusters. */
export function callerSpecs(callers: readonly LocalCaller[], pods: readonly Labels[], namespace: string): { [field: string]: any }[] {
  const selectors = pods
    .filter((labels, index) => pods.findIndex((other) => JSON.stringify(other) === JSON.stringify(labels)) === index)
    .map((labels) => meshPods(labels, namespace));
  return callers.map((caller) => ({
    endpointSelector: caller.pods,
    egress: [{ toEndpoints: selectors, toPorts: ciliumPorts(caller.ports) }],
  }));
}

function localPods({ namespace, pods }: LocalCaller, cluster: string | undefined): LabelSelector {
  const { matchLabels, matchExpressions } = meshPods(pods.matchLabels ?? {}, namespace, cluster === undefined ? [] : [cluster]);
  if (cluster === undefined) { delete matchLabels[CLUSTER_LABEL]; }
  return { matchLabels, ...(matchExpressions !== undefined && { matchExpressions }) };
}
