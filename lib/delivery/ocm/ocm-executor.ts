import { judgedAtOnce } from '../../construct/factory-options';
import { dnsLabel, dnsSubdomain, instance, required } from '../../construct/shape';

const NAMESPACE = required(dnsLabel("Use a namespace of the managed clusters, such as 'delivery'"), "Use one such as 'delivery'");
const NAME = required(dnsSubdomain("Use the name of a ServiceAccount, such as 'deployer'"), "Use one such as 'deployer'");

/**
 * As whom the agent of Open Cluster Management applies objects to a managed cluster.
 */
export class OcmExecutor {
  /**
   * A ServiceAccount of the managed clusters. The agent asks whether it may create, get, update, patch and delete what is applied, and applies nothing else. It
   * must be there already, with its rights.
   *
   * Who applies the hub needs the verb `execute-as` for `manifestworks` of the name `system:serviceaccount:<namespace>:<name>` there.
   *
   * @param namespace its namespace
   * @param name its name
   */
  public static serviceAccount(namespace: string, name: string): OcmExecutor {
    judgedAtOnce('OcmExecutor.serviceAccount', (prop) => {
      NAMESPACE(namespace, prop.at('namespace'));
      NAME(name, prop.at('name'));
    });
    return new OcmExecutor({ subject: { type: 'ServiceAccount', serviceAccount: { namespace, name } } });
  }

  /** The agent itself, with all rights that it has: as it is installed, it may do everything in its cluster. */
  public static workAgent(): OcmExecutor {
    return new OcmExecutor(undefined);
  }

  private constructor(
    /** @internal */
    public readonly _executor: object | undefined,
  ) {}
}

export const OCM_EXECUTOR = required(
  instance<OcmExecutor>('OcmExecutor', "serviceAccount('delivery', 'deployer')", ['_executor']), "Use 'OcmExecutor.serviceAccount('delivery', 'deployer')'");
