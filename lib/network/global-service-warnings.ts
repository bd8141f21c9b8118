import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { capabilitiesAround } from '../cluster/needs-capability';
import { apiObjectsOf } from '../construct/api-objects';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { GlobalServiceAffinity } from './global-service-affinity';
import { BackendPlan } from './local-backends';
import { MeshCaller } from './mesh-caller';
import { GlobalServiceExport } from './service-export';

/** What a global service is, as far as it may hurt. */
export interface GlobalServiceTraits {
  readonly name: string;
  readonly backends: BackendPlan;
  readonly shared: boolean;
  readonly synced: boolean;
  readonly affinity?: GlobalServiceAffinity;
  readonly serviceExport?: GlobalServiceExport;
  readonly allowFrom?: readonly MeshCaller[];
}

const GLOBAL_NAMESPACE = 'clustermesh.cilium.io/global';

/** What is legal of a global service but will probably hurt. */
export function globalServiceWarnings(construct: Construct, traits: GlobalServiceTraits): WarningText[] {
  const { name, backends, shared, synced, affinity = GlobalServiceAffinity.NONE, serviceExport, allowFrom } = traits;
  const cilium = capabilitiesAround(construct).cilium;
  const object = `Service '${name}'`;
  const warnings: WarningText[] = [];
  if (cilium !== undefined && cilium.mesh === undefined) {
    warnings.push({
      id: 'network/not-in-mesh', object,
      message: "the cluster is not known to be in a cluster mesh, and outside of one nothing is shared. Set 'capabilities.cilium.mesh' on the Cluster.",
    });
  }
  if (cilium !== undefined && synced && cilium.clusterMesh?.enableEndpointSliceSynchronization !== true) {
    warnings.push({
      id: 'network/endpoint-slice-sync', object,
      message: "the pods of other clusters get EndpointSlices only where Cilium was installed with 'clustermesh.enableEndpointSliceSynchronization=true'. "
        + "Say with 'capabilities.cilium.clusterMesh' on the Cluster that it was.",
    });
  }
  if (cilium !== undefined && serviceExport !== undefined && cilium.clusterMesh?.mcsApiEnabled !== true) {
    warnings.push({
      id: 'network/mcs-api', object,
      message: "its ServiceExport does nothing unless Cilium was installed with 'clustermesh.mcsapi.enabled=true'. Say with 'capabilities.cilium.clusterMesh' on the Cluster that it was.",
    });
  }
  if (affinity !== GlobalServiceAffinity.NONE && backends.labels === undefined) {
    warnings.push({
      id: 'network/affinity-without-backends', object,
      message: `the affinity '${affinity}' chooses between this cluster and others, and this one has no pods behind it. Leave 'affinity' out.`,
    });
  }
  if (affinity !== GlobalServiceAffinity.NONE && synced) {
    warnings.push({
      id: 'network/affinity-unheeded', object,
      message: `whoever reads the EndpointSlices, such as an ingress controller, gets the pods of all clusters alike: only Cilium heeds the affinity '${affinity}'. `
        + "Leave 'syncEndpointSlices' out, or let them call the Service's address.",
    });
  }
  if (shared && allowFrom === undefined && backends.endpoint?.access !== undefined) {
    warnings.push({
      id: 'network/no-remote-caller', object,
      message: 'other clusters get its pods, whose NetworkPolicy admits callers of this cluster alone (before Cilium 1.19: of every cluster). '
        + "Say with 'allowFrom' who may call from where, or share nothing with 'shared: false'.",
    });
  }
  return warnings;
}

/** What is known at synth: whether the namespace takes part in the mesh. */
export function namespaceWarning(construct: Construct, namespace: string): WarningText[] {
  const said = namespaces(construct).find(({ name }) => name === namespace)?.annotation;
  const byDefault = capabilitiesAround(construct).cilium?.clusterMesh?.defaultGlobalNamespace ?? true;
  if (!isKnown(said) || (said === undefined ? byDefault : said.toLowerCase() === 'true')) { return []; }
  return [{
    id: 'network/namespace-not-global',
    message: `namespace '${namespace}' takes no part in the mesh, so that nothing in it is shared. Give the Namespace the annotation '${GLOBAL_NAMESPACE}: "true"', in every cluster.`,
  }];
}

function namespaces(construct: Construct): { name: string; annotation?: string }[] {
  if (Cluster.tryContaining(construct) === undefined) { return []; }
  return apiObjectsOf(construct.node.root).filter(({ kind }) => kind === 'Namespace')
    .map((object) => ({ name: object.name, annotation: object.toJson().metadata?.annotations?.[GLOBAL_NAMESPACE] }));
}
