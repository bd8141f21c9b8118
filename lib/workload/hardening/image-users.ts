import { knownPart } from '../../manifest/known';
import { KubernetesObject } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { isKnownForRoot } from './root-images';

/** A container that hardening told not to be root, and of whose user only its image knows. */
export interface ImageUser {
  readonly owner: KubernetesObject;
  readonly container: string;
  readonly image: unknown;
}

/** The containers whose image is known to be root, each as people call it. */
export function knownForRoot(users: readonly ImageUser[]): string[] {
  return users.filter(({ image }) => isKnownForRoot(image)).map(({ owner, container, image }) => `${describeObject(owner)}, container '${container}' (${image})`);
}

/** How many containers start only if their image has the right user, in a sentence or two; undefined where none does. */
export function imageUserSentence(count: number, known: readonly string[]): string | undefined {
  if (count === 0) { return undefined; }
  const starts = count === 1 ? '1 container starts only if the USER of its image' : `${count} containers start only if the USER of their images`;
  return `${starts} is a number above 0.${known.length === 0 ? '' : ` Known for root: ${known.join('; ')}.`}`;
}

/** What is to be said of them; nothing where there are none. */
export function imageUserWarnings(users: readonly ImageUser[]): { readonly id: string; readonly message: string }[] {
  const sentence = imageUserSentence(users.length, knownForRoot(users));
  return sentence === undefined ? [] : [{
    id: 'workload/image-user', message: `${sentence} Use images that are made for it, or give a 'runAsUser' that they can run as.`,
  }];
}

/** The name of a container's image, where it is known. */
export function imageOf(container: { readonly image?: unknown }): unknown {
  return knownPart(container.image);
}
