import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { objectsOf } from '../construct/edit';
import { KubernetesObject } from '../manifest/object';
import { isWorkload } from '../manifest/pod-template';

/** All workloads in the namespace of one, itself among them, of whatever make, in the tree that a construct stands in. */
export function workloadsBeside(construct: IConstruct, { metadata }: KubernetesObject): KubernetesObject[] {
  return construct.node.root.node.findAll().flatMap((each) => (ApiObject.isApiObject(each) ? objectsOf(each) : []))
    .filter((object) => object.metadata?.namespace === metadata?.namespace && isWorkload(object));
}
