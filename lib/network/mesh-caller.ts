import { NAMESPACE_LABEL } from '../cluster/cilium-dns';
import { meshNameFault } from '../cluster/mesh-identity';
import { labels, list } from '../construct/collection';
import { describeName } from '../construct/fault';
import { Prop } from '../construct/prop';
import { dnsLabel, required, ruled, text } from '../construct/shape';
import { selecting } from '../construct/struct';
import { isKnown } from '../manifest/known';
import { useNearest } from '../manifest/nearest-name';
import { ciliumKeyFault, CLUSTER_LABEL } from './cilium-mesh';
import { GlobalPortPlan } from './global-service-port';

/** Pods that may call a global service, in whichever clusters of the mesh. */
export interface MeshCaller {
  /** Labels of the pods; `{}` for all pods of the namespace. */
  readonly podLabels: { [key: string]: string };

  /**
   * Namespace of the pods.
   * @default - the namespace of the service
   */
  readonly namespace?: string;

  /**
   * Names of the clusters in the mesh (`cluster.name` of their Cilium) in which the pods are; this one is not included unless it is named.
   * @default - every cluster of the mesh, this one too
   */
  readonly clusters?: string[];

  /**
   * Names of the service's ports that they may call.
   * @default - all
   */
  readonly ports?: string[];
}

const NAME_KEY = 'app.kubernetes.io/name';

/** What a caller looks like. */
export const MESH_CALLER = selecting<MeshCaller>("{ podLabels: { app: 'web' }, clusters: ['prod-us'] }", {
  // All pods are meant only where that is said.
  podLabels: required(labels("{ app: 'web' }", NAME_KEY), "Use labels such as { app: 'web' }, or {} for all pods of the namespace"),
  namespace: dnsLabel('Use the name of a namespace'),
  clusters: list(ruled(meshNameFault, { fix: "Use the 'cluster.name' of its Cilium" }), "['prod-us']", 'a list of strings'),
  ports: list(text, "['http']", 'a list of strings'),
});

/** The ports that a caller may call. */
export function callerPorts({ ports }: MeshCaller, plans: readonly GlobalPortPlan[]): readonly GlobalPortPlan[] {
  return ports === undefined ? plans : plans.filter(({ name }) => name !== undefined && ports.includes(name));
}

/** What keeps a caller from being let in, besides its shape. */
export function checkCaller({ podLabels, clusters, ports }: MeshCaller, plans: readonly GlobalPortPlan[], prop: Prop): void {
  for (const key of Object.keys(podLabels)) {
    prop.at('podLabels', key).check(ciliumKeyFault(key), { id: 'network/nameable-peer', fix: `Use a key such as '${NAME_KEY}'` });
  }
  if (clusters?.length === 0) { prop.at('clusters').fault({ id: 'prop/range', rule: 'must name a cluster', fix: "Leave 'clusters' out to mean all of them" }); }
  if (ports?.length === 0) { prop.at('ports').fault({ id: 'prop/range', rule: 'must name a port', fix: "Leave 'ports' out to mean all of them" }); }
  const declared = plans.map(({ name, port }) => (name === undefined ? `${port} without a name` : describeName(name))).join(', ');
  ports?.forEach((name, index) => {
    if (plans.some((plan) => plan.name === name)) { return; }
    // A rule without ports would let callers in on all.
    prop.at('ports', index).fault({
      id: 'network/declared-port',
      fix: useNearest(name, plans.map((plan) => plan.name), `It has ${declared}`),
      ...(isKnown(name)
        ? { rule: "must be the name of one of the service's ports", got: name }
        : { rule: "must be known by now, because it chooses among the service's ports" }),
    });
  });
}

/** Pods of some or all clusters, as a CiliumNetworkPolicy selects them. */
export function meshPods(podLabels: { readonly [key: string]: string }, namespace: string, clusters?: readonly string[]): { [field: string]: any } {
  const labels = Object.fromEntries(Object.entries(podLabels).map(([key, value]) => [`k8s:${key}`, value]));
  const [one, ...more] = clusters ?? [];
  // From Cilium 1.19 on, a selector that says nothing of the cluster means this one alone; before, all of them.
  return clusters !== undefined && more.length === 0
    ? { matchLabels: { [CLUSTER_LABEL]: one, [NAMESPACE_LABEL]: namespace, ...labels } }
    : {
      matchLabels: { [NAMESPACE_LABEL]: namespace, ...labels },
      matchExpressions: [clusters === undefined
        ? { key: CLUSTER_LABEL, operator: 'Exists' }
        : { key: CLUSTER_LABEL, operator: 'In', values: [...clusters] }],
    };
}
