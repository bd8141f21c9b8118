// What others wrote beside a workload is judged here as in cdk8s, and what is not known yet says nothing.
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, Chart } from 'cdk8s';
import { deploy } from './engine-monitor';
import { HardenedDeployment, Volume } from 'fleetwright';
import { ChartComponent } from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const AMBIENT = { ambientKubeconfig: true };
const IMAGE = 'registry.example.com/api:1.4.2';
const SELECTOR = { matchLabels: { 'app.kubernetes.io/name': 'api' } };
const budget = (chart: Chart, spec: any) => new ApiObject(chart, 'all', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: { name: 'all' }, spec });
const keda = (chart: Chart, spec: any) => new ApiObject(chart, 'keda', {
  apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'keda' }, spec: { scaleTargetRef: { name: 'api' }, triggers: [], ...spec },
});
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const later = () => pulumi.output(pulumi.unknown as any);

function component(define: (chart: Chart, args: any) => void, args: any = {}): () => unknown {
  return () => new ChartComponent('shop', define, args, AMBIENT);
}

test('a second budget and a budget of others that lets no pod go end the deployment', () => {
  expect(component((chart) => {
    new HardenedDeployment(chart, 'api', { image: IMAGE, replicas: 3 });
    budget(chart, { minAvailable: 3, selector: SELECTOR });
  })).toThrow(/must be the only one over these pods, but PodDisruptionBudget 'all' selects them too(.|\n)*of 3 replicas, 3 must stay, got 3/);
});

test('what is an Output is no number, label or access mode yet', async () => {
  const { resources } = await deploy(component((chart, { value, mode, label }) => {
    const api = new HardenedDeployment(chart, 'api', {
      image: IMAGE, replicas: value, disruptionBudget: { enabled: false }, podLabels: { tier: label },
      mounts: [{ path: '/data', volume: Volume.persistentVolumeClaim('data') }],
    });
    api.markHasAutoscaler();
    keda(chart, { minReplicaCount: value, maxReplicaCount: value });
    budget(chart, { minAvailable: value, selector: { matchLabels: { tier: label } } });
    new ApiObject(chart, 'claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: { accessModes: [mode] } });
  }, { value: later(), mode: later(), label: later() }), { preview: true });
  expect(resources.map(({ type }) => type)).toEqual(expect.arrayContaining(['kubernetes:policy/v1:PodDisruptionBudget', 'kubernetes:keda.sh/v1alpha1:ScaledObject']));
});

test('the warnings come too', async () => {
  const { logs } = await deploy(component((chart) => {
    new HardenedDeployment(chart, 'api', { image: IMAGE, mounts: [{ path: '/data', volume: Volume.persistentVolumeClaim('data') }] });
    keda(chart, { minReplicaCount: 2 });
    new ApiObject(chart, 'claim', { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' }, spec: CLAIM });
  }));
  const said = logs.map(({ message }) => message).join('\n');
  expect(said).toContain('workload/fixed-replicas');
  expect(said).toContain("workload/single-node-claim: Deployment 'api': up to 100 replicas mount PersistentVolumeClaim 'data', which is ReadWriteOnce");
});
