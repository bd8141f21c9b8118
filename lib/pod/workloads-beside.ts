import { IConstruct } from 'constructs';
import { apiObjectsAround } from '../construct/api-objects';
import { objectsOf } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { KubernetesObject } from '../manifest/object';
import { isWorkload } from '../manifest/pod-template';

const WORKLOADS = Symbol.for('fleetwright.workloadsBeside');

/**
 * All workloads in the namespace of one, itself among them, of whatever make, in the tree that a construct stands in. Kept while a synth is under
 * way.
 */
export function workloadsBeside(construct: IConstruct, { metadata }: KubernetesObject): readonly KubernetesObject[] {
  return oncePerSynth(construct, WORKLOADS, () => apiObjectsAround(construct).flatMap(objectsOf).filter(isWorkload))
    .filter((object) => object.metadata?.namespace === metadata?.namespace);
}
