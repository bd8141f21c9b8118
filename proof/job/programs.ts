import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { HardenedCronJob, HardenedCronJobProps } from '../../lib/workload/hardened-cron-job';
import { HardenedJob, HardenedJobProps } from '../../lib/workload/hardened-job';

export type Kind = 'Job' | 'CronJob';

/** The props of either kind; nothing says yet that they are legal. */
export type AnyProps = Partial<HardenedJobProps> & Partial<HardenedCronJobProps> & { readonly [prop: string]: any };

/** What a program of one workload came to: objects, or all that is at fault in it, as `[proof/chart/work] 'prop' …`. */
export type Outcome = { readonly objects: KubernetesObject[] } | { readonly faults: readonly string[] };

export const IMAGE = 'registry.example.com/proof/work:1.0.0';

/** Runs a program with one workload, which is called `work` unless its props say otherwise. */
export function run(kind: Kind, props: AnyProps, version: string): Outcome {
  try {
    const cluster = new Cluster({ name: 'proof', kubernetesVersion: version });
    const chart = new Chart(cluster, 'chart', { namespace: 'work' });
    if (kind === 'Job') {
      new HardenedJob(chart, 'work', { image: IMAGE, ...props });
    } else {
      new HardenedCronJob(chart, 'work', { image: IMAGE, schedule: '30 1 * * *', activeDeadlineSeconds: 3600, ...props });
    }
    cluster.synthYaml();
    return { objects: chart.toJson() };
  } catch (error) {
    const lines = (error as Error).message.split('\n');
    return { faults: lines[0].startsWith('Nothing was written') ? lines.slice(1).map((line) => line.trim()) : lines };
  }
}

/** A Job as the controller would make it of a CronJob. */
export function jobOf({ metadata, spec: { jobTemplate } }: KubernetesObject): KubernetesObject {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { ...jobTemplate.metadata, name: `${metadata!.name}-29765432`, namespace: metadata!.namespace }, spec: jobTemplate.spec };
}

/** An object with another value somewhere. */
export function withValue(object: any, [step, ...rest]: readonly (string | number)[], value: unknown): any {
  const copy = Array.isArray(object) ? [...object] : { ...object };
  copy[step] = rest.length === 0 ? value : withValue(copy[step] ?? {}, rest, value);
  return copy;
}
