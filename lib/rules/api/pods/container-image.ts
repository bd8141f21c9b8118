import { isKnown } from '../../../manifest/known';
import { ContainerRule } from '../../rule';
import { containerTitle, isGiven } from './field-faults';

/** Every container says its image. What follows the name is the runtime's concern: API servers do not read it. */
export const containerImage: ContainerRule = {
  id: 'api/container-image',
  severity: 'refused',
  about: 'container',
  why: 'A container is its image.',
  fix: "Set 'image' to the reference of an image, without spaces around it",
  docs: 'https://kubernetes.io/docs/concepts/containers/images/',
  check: (container, { object }) => {
    const { image } = container;
    if (!isGiven(image) || image === '') { return [{ path: ['image'], message: `${containerTitle(container)} has no image` }]; }
    // Only Pods are looked at so closely.
    if (object.kind !== 'Pod' || typeof image !== 'string' || !isKnown(image) || image.trim() === image) { return []; }
    return [{ path: ['image'], message: `the image of ${containerTitle(container)} has spaces around it` }];
  },
};
