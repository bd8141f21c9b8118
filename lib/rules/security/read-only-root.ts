import { containersOf } from '../../manifest/containers';
import { isMap, PodTemplate } from '../../manifest/object';
import { toldOnce } from '../containers-told';
import { PodRule } from '../rule';

/**
 * Containers cannot write to their image. A pod that says nothing at all of what its containers may do has more to do first, and most images do not run
 * so by themselves: it is asked where somebody has begun.
 */
export const readOnlyRoot: PodRule = {
  id: 'security/read-only-root',
  severity: 'warning',
  about: 'pod',
  why: 'Whoever breaks into a container that may write to its image can bring tools along and change what runs.',
  fix: "Set 'securityContext.readOnlyRootFilesystem: true', with an emptyDir where the program writes",
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
  options: {
    everywhere: { type: 'boolean', default: false, description: 'Also of pods that have no security context at all.' },
  },
  admission: {
    variables: {
      open: 'variables.containers.filter(container, !container.?securityContext.?readOnlyRootFilesystem.orValue(false))',
      isSaid: '([variables.podSpec] + variables.containers).exists(part, has(part.securityContext) && dyn(part.securityContext).size() > 0)',
    },
    expression: "variables.podSpec.?os.?name.orValue('') == 'windows' || !(variables.options.everywhere || variables.isSaid) || variables.open.size() == 0",
    messageExpression: '"these containers may write to their image: " + variables.open.map(container, container.name).join(", ")',
  },
  check: (pod, _, { everywhere }) => {
    // Windows has no such file systems.
    if (pod.spec.os?.name === 'windows' || !(everywhere === true || saysWhatItMayDo(pod))) { return undefined; }
    const open = containersOf(pod.spec).filter(({ role, container }) => role !== 'ephemeral' && container.securityContext?.readOnlyRootFilesystem !== true);
    return toldOnce(open, ['securityContext', 'readOnlyRootFilesystem'], ['may write to its image', 'may write to their images']);
  },
};

function saysWhatItMayDo({ spec }: PodTemplate): boolean {
  return [spec, ...containersOf(spec).map(({ container }) => container)]
    .some(({ securityContext }) => isMap(securityContext) && Object.keys(securityContext).length > 0);
}
