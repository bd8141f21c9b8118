import { KubernetesObject, listOf } from '../../manifest/object';
import { cel } from '../admission/cel';
import { ObjectRule } from '../rule';

const HOOKS = ['helm.sh/hook', 'argocd.argoproj.io/hook'];
const CONFIG_SOURCE = 'kubernetes.io/config.source';

/** What is to keep running is kept running by a controller. */
export const ownedPod: ObjectRule = {
  id: 'reliability/owned-pod',
  severity: 'warning',
  about: 'object',
  kinds: ['/Pod'],
  why: 'Nothing replaces a Pod when its node is drained or fails.',
  fix: 'Make it a Deployment, a StatefulSet, a DaemonSet or a Job',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/#pods-and-controllers',
  sameAs: ['scheduling/spot-bare-pod'],
  admission: {
    expression: `object.metadata.?annotations.orValue({}).exists(name, name in ${cel([...HOOKS, CONFIG_SOURCE])}) || object.metadata.?ownerReferences.orValue([]).size() > 0 || object.spec.?restartPolicy.orValue('Always') != 'Always'`,
    messageExpression: '"it is a Pod without a controller"',
  },
  check: (object) => {
    // What runs once is not to be replaced.
    if (isHook(object) || isStatic(object) || listOf(object.metadata?.ownerReferences).length > 0 || (object.spec?.restartPolicy ?? 'Always') !== 'Always') { return undefined; }
    return [{ path: ['kind'], message: 'it is a Pod without a controller' }];
  },
};

/** Whether a tool starts it at some turn: tests of Helm, hooks of Argo CD. */
function isHook({ metadata }: KubernetesObject): boolean {
  return HOOKS.some((key) => metadata?.annotations?.[key] !== undefined);
}

/** Whether the kubelet runs it from a file of its node, as the parts of a control plane. */
function isStatic({ metadata, spec }: KubernetesObject): boolean {
  return metadata?.annotations?.[CONFIG_SOURCE] !== undefined
    || (metadata?.namespace === 'kube-system' && (String(spec?.priorityClassName).startsWith('system-') || spec?.hostNetwork === true));
}
