import { FieldPath } from './field-path';

const POD_TEMPLATE: FieldPath = ['spec', 'podTemplate'];

/**
 * Custom resources that hold pod templates of which their controllers make more than copies: nobody should take them for workloads whose pods can be counted.
 * `*` stands for each element of a list.
 *
 * @see https://github.com/elastic/cloud-on-k8s/blob/v3.5.0/config/crds/v1/all-crds.yaml
 * @see https://github.com/argoproj/argo-rollouts/tree/master/manifests/crds
 * @see https://github.com/strimzi/strimzi-kafka-operator/blob/main/packaging/install/cluster-operator/042-Crd-strimzipodset.yaml
 */
export const CUSTOM_TEMPLATES: { readonly [groupKind: string]: readonly FieldPath[] } = {
  'agent.k8s.elastic.co/Agent': ['daemonSet', 'deployment', 'statefulSet'].map((kind) => ['spec', kind, 'podTemplate']),
  'apm.k8s.elastic.co/ApmServer': [POD_TEMPLATE],
  'autoops.k8s.elastic.co/AutoOpsAgentPolicy': [POD_TEMPLATE],
  'beat.k8s.elastic.co/Beat': ['daemonSet', 'deployment'].map((kind) => ['spec', kind, 'podTemplate']),
  'elasticsearch.k8s.elastic.co/Elasticsearch': [['spec', 'nodeSets', '*', 'podTemplate']],
  'enterprisesearch.k8s.elastic.co/EnterpriseSearch': [POD_TEMPLATE],
  'kibana.k8s.elastic.co/Kibana': [POD_TEMPLATE],
  'logstash.k8s.elastic.co/Logstash': [POD_TEMPLATE],
  'maps.k8s.elastic.co/ElasticMapsServer': [POD_TEMPLATE],
  'packageregistry.k8s.elastic.co/PackageRegistry': [POD_TEMPLATE],
  'argoproj.io/Experiment': [['spec', 'templates', '*', 'template']],
  ...Object.fromEntries(['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'].map((kind) => [`argoproj.io/${kind}`, [['spec', 'metrics', '*', 'provider', 'job', 'spec', 'template']]])),
  'core.strimzi.io/StrimziPodSet': [['spec', 'pods', '*']],
};

/**
 * Custom resources that hold whole objects: AppWrappers of v1beta2, and of v1beta1 before.
 *
 * @see https://github.com/project-codeflare/appwrapper/blob/main/config/crd/bases/workload.codeflare.dev_appwrappers.yaml
 * @see https://github.com/project-codeflare/multi-cluster-app-dispatcher/blob/main/config/crd/bases/workload.codeflare.dev_appwrappers.yaml
 */
export const HOLDERS: { readonly [groupKind: string]: readonly FieldPath[] } = {
  'workload.codeflare.dev/AppWrapper': [['spec', 'components', '*', 'template'], ['spec', 'resources', 'GenericItems', '*', 'generictemplate']],
};

/**
 * Workflows of Argo, and where what they do stands in them.
 * @see https://github.com/argoproj/argo-workflows/blob/v4.1.2/pkg/apis/workflow/v1alpha1/workflow_types.go, `WorkflowSpec` and `Template`
 */
export const WORKFLOWS: { readonly [groupKind: string]: FieldPath } = {
  'argoproj.io/Workflow': ['spec'],
  'argoproj.io/WorkflowTemplate': ['spec'],
  'argoproj.io/ClusterWorkflowTemplate': ['spec'],
  'argoproj.io/CronWorkflow': ['spec', 'workflowSpec'],
};

/** Where steps stand within others. */
export const INLINE_STEPS: readonly FieldPath[] = [['steps', '*', '*', 'inline'], ['dag', 'tasks', '*', 'inline']];
