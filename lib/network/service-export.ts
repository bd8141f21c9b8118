import { Construct } from 'constructs';
import { Faults } from '../construct/faults';
import { checkAnnotations } from '../construct/metadata';
import { Prop } from '../construct/prop';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { hasInstalled, installedVersion } from './needs-capability';

/**
 * Sharing through the Multi-Cluster Services API: a ServiceExport beside the Service, which itself stays as it is. In each cluster
 * that has the namespace, callers then ask for `<name>.<namespace>.svc.clusterset.local`.
 *
 * @see https://docs.cilium.io/en/stable/network/clustermesh/mcsapi/
 */
export interface GlobalServiceExport {
  /**
   * Further annotations of the Services that Cilium makes from it in all clusters.
   * @default - what `affinity` and `syncEndpointSlices` say
   */
  readonly annotations?: { [key: string]: string };

  /**
   * Labels of the Services that Cilium makes from it in all clusters.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/** The ServiceExport's version: Cilium before 1.20 installs a definition that knows the first one only. */
export function serviceExportVersion(construct: Construct): string {
  return `multicluster.x-k8s.io/${hasInstalled(construct, 'cilium', '1.20') ? 'v1beta1' : 'v1alpha1'}`;
}

/** Spec of the ServiceExport; undefined where there is nothing to say. */
export function serviceExportSpec(given: GlobalServiceExport, annotations: { readonly [key: string]: string }): { [field: string]: any } | undefined {
  const exportedAnnotations = { ...given.annotations, ...annotations };
  const exportedLabels = given.labels ?? {};
  const empty = (map: object) => Object.keys(map).length === 0;
  if (empty(exportedAnnotations) && empty(exportedLabels)) { return undefined; }
  return {
    exportedAnnotations: empty(exportedAnnotations) ? undefined : exportedAnnotations,
    exportedLabels: empty(exportedLabels) ? undefined : { ...exportedLabels },
  };
}

/** What keeps a Service from being exported. */
export function checkServiceExport(construct: Construct, given: GlobalServiceExport, faults: Faults, prop: Prop): void {
  const version = installedVersion(construct, 'cilium');
  if (version !== undefined && !hasInstalled(construct, 'cilium', '1.17')) {
    prop.fault({ rule: `needs Cilium 1.17, and the cluster has ${version}`, fix: 'Upgrade it, or leave this out' });
  }
  checkAnnotations(faults, prop.at('annotations').name, given.annotations);
  for (const [key, value] of Object.entries(given.labels ?? {})) {
    prop.at('labels', key).check(labelKeyFault(key), { fix: "Use a key such as 'example.com/team'" });
    prop.at('labels', key).check(labelValueFault(value), { got: value, fix: 'Correct the value' });
  }
}
