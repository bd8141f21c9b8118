import { IConstruct } from 'constructs';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { objectsBeforeMixins } from './objects-before-mixins';
import { isMap } from './template-edit';

const BINDINGS: readonly string[] = ['RoleBinding', 'ClusterRoleBinding'];

/** What gives a ServiceAccount rights in the tree that a construct stands in; undefined where nothing there does. */
export function rightsIn(construct: IConstruct): (namespace: string | undefined, serviceAccount: string) => string | undefined {
  let bindings: KubernetesObject[] | undefined;
  return (namespace, serviceAccount) => {
    bindings ??= BINDINGS.flatMap((kind) => objectsBeforeMixins(construct, kind));
    const binding = bindings.find(({ subjects, metadata }) => Array.isArray(subjects)
      && subjects.some((subject) => isMap(subject) && names(subject, subject.namespace ?? metadata?.namespace, namespace, serviceAccount)));
    return binding === undefined ? undefined : describeObject(binding);
  };
}

/** Whether a subject is an account. Who leaves a namespace open may mean any. */
function names({ kind, name }: { [field: string]: any }, of: unknown, namespace: string | undefined, serviceAccount: string): boolean {
  const isHere = of === undefined || namespace === undefined || of === namespace;
  switch (kind) {
    case 'ServiceAccount': return name === serviceAccount && isHere;
    case 'User': return name === `system:serviceaccount:${namespace}:${serviceAccount}`;
    case 'Group': return name === 'system:serviceaccounts' || name === `system:serviceaccounts:${namespace}`;
    default: return false;
  }
}
