import { Faults } from '../construct/faults';
import { checkLabelsAndAnnotations } from '../construct/metadata';
import { dnsLabelFault } from '../manifest/dns-name';
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

/** What the API server would refuse of names, labels and annotations. */
export function checkMetadata(faults: Faults, metadata: WorkloadMetadata): void {
  const { name, namespace, instance, labels = {}, annotations = {} } = metadata;
  faults.addRule(dnsLabelFault(name), { prop: 'name', got: name, fix: "Give it a 'name' such as 'api'" });
  if (namespace !== undefined) {
    faults.addRule(dnsLabelFault(namespace), { prop: 'namespace', got: namespace, fix: "Use a name such as 'payments'" });
  }
  if (instance !== undefined) {
    faults.addRule(instance === '' ? 'must not be empty' : labelValueFault(instance), { prop: 'instance', got: instance, fix: "Use a name such as 'payments-eu'" });
  }
  checkLabelsAndAnnotations(faults, { labels, annotations }, selectorLabels(metadata), {
    rule: 'must not be given: the selectors need it as it is',
    fix: "Use 'name' and 'instance'",
  });
}
