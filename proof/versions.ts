/**
 * At which version others judge: the only place that says it. Go and Maven read files of their own, which repeat it;
 * `test/proof/versions.test.ts` compares them.
 */

/** The Go modules that judge or carry definitions, by the folder whose `go.mod` pins them. None stands twice. */
export const GO_MODULES: { readonly [folder: string]: { readonly [module: string]: string } } = {
  'kubernetes': { 'k8s.io/kubernetes': 'v1.36.3', 'go.etcd.io/etcd/server/v3': 'v3.6.8', 'sigs.k8s.io/kwok': 'v0.8.0' },
  'pod-security': { 'k8s.io/pod-security-admission': 'v0.36.3' },
  'grammar': { 'k8s.io/apimachinery': 'v0.36.3', 'github.com/distribution/reference': 'v0.6.0' },
  'karpenter': { 'sigs.k8s.io/karpenter': 'v1.13.0' },
  'cilium': { 'github.com/cilium/cilium': 'v1.19.6' },
  'istio': { 'istio.io/istio': 'v0.0.0-20260827124520-eed52ebb66ad', 'istio.io/api': 'v1.31.1' }, // a day of 1.31's making, and what it is made with
  'prometheus': { 'github.com/prometheus/prometheus': 'v0.315.0' },
  'gatekeeper': { 'github.com/open-policy-agent/gatekeeper/v3': 'v3.23.1' },
  'argo-cd': { 'github.com/argoproj/argo-cd/v3': 'v3.5.7' },
  'flux': { 'github.com/fluxcd/kustomize-controller': 'v1.9.6', 'github.com/fluxcd/source-controller': 'v1.9.6' }, // the newest that Go 1.26 builds
  'kustomize': { 'sigs.k8s.io/kustomize/kustomize/v5': 'v5.8.1' },
  // No engine is built from these: they carry definitions only.
  'crds': {
    'github.com/aws/karpenter-provider-aws': 'v1.13.1', // made with the Karpenter above
    'github.com/elastic/cloud-on-k8s/v3': 'v3.5.0',
    'github.com/prometheus-operator/prometheus-operator': 'v0.93.0',
    'sigs.k8s.io/cluster-api': 'v1.14.0',
    'sigs.k8s.io/cluster-api-provider-aws/v2': 'v2.13.0',
    'sigs.k8s.io/cluster-api-provider-azure': 'v1.26.0',
    'sigs.k8s.io/cluster-api-provider-gcp': 'v1.13.1',
    'sigs.k8s.io/gateway-api': 'v1.6.1',
    'sigs.k8s.io/mcs-api': 'v0.5.0',
  },
};

/** What is built at an older version beside the one above, by the folder whose `go.mod` pins it. */
export const OLDEST_MODULES = {
  'kubernetes-oldest': { 'k8s.io/kubernetes': 'v1.28.15' },
} as const;

/** Modules of one project, which are released together: their minor and patch, or at least their minor, are the same. */
export const RELEASED_TOGETHER: readonly { readonly modules: readonly string[]; readonly same: 'patch' | 'minor' }[] = [
  { modules: ['k8s.io/kubernetes', 'k8s.io/pod-security-admission', 'k8s.io/apimachinery'], same: 'patch' },
  { modules: ['sigs.k8s.io/karpenter', 'github.com/aws/karpenter-provider-aws'], same: 'minor' },
];

/** Versions of Elasticsearch's server, as Maven brings it, each with the oldest Java that it runs with. */
export const ELASTICSEARCH: { readonly [version: string]: number } = { '8.19.21': 17, '9.2.2': 21 };

/** Versions of the part that the published server leaves out: lifecycle policies and privileges. */
export const ELASTICSEARCH_X_PACK: { readonly [version: string]: number } = { '8.19.21': 17, '9.5.3': 21 };

/** CustomResourceDefinitions of some API groups, as a Go module carries them. */
export interface PinnedSource {
  readonly groups: readonly string[];
  readonly module: string;
  /** Files in the module; any part may hold `*`. */
  readonly paths: readonly string[];
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

/**
 * Where definitions come from: those of a project that an engine is built from, from the module that is built.
 * A module is fetched when an object of one of its groups is to be proved.
 */
export const PINNED: readonly PinnedSource[] = [
  { module: 'sigs.k8s.io/karpenter', groups: ['karpenter.sh'], paths: ['pkg/apis/crds/*.yaml'] },
  { module: 'github.com/aws/karpenter-provider-aws', groups: ['karpenter.k8s.aws'], paths: ['pkg/apis/crds/karpenter.k8s.aws_*.yaml'] },
  { module: 'github.com/cilium/cilium', groups: ['cilium.io'], paths: ['pkg/k8s/apis/cilium.io/client/crds/v2/*.yaml', 'pkg/k8s/apis/cilium.io/client/crds/v2alpha1/*.yaml'] },
  { module: 'github.com/fluxcd/kustomize-controller', groups: ['kustomize.toolkit.fluxcd.io'], paths: ['config/crd/bases/*.yaml'] },
  { module: 'github.com/fluxcd/source-controller', groups: ['source.toolkit.fluxcd.io'], paths: ['config/crd/bases/*.yaml'] },
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
  {
    groups: [
      'cluster.open-cluster-management.io', 'config.projectsveltos.io', 'constraints.gatekeeper.sh', 'core.kubefed.io', 'fleet.cattle.io', 'kargo.akuity.io',
      'kubernetes.m.crossplane.io', 'policy.karmada.io', 'templates.gatekeeper.sh', 'types.kubefed.io', 'work.open-cluster-management.io',
    ],
    reason: 'the definitions of engines that deliver are read from their own releases',
  },
  { groups: ['external-secrets.io', 'generators.external-secrets.io'], reason: 'External Secrets is not published as a Go module with its definitions' },
];

/** The version of a Go module, as `go.mod` writes it. */
export function moduleVersion(module: string): string {
  return GO_MODULES[pinnedIn(module)][module];
}

/** The folder whose `go.mod` pins a module. */
export function pinnedIn(module: string): string {
  const folder = Object.keys(GO_MODULES).find((name) => module in GO_MODULES[name]);
  if (folder === undefined) { throw new Error(`proof/versions.ts does not name the Go module ${module}`); }
  return folder;
}

/** A version as users of the module write it. */
export function release(module: string): string {
  return moduleVersion(module).replace(/^v/, '');
}

/** The minor version of Kubernetes that runs here. */
export const KUBERNETES_MINOR = release('k8s.io/kubernetes').split('.').slice(0, 2).join('.');
