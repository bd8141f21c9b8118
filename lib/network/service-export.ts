import { Construct } from 'constructs';
import { hasInstalled } from '../cluster/needs-capability';
import { annotations, labels } from '../construct/collection';
import { struct } from '../construct/struct';

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

/** What is said of a ServiceExport looks like this. */
export const SERVICE_EXPORT = struct<GlobalServiceExport>("{ labels: { 'example.com/team': 'search' } }", { annotations: annotations(), labels: labels() });

/** The ServiceExport's version: Cilium before 1.20 installs a definition that knows the first one only. */
export function serviceExportVersion(construct: Construct): string {
  return `multicluster.x-k8s.io/${hasInstalled(construct, 'cilium', '1.20') ? 'v1beta1' : 'v1alpha1'}`;
}

/** Spec of the ServiceExport; undefined where there is nothing to say. */
export function serviceExportSpec(given: GlobalServiceExport, own: { readonly [key: string]: string }): { [field: string]: any } | undefined {
  const exportedAnnotations = { ...given.annotations, ...own };
  const exportedLabels = given.labels ?? {};
  const empty = (map: object) => Object.keys(map).length === 0;
  if (empty(exportedAnnotations) && empty(exportedLabels)) { return undefined; }
  return {
    exportedAnnotations: empty(exportedAnnotations) ? undefined : exportedAnnotations,
    exportedLabels: empty(exportedLabels) ? undefined : { ...exportedLabels },
  };
}
