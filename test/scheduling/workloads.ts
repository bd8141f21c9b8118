import { ApiObject, App, Chart, Testing } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { Cluster } from '../../lib/cluster/cluster';
import { RulePack } from '../../lib/cluster/rule-settings';
import { Warnings } from '../../lib/construct/warnings';

export const ZONE = 'topology.kubernetes.io/zone';
export const HOST = 'kubernetes.io/hostname';
export const ZONES = ['eu-1a', 'eu-1b', 'eu-1c'];

/** A chart in an App that knows nothing of its cluster. */
export function plainChart(): Chart {
  return new Chart(new App(), 'shop', { namespace: 'shop' });
}

/** A chart in a cluster of these zones, in which constructs alone give warnings. */
export function clusterChart(zones: string[] = ZONES): Chart {
  return new Chart(new Cluster({ name: 'prod-eu', zones, rules: { pack: RulePack.REFUSED } }), 'shop', { namespace: 'shop' });
}

/** A workload as someone writes it by hand. */
export function workload(scope: Construct, name: string, { kind = 'Deployment', podSpec = {}, ...spec }: any = {}): ApiObject {
  return new ApiObject(scope, name, {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name },
    spec: {
      replicas: 6,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1.4.2' }], ...podSpec } },
      ...spec,
    },
  });
}

/** The constraints of a chart's workload of that name, in the YAML that it becomes. */
export function constraintsIn(chart: Chart, name: string): any[] | undefined {
  const object = Testing.synth(chart).find(({ kind, metadata }) => metadata.name === name && kind !== 'Service' && kind !== 'PodDisruptionBudget');
  return object.spec.template.spec.topologySpreadConstraints;
}

/** Which of them there are: `zone:DoNotSchedule:1`. */
export function summaryOf(constraints: any[] | undefined): string[] {
  return (constraints ?? []).map(({ topologyKey, whenUnsatisfiable, maxSkew }) => `${topologyKey}:${whenUnsatisfiable}:${maxSkew}`);
}

/** The warnings of a tree, as lines. */
export function warningsOf(scope: IConstruct): string[] {
  return Warnings.of(scope).map(Warnings.format);
}
