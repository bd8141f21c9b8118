import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';

/** Every object in a construct, itself among them. */
export function apiObjectsOf(construct: IConstruct): ApiObject[] {
  return construct.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child));
}
