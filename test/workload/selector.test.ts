// Workloads that run already keep the labels by which they find their pods: everything beside them goes by these.
import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { GlobalCiliumService } from '../../lib/network/global-cilium-service';
import { LocalBackends } from '../../lib/network/local-backends';
import { HardenedDaemonSet } from '../../lib/workload/hardened-daemon-set';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { chartIn, deploy, faultsIn, manifests, manifestsOf, MINIMAL } from './deployment-construct';

const APP = { app: 'api' };

test('everything selects by the given labels, and the pods have them beside the usual ones', () => {
  const { Deployment, PodDisruptionBudget, NetworkPolicy, Service } = manifests({ selector: APP, instance: 'eu', ports: [{ port: 8080 }], service: {} });
  expect(Deployment.spec.selector).toEqual({ matchLabels: APP });
  const counted = Deployment.spec.template.spec.topologySpreadConstraints.map(({ labelSelector }: any) => labelSelector);
  expect(counted).toEqual([{ matchLabels: APP }, { matchLabels: APP }]);
  expect(PodDisruptionBudget.spec.selector).toEqual({ matchLabels: APP });
  expect(NetworkPolicy.spec.podSelector).toEqual({ matchLabels: APP });
  expect(Service.spec.selector).toEqual(APP);
  const labels = { 'app.kubernetes.io/name': 'api', 'app.kubernetes.io/instance': 'eu', ...APP };
  expect(Deployment.spec.template.metadata.labels).toEqual(labels);
  expect([Deployment, PodDisruptionBudget, NetworkPolicy, Service].map(({ metadata }) => metadata?.labels)).toEqual([labels, labels, labels, labels]);
});

test('what is taken over from a chart keeps its labels, whatever they are called', () => {
  const selector = { 'app.kubernetes.io/name': 'shop', 'app.kubernetes.io/component': 'api' };
  const { Deployment } = manifests({ selector });
  expect(Deployment.spec.selector).toEqual({ matchLabels: selector });
  expect(Deployment.spec.template.metadata.labels).toEqual(selector);
  expect(Deployment.metadata?.name).toBe('api');
});

test('others call it by these labels', () => {
  const chart = chartIn();
  const api = deploy({ selector: APP, ports: [{ port: 8080 }] }, chart);
  const web = new HardenedDeployment(chart, 'web', MINIMAL);
  api.allowFrom(web);
  expect(manifestsOf(web).NetworkPolicy.spec.egress[1].to).toEqual([{ podSelector: { matchLabels: APP } }]);
  expect(api.selectorLabels).toEqual(APP);
});

test('a DaemonSet takes it too', () => {
  const [, daemonSet] = new HardenedDaemonSet(chartIn(), 'agent', { ...MINIMAL, selector: APP }).objects.map((object) => object.toJson());
  expect(daemonSet.spec.selector).toEqual({ matchLabels: APP });
});

test.each<[string, any, string[]]>([
  ['no labels', {}, ["'selector' must hold a label: without one, every pod of the namespace is meant. Use one such as { app: 'api' }."]],
  ['a text', 'app=api', ["'selector' must be an object of names and values. Use one such as { app: 'api' }."]],
  ['a whole selector', { matchLabels: APP }, [
    "'selector' must be labels alone, as 'matchLabels' has them. Use what stands in 'matchLabels'; a workload with 'matchExpressions' can't be taken over.",
  ]],
  ['illegal labels', { 'a b': 'x', 'app': 'a b' }, [
    "'selector.app' must be a label value: a string of at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, or empty, got 'a b'. Correct the value.",
    "'selector['a b']' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a DNS subdomain "
    + "and '/' before it. Use a key such as 'app'.",
  ]],
  ["a controller's label", { ...APP, 'pod-template-hash': '5d4f' }, [
    "'selector.pod-template-hash' must not be given: Kubernetes itself sets it, to another value with each change of the pods. Leave it out.",
  ]],
])('refuses %s', (_, selector, faults) => {
  expect(faultsIn({ selector })).toEqual(faults);
});

test('the labels of the selector are nobody else\'s to set', () => {
  expect(faultsIn({ selector: APP, labels: { app: 'web' }, podLabels: { app: 'web' } })).toEqual([
    "'podLabels.app' must not change a label that the workload sets to 'api', got 'web'. Leave it out.",
    "'labels.app' must not be given: the selectors need it as it is, got 'web'. Use 'selector'.",
  ]);
  expect(faultsIn({ selector: APP, labels: APP, podLabels: APP })).toEqual([]);
  expect(faultsIn({ selector: { 'app.kubernetes.io/instance': 'us' }, instance: 'eu' })).toEqual([
    "'selector['app.kubernetes.io/instance']' must not be another instance than 'instance', 'eu', got 'us'. Leave 'instance' out.",
  ]);
});

test('labels that are not known yet may be the same, and leave those that are set as they are', () => {
  const later = placeholder('x');
  const instance = 'app.kubernetes.io/instance';
  const harmless: Partial<HardenedDeploymentProps>[] = [
    { selector: { [instance]: later }, instance: 'eu' }, { selector: { [instance]: 'eu' }, instance: later },
    { selector: { app: later }, labels: APP, podLabels: APP }, { selector: APP, labels: { app: later }, podLabels: { app: later } }, { instance: later, labels: { [instance]: 'eu' } },
  ];
  for (const props of harmless) { expect(faultsIn(props)).toEqual([]); }
  const { metadata, spec } = manifests({ selector: APP, labels: { app: later }, podLabels: { app: later } }).Deployment;
  expect([metadata!.labels!.app, spec.template.metadata.labels.app]).toEqual(['api', 'api']);
});

test('a label may be called as what every object has', () => {
  expect(faultsIn({ selector: APP, labels: { constructor: 'a' }, podLabels: { constructor: 'a' } })).toEqual([]);
});

describe('two workloads', () => {
  const pair = (first: Partial<HardenedDeploymentProps>, second: Partial<HardenedDeploymentProps>) => {
    const chart = chartIn({});
    // Two budgets over the same pods are another fault.
    const alone = { ...MINIMAL, disruptionBudget: { enabled: false } };
    deploy({ ...alone, ...first }, chart);
    new HardenedDeployment(chart, 'web', { ...alone, ...second });
    return chart.node.findAll().flatMap((construct) => construct.node.validate());
  };

  test('must not mean the same pods', () => {
    expect(pair({ selector: APP }, { selector: APP })).toEqual([
      "'selector' must not mean the same pods as that of 'prod-eu/payments/web', got {\"app\":\"api\"}. Add a label that tells the two apart.",
      "'selector' must not mean the same pods as that of 'prod-eu/payments/api', got {\"app\":\"api\"}. Add a label that tells the two apart.",
    ]);
    // The labels of one are among those of the other's pods.
    expect(pair({ selector: { team: 'red' } }, { podLabels: { team: 'red' } })).toHaveLength(1);
    expect(pair({ selector: { 'app.kubernetes.io/name': 'web', 'part': 'api' } }, {})).toHaveLength(1);
  });

  test('may have the same labels where their pods are told apart', () => {
    expect(pair({ selector: { ...APP, part: 'a' } }, { selector: { ...APP, part: 'b' } })).toEqual([]);
    expect(pair({ selector: APP }, { selector: APP, namespace: 'other' })).toEqual([]);
    expect(pair({ selector: { app: Lazy.any({ produce: () => 'api' }) as any } }, {})).toEqual([]);
  });
});

test('the backends of a global Service are those that the workload selects', () => {
  const chart = chartIn({ capabilities: { cilium: { version: '1.19.5', mesh: { id: 1, name: 'eu' } } } });
  const api = deploy({ selector: APP, ports: [{ name: 'http', port: 8080 }] }, chart);
  const service = new GlobalCiliumService(chart, 'global', { backends: LocalBackends.ofWorkload(api), ports: [{ port: 80, targetPort: 'http' as any }] });
  expect(service.service.toJson().spec.selector).toEqual(APP);
});
