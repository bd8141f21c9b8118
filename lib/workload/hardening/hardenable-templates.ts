import { CUSTOM_TEMPLATES, HOLDERS } from '../../manifest/custom-pod-templates';
import { FieldPath, valueAt } from '../../manifest/field-path';
import { apiGroup, KubernetesObject, PodTemplate } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { removedApi } from '../../schema/served-api';
import { HardenableTemplate } from './hardenable-template';
import { expand, isMap } from './template-edit';
import { workflowTemplates } from './workflow-templates';

/** Custom resources whose controllers refuse a `securityContext` of the pod unless they are told to take it. */
const CONTAINER_LEVEL_ONLY: ReadonlySet<string> = new Set(['serving.knative.dev/Service', 'serving.knative.dev/Configuration']);

/** Custom resources of ECK, which adds the main container to the pods where the template does not name it. */
const ADDS_MAIN_CONTAINER = /\.k8s\.elastic\.co\//;

/** Every pod template of an object, as far as its kind is known. */
export function hardenableTemplates(owner: KubernetesObject): HardenableTemplate[] {
  if (removedApi(owner) !== undefined) { return []; }
  const groupKind = `${apiGroup(owner)}/${owner.kind}`;
  const workflow = workflowTemplates(owner);
  if (workflow !== undefined) { return workflow; }
  const custom = CUSTOM_TEMPLATES[groupKind]?.flatMap((path) => expand(owner, path))
    .map((path) => ({ path, template: valueAt(owner, path) as PodTemplate }))
    .filter(({ template }) => holds(template, 'containers') || (ADDS_MAIN_CONTAINER.test(groupKind) && holds(template, 'initContainers')));
  return (custom ?? podTemplatesOf(owner).filter(({ template }) => holds(template, 'containers'))).map(({ template, path }) => ({
    template,
    root: path,
    pathOf: (field) => [...path, ...field],
    // ECK gives pods the group of their data only where they have no `securityContext` at all, and nobody knows what a main container that it adds inherits.
    containerLevelOnly: CONTAINER_LEVEL_ONLY.has(groupKind) || ADDS_MAIN_CONTAINER.test(groupKind),
    settle: () => undefined,
  }));
}

/** Where the containers of pods would stand to which a controller adds the main one by itself, because the object names none. */
export function unnamedContainers(owner: KubernetesObject): FieldPath[] {
  const groupKind = `${apiGroup(owner)}/${owner.kind}`;
  if (!ADDS_MAIN_CONTAINER.test(groupKind)) { return []; }
  return (CUSTOM_TEMPLATES[groupKind] ?? []).flatMap((path) => expand(owner, path))
    .filter((path) => isMap(valueAt(owner, path.slice(0, -1))) && !holds(valueAt(owner, path), 'containers'))
    .map((path) => [...path, 'spec', 'containers']);
}

function holds(template: any, list: 'containers' | 'initContainers'): boolean {
  const found: unknown = template?.spec?.[list];
  return Array.isArray(found) && found.length > 0;
}

/** The whole objects that an object holds; undefined where it is none of those that hold such. */
export function heldObjects(owner: KubernetesObject): { readonly object: KubernetesObject; readonly path: FieldPath }[] | undefined {
  return HOLDERS[`${apiGroup(owner)}/${owner.kind}`]?.flatMap((path) => expand(owner, path))
    .map((path) => ({ path, object: valueAt(owner, path) as KubernetesObject })).filter(({ object }) => isMap(object));
}
