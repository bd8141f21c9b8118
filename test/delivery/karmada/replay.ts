// What Karmada 1.18 makes of a template and override policies, from its own code (pkg/util/overridemanager) as it is read, and with nothing of the library.

/** RFC 6902, as strict as the library that Karmada uses: what is not there is neither replaced nor removed, and nothing is added to what is not there. */
export function applyPatch(document: any, operations: readonly { op: string; path: string; value?: unknown }[]): any {
  const copy = structuredClone(document);
  for (const { op, path, value } of operations) {
    if (!path.startsWith('/')) { throw new Error(`no path in the object: '${path}'`); }
    const steps = path.slice(1).split('/').map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
    const last = steps.pop()!;
    let holder: any = copy;
    for (const step of steps) {
      if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, step)) { throw new Error(`${op} of '${path}': nothing at '${step}'`); }
      holder = holder[step];
    }
    if (typeof holder !== 'object' || holder === null) { throw new Error(`${op} of '${path}': its parent holds nothing`); }
    if (Array.isArray(holder)) {
      if (!/^\d+$/.test(last)) { throw new Error(`${op} of '${path}': no index`); }
      const index = Number(last);
      if (index > holder.length - (op === 'add' ? 0 : 1)) { throw new Error(`${op} of '${path}': beyond the end`); }
      holder.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [structuredClone(value)]));
    } else {
      if (op !== 'add' && !Object.hasOwn(holder, last)) { throw new Error(`${op} of '${path}': not there`); }
      if (op === 'remove') { delete holder[last]; } else { holder[last] = structuredClone(value); }
    }
  }
  return copy;
}

const selects = (selector: any, { apiVersion, kind, metadata }: any) => selector.apiVersion === apiVersion && selector.kind === kind
  && (selector.namespace === undefined || selector.namespace === metadata.namespace) && selector.name === metadata.name;

/** What the hub makes of the template of an object before: what its API server leaves out, and what the claim of a policy adds. */
export function asInHub(template: any, leavesOutEmpty: boolean): any {
  const object = structuredClone(leavesOutEmpty ? tidied(template) : template);
  object.metadata.labels = { ...object.metadata.labels, 'propagationpolicy.karmada.io/permanent-id': 'x' };
  object.metadata.annotations = { ...object.metadata.annotations, 'propagationpolicy.karmada.io/name': 'x' };
  return object;
}

/** An object as an API server keeps it whose types leave out fields that hold nothing. */
export function tidied({ metadata, ...fields }: any): any {
  return { ...withoutEmpty(fields), metadata };
}

function withoutEmpty(value: any): any {
  if (Array.isArray(value)) { return value.map(withoutEmpty); }
  if (typeof value !== 'object' || value === null) { return value; }
  const isNothing = (each: any) => each === '' || each === 0 || each === false || (typeof each === 'object' && Object.keys(each).length === 0);
  return Object.fromEntries(Object.entries(value).filter(([, each]) => !isNothing(each)).map(([key, each]) => [key, withoutEmpty(each)]));
}

/** The objects that a cluster gets of what a hub holds. */
export function replay(hub: readonly any[], cluster: string, leavesOutEmpty = false): any[] {
  const policies = hub.filter(({ apiVersion }) => apiVersion === 'policy.karmada.io/v1alpha1');
  const templates = hub.filter((object) => !policies.includes(object));
  return templates.flatMap((template) => {
    const namespace = template.metadata.namespace;
    const propagating = policies.filter((policy) => policy.kind === (namespace === undefined ? 'ClusterPropagationPolicy' : 'PropagationPolicy')
      && policy.metadata.namespace === namespace && policy.spec.resourceSelectors.some((each: any) => selects(each, template)));
    if (propagating.length > 1) { throw new Error(`${propagating.length} policies select ${template.kind} '${template.metadata.name}'`); }
    if (propagating[0]?.spec.placement.clusterAffinity.clusterNames.includes(cluster) !== true) { return []; }
    let object = asInHub(template, leavesOutEmpty);
    // Policies of the cluster scope come first, then those of the namespace, both by name.
    for (const kind of ['ClusterOverridePolicy', 'OverridePolicy']) {
      const matching = policies.filter((policy) => policy.kind === kind && policy.metadata.namespace === (kind === 'OverridePolicy' ? namespace : undefined)
        && policy.spec.resourceSelectors.some((each: any) => selects(each, template))).sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      for (const { spec } of matching) {
        for (const { targetCluster, overriders } of spec.overrideRules) {
          if (!targetCluster.clusterNames.includes(cluster)) { continue; }
          const { labelsOverrider = [], annotationsOverrider = [], plaintext = [], ...others } = overriders;
          if (Object.keys(others).length > 0) { throw new Error(`unknown overriders: ${Object.keys(others)}`); }
          for (const each of labelsOverrider) { object = mark(object, 'labels', each); }
          for (const each of annotationsOverrider) { object = mark(object, 'annotations', each); }
          object = applyPatch(object, plaintext.map(({ operator, ...rest }: any) => ({ op: operator, ...rest })));
        }
      }
    }
    return [withoutKarmada(object)];
  });
}

function mark(object: any, field: 'labels' | 'annotations', { operator, value }: any): any {
  const copy = structuredClone(object);
  copy.metadata[field] ??= {};
  for (const [key, text] of Object.entries(value)) {
    if (operator === 'add') { copy.metadata[field][key] = text; continue; }
    if (operator === 'remove') { delete copy.metadata[field][key]; continue; }
    throw new Error(`unknown operator: ${operator}`);
  }
  return copy;
}

/** The object without what Karmada writes on it for itself. */
function withoutKarmada(object: any): any {
  const own = (marks: any = {}) => Object.entries(marks).filter(([key]) => !/karmada\.io\//.test(key));
  const { labels, annotations, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(own(labels).length > 0 && { labels: Object.fromEntries(own(labels)) }),
      ...(own(annotations).length > 0 && { annotations: Object.fromEntries(own(annotations)) }),
    },
  };
}
