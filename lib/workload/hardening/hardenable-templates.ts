import { FieldPath, valueAt } from '../../manifest/field-path';
import { apiGroup, KubernetesObject, PodTemplate } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { removedApi } from '../../manifest/removed-api';
import { isMap, read, setAt } from './template-edit';

/** What can be hardened as a pod template, and where its parts stand in its object. */
export interface HardenableTemplate {
  /** Editing it edits the object, once `settle` was called. */
  readonly template: PodTemplate;
  /** From the object's root. */
  readonly root: FieldPath;
  /** Where a field of the template stands, from the object's root. */
  readonly pathOf: (field: FieldPath) => FieldPath;
  /** Whether whoever reads it takes no `securityContext` of the pod, only those of its containers. */
  readonly containerLevelOnly: boolean;
  /** Why its pods need their token, as a clause; undefined where nobody knows. */
  readonly tokenNeed?: string;
  /** Brings what the template does not share with its object into it. */
  readonly settle: () => void;
}

/** Custom resources whose controllers refuse a `securityContext` of the pod unless they are told to take it. */
const CONTAINER_LEVEL_ONLY: ReadonlySet<string> = new Set(['serving.knative.dev/Service', 'serving.knative.dev/Configuration']);

const POD_TEMPLATE: FieldPath = ['spec', 'podTemplate'];

/**
 * Custom resources that hold pod templates of which their controllers make more than copies: nobody but hardening should take them for workloads.
 * `*` stands for each element of a list.
 */
const CUSTOM_TEMPLATES: { readonly [groupKind: string]: readonly FieldPath[] } = {
  'agent.k8s.elastic.co/Agent': ['daemonSet', 'deployment', 'statefulSet'].map((kind) => ['spec', kind, 'podTemplate']),
  'apm.k8s.elastic.co/ApmServer': [POD_TEMPLATE],
  'autoops.k8s.elastic.co/AutoOpsAgentPolicy': [POD_TEMPLATE],
  'beat.k8s.elastic.co/Beat': ['daemonSet', 'deployment'].map((kind) => ['spec', kind, 'podTemplate']),
  'elasticsearch.k8s.elastic.co/Elasticsearch': [['spec', 'nodeSets', '*', 'podTemplate']],
  'enterprisesearch.k8s.elastic.co/EnterpriseSearch': [POD_TEMPLATE],
  'kibana.k8s.elastic.co/Kibana': [POD_TEMPLATE],
  'logstash.k8s.elastic.co/Logstash': [POD_TEMPLATE],
  'maps.k8s.elastic.co/ElasticMapsServer': [POD_TEMPLATE],
  'packageregistry.k8s.elastic.co/PackageRegistry': [POD_TEMPLATE],
  'argoproj.io/Experiment': [['spec', 'templates', '*', 'template']],
  ...Object.fromEntries(['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun'].map((kind) => [`argoproj.io/${kind}`, [['spec', 'metrics', '*', 'provider', 'job', 'spec', 'template']]])),
  'core.strimzi.io/StrimziPodSet': [['spec', 'pods', '*']],
};

/** Custom resources of ECK, which adds the main container to the pods where the template does not name it. */
const ADDS_MAIN_CONTAINER = /\.k8s\.elastic\.co\//;

/** Workflows of Argo, and where what they do stands in them. */
const WORKFLOWS: { readonly [groupKind: string]: FieldPath } = {
  'argoproj.io/Workflow': ['spec'],
  'argoproj.io/WorkflowTemplate': ['spec'],
  'argoproj.io/ClusterWorkflowTemplate': ['spec'],
  'argoproj.io/CronWorkflow': ['spec', 'workflowSpec'],
};

/** Custom resources that hold whole objects. */
const HOLDERS: { readonly [groupKind: string]: readonly FieldPath[] } = {
  'workload.codeflare.dev/AppWrapper': [['spec', 'components', '*', 'template'], ['spec', 'resources', 'GenericItems', '*', 'generictemplate']],
};

/** Every pod template of an object, as far as its kind is known. */
export function hardenableTemplates(owner: KubernetesObject): HardenableTemplate[] {
  if (removedApi(owner) !== undefined) { return []; }
  const groupKind = `${apiGroup(owner)}/${owner.kind}`;
  const workflow = WORKFLOWS[groupKind];
  if (workflow !== undefined) { return workflowTemplates(owner, workflow); }
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

/** A step of a workflow says in fields of its own what a pod template says in its `spec`; what it leaves unset the workflow says. */
function workflowTemplates(owner: KubernetesObject, workflow: FieldPath): HardenableTemplate[] {
  return expand(owner, [...workflow, 'templates', '*']).flatMap((root) => {
    const step = read(owner, root);
    if (!isMap(step)) { return []; }
    const places: FieldPath[] = [['container'], ['script'], ...expand(step, ['containerSet', 'containers', '*']), ...expand(step, ['sidecars', '*'])]
      .filter((path) => isMap(read(step, path)));
    if (places.length === 0) { return []; }

    const whoSays = (field: string) => (read(step, [field]) === undefined && read(owner, [...workflow, field]) !== undefined ? workflow : root);
    const fields = ['securityContext', 'hostNetwork', 'volumes', 'nodeSelector', 'affinity', 'serviceAccountName', 'initContainers'];
    const said = fields.map((field) => [field, read(owner, [...whoSays(field), field])] as const).filter(([, value]) => value !== undefined);
    const holders = new Map(fields.map((field) => [field, field === 'volumes' ? root : whoSays(field)]));
    const containers = places.map((path) => read(step, path));
    const template = { metadata: read(step, ['metadata']), spec: { ...Object.fromEntries(said), containers } } as PodTemplate;
    const volumes: readonly unknown[] = Array.isArray(template.spec.volumes) ? template.spec.volumes : [];
    return [{
      template,
      root,
      pathOf: ([part, field, ...rest]) => {
        if (part !== 'spec') { return [...root, part, field, ...rest]; }
        if (field === 'containers') { return [...root, ...places[rest[0] as number], ...rest.slice(1)]; }
        return [...holders.get(String(field)) ?? root, field, ...rest];
      },
      containerLevelOnly: true,
      tokenNeed: "Argo's executor reports to the API server with it",
      settle: () => {
        for (const field of ['securityContext', 'hostNetwork']) {
          const made = template.spec[field];
          if (made !== undefined) { setAt(owner, [...holders.get(field)!, field], made); }
        }
        const added = (template.spec.volumes ?? []).filter((volume: unknown) => !volumes.includes(volume));
        if (added.length > 0) { setAt(owner, [...root, 'volumes'], [...read(step, ['volumes']) ?? [], ...added]); }
      },
    }];
  });
}

function expand(value: unknown, path: FieldPath): FieldPath[] {
  const star = path.indexOf('*');
  if (star < 0) { return [path]; }
  const list = read(value, path.slice(0, star));
  if (!Array.isArray(list)) { return []; }
  return [...list.keys()].flatMap((index) => expand(value, [...path.slice(0, star), index, ...path.slice(star + 1)]));
}
