import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { LifecycleHandler } from '../../lib/pod/lifecycle';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { ControlPlane, NodeSpec } from '../kubernetes/control-plane';
import { Output } from '../processes';

export const ZONES = ['eu-1a', 'eu-1b', 'eu-1c'];

/** Two nodes in each zone. */
export const NODES: readonly NodeSpec[] = ZONES.flatMap((zone) => [1, 2].map((index) => ({
  name: `${zone}-${index}`, zone, capacity: { 'cpu': '32', 'memory': '256Gi', 'ephemeral-storage': '1Ti', 'pods': '110' },
})));

const KWOK = 'stage.kwok.x-k8s.io';

/** A simulated pod needs about a second to get ready and up to its grace period to go, so that there is something to lose. */
export const LIVELY: Partial<HardenedDeploymentProps> = {
  terminationGracePeriodSeconds: 3,
  lifecycle: { preStop: LifecycleHandler.sleep(1) },
  podAnnotations: {
    [`pod-create.${KWOK}/delay`]: '200ms',
    [`pod-create.${KWOK}/jitter-delay`]: '600ms',
    [`pod-ready.${KWOK}/delay`]: '300ms',
    [`pod-ready.${KWOK}/jitter-delay`]: '900ms',
  },
};

/** A chart in the cluster that judges. */
export function chartFor(cluster: VersionOf, namespace: string, id = namespace): Chart {
  return new Chart(new Cluster({ name: 'proof', zones: ZONES, kubernetesVersion: cluster.version }), id, { namespace });
}

/** What a program may know of the cluster that judges it. */
export interface VersionOf {
  readonly version: string;
}

/** The version that a control plane reports. */
export async function versionOf(cluster: ControlPlane): Promise<VersionOf> {
  return { version: (await cluster.read('/version')).gitVersion };
}

/** A HardenedDeployment of simulated pods. */
export function lively(chart: Chart, id: string, props: Partial<HardenedDeploymentProps> = {}): HardenedDeployment {
  return new HardenedDeployment(chart, id, { image: `registry.example.com/proof/${id}:1.0.0`, ...LIVELY, ...props });
}

/** Everything that a chart emits. */
export function manifestsOf(chart: Chart): KubernetesObject[] {
  return chart.toJson();
}

/** Applies objects as a pipeline does, with whatever result. */
export function tryToApply(cluster: ControlPlane, objects: readonly KubernetesObject[]): Promise<Output> {
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  return cluster.kubectl(['apply', '--server-side', '--validate=strict', '-f', '-'], JSON.stringify(list));
}

/** Applies objects as a pipeline does; any complaint is an error. */
export async function apply(cluster: ControlPlane, objects: readonly KubernetesObject[]): Promise<void> {
  const { code, stderr } = await tryToApply(cluster, objects);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
}

/** The uid of each object, by kind and name. */
export async function uidsOf(cluster: ControlPlane, objects: readonly KubernetesObject[]): Promise<{ [object: string]: string }> {
  const entries = objects.map(async (object) => [`${object.kind} ${object.metadata?.name}`, (await cluster.read(await cluster.pathOf(object))).metadata.uid]);
  return Object.fromEntries(await Promise.all(entries));
}
