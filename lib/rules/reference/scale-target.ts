import { apiGroup } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { provided } from '../stand-ins/provided';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';

const WORKLOADS: readonly string[] = ['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet', 'apps/DaemonSet', '/ReplicationController', 'argoproj.io/Rollout'];

/** What an autoscaler scales is there. */
export const scaleTarget: ObjectRule = {
  id: 'reference/scale-target',
  severity: 'warning',
  about: 'object',
  kinds: ['autoscaling/HorizontalPodAutoscaler', 'keda.sh/ScaledObject', 'autoscaling.k8s.io/VerticalPodAutoscaler'],
  why: 'An autoscaler of something that is not there scales nothing.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/',
  options: MISSING_OPTIONS,
  check: (object, cluster, options) => {
    const field = object.kind === 'VerticalPodAutoscaler' ? 'targetRef' : 'scaleTargetRef';
    const { apiVersion, kind = 'Deployment', name } = object.spec?.[field] ?? {};
    if (typeof name !== 'string') { return undefined; }
    const namespace = cluster.namespaceOf(object);
    const said = typeof apiVersion === 'string' ? apiGroup({ apiVersion, kind }) : '';
    const group = ['', 'extensions'].includes(said) && kind !== 'ReplicationController' ? 'apps' : said;
    const named = { kind: `${group}/${kind}`, namespace, name };
    // Where workloads of any kind are among the manifests, those that are scaled would be.
    const isExpected = WORKLOADS.includes(named.kind) && cluster.podsIn(namespace).length > 0;
    const isGone = isExpected ? provided(cluster, named.kind, namespace, name) === 'no' : isMissing(cluster, named, options);
    return isGone ? [{ path: ['spec', field, 'name'], message: `it scales ${describeNamed(named)}, which is not among the manifests` }] : [];
  },
};
