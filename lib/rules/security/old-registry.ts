import { fullRegistry, fullRepository, imageFault, imageParts } from '../../manifest/image';
import { isKnown } from '../../manifest/known';
import { Remembered } from '../../manifest/remembered';
import { cel } from '../admission/cel';
import { ContainerRule } from '../rule';

/** Images come from registries that are kept. */
export const oldRegistry: ContainerRule = {
  id: 'security/old-registry',
  severity: 'warning',
  about: 'container',
  why: 'A registry that was given up gets no new versions, and goes away one day.',
  fix: 'Take the image from where it is kept now',
  docs: 'https://kubernetes.io/blog/2023/03/10/image-registry-redirect/',
  admission: () => ({
    expression: `!${cel(MOVED.map(([from]) => `${from}/`))}.exists(from, container.?image.orValue('').startsWith(from))`,
    messageExpression: '"the image of container \'" + container.name + "\' comes from a registry that was given up: " + container.image',
  }),
  check: ({ name, image }) => {
    if (typeof image !== 'string' || !isKnown(image)) { return undefined; }
    const [from, to] = MOVED_FROM.of(image);
    return from === undefined ? [] : [{ path: ['image'], message: `the image of container '${name}' comes from '${from}', which was given up`, fix: `Take it from '${to}'` }];
  },
};

/**
 * @see https://kubernetes.io/blog/2023/02/06/k8s-gcr-io-freeze-announcement/
 * @see https://docs.github.com/en/packages/working-with-a-github-packages-registry/migrating-to-the-container-registry-from-the-docker-registry
 */
const MOVED: readonly (readonly [from: string, to: string])[] = [
  ['k8s.gcr.io', 'registry.k8s.io'],
  ['eu.gcr.io/k8s-artifacts-prod', 'registry.k8s.io'],
  ['us.gcr.io/k8s-artifacts-prod', 'registry.k8s.io'],
  ['asia.gcr.io/k8s-artifacts-prod', 'registry.k8s.io'],
  ['gcr.io/google_containers', 'registry.k8s.io'],
  ['gcr.io/google-containers', 'registry.k8s.io'],
  ['docker.pkg.github.com', 'ghcr.io'],
];

const MOVED_FROM = new Remembered((image): readonly [from?: string, to?: string] => {
  if (imageFault(image) !== undefined) { return []; }
  const parts = imageParts(image);
  const full = `${fullRegistry(parts)}/${fullRepository(parts)}/`;
  return MOVED.find(([from]) => full.startsWith(`${from}/`)) ?? [];
});
