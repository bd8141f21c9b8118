import { imageFault, imageParts } from '../../manifest/image';
import { isKnown } from '../../manifest/known';
import { HAS_DIGEST, NO_IMAGE } from '../admission/image-in-cel';
import { ContainerRule } from '../rule';
import { isImageReplaced, mayBeSaidElsewhere } from '../said-elsewhere';

/** An image is named by what it holds. */
export const imageDigest: ContainerRule = {
  id: 'reliability/image-digest',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar', 'init'],
  why: 'Whoever may push to the registry can put something else behind a tag.',
  fix: "Add the digest behind the tag: 'app:1.4.2@sha256:…'",
  docs: 'https://kubernetes.io/docs/concepts/containers/images/#image-names',
  admission: {
    expression: `${NO_IMAGE} || ${HAS_DIGEST}`,
    messageExpression: '"the image of container \'" + container.name + "\' has no digest"',
  },
  check: ({ name, image }, { object, cluster }) => {
    if (typeof image !== 'string' || image === '' || image === 'auto' || !isKnown(image)) { return undefined; }
    if (imageParts(image).digest !== undefined) { return []; }
    if (imageFault(image) !== undefined || isImageReplaced(cluster, image) || mayBeSaidElsewhere(cluster, object)) { return undefined; }
    return [{ path: ['image'], message: `the image of container '${name}' has no digest` }];
  },
};
