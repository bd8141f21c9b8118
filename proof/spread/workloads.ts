import { ApiObject, App, Chart } from 'cdk8s';
import type { KubernetesObject } from '../../lib/manifest/object';
import { SpreadAcrossZones } from '../../lib/scheduling/spread/spread-across-zones';
import { ZoneSpreadingProps } from '../../lib/scheduling/spread/spread-options';
import { ControlPlane } from '../kubernetes/control-plane';

/** A workload of a proof. */
export interface Workload {
  readonly name: string;
  readonly namespace: string;
  /** The pool of nodes on which it runs. */
  readonly pool: string;
  readonly replicas: number;
  readonly kind?: 'Deployment' | 'StatefulSet' | 'Job';
  readonly spread?: ZoneSpreadingProps;
  /** A zone in which every pod would rather be, so that the scheduler goes to the limit of what the constraint allows. */
  readonly favourite?: string;
  /** Further fields of the object's spec. */
  readonly spec?: { readonly [field: string]: any };
  /** Further fields of the pod's spec. */
  readonly podSpec?: { readonly [field: string]: any };
}

/** The workload as the library spreads it. */
export function spreadWorkload(workload: Workload): KubernetesObject {
  const { name, namespace, pool, replicas, kind = 'Deployment', spread = {}, favourite, spec = {}, podSpec = {} } = workload;
  const chart = new Chart(new App(), 'proof');
  const object = new ApiObject(chart, name, {
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      ...(kind === 'Job' ? { parallelism: replicas, completions: replicas } : { replicas, selector: { matchLabels: { app: name } } }),
      ...(kind === 'StatefulSet' && { serviceName: name, podManagementPolicy: 'Parallel' }),
      ...spec,
      template: {
        metadata: { labels: { app: name } },
        spec: {
          nodeSelector: { pool },
          ...(favourite !== undefined && { affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [prefer(favourite)] } } }),
          ...(kind === 'Job' && { restartPolicy: 'Never' }),
          containers: [{ name: 'app', image: 'registry.example.com/app:1.0.0' }],
          ...podSpec,
        },
      },
    },
  });
  new SpreadAcrossZones(chart, 'spread', { workloads: [object], ...spread });
  return chart.toJson()[0];
}

/** Applies a workload as the library spreads it. */
export async function apply(cluster: ControlPlane, ...workloads: readonly Workload[]): Promise<void> {
  const list = { apiVersion: 'v1', kind: 'List', items: workloads.map(spreadWorkload) };
  const { code, stderr } = await cluster.kubectl(['apply', '--validate=strict', '-f', '-'], JSON.stringify(list));
  if (code !== 0) { throw new Error(stderr); }
}

function prefer(zone: string) {
  return { weight: 100, preference: { matchExpressions: [{ key: 'topology.kubernetes.io/zone', operator: 'In', values: [zone] }] } };
}
