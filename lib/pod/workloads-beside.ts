import { IConstruct } from 'constructs';
import { apiObjectsAround } from '../construct/api-objects';
import { objectsOf } from '../construct/edit';
import { KubernetesObject } from '../manifest/object';
import { isWorkload } from '../manifest/pod-template';

/** All workloads in the namespace of one, itself among them, of whatever make, in the tree that a construct stands in. */
export function workloadsBeside(construct: IConstruct, { metadata }: KubernetesObject): KubernetesObject[] {
  return apiObjectsAround(construct).flatMap(objectsOf)
    .filter((object) => object.metadata?.namespace === metadata?.namespace && isWorkload(object));
}
