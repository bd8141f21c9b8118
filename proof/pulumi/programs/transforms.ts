import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Program } from './setting';
import * as fleet from 'fleetwright/pulumi';

// Nothing in here is of this library but the transforms of the stack.

/** A workload of plain `@pulumi/kubernetes` and one from YAML, hardened and spread by transforms of the whole stack. */
export const stack: Program = (setting) => {
  const { provider, namespace } = setting;
  pulumi.runtime.registerResourceTransform(fleet.podHardening());
  pulumi.runtime.registerResourceTransform(fleet.spreadAcrossZones({ zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] } as any));
  const labels = { app: 'plain' };
  new k8s.apps.v1.Deployment('plain', {
    metadata: { name: 'plain', namespace },
    spec: {
      replicas: setting.laterNumber,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'plain', image: pulumi.interpolate`registry.example.com/plain:${setting.later}`, env: [{ name: 'LICENCE', value: setting.secret }] }] },
      },
    },
  }, { provider });
  new k8s.apps.v1.Deployment('open', workload('open', namespace), { provider });
  new k8s.yaml.v2.ConfigGroup('third-party', { objs: [workload('included', namespace)] }, { provider });
};

function workload(name: string, namespace: string) {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1' as const,
    kind: 'Deployment' as const,
    metadata: { name, namespace },
    spec: { replicas: 3, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers: [{ name, image: `registry.example.com/${name}:1.0.0` }] } } },
  };
}
