import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { Program, Setting } from './setting';
import * as fleet from 'fleetwright/pulumi';

// Constructs of others, a custom resource and a Secret among them, in one chart; one object waits for another.

const ENDPOINT = { port: 'metrics' };
const interval = ({ variant }: Setting) => variant === 'changed' ? '60s' : '30s';
const cacheImage = ({ variant }: Setting) => `registry.example.com/cache:${variant === 'changed' ? '2' : '1'}.0.0`;

/** A chart with constructs of all sorts. */
export const component: Program = (setting) => new fleet.ChartComponent('watching', (chart, args: { secret: string; shard: string; limit: number; image: string }) => {
  const credentials = new ApiObject(chart, 'credentials', {
    apiVersion: 'v1', kind: 'Secret', metadata: { name: 'credentials' }, stringData: { user: 'shop', password: args.secret },
  } as any);
  const monitor = new ApiObject(chart, 'monitor', {
    apiVersion: 'monitoring.coreos.com/v1', kind: 'ServiceMonitor', metadata: { name: 'cache', labels: { shard: args.shard } },
    spec: {
      selector: { matchLabels: { app: 'cache' } },
      sampleLimit: args.limit,
      endpoints: [{ ...ENDPOINT, interval: interval(setting) }, { ...ENDPOINT, path: `/metrics/${fleet.pending<string>(setting.later)}`, params: { key: [args.secret] } }],
    },
  } as any);
  monitor.addDependency(credentials);
  new kplus.ConfigMap(chart, 'settings', { metadata: { name: 'settings' }, data: { shard: args.shard, image: args.image } });
}, {
  secret: setting.secret, shard: setting.later, limit: setting.laterNumber, image: cacheImage(setting),
}, { provider: setting.provider, chart: { namespace: setting.namespace } });

/** The same objects, by hand. */
export const byHand: Program = (setting) => {
  const options = { provider: setting.provider };
  const { namespace, secret, later, laterNumber } = setting;
  const credentials = new k8s.core.v1.Secret('watching-credentials', { metadata: { name: 'credentials', namespace }, stringData: { user: 'shop', password: secret } }, options);
  new k8s.apiextensions.CustomResource('watching-monitor', {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: { name: 'cache', namespace, labels: { shard: later } },
    spec: {
      selector: { matchLabels: { app: 'cache' } },
      sampleLimit: laterNumber,
      endpoints: [{ ...ENDPOINT, interval: interval(setting) }, { ...ENDPOINT, path: pulumi.interpolate`/metrics/${later}`, params: { key: [secret] } }],
    },
  }, { ...options, dependsOn: [credentials] });
  new k8s.core.v1.ConfigMap('watching-settings', { metadata: { name: 'settings', namespace }, data: { shard: later, image: cacheImage(setting) }, immutable: false }, options);
};
