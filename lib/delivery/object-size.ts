import { Fault } from '../construct/fault';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';

/** What an API server with the usual etcd takes of one object. */
export const LARGEST_OBJECT = 1_500_000;

/** What is wrong with an object that is too large for the hub. */
export function sizeFault(object: KubernetesObject, fix: string): Fault | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(object));
  if (bytes <= LARGEST_OBJECT) { return undefined; }
  return { id: 'delivery/not-deliverable', rule: `${describeObject(object)} must have at most ${LARGEST_OBJECT} bytes, which is what an etcd takes`, got: bytes, fix };
}
