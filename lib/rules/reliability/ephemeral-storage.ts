import { ContainerRule } from '../rule';
import { areResourcesGiven } from './given-resources';
import { isRequested } from './resource-requests';

const NAME = 'ephemeral-storage';

/** A container cannot fill the disk of its node. */
export const ephemeralStorage: ContainerRule = {
  id: 'reliability/ephemeral-storage',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar'],
  why: 'Logs and files of a container without a limit fill the disk of its node, and all pods there are evicted.',
  fix: "Set 'resources.requests' and 'resources.limits' of 'ephemeral-storage'",
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage',
  admission: 'a LimitRange or a VerticalPodAutoscaler may give them, and it sees neither',
  check: (container, { object, cluster, pod }) => {
    const isLimited = (container.resources?.limits?.[NAME] ?? undefined) !== undefined;
    return isLimited || areResourcesGiven(cluster, object, pod) ? [] : [{
      path: ['resources', 'limits', NAME],
      message: `container '${container.name}' ${isRequested(container, NAME) ? 'has no limit of' : 'neither requests nor limits'} its storage on the disk of the node`,
    }];
  },
};
