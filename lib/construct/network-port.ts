/** A port in what is said about who may talk to whom. */
export class NetworkPort {
  /** A TCP port. */
  public static tcp(port: number): NetworkPort {
    return new NetworkPort('TCP', port);
  }

  /** A UDP port. */
  public static udp(port: number): NetworkPort {
    return new NetworkPort('UDP', port);
  }

  /** An SCTP port. */
  public static sctp(port: number): NetworkPort {
    return new NetworkPort('SCTP', port);
  }

  /** TCP ports from `first` to `last`, both included. */
  public static tcpRange(first: number, last: number): NetworkPort {
    return new NetworkPort('TCP', first, last);
  }

  /** UDP ports from `first` to `last`, both included. */
  public static udpRange(first: number, last: number): NetworkPort {
    return new NetworkPort('UDP', first, last);
  }

  /** The port that a container of the one who is called declares under this name. */
  public static named(name: string): NetworkPort {
    return new NetworkPort(undefined, name);
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
