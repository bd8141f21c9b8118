import { Prop } from '../construct/prop';
import { annotations, dnsLabel, labels, ruled, Shapes } from '../construct/shape';
import { isKnown } from '../manifest/known';
import { labelValueFault } from '../manifest/label';

/** What names a workload and what is written on its objects. */
export interface WorkloadMetadata {
  readonly name: string;
  readonly namespace?: string;
  readonly instance?: string;
  readonly labels?: { readonly [key: string]: string };
  readonly annotations?: { readonly [key: string]: string };
}

/**
 * The labels by which a workload finds its pods. They can't change later, so there is nothing in them that a refactoring or an
 * upgrade would change.
 */
export function selectorLabels({ name, instance }: Pick<WorkloadMetadata, 'name' | 'instance'>): { [key: string]: string } {
  return {
    'app.kubernetes.io/name': name,
    ...(instance !== undefined && { 'app.kubernetes.io/instance': instance }),
  };
}

/** What names a workload, and what is written on its objects, must look like. */
export const METADATA: Shapes<WorkloadMetadata> = {
  name: dnsLabel("Give it a 'name' such as 'api'"),
  namespace: dnsLabel("Use a name such as 'payments'"),
  instance: ruled((instance) => (instance === '' ? 'must not be empty' : labelValueFault(instance)), { fix: "Use a name such as 'payments-eu'" }),
  labels: labels(),
  annotations: annotations(),
};

/** The name and namespace where they come from elsewhere than the props, and labels that belong to the workload. */
export function checkMetadata(given: Partial<WorkloadMetadata>, metadata: WorkloadMetadata, prop: Prop): void {
  if (given.name === undefined) { METADATA.name(metadata.name, prop.at('name')); }
  if (given.namespace === undefined) { METADATA.namespace(metadata.namespace, prop.at('namespace')); }
  const own = selectorLabels(metadata);
  for (const [key, value] of Object.entries(given.labels ?? {}).filter(([label, text]) => label in own && isKnown(text) && text !== own[label])) {
    prop.at('labels', key).fault({ id: 'construct/own-key', rule: 'must not be given: the selectors need it as it is', got: value, fix: "Use 'name' and 'instance'" });
  }
}
