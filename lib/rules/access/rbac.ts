import { KubernetesObject } from '../../manifest/object';

export const RBAC = 'rbac.authorization.k8s.io';

export const ROLES: readonly string[] = [`${RBAC}/Role`, `${RBAC}/ClusterRole`];

export const BINDINGS: readonly string[] = [`${RBAC}/RoleBinding`, `${RBAC}/ClusterRoleBinding`];

/** Whether an object is one that API servers make by themselves, as in what was read out of a cluster. */
export function isRbacDefault({ metadata }: KubernetesObject): boolean {
  return metadata?.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults';
}

/** The same as an expression in CEL. */
export const IS_RBAC_DEFAULT = "object.metadata.?labels[?'kubernetes.io/bootstrapping'].orValue('') == 'rbac-defaults'";
