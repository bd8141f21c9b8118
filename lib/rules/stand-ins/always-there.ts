import { ExternalObject } from './external-object';

/**
 * What clusters have by themselves, and what controllers put into each namespace.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
 * @see https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/
 * @see https://istio.io/latest/docs/ops/diagnostic-tools/ on `istio-ca-root-cert`
 * @see https://docs.openshift.com/container-platform/latest/authentication/using-rbac.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/default-roles-users.html
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces
 */
export const ALWAYS_THERE: readonly ExternalObject[] = [
  { kind: '/ServiceAccount', name: 'default' },
  { kind: '/ConfigMap', name: 'kube-root-ca.crt' },
  { kind: '/ConfigMap', name: 'openshift-service-ca.crt' },
  { kind: '/ConfigMap', name: 'istio-ca-root-cert' },
  { kind: '/Service', namespace: 'default', name: 'kubernetes' },
  ...['default', 'kube-system', 'kube-public', 'kube-node-lease'].map((name) => ({ kind: '/Namespace', name })),
  ...['cluster-admin', 'admin', 'edit', 'view', 'system:*'].map((name) => ({ kind: 'rbac.authorization.k8s.io/ClusterRole', name })),
  ...['cluster-reader', 'basic-user', 'self-provisioner', 'cluster-monitoring-view', 'monitoring-edit', 'registry-*', 'eks:*'].map((name) => ({ kind: 'rbac.authorization.k8s.io/ClusterRole', name })),
  ...['kube-system', 'kube-public'].flatMap((namespace) => ['/ConfigMap', '/Secret', '/Service', '/ServiceAccount', 'rbac.authorization.k8s.io/Role'].map((kind) => ({ kind, namespace, name: '*' }))),
  { kind: 'scheduling.k8s.io/PriorityClass', name: 'system-*' },
];
