import { ApiObject, Chart, Lazy } from 'cdk8s';
import { Cluster, ClusterProps } from '../../lib/cluster/cluster';
import { FleetErrors } from '../../lib/construct/fleet-errors';
import { placeholder } from '../../lib/manifest/known';
import { SpotNodePool, SpotNodePoolProps } from '../../lib/scheduling/node-pool/spot-node-pool';
import { SpotProvider } from '../../lib/scheduling/node-pool/spot-provider';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { faultsOf } from '../faults-of';
import { workload } from '../scheduling/workloads';

const ZONE = 'topology.kubernetes.io/zone';
const REGION = 'topology.kubernetes.io/region';
const KNOWN = { region: 'eu-1', zones: ['eu-1a', 'eu-1b'] };
const chartIn = (props: Partial<ClusterProps> = KNOWN) =>
  new Chart(new Cluster({ name: 'prod-eu', ...props }), 'shop', { namespace: 'shop' });
const affinity = (...terms: object[][]) => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
  } } },
});
const among = (key: string, ...values: unknown[]) => ({ key, operator: 'In', values });

/** What a synth of the cluster finds at fault: where, and what. */
function errorsOf(chart: Chart): string[] {
  try {
    (chart.node.root as Cluster).synthYaml();
  } catch (error) {
    return FleetErrors.findingsOf(error).map(({ id, path, message }) => `${id} ${path}: ${message}`);
  }
  return [];
}

const errorsWith = (podSpec: object, cluster?: Partial<ClusterProps>) => {
  const chart = chartIn(cluster);
  workload(chart, 'web', { podSpec });
  return errorsOf(chart);
};

describe('custom resources whose pods no node of the cluster suits', () => {
  const errorsOfRaw = (object: any) => {
    const chart = chartIn();
    new ApiObject(chart, 'raw', { metadata: { name: 'raw' }, ...object });
    return errorsOf(chart).map((error) => /raw: '(\S+)' must leave .* (?:the region|a zone) of the cluster/.exec(error)?.[1] ?? error);
  };
  const WRONG = { nodeSelector: { [ZONE]: 'us-1a' } };
  const RIGHT = { nodeSelector: { [ZONE]: 'eu-1a' } };
  const FIELD = `nodeSelector['${ZONE}']`;
  const argo = (kind: string, spec: any) => ({ apiVersion: 'argoproj.io/v1alpha1', kind, spec });
  const step = (name: string, more: any) => ({ name, container: { image: 'a:1' }, ...more });
  const pods = (more: any) => ({ spec: { containers: [{ name: 'a', image: 'a:1' }], ...more } });

  test.each<[string, any, string[]]>([
    ['a workflow', argo('Workflow', { ...WRONG, templates: [step('a', {}), null] }), [`spec.${FIELD}`]],
    ['a step of one', argo('WorkflowTemplate', { ...RIGHT, templates: [step('a', RIGHT), step('b', affinity([among(REGION, 'us-1')]))] }), ['spec.templates[1].affinity.nodeAffinity']],
    ['a step within a step', argo('ClusterWorkflowTemplate', { templates: [{ name: 'a', steps: [[{ name: 'b', inline: step('', WRONG) }]] }] }), [`spec.templates[0].steps[0][0].inline.${FIELD}`]],
    ['a task', argo('Workflow', { templates: [{ name: 'a', dag: { tasks: [{ name: 'b', inline: step('', WRONG) }] } }] }), [`spec.templates[0].dag.tasks[0].inline.${FIELD}`]],
    ['what all steps have', argo('CronWorkflow', { schedule: '@daily', workflowSpec: { templateDefaults: WRONG } }), [`spec.workflowSpec.templateDefaults.${FIELD}`]],
    ['a workflow by the clock', argo('CronWorkflow', { schedule: '@daily', workflowSpec: WRONG }), [`spec.workflowSpec.${FIELD}`]],
    ['an experiment', argo('Experiment', { templates: [{ name: 'a', template: pods(WRONG) }] }), [`spec.templates[0].template.spec.${FIELD}`]],
    ['an analysis', argo('AnalysisTemplate', { metrics: [{ name: 'a' }, { name: 'b', provider: { job: { spec: { template: pods(WRONG) } } } }] }),
      [`spec.metrics[1].provider.job.spec.template.spec.${FIELD}`]],
    ['nodes of ECK, of which ECK adds the container', { apiVersion: 'elasticsearch.k8s.elastic.co/v1', kind: 'Elasticsearch', spec: { nodeSets: [{ name: 'a' }, { name: 'b', podTemplate: { spec: WRONG } }] } },
      [`spec.nodeSets[1].podTemplate.spec.${FIELD}`]],
    ['what an AppWrapper holds', { apiVersion: 'workload.codeflare.dev/v1beta2', kind: 'AppWrapper', spec: { components: [
      { template: { apiVersion: 'batch/v1', kind: 'Job', spec: { template: pods(WRONG) } } }, { template: null },
    ] } }, [`spec.components[0].template.spec.template.spec.${FIELD}`]],
    ['what a list holds', { apiVersion: 'v1', kind: 'List', metadata: undefined, items: [null, argo('Workflow', WRONG)] }, [`items[1].spec.${FIELD}`]],
  ])('are an error of the synth: %s', (_, object, fields) => expect(errorsOfRaw(object)).toEqual(fields));

  test.each<[string, any]>([
    ['a zone of the cluster', argo('Workflow', { ...RIGHT, templates: [step('a', RIGHT)] })],
    ['a parameter of the workflow', argo('Workflow', { nodeSelector: { [ZONE]: '{{workflow.parameters.zone}}' }, ...affinity([among(ZONE, '{{workflow.parameters.zone}}')]) })],
    ['a workflow of somebody else', { apiVersion: 'example.com/v1', kind: 'Workflow', spec: WRONG }],
    ['a workflow without a spec', argo('Workflow', undefined)],
  ])('are none with %s', (_, object) => expect(errorsOfRaw(object)).toEqual([]));
});

describe('pods that no node of the cluster suits', () => {
  const AT = 'scheduling/known-zones prod-eu/shop/web:';
  const HAS_ZONES = "must leave Deployment 'shop/web' a zone of the cluster: 'eu-1a', 'eu-1b'";

  test.each<[string, object, string]>([
    ['a zone by node selector', { nodeSelector: { [ZONE]: 'eu-1c' } },
      `'spec.template.spec.nodeSelector['${ZONE}']' ${HAS_ZONES}, got 'eu-1c'. Correct it, or 'zones' of the Cluster.`],
    ['zones by affinity', affinity([among(ZONE, 'eu-1c', 'eu-1d')], [among(ZONE, 'us-1a')]),
      `'spec.template.spec.affinity.nodeAffinity' ${HAS_ZONES}, got 'eu-1c, eu-1d, us-1a'. Correct it, or 'zones' of the Cluster.`],
    ['any zone but those', affinity([{ key: ZONE, operator: 'NotIn', values: ['eu-1a', 'eu-1b'] }]),
      `'spec.template.spec.affinity.nodeAffinity' ${HAS_ZONES}. Correct it, or 'zones' of the Cluster.`],
    ['another region', { nodeSelector: { [REGION]: 'eu1' } },
      `'spec.template.spec.nodeSelector['${REGION}']' must leave Deployment 'shop/web' the region of the cluster: 'eu-1', got 'eu1'. Correct it, or 'region' of the Cluster.`],
    ['another region by affinity', affinity([among(REGION, 'us-1')]),
      "'spec.template.spec.affinity.nodeAffinity' must leave Deployment 'shop/web' the region of the cluster: 'eu-1', got 'us-1'. Correct it, or 'region' of the Cluster."],
  ])('are an error of the synth: %s', (_, podSpec, message) => expect(errorsWith(podSpec)).toEqual([`${AT} ${message}`]));

  test.each<[string, object, Partial<ClusterProps>?]>([
    ['zones and region of the cluster', { nodeSelector: { [ZONE]: 'eu-1b', [REGION]: 'eu-1' } }, KNOWN],
    ['one of several clusters', affinity([among(ZONE, 'eu-1a', 'us-1a')]), KNOWN],
    ['an alternative without a zone', affinity([among(ZONE, 'us-1a')], [among('disk', 'ssd')]), KNOWN],
    ['zones of a cluster that names none', { nodeSelector: { [ZONE]: 'eu-1c', [REGION]: 'us-1' } }, {}],
    ['what is known later', { nodeSelector: { [ZONE]: Lazy.any({ produce: () => 'eu-1a' }) } }, KNOWN],
  ])('are not those that ask for %s', (_, podSpec, cluster) => expect(errorsWith(podSpec, cluster)).toEqual([]));

  test('are found where they stand in a List, and in workloads of ours', () => {
    const chart = chartIn();
    const item = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'one' }, spec: { containers: [], nodeSelector: { [ZONE]: 'eu-1c' } } };
    new ApiObject(chart, 'list', { apiVersion: 'v1', kind: 'List', items: [item] });
    new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.4.2', spread: false, nodeSelector: { [ZONE]: 'eu-1d' } });
    expect(errorsOf(chart).map((line) => line.replace(/ must .*/, ''))).toEqual([
      `scheduling/known-zones prod-eu/shop/list: 'items[0].spec.nodeSelector['${ZONE}']'`,
      `scheduling/known-zones prod-eu/shop/api/deployment: 'spec.template.spec.nodeSelector['${ZONE}']'`,
    ]);
  });
});

describe('zones of a pool', () => {
  const pool = (props: Partial<SpotNodePoolProps>, cluster: Partial<ClusterProps> = KNOWN) => faultsOf(() => {
    const chart = chartIn({ ...cluster, capabilities: { karpenter: { version: '1.14.1' } } });
    return new SpotNodePool(chart, 'spot', { provider: SpotProvider.karpenterAwsNodeClass('a'), ...props });
  });

  test('are of those of the cluster', () => {
    expect(pool({ zones: ['eu-1a', 'eu-1c'] })).toEqual([
      "'zones[1]' must be a zone of the cluster: 'eu-1a', 'eu-1b', got 'eu-1c'. Correct it, or add it to 'zones' of the Cluster.",
    ]);
    expect([pool({ zones: ['eu-1b'] }), pool({ zones: ['eu-1c'] }, {}), pool({}), pool({ zones: [placeholder('x')] })]).toEqual([[], [], [], []]);
  });
});
