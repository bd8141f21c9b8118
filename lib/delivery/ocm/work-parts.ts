import { createHash } from 'node:crypto';
import { KubernetesObject } from '../../manifest/object';
import { objectKey } from '../../manifest/object-key';

/** Of more, the webhook of OCM refuses a work, unless it is set up otherwise. */
export const MAX_WORK_BYTES = 500 * 1024;

/** Some of the objects of an app. */
export interface WorkPart {
  /** Empty for the part that keeps the name of the app. */
  readonly suffix: string;
  readonly manifests: readonly KubernetesObject[];
}

/** What the webhook counts of a manifest: its JSON as Go writes it, and the few bytes that protobuf puts in front. */
export function manifestBytes(manifest: KubernetesObject): number {
  // Go writes these three, and the two ends of lines that JSON allows, as six letters.
  const json = JSON.stringify(manifest).replace(/[<>&\u2028\u2029]/g, '\\u0000');
  const length = Buffer.byteLength(json);
  return length + 1 + Math.ceil(Math.max(1, length.toString(2).length) / 7);
}

/**
 * The objects of an app in as many parts as they need. Each is no larger than a work may be, if each object is.
 *
 * Where an object belongs is said by the digits of its hash. A part that grows too large is cut in two by one digit more, of which one half keeps its name:
 * a new object leaves all others where they are, but for half of one part when that is cut.
 */
export function partsOf(manifests: readonly KubernetesObject[]): WorkPart[] {
  return split(manifests.map((manifest) => ({ manifest, bytes: manifestBytes(manifest), digits: binaryDigits(objectKey(manifest)) })), '');
}

interface Placed {
  readonly manifest: KubernetesObject;
  readonly bytes: number;
  readonly digits: string;
}

function split(placed: readonly Placed[], prefix: string): WorkPart[] {
  if (placed.length === 0) { return []; }
  if (placed.length === 1 || placed.reduce((sum, { bytes }) => sum + bytes, 0) <= MAX_WORK_BYTES) {
    return [{ suffix: prefix.replace(/0+$/, ''), manifests: placed.map(({ manifest }) => manifest) }];
  }
  return ['0', '1'].flatMap((digit) => split(placed.filter(({ digits }) => digits[prefix.length] === digit), prefix + digit));
}

function binaryDigits(key: string): string {
  return [...createHash('sha256').update(key).digest()].map((byte) => byte.toString(2).padStart(8, '0')).join('');
}
