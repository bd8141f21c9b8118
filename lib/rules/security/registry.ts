import { fullRegistry, fullRepository, imageFault, imageParts } from '../../manifest/image';
import { isKnown } from '../../manifest/known';
import { NO_IMAGE, ofFullName } from '../admission/image-in-cel';
import { ContainerRule } from '../rule';

/** Images come from where a team gets its images. */
export const registry: ContainerRule = {
  id: 'security/registry',
  severity: 'warning',
  about: 'container',
  why: 'Images of others change, vanish, and were looked through by nobody.',
  fix: 'Copy the image into a registry of the team, and name it there',
  docs: 'https://kubernetes.io/docs/concepts/containers/images/',
  options: {
    registries: {
      type: 'texts', default: [],
      description: 'Registries, with the beginning of repositories if wanted: `registry.example.com`, `ghcr.io/example`, `docker.io/library`. With none, nothing is judged.',
    },
  },
  admission: {
    expression: `variables.options.registries.size() == 0 || ${NO_IMAGE} || ${ofFullName("variables.options.registries.exists(registry, full == registry || full.startsWith(registry.endsWith('/') ? registry : registry + '/'))")}`,
    messageExpression: '"the image of container \'" + container.name + "\' comes from none of the registries that are listed: " + container.image',
  },
  check: ({ name, image }, _, { registries }) => {
    if (registries.length === 0 || typeof image !== 'string' || !isKnown(image) || imageFault(image) !== undefined) { return undefined; }
    const parts = imageParts(image);
    const full = `${fullRegistry(parts)}/${fullRepository(parts)}`;
    const isListed = registries.some((each: string) => full === each || full.startsWith(each.endsWith('/') ? each : `${each}/`));
    return isListed ? [] : [{ path: ['image'], message: `the image of container '${name}' comes from '${fullRegistry(parts)}': '${full}' is none of the registries that are listed` }];
  },
};
