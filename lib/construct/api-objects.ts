import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { oncePerSynth } from './synth-cache';

/** Every object in a construct, itself among them. */
export function apiObjectsOf(construct: IConstruct): ApiObject[] {
  return construct.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child));
}

/** Every object in the tree that a construct stands in. Found once while a synth is under way. */
export function apiObjectsAround(construct: IConstruct): readonly ApiObject[] {
  return oncePerSynth(construct, apiObjectsAround, () => apiObjectsOf(construct.node.root));
}
