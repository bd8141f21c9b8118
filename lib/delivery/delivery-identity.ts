import { keyed } from '../construct/collection';
import { FactoryArguments, judgedWhereUsed, madeBy } from '../construct/factory-options';
import { dnsSubdomain, required, ruled } from '../construct/shape';
import { dnsLabelFault, dnsSubdomainFault } from '../manifest/dns-name';

/** The ServiceAccount that an app is applied as; undefined for the engine itself. */
export type ServiceAccountOf = (app: string) => string | undefined;

const NAME_FIX = "Use the name of a ServiceAccount such as 'deliver-shop'";
const NAME = required(dnsSubdomain(NAME_FIX), NAME_FIX);
const PREFIX_FIX = "Use one such as 'deliver-'";
const PREFIX = required(ruled(prefixFault, { fix: PREFIX_FIX }), PREFIX_FIX);
const OTHERS = keyed(dnsLabelFault, NAME, { example: "{ shop: 'team-shop' }", fix: "Use the name of a namespace, or 'cluster' for what has none" });

/**
 * Who applies objects in a cluster: a ServiceAccount of that cluster, which the engine impersonates, so that it can do no more there than that account may.
 *
 * Who makes a cluster makes the ServiceAccounts: what is delivered by them can not give them their rights.
 */
export class DeliveryIdentity {
  /**
   * A ServiceAccount for each app: with `deliver-`, it is `deliver-shop` for the namespace `shop`, and `deliver-cluster` for what states no namespace.
   *
   * @param prefix what its name begins with
   * @param others names for some of the apps, as for those of one team
   */
  public static perApp(prefix: string, others: { [app: string]: string } = {}): DeliveryIdentity {
    return new DeliveryIdentity(judgedWhereUsed({ prefix, others }, (given, prop) => {
      const begin = PREFIX(given.prefix, prop.at('prefix'));
      const named = OTHERS(given.others, prop.at('others')) ?? {};
      return (app) => (Object.hasOwn(named, app) ? named[app] : `${begin}${app}`);
    }));
  }

  /** One ServiceAccount for everything. */
  public static serviceAccount(name: string): DeliveryIdentity {
    return new DeliveryIdentity(judgedWhereUsed({ name }, (given, prop) => {
      const read = NAME(given.name, prop.at('name'));
      return () => read;
    }));
  }

  /** The engine itself, or whoever it is in the cluster: as a rule one that may do everything. */
  public static engine(): DeliveryIdentity {
    return new DeliveryIdentity(judgedWhereUsed({}, () => () => undefined));
  }

  private constructor(
    /** @internal */
    public readonly _identity: FactoryArguments<ServiceAccountOf>,
  ) {}
}

/** An identity, as what it was made of says. */
export const DELIVERY_IDENTITY = madeBy<ServiceAccountOf>('DeliveryIdentity', "perApp('deliver-')", '_identity');

function prefixFault(prefix: string): string | undefined {
  return dnsSubdomainFault(`${prefix}a`) === undefined ? undefined : 'must be what a name may begin with';
}
