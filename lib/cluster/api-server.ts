import { filled, list } from '../construct/collection';
import { portNumber, required, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { cidrFault } from '../manifest/ip-address';

/** Where the API server of a cluster is. */
export interface ApiServer {
  /**
   * Its addresses, such as `10.0.0.10/32`, or ranges in which they are: those that `kubectl get endpointslices -n default` shows for the Service
   * `kubernetes`. Where they change, as on EKS, they are the subnets of the cluster.
   */
  readonly cidrs: string[];

  /**
   * Port on which it listens: usually 443 where a cloud runs it, and 6443 elsewhere.
   * @default - policies let out to both
   */
  readonly port?: number;
}

const CIDR_FIX = "Use an address such as '10.0.0.10/32', or a range";
const CIDRS_FIX = "Use those that 'kubectl get endpointslices -n default' shows for 'kubernetes', e.g. ['10.0.0.10/32']";

/** What `apiServer` of a `Cluster` must look like. */
export const API_SERVER = struct<ApiServer>("{ cidrs: ['10.0.0.10/32'] }", {
  cidrs: required(filled(list(textOf(cidrFault, { fix: CIDR_FIX }), "['10.0.0.10/32']", 'a list of strings'), CIDRS_FIX), CIDRS_FIX),
  port: portNumber("Use the port that 'kubectl get endpointslices -n default' shows"),
});
