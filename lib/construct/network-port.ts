import { isKnown } from '../manifest/known';
import { judgedAtOnce } from './factory-options';

/** A port in what is said about who may talk to whom. */
export class NetworkPort {
  /** A TCP port. */
  public static tcp(port: number): NetworkPort {
    return new NetworkPort('TCP', given('tcp', 'port', port));
  }

  /** A UDP port. */
  public static udp(port: number): NetworkPort {
    return new NetworkPort('UDP', given('udp', 'port', port));
  }

  /** An SCTP port. */
  public static sctp(port: number): NetworkPort {
    return new NetworkPort('SCTP', given('sctp', 'port', port));
  }

  /** TCP ports from `first` to `last`, both included. */
  public static tcpRange(first: number, last: number): NetworkPort {
    return new NetworkPort('TCP', given('tcpRange', 'first', first), given('tcpRange', 'last', last));
  }

  /** UDP ports from `first` to `last`, both included. */
  public static udpRange(first: number, last: number): NetworkPort {
    return new NetworkPort('UDP', given('udpRange', 'first', first), given('udpRange', 'last', last));
  }

  /** The port that a container of the one who is called declares under this name. */
  public static named(name: string): NetworkPort {
    return new NetworkPort(undefined, given('named', 'name', name));
  }

  private constructor(
    /** @internal */
    public readonly _protocol: 'TCP' | 'UDP' | 'SCTP' | undefined,
    /** @internal */
    public readonly _port: number | string,
    /** @internal */
    public readonly _endPort?: number,
  ) {}
}

/** A number or a name, or what becomes one: a port that is not there would be any. What number or name is judged where it is used. */
function given<T>(factory: string, argument: string, value: T): T {
  if (isKnown(value) && typeof value !== 'number' && typeof value !== 'string') {
    const isMissing = value === undefined || value === null;
    const what = argument === 'name' ? 'a string' : 'a number';
    judgedAtOnce(`NetworkPort.${factory}`, (prop) => prop.at(argument).fault({
      id: isMissing ? 'prop/required' : 'prop/type',
      rule: isMissing ? 'must be given' : `must be ${what}`,
      got: isMissing || typeof value === 'object' ? undefined : value,
      fix: argument === 'name' ? 'Use the name under which a container declares it' : 'Use one such as 5432',
    }));
  }
  return value;
}
