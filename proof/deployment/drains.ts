import { ControlPlane } from '../kubernetes/control-plane';
import { Output } from '../processes';

/** Drains a node as whoever replaces it does, with whatever result. */
export function drain(cluster: ControlPlane, node: string, timeout: string): Promise<Output> {
  return cluster.kubectl(['drain', node, '--delete-emptydir-data', '--ignore-daemonsets', `--timeout=${timeout}`]);
}

/** Lets pods on to a node again. */
export function uncordon(cluster: ControlPlane, node: string) {
  return cluster.request('PATCH', `/api/v1/nodes/${node}`, { spec: { unschedulable: false } }, 'application/merge-patch+json');
}
