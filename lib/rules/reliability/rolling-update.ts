import { containersOf } from '../../manifest/containers';
import { isMap, listOf, PodSpec } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { podTemplatesOf } from '../../manifest/pod-template';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { ObjectRule } from '../rule';
import { frontOf } from './served-containers';

/** Volumes that are the same for each replica, or on the node: two pods may be in each other's way. */
const SHARED_VOLUMES_OF_NONE: ReadonlySet<string> = new Set(['name', 'configMap', 'secret', 'emptyDir', 'downwardAPI', 'projected', 'csi', 'image', 'ephemeral']);

/** What serves is replaced piece by piece, where nothing keeps two pods from running at once. */
export const rollingUpdate: ObjectRule = {
  id: 'reliability/rolling-update',
  severity: 'warning',
  about: 'object',
  kinds: ['apps/Deployment'],
  why: "With 'Recreate' all pods end before the first new one starts: nothing serves during each rollout.",
  fix: "Leave 'spec.strategy' out, or say 'RollingUpdate'",
  docs: 'https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy',
  admission: OTHER_OBJECTS,
  check: (object, cluster) => {
    const [ref] = podTemplatesOf(object);
    const containers = ref === undefined ? [] : containersOf(ref.template.spec);
    const front = containers.map(({ container }) => frontOf(cluster, container)).find((found) => found !== undefined);
    if (front === undefined || object.spec.replicas === 0) { return undefined; }
    return object.spec.strategy?.type !== 'Recreate' || mustBeAlone(ref.template.spec) ? [] : [{
      path: ['spec', 'strategy', 'type'],
      message: `each rollout ends all pods behind ${describeObject(front.service)} first, and they have no volume or device that only one of them can hold`,
    }];
  },
};

/** Whether pods hold something of which there is one: a volume, a port of the node, a device. */
function mustBeAlone(spec: PodSpec): boolean {
  return spec.hostNetwork === true
    || listOf(spec.volumes).some((volume) => isMap(volume) && Object.keys(volume).some((kind) => !SHARED_VOLUMES_OF_NONE.has(kind)))
    || (listOf(spec.resourceClaims).length > 0)
    || containersOf(spec).some(({ container: { ports, resources } }) => listOf(ports).some((port) => typeof port?.hostPort === 'number')
      || [resources?.limits, resources?.requests].some((amounts) => isMap(amounts) && Object.keys(amounts).some((name) => name.includes('/'))));
}
