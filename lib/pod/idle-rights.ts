import { ApiObject } from 'cdk8s';
import { apiObjectsAround } from '../construct/api-objects';
import { objectsOf, render } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { KubernetesObject, PodTemplate } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';

const KINDS: readonly string[] = ['RoleBinding', 'ClusterRoleBinding'];

/** Bindings of the program, of whatever make, that give the ServiceAccount of a workload rights, which its pods have no token to use. */
export function idleRightsWarnings(workload: ApiObject, account: ApiObject): WarningText[] {
  const template = podTemplatesOf(render(workload).object)[0]?.template;
  if (template === undefined || getsToken(template)) { return []; }
  return bindingsAround(workload).filter((binding) => gives(binding, account))
    .map((binding) => ({
      id: 'workload/idle-rights',
      object: describeObject(binding),
      message: "it gives rights to the ServiceAccount of these pods, which get no token to use them with. Set 'automountServiceAccountToken: true'.",
    }));
}

function bindingsAround(workload: ApiObject): readonly KubernetesObject[] {
  return oncePerSynth(workload, bindingsAround, () => apiObjectsAround(workload)
    .filter(({ kind }) => KINDS.includes(kind) || kind.endsWith('List')).flatMap(objectsOf)
    .filter(({ kind }) => KINDS.includes(kind)));
}

/** Whether the pods have a token. What mounts it may not be known yet. */
function getsToken({ spec }: PodTemplate): boolean {
  const { automountServiceAccountToken: mounted, volumes } = spec;
  return mounted === true || !isKnown(mounted) || (Array.isArray(volumes) && volumes.some(({ projected }) => (
    Array.isArray(projected?.sources) && projected.sources.some((source: any) => source?.serviceAccountToken !== undefined))));
}

function gives({ subjects, metadata }: KubernetesObject, { name, metadata: { namespace } }: ApiObject): boolean {
  return Array.isArray(subjects) && subjects.some((subject) => (
    subject?.kind === 'ServiceAccount' && isKnown(name) && subject.name === name && (subject.namespace ?? metadata?.namespace) === namespace));
}
