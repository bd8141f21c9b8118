import { ApiObject } from 'cdk8s';
import { apiObjectsAround } from '../construct/api-objects';
import { objectsOf, render } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { WarningText } from '../construct/warning';
import { isKnown } from '../manifest/known';
import { KubernetesObject, listOf, PodTemplate } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';

const KINDS: readonly string[] = ['RoleBinding', 'ClusterRoleBinding'];

/** Bindings of the program, of whatever make, that give the ServiceAccount of a workload rights, which its pods have no token to use. */
export function idleRightsWarnings(workload: ApiObject, account: ApiObject): WarningText[] {
  const template = podTemplatesOf(render(workload).object)[0]?.template;
  if (template === undefined || getsToken(template)) { return []; }
  return bindingsOf(account).map((binding) => ({
    id: 'workload/idle-rights',
    object: describeObject(binding),
    message: "it gives rights to the ServiceAccount of these pods, which get no token to use them with. Set 'automountServiceAccountToken: true'.",
  }));
}

/** Those in the tree that give an account rights. */
function bindingsOf(account: ApiObject): readonly KubernetesObject[] {
  const bindings = oncePerSynth(account, bindingsByName, () => bindingsByName(account)).get(account.name) ?? [];
  return bindings.filter((binding) => gives(binding, account));
}

/** Bindings by the names of those to whom they give rights. */
function bindingsByName(around: ApiObject): ReadonlyMap<unknown, readonly KubernetesObject[]> {
  const found = new Map<unknown, KubernetesObject[]>();
  const bindings = apiObjectsAround(around).filter(({ kind }) => KINDS.includes(kind) || kind.endsWith('List')).flatMap(objectsOf)
    .filter(({ kind }) => KINDS.includes(kind));
  for (const binding of bindings) {
    for (const name of new Set(listOf(binding.subjects).map((subject) => subject?.name))) {
      const others = found.get(name);
      if (others === undefined) { found.set(name, [binding]); } else { others.push(binding); }
    }
  }
  return found;
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
