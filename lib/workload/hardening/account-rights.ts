import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { itemsOf } from '../../manifest/pod-template';
import { isMap } from './template-edit';

const BINDINGS: readonly string[] = ['RoleBinding', 'ClusterRoleBinding'];

/** What gives a ServiceAccount rights in the tree that a construct stands in; undefined where nothing there does. */
export function rightsIn(construct: IConstruct): (namespace: string | undefined, serviceAccount: string) => string | undefined {
  let bindings: KubernetesObject[] | undefined;
  return (namespace, serviceAccount) => {
    bindings ??= bindingsIn(construct);
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

/** The bindings of each tree, and how many constructs it had when they were looked for. */
const KNOWN = new WeakMap<IConstruct, { readonly size: number; readonly bindings: KubernetesObject[] }>();

/** As they were before mixins: those change no binding, and one that stands in a List with a pod would ask for itself. */
function bindingsIn({ node: { root } }: IConstruct): KubernetesObject[] {
  const constructs = root.node.findAll();
  const known = KNOWN.get(root);
  if (known?.size === constructs.length) { return known.bindings; }
  const bindings = constructs
    .filter((source): source is ApiObject => ApiObject.isApiObject(source) && (BINDINGS.includes(source.kind) || source.kind.endsWith('List')))
    .flatMap((source) => bindingsOf(ApiObject.prototype.toJson.call(source)));
  KNOWN.set(root, { size: constructs.length, bindings });
  return bindings;
}

function bindingsOf(object: KubernetesObject | null): KubernetesObject[] {
  const items = itemsOf(object);
  if (items !== undefined) { return items.flatMap(bindingsOf); }
  return object !== null && BINDINGS.includes(object.kind) ? [object] : [];
}
