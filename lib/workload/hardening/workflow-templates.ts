import { INLINE_STEPS, WORKFLOWS } from '../../manifest/custom-pod-templates';
import { FieldPath } from '../../manifest/field-path';
import { apiGroup, KubernetesObject, PodTemplate } from '../../manifest/object';
import { HardenableTemplate } from './hardenable-template';
import { expand, isMap, read, setAt } from './template-edit';

/** What only a workflow says, for all its steps. */
const OF_WORKFLOW: ReadonlySet<string> = new Set(['hostNetwork']);

/** What a workflow says about the containers of its steps beside them, and Argo merges into their pods later. */
const MERGED_LATER = ['container', 'containerSet', 'script', 'initContainers', 'sidecars', 'securityContext', 'podSpecPatch'];

/** Every step of a workflow that has pods; undefined where an object is no workflow. */
export function workflowTemplates(owner: KubernetesObject): HardenableTemplate[] | undefined {
  const workflow = WORKFLOWS[`${apiGroup(owner)}/${owner.kind}`];
  return workflow === undefined ? undefined : stepsOf(owner, [...workflow, 'templates', '*']).flatMap((root) => templateOf(owner, workflow, root));
}

/** Where a workflow says what hardening does not see in its steps. */
export function mergedLater(owner: KubernetesObject): FieldPath[] {
  const workflow = WORKFLOWS[`${apiGroup(owner)}/${owner.kind}`];
  if (workflow === undefined) { return []; }
  return [
    ...MERGED_LATER.map((field) => [...workflow, 'templateDefaults', field]),
    ...[workflow, ...stepsOf(owner, [...workflow, 'templates', '*'])].map((place) => [...place, 'podSpecPatch']),
  ].filter((path) => read(owner, path) !== undefined);
}

function stepsOf(owner: KubernetesObject, path: FieldPath): FieldPath[] {
  return expand(owner, path).filter((root) => isMap(read(owner, root)))
    .flatMap((root) => [root, ...INLINE_STEPS.flatMap((inline) => stepsOf(owner, [...root, ...inline]))]);
}

/**
 * A step of a workflow says in fields of its own what a pod template says in its `spec`; what it leaves unset the workflow says.
 * @see https://github.com/argoproj/argo-workflows/blob/v4.1.2/workflow/controller/workflowpod.go
 */
function templateOf(owner: KubernetesObject, workflow: FieldPath, root: FieldPath): HardenableTemplate[] {
  const step = read(owner, root);
  const places: FieldPath[] = [['container'], ['script'], ...expand(step, ['containerSet', 'containers', '*']), ...expand(step, ['sidecars', '*'])]
    .filter((path) => isMap(read(step, path)));
  if (places.length === 0) { return []; }

  const inherits = (field: string) => read(step, [field]) === undefined && read(owner, [...workflow, field]) !== undefined;
  const whoSays = (field: string) => (OF_WORKFLOW.has(field) || inherits(field) ? workflow : root);
  const fields = ['securityContext', 'hostNetwork', 'nodeSelector', 'affinity', 'serviceAccountName', 'initContainers'];
  const said = fields.map((field) => [field, read(owner, [...whoSays(field), field])] as const).filter(([, value]) => value !== undefined);
  const holders = new Map(fields.map((field) => [field, whoSays(field)]));
  const containers = places.map((path) => read(step, path));
  const ofWorkflow = mounted(owner, [...workflow, 'volumes', '*'], [...containers, ...read(step, ['initContainers']) ?? []]);
  const volumes = [...ofWorkflow, ...expand(owner, [...root, 'volumes', '*'])];
  const template = {
    metadata: read(step, ['metadata']),
    spec: { ...Object.fromEntries(said), ...(volumes.length > 0 && { volumes: volumes.map((path) => read(owner, path)) }), containers },
  } as PodTemplate;
  return [{
    template,
    root,
    pathOf: ([part, field, ...rest]) => {
      if (part !== 'spec') { return [...root, part, field, ...rest]; }
      if (field === 'containers') { return [...root, ...places[rest[0] as number], ...rest.slice(1)]; }
      if (field === 'volumes' && rest.length > 0) {
        const [index, ...more] = rest;
        return [...volumes[index as number] ?? [...root, 'volumes', index as number - ofWorkflow.length], ...more];
      }
      return [...holders.get(String(field)) ?? root, field, ...rest];
    },
    containerLevelOnly: true,
    tokenNeed: "Argo's executor reports to the API server with it",
    settle: () => {
      for (const field of ['securityContext', 'hostNetwork']) {
        const made = template.spec[field];
        if (made !== undefined) { setAt(owner, [...holders.get(field)!, field], made); }
      }
      const added = (template.spec.volumes ?? []).slice(volumes.length);
      if (added.length > 0) { setAt(owner, [...root, 'volumes'], [...read(step, ['volumes']) ?? [], ...added]); }
    },
  }];
}

/** The volumes of a workflow that a step has: those that it mounts. */
function mounted(owner: KubernetesObject, volumes: FieldPath, containers: readonly unknown[]): FieldPath[] {
  const names = containers.flatMap((container) => ['volumeMounts', 'volumeDevices']
    .flatMap((field) => expand(container, [field, '*']).map((path) => read(container, [...path, 'name']))));
  return expand(owner, volumes).filter((path) => names.includes(read(owner, [...path, 'name'])));
}
