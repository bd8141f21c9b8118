import { containersOf } from '../../manifest/containers';
import { imageFault, imageParts, isFixedImage } from '../../manifest/image';
import { isKnown } from '../../manifest/known';
import { HAS_DIGEST, HAS_FIXED_TAG, NO_IMAGE } from '../admission/image-in-cel';
import { ContainerRule } from '../rule';
import { isImageReplaced, mayBeSaidElsewhere } from '../said-elsewhere';

/** An image is the same one tomorrow. */
export const fixedImage: ContainerRule = {
  id: 'reliability/fixed-image',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar', 'init'],
  why: 'What a moving tag names changes by itself: a restart brings another version, replicas differ, and nothing is left to roll back to.',
  fix: 'Name a version or a digest',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  admission: {
    expression: `${NO_IMAGE} || ${HAS_DIGEST} || ${HAS_FIXED_TAG}`,
    messageExpression: '"the image of container \'" + container.name + "\' has no tag, or one that moves: " + container.image',
  },
  check: (container, { object, cluster, pod }) => {
    const { name, image } = container;
    // Istio puts its own image where it says `auto`.
    if (typeof image !== 'string' || image === '' || image === 'auto' || !isKnown(image)) { return undefined; }
    if (isFixedImage(image)) { return []; }
    if (imageFault(image) !== undefined || isImageReplaced(cluster, image) || mayBeSaidElsewhere(cluster, object)) { return undefined; }
    // Who runs one image twice is told once.
    if (containersOf(pod.spec).find((each) => each.container.image === image)?.container !== container) { return []; }
    const { tag } = imageParts(image);
    return [{ path: ['image'], message: `the image of container '${name}' ${tag === undefined ? "has no tag, and is 'latest'" : `has the tag '${tag}', which moves`}` }];
  },
};
