import { annotations, labels } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsLabel, given, ruled, Shape } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { knownPart } from '../manifest/known';
import { labelValueFault } from '../manifest/label';

/** What names a workload and what is written on its objects. */
export interface WorkloadMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly instance?: string;
  readonly selector?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

const INSTANCE = 'app.kubernetes.io/instance';

/**
 * The labels by which a workload finds its pods, unless it is told others. They can't change later, so there is nothing in them that a refactoring or an
 * upgrade would change.
 */
export function selectorLabels({ name, instance }: Pick<WorkloadMetadata, 'name' | 'instance'>): { [key: string]: string } {
  return {
    'app.kubernetes.io/name': name,
    ...(instance !== undefined && { [INSTANCE]: instance }),
  };
}

/** The labels that tell a workload's objects and pods from others', and that may not be changed: those of its selector among them. */
export function ownLabels({ selector, ...names }: Pick<WorkloadMetadata, 'name' | 'instance' | 'selector'>): { [key: string]: string } {
  return { ...selectorLabels(names), ...selector };
}

// What the controllers of Kubernetes put on pods, each time another.
const OF_CONTROLLERS = [
  'pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index',
];

const SELECTOR = labels("{ app: 'api' }", 'app');

const readSelector: Shape<{ [key: string]: string }> = given((value: any, prop) => {
  if (['matchLabels', 'matchExpressions'].some((field) => typeof value?.[field] === 'object')) {
    prop.fault({ id: 'prop/type', rule: "must be labels alone, as 'matchLabels' has them", fix: "Use what stands in 'matchLabels'; a workload with 'matchExpressions' can't be taken over" });
    return undefined;
  }
  const selector = SELECTOR(value, prop);
  if (typeof value === 'object' && selector !== undefined && Object.keys(selector).length === 0) {
    prop.fault({ id: 'prop/required', rule: 'must hold a label: without one, every pod of the namespace is meant', fix: "Use one such as { app: 'api' }" });
  }
  Object.keys(selector ?? {}).filter((key) => OF_CONTROLLERS.includes(key)).forEach((key) => {
    prop.at(key).fault({ id: 'construct/own-key', rule: 'must not be given: Kubernetes itself sets it, to another value with each change of the pods', fix: 'Leave it out' });
  });
  return selector;
});

/** What names a workload, and what is written on its objects, must look like. */
export const METADATA: Shapes<WorkloadMetadata> = {
  name: dnsLabel("Give it a 'name' such as 'api'"),
  namespace: dnsLabel("Use a name such as 'payments'"),
  instance: ruled((instance) => (instance === '' ? 'must not be empty' : labelValueFault(instance)), { fix: "Use a name such as 'payments-eu'" }),
  selector: readSelector,
  labels: labels(),
  annotations: annotations(),
};

/** The labels of a workload's own that are given as others. What is not known yet may be the same. */
export function changedLabels(given: { readonly [key: string]: string }, own: { readonly [key: string]: string }): string[] {
  const [said, wanted] = knownPart([given, own]);
  return Object.keys(said).filter((key) => Object.hasOwn(wanted, key) && said[key] !== undefined && wanted[key] !== undefined && said[key] !== wanted[key]);
}

/** The name and namespace where they come from elsewhere than the props, and labels that belong to the workload. */
export function checkMetadata(given: Partial<WorkloadMetadata>, metadata: WorkloadMetadata, prop: Prop): void {
  if (given.name === undefined) { METADATA.name(metadata.name, prop.at('name')); }
  if (given.namespace === undefined) { METADATA.namespace(metadata.namespace, prop.at('namespace')); }
  const { instance, selector = {} } = knownPart({ instance: metadata.instance, selector: metadata.selector });
  const selected = selector[INSTANCE];
  if (selected !== undefined && instance !== undefined && selected !== instance) {
    prop.at('selector', INSTANCE).fault({ id: 'workload/consistent', rule: `must not be another instance than 'instance', '${instance}'`, got: selected, fix: "Leave 'instance' out" });
  }
  const labelled = given.labels ?? {};
  for (const key of changedLabels(labelled, ownLabels(metadata))) {
    prop.at('labels', key).fault({ id: 'construct/own-key', rule: 'must not be given: the selectors need it as it is', got: labelled[key], fix: Object.hasOwn(selector, key) ? "Use 'selector'" : "Use 'name' and 'instance'" });
  }
}
