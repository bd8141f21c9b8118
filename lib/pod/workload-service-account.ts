import { annotations } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsSubdomain } from '../construct/shape';
import { struct } from '../construct/struct';

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

/** What `serviceAccount` must look like. */
export const SERVICE_ACCOUNT = struct<WorkloadServiceAccount>("{ existingName: 'api' }", {
  existingName: dnsSubdomain('Correct the name'),
  annotations: annotations("{ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/api' }", 'eks.amazonaws.com/role-arn'),
});

/** What contradicts itself. */
export function checkServiceAccount({ existingName, annotations: given }: WorkloadServiceAccount, prop: Prop): void {
  if (existingName === undefined || given === undefined) { return; }
  prop.at('annotations').fault({
    id: 'workload/consistent', rule: "must not be given with 'existingName': the object is not ours", fix: 'Set them where that ServiceAccount is written',
  });
}
