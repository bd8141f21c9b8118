import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { Program } from './setting';
import * as fleet from 'fleetwright/pulumi';

// Programs that must fail.

const IMAGE = 'registry.example.com/shop/api:1.0.0';

/** Names no provider. */
export const ambient: Program = ({ namespace }) => new fleet.HardenedDeployment('api', { namespace, image: IMAGE });

/** Has a fault of its own. */
export const fault: Program = ({ namespace, secret, provider }) =>
  new fleet.HardenedDeployment('api', { namespace, image: IMAGE, replicas: -1, env: { LICENCE: secret } }, { provider });

/** Has several components with faults, and uses one of them. */
export const together: Program = ({ namespace, provider }) => {
  const [api] = ['api', 'web', 'jobs'].map((name) => new fleet.HardenedDeployment(name, { namespace, image: IMAGE, replicas: -1 }, { provider }));
  return new k8s.core.v1.ConfigMap('dependant', { metadata: { namespace }, data: { name: api.deployment.metadata.name } }, { provider });
};

/** Wants a name that nobody knows yet. */
export const name: Program = ({ namespace, secret, provider }) =>
  new fleet.HardenedDeployment('api', { namespace, image: IMAGE, name: pulumi.interpolate`api-${secret}` as any }, { provider });

/** The secret lands where the API server takes none. */
export const refused: Program = ({ namespace, secret, provider }) => new fleet.ChartComponent('labelled', (chart, args) => {
  new ApiObject(chart, 'settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', labels: { licence: `${args.secret} ` } } });
}, { secret }, { provider, chart: { namespace } });
