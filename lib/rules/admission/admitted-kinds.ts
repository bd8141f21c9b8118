import { resourceName } from '../../manifest/resource-name';
import { BUILT_IN_WORKLOADS } from '../built-in-workloads';

/** How requests name a kind. */
export interface AdmittedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Its plural, as in the paths of the API. */
  readonly resource: string;
}

/** The versions of their APIs that requests are matched by. */
const VERSIONS: { readonly [groupKind: string]: string } = {
  '/ConfigMap': 'v1',
  '/Endpoints': 'v1',
  '/Namespace': 'v1',
  '/PersistentVolume': 'v1',
  '/PersistentVolumeClaim': 'v1',
  '/Pod': 'v1',
  '/PodTemplate': 'v1',
  '/ReplicationController': 'v1',
  '/Secret': 'v1',
  '/Service': 'v1',
  '/ServiceAccount': 'v1',
  'apps/DaemonSet': 'v1',
  'apps/Deployment': 'v1',
  'apps/ReplicaSet': 'v1',
  'apps/StatefulSet': 'v1',
  'argoproj.io/AppProject': 'v1alpha1',
  'argoproj.io/Application': 'v1alpha1',
  'argoproj.io/ApplicationSet': 'v1alpha1',
  'autoscaling/HorizontalPodAutoscaler': 'v2',
  'batch/CronJob': 'v1',
  'batch/Job': 'v1',
  'discovery.k8s.io/EndpointSlice': 'v1',
  'gateway.networking.k8s.io/Gateway': 'v1',
  'networking.k8s.io/Ingress': 'v1',
  'networking.k8s.io/NetworkPolicy': 'v1',
  'policy/PodDisruptionBudget': 'v1',
  'rbac.authorization.k8s.io/ClusterRole': 'v1',
  'rbac.authorization.k8s.io/ClusterRoleBinding': 'v1',
  'rbac.authorization.k8s.io/Role': 'v1',
  'rbac.authorization.k8s.io/RoleBinding': 'v1',
};

/** A kind, as `group/Kind`; undefined for one of which it is not known here how requests name it. */
export function admittedKind(groupKind: string): AdmittedKind | undefined {
  if (!Object.hasOwn(VERSIONS, groupKind)) { return undefined; }
  const [group, kind] = groupKind.split('/');
  return { group, version: VERSIONS[groupKind], kind, resource: resourceName(kind) };
}

/** Kinds that make pods, or are ones. Custom ones are judged by what they make. */
export const ADMITTED_WORKLOADS: readonly string[] = [...BUILT_IN_WORKLOADS];
