import { accepted } from './api-client';
import { ControlPlane } from './control-plane';

/**
 * Waits until the controllers know all that was done to the pods of a Deployment so far. They hear of pods in the order in which these were
 * changed: so one pod is made not ready, and ready again, and the Deployment has counted it each time.
 */
export async function seenByControllers(cluster: ControlPlane, namespace: string, deployment: string, pod: string): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`;
  const ready = async () => (await cluster.read(path)).status.readyReplicas ?? 0;
  const before = await ready();
  for (const [status, count] of [['False', before - 1], ['True', before]] as const) {
    const body = { status: { conditions: [{ type: 'Ready', status }] } };
    const target = `/api/v1/namespaces/${namespace}/pods/${pod}/status`;
    accepted(target, await cluster.request('PATCH', target, body, 'application/strategic-merge-patch+json'));
    await cluster.waitFor(`the controllers to count ${count} ready pods of ${deployment}`, async () => await ready() === count);
  }
}
