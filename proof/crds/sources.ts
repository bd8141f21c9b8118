import { ModuleFiles } from '../go-programs';

/** A Go module, pinned by `go.mod`, with the CustomResourceDefinitions of some API groups. */
export interface PinnedSource extends ModuleFiles {
  readonly groups: readonly string[];
}

/** Groups whose definitions no Go module carries. */
export interface UnpinnedSource {
  readonly groups: readonly string[];
  readonly reason: string;
  /** Kinds of which no more is to be had than the schema of one version. */
  readonly schemas?: readonly KindSchema[];
}

/** A kind of which there is no more than a schema. */
export interface KindSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly scope: 'Cluster' | 'Namespaced';
  /** The schema as JSON, in the folder with definitions. */
  readonly file: string;
}

/** Where definitions come from. A module is fetched when an object of one of its groups is to be proved. */
export const PINNED: readonly PinnedSource[] = [
  { module: 'sigs.k8s.io/karpenter', groups: ['karpenter.sh'], paths: ['pkg/apis/crds/*.yaml'] },
  { module: 'github.com/aws/karpenter-provider-aws', groups: ['karpenter.k8s.aws'], paths: ['pkg/apis/crds/karpenter.k8s.aws_*.yaml'] },
  { module: 'github.com/cilium/cilium', groups: ['cilium.io'], paths: ['pkg/k8s/apis/cilium.io/client/crds/v2/*.yaml', 'pkg/k8s/apis/cilium.io/client/crds/v2alpha1/*.yaml'] },
  { module: 'github.com/argoproj/argo-cd/v3', groups: ['argoproj.io'], paths: ['manifests/crds/*-crd.yaml'] },
  {
    module: 'github.com/elastic/cloud-on-k8s/v3',
    groups: ['elasticsearch.k8s.elastic.co', 'kibana.k8s.elastic.co', 'stackconfigpolicy.k8s.elastic.co'],
    paths: ['config/crds/v1/all-crds.yaml'],
  },
  { module: 'sigs.k8s.io/gateway-api', groups: ['gateway.networking.k8s.io'], paths: ['config/crd/standard/*.yaml'] },
  { module: 'sigs.k8s.io/mcs-api', groups: ['multicluster.x-k8s.io'], paths: ['config/crd/*.yaml'] },
  {
    module: 'istio.io/api',
    groups: ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'],
    paths: ['kubernetes/customresourcedefinitions.gen.yaml'],
  },
  {
    module: 'sigs.k8s.io/cluster-api',
    groups: ['cluster.x-k8s.io', 'addons.cluster.x-k8s.io', 'bootstrap.cluster.x-k8s.io'],
    paths: ['core/config/crd/bases/*.yaml', 'bootstrap/kubeadm/config/crd/bases/*.yaml'],
  },
  ...['sigs.k8s.io/cluster-api-provider-aws/v2', 'sigs.k8s.io/cluster-api-provider-azure', 'sigs.k8s.io/cluster-api-provider-gcp'].map((module) => (
    { module, groups: ['infrastructure.cluster.x-k8s.io'], paths: ['config/crd/bases/infrastructure.cluster.x-k8s.io_*.yaml'] })),
  { module: 'github.com/prometheus-operator/prometheus-operator', groups: ['monitoring.coreos.com'], paths: ['example/prometheus-operator-crd/*.yaml'] },
];

/** Groups that are proved only where a folder with their definitions stands beside the project. */
export const UNPINNED: readonly UnpinnedSource[] = [
  { groups: ['karpenter.azure.com'], reason: 'the Azure provider of Karpenter is not published as a Go module with its definitions' },
  { groups: ['karpenter.k8s.gcp'], reason: 'the GCP provider of Karpenter is not published as a Go module with its definitions' },
  {
    groups: ['cloud.google.com'],
    reason: 'GKE does not publish the definition of its ComputeClass',
    schemas: [{
      group: 'cloud.google.com', version: 'v1', kind: 'ComputeClass', plural: 'computeclasses', scope: 'Cluster', file: 'gke-computeclass/computeclass_v1.schema.json',
    }],
  },
  { groups: ['external-secrets.io', 'generators.external-secrets.io'], reason: 'External Secrets is not published as a Go module with its definitions' },
];
