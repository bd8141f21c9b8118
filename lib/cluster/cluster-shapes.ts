import { anything, flag, instance, list, map, required, ruled, Shape, Shapes, struct, text, texts } from '../construct/shape';
import { cidrFault } from '../manifest/ip-address';
import { isKnown } from '../manifest/known';
import {
  ArgoCdCapability, CiliumCapability, CiliumClusterMeshSettings, CiliumMeshIdentity, ClusterCapabilities, DnsCapability, KarpenterCapability,
  VersionedCapability,
} from './capabilities';
import type { AcceptedWarning, ClusterProps } from './cluster';

const version = required(text, "Say which one is installed, e.g. '1.19.4'");
const versioned = struct<VersionedCapability>("{ version: '1.4.1' }", { version });

/** A zone is counted and compared, so that one which is known later is none. */
const zone: Shape = (value, prop) => {
  if (!isKnown(value)) { prop.fault({ rule: 'must be known when the program runs', fix: 'Give the name itself' }); }
  return text(value, prop);
};

const CAPABILITIES = struct<ClusterCapabilities>("{ cilium: { version: '1.19.4' } }", {
  cilium: struct<CiliumCapability>("{ version: '1.19.4' }", {
    version,
    mesh: struct<CiliumMeshIdentity>('{ id: 1 }', { id: anything, name: anything }),
    clusterMesh: struct<CiliumClusterMeshSettings>('{ mcsApiEnabled: true }', {
      enableEndpointSliceSynchronization: flag, mcsApiEnabled: flag, defaultGlobalNamespace: flag,
    }),
  }),
  dns: struct<DnsCapability>("{ nodeLocalAddress: '169.254.20.10' }", {
    namespace: text, podLabels: map(text, "{ 'k8s-app': 'kube-dns' }"), port: anything, nodeLocalAddress: anything, clusterDomain: text,
  }),
  karpenter: struct<KarpenterCapability>("{ version: '1.13.0', interruptionQueue: true }", { version, interruptionQueue: flag }),
  descheduler: versioned,
  argoCd: struct<ArgoCdCapability>("{ version: '3.5.1' }", { version, endpointSlices: flag }),
  gatewayApi: versioned,
  istio: versioned,
  other: map(text, "{ 'cert-manager': '1.19.1' }"),
});

/** What the props of a `Cluster` look like. What their values must be, its own checks say. */
export const CLUSTER_SHAPES: Shapes<ClusterProps> = {
  name: required(anything, "Use a name such as 'prod-eu'"),
  region: text,
  zones: list(zone, "['eu-central-1a', 'eu-central-1b']", 'a list of strings'),
  cloud: instance('Cloud', 'AWS', ['spotNoticeSeconds']),
  environment: text,
  kubernetesVersion: anything,
  serviceCidrs: list(ruled(cidrFault, { fix: "Use the range of the cluster's Services, e.g. '172.20.0.0/16'" }), "['172.20.0.0/16']", 'a list of strings'),
  capabilities: CAPABILITIES,
  acceptedWarnings: list(struct<AcceptedWarning>("{ id: 'workload/single-replica', reason: 'nobody waits for it' }", {
    id: anything, reason: anything, environments: texts("['dev']"),
  }), "[{ id: 'workload/single-replica', reason: 'nobody waits for it' }]"),
  warningsAsErrors: texts("['workload/single-replica']"),
  outdir: anything,
  outputFileExtension: anything,
  yamlOutputType: anything,
  recordConstructMetadata: anything,
  resolvers: anything,
};
