import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { objectsOf } from './objects';
import { Program, Setting } from './setting';
import * as core from 'fleetwright';
import * as fleet from 'fleetwright/pulumi';

// A workload with Outputs in a string, in a longer string, in a number and in a secret.

const PROPS = {
  ports: [{ name: 'http', port: 8080 }],
  service: {},
  network: { allowFrom: [{ peer: core.NetworkPeer.pods({ app: 'front' }) }] },
};

/** Part of the selector, which no Deployment can change. */
const instance = ({ variant }: Setting) => variant === 'replaced' ? 'b' : 'a';
const image = ({ variant }: Setting) => `registry.example.com/shop/api:${['changed', 'renamed'].includes(variant) ? '2.0.0' : '1.0.0'}`;

/** The component. */
export const component: Program = (setting) => {
  const renamed = setting.variant === 'renamed';
  return api(setting, renamed ? 'shop-api' : 'api', { aliases: renamed ? [{ name: 'api' }] : [] });
};

/** The component takes over what `byHand` made in the same stack. */
export const adopting: Program = (setting) => {
  if (setting.variant === 'by-hand') { return byHand(setting); }
  return api(setting, 'api', { adopt: adoptions((id) => ({ name: `api-${id}`, parent: null })) });
};

/** A component without a Service and without a secret is what somebody has applied; in the variant `imported`, that is over. */
export const importing: Program = (setting) => {
  const adopt = adoptions(() => ({ import: setting.variant !== 'imported' }), KINDS.slice(0, 4));
  return new fleet.HardenedDeployment('api', { namespace: setting.namespace, image: image(setting) }, { provider: setting.provider, adopt });
};

/** A component with the selector of the usual program, which `by-hand` is, takes that over. */
export const selected: Program = (setting) => {
  const { namespace, provider, variant } = setting;
  const labels = { app: 'api' };
  if (variant === 'by-hand') {
    const metadata = { name: 'api', namespace };
    new k8s.core.v1.ServiceAccount('api', { metadata }, { provider });
    return new k8s.apps.v1.Deployment('api-deploy', {
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { serviceAccountName: 'api', containers: [{ name: 'app', image: image(setting) }] } },
      },
    }, { provider });
  }
  return new fleet.HardenedDeployment('api', {
    namespace,
    containerName: 'app',
    image: image(setting),
    ...(variant !== 'unselected' && { selector: labels }),
    ...(variant !== 'with policy' && { network: { policy: false } }),
  }, { provider, adopt: { deployment: { name: 'api-deploy' }, serviceAccount: { name: 'api' } } });
};

const KINDS = ['ServiceAccount', 'Deployment', 'PodDisruptionBudget', 'NetworkPolicy', 'Service'];

function adoptions(of: (id: string) => fleet.Adoption, kinds = KINDS): { [id: string]: fleet.Adoption } {
  return Object.fromEntries(kinds.map((kind) => `${kind[0].toLowerCase()}${kind.slice(1)}`).map((id) => [id, of(id)]));
}

function api(setting: Setting, name: string, options: fleet.ConstructComponentOptions) {
  const workload = new fleet.HardenedDeployment(name, {
    ...PROPS,
    name: 'api',
    namespace: setting.namespace,
    instance: instance(setting),
    image: image(setting),
    replicas: setting.laterNumber,
    env: { REGION: 'eu', SHARD: setting.later, HOST: pulumi.interpolate`${setting.later}.example.com`, LICENCE: setting.secret },
    annotations: { 'example.com/shard': setting.later },
  }, { provider: setting.provider, ...options });
  return { deployed: workload.deployment.metadata.name, image: workload.deployment.spec.template.spec.containers[0].image };
}

/** The same objects, by hand. */
export const byHand: Program = (setting) => {
  const [account, deployment, budget, policy, service] = objectsOf(setting.namespace, (chart) => new core.HardenedDeployment(chart, 'api', {
    ...PROPS,
    instance: instance(setting),
    image: image(setting),
    replicas: 3,
    env: { REGION: 'eu', SHARD: '-', HOST: '-', LICENCE: '-' },
    annotations: { 'example.com/shard': '-' },
  }), KINDS);
  deployment.metadata.annotations['example.com/shard'] = setting.later;
  deployment.spec.replicas = setting.laterNumber;
  const [, shard, host, licence] = deployment.spec.template.spec.containers[0].env;
  shard.value = setting.later;
  host.value = pulumi.interpolate`${setting.later}.example.com`;
  licence.value = setting.secret;
  const options = { provider: setting.provider };
  new k8s.core.v1.ServiceAccount('api-serviceAccount', account, options);
  new k8s.apps.v1.Deployment('api-deployment', deployment, options);
  new k8s.policy.v1.PodDisruptionBudget('api-podDisruptionBudget', budget, options);
  new k8s.networking.v1.NetworkPolicy('api-networkPolicy', policy, options);
  new k8s.core.v1.Service('api-service', service, options);
};
