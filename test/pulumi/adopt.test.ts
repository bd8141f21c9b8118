import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { adoptionFaults } from '../../lib/pulumi/adopt';
import { HardenedDeployment } from '../../lib/pulumi/hardened-deployment';
import { deploy, Deployment } from './engine-monitor';

const faultsOf = (spec: object) => adoptionFaults({ service: { import: true } }, [
  { id: 'service', manifest: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'db', namespace: 'shop' }, spec } },
]).map(({ prop }) => prop);

test('imports a Service only where the cluster gave it no address', () => {
  expect(faultsOf({})).toEqual(['adopt.service.import']);
  expect(faultsOf({ type: 'ExternalName', externalName: 'db.example.com' })).toEqual([]);
  expect(faultsOf({ clusterIP: 'None' })).toEqual([]);
});

test('takes over a Deployment of the usual program without a change that replaces it', async () => {
  const labels = { app: 'api' };
  const container = { name: 'app', image: 'registry.example.com/shop/api:1.4.1' };
  const deploymentOf = ({ resources }: Deployment) => resources.find(({ type }) => type === 'kubernetes:apps/v1:Deployment')!.props;
  const old = deploymentOf(await deploy(() => {
    new k8s.apps.v1.Deployment('api-deploy', {
      metadata: { name: 'api', namespace: 'shop' }, spec: { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [container] } } },
    });
  }));
  const adopted = await deploy(() => {
    new HardenedDeployment('api', { namespace: 'shop', selector: { app: pulumi.output('api') }, containerName: 'app', image: 'registry.example.com/shop/api:1.4.2' }, {
      ambientKubeconfig: true, adopt: { deployment: { name: 'api-deploy' } },
    });
  });
  const { metadata, spec } = deploymentOf(adopted);
  // What the provider replaces a Deployment for.
  expect([metadata.name, metadata.namespace, spec.selector]).toEqual([old.metadata.name, old.metadata.namespace, old.spec.selector]);
  expect(spec.template.metadata.labels).toEqual({ ...labels, 'app.kubernetes.io/name': 'api' });
  expect(spec.template.spec.containers.map(({ name }: any) => name)).toEqual(['app']);
  expect(adopted.outputs['urn:pulumi:stack::project::fleetwright:index:HardenedDeployment::api'].selectorLabels).toEqual(labels);
});
