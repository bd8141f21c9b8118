import { Fault } from '../construct/fault';
import { isClusterScoped } from '../manifest/cluster-scoped';
import { listed } from '../manifest/listed';
import { apiGroup, KubernetesObject } from '../manifest/object';
import { ObjectVariant, SharedObject } from './common-part';

/**
 * What keeps an object from being one and the same in many clusters, as engines with a base want it: a name, a namespace, one version of its API.
 * @param definitions the CustomResourceDefinitions of the fleet
 */
export function identityFaults({ variants }: SharedObject, definitions: readonly KubernetesObject[]): Fault[] {
  const [base] = variants;
  const { name, namespace } = base.object.metadata ?? {};
  const other = variants.find(({ object }) => object.apiVersion !== base.object.apiVersion);
  const of = ({ object, clusters }: ObjectVariant) => `'${object.apiVersion}' in ${listed(clusters)}`;
  return [
    ...(name === undefined ? [fault("must have a name, by which the engine knows it, and has only a 'generateName'", "Give it a 'name'")] : []),
    ...(namespace === undefined && isNamespaced(base.object, definitions)
      ? [fault('must state its namespace: which one is meant, the engine can not know', "Give it 'metadata.namespace', or its chart a 'namespace'")] : []),
    ...(other === undefined ? []
      : [fault(`must be of one version of its API in all clusters, and is of ${of(base)} and of ${of(other)}`, 'Use the older one everywhere')]),
  ];
}

function fault(rule: string, fix: string): Fault {
  return { id: 'delivery/not-deliverable', rule, fix };
}

function isNamespaced(object: KubernetesObject, definitions: readonly KubernetesObject[]): boolean {
  if (isClusterScoped(object, definitions)) { return false; }
  const group = apiGroup(object);
  const isDefined = definitions.some(({ spec }) => spec?.group === group && spec.names?.kind === object.kind);
  // Of resources that others define, nobody here knows.
  return isDefined || !group.includes('.') || group.endsWith('.k8s.io');
}
