import { isDeepStrictEqual } from 'node:util';
import { ciliumPorts } from '../construct/cilium-port';
import { PolicyPort } from '../construct/network-endpoint';
import { LabelSelector } from '../manifest/object';
import { CLUSTER_LABEL } from './cilium-mesh';
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

/** Who may call, from which clusters, on which ports. */
interface Admission {
  readonly pods: LabelSelector;
  readonly namespace: string;
  /** Undefined for all. */
  readonly clusters?: readonly string[];
  /** Whether it is a caller of this cluster, whose name is not known. */
  readonly isNearby?: boolean;
  readonly ports: readonly PolicyPort[];
}

/** Spec of the CiliumNetworkPolicy of who may call the pods of this cluster. */
export function ingressSpec({ pods, namespace, allowFrom, ports, callers, cluster }: IngressOptions): { [field: string]: any } {
  const admitted: Admission[] = [
    ...allowFrom.map((caller) => ({
      pods: { matchLabels: { ...caller.podLabels } },
      namespace: caller.namespace ?? namespace,
      clusters: caller.clusters,
      ports: callerPorts(caller, ports).map(({ podPort, protocol }) => ({ port: podPort, protocol })),
    })),
    ...callers.map((caller) => ({ ...caller, ...(cluster === undefined ? { isNearby: true, clusters: [] } : { clusters: [cluster] }) })),
  ];
  const rules = onceEach(admitted).map((one) => ({ fromEndpoints: [selectorOf(one)], toPorts: ciliumPorts(one.ports) }));
  // Without a rule, an empty one: it lets nobody in, but without any Cilium would refuse the policy.
  return { endpointSelector: { matchLabels: { ...pods } }, ingress: rules.length === 0 ? [{}] : rules };
}

/** Without what another one says already: one caller may be named here, and have said itself that it calls. */
function onceEach(admitted: readonly Admission[]): Admission[] {
  const merged: Admission[] = [];
  for (const one of admitted) {
    const same = merged.findIndex((other) => covers(other, one) && covers(one, other));
    if (same < 0) {
      merged.push(one);
    } else {
      merged[same] = { ...merged[same], ports: [...merged[same].ports, ...one.ports.filter((port) => !names(merged[same], port))] };
    }
  }
  return merged
    .map((one) => ({ ...one, ports: one.ports.filter((port) => !merged.some((other) => other !== one && covers(other, one) && names(other, port))) }))
    .filter(({ ports }) => ports.length > 0);
}

function names({ ports }: Admission, port: PolicyPort): boolean {
  return ports.some((other) => isDeepStrictEqual(other, port));
}

function covers(wide: Admission, narrow: Admission): boolean {
  const same = wide.namespace === narrow.namespace && isDeepStrictEqual(wide.pods.matchLabels ?? {}, narrow.pods.matchLabels ?? {});
  if (!same || wide.clusters === undefined) { return same; }
  if (wide.isNearby === true || narrow.isNearby === true) { return wide.isNearby === narrow.isNearby; }
  return narrow.clusters !== undefined && narrow.clusters.every((name) => wide.clusters!.includes(name));
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

function selectorOf({ pods, namespace, clusters, isNearby = false }: Admission): LabelSelector {
  const { matchLabels, matchExpressions } = meshPods(pods.matchLabels ?? {}, namespace, clusters);
  if (isNearby) { delete matchLabels[CLUSTER_LABEL]; }
  return { matchLabels, ...(matchExpressions !== undefined && { matchExpressions }) };
}
