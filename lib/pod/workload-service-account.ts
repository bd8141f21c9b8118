import { Faults } from '../construct/faults';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { formatPath } from '../manifest/field-path';
import { annotationKeyFault } from '../manifest/label';

/**
 * As whom the pods speak to the API server, and to clouds that trust it. Either one of its own or an existing one.
 * @see https://kubernetes.io/docs/concepts/security/service-accounts/
 */
export interface WorkloadServiceAccount {
  /**
   * Name of a ServiceAccount that exists already, in the same namespace.
   * @default - the workload gets one of its own, under its own name
   */
  readonly existingName?: string;

  /**
   * Annotations of its own ServiceAccount, by which clouds know it: `eks.amazonaws.com/role-arn`,
   * `iam.gke.io/gcp-service-account`, `azure.workload.identity/client-id`.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** What the API server would refuse, and what contradicts itself. */
export function checkServiceAccount(faults: Faults, { existingName, annotations }: WorkloadServiceAccount): void {
  if (existingName !== undefined) {
    faults.addRule(dnsSubdomainFault(existingName), { prop: 'serviceAccount.existingName', got: existingName, fix: 'Correct the name' });
    if (annotations !== undefined) {
      faults.add({ prop: 'serviceAccount.annotations', rule: "must not be given with 'existingName': the object is not ours", fix: 'Set them where that ServiceAccount is written' });
    }
  }
  Object.keys(annotations ?? {}).forEach((key) => faults.addRule(annotationKeyFault(key), { prop: formatPath(['serviceAccount', 'annotations', key]), fix: 'Correct the key' }));
}
