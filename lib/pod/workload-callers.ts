import { list } from '../construct/collection';
import { allowTraffic } from '../construct/network-access';
import { NetworkEndpoint } from '../construct/network-endpoint';
import { Caller } from '../construct/network-peer';
import { NetworkPort } from '../construct/network-port';
import { Prop } from '../construct/prop';
import { anything } from '../construct/shape';

/** What a list of those must look like. Each is judged where it is let in. */
export const CALLERS = list<Caller>(anything, "[NetworkPeer.namespace('monitoring')]");

/** Those who call a workload because of one of its props: as that says itself, or else as the cluster does. */
export interface Callers {
  /** What the prop says. */
  readonly given?: readonly Caller[];
  /** What the cluster says. */
  readonly known?: readonly Caller[];
  /** Name of the port that they call; undefined where it is not clear which one. */
  readonly port: string | undefined;
}

/** Lets them in. `prop` is the one because of which they call. */
export function allowCallers(own: NetworkEndpoint, { given, known = [], port }: Callers, prop: Prop): void {
  if (port === undefined) { return; }
  const ports = [NetworkPort.named(port)];
  known.filter(() => given === undefined).forEach((caller) => allowTraffic('ingress', own, caller, prop, ports, prop));
  given?.forEach((caller, index) => allowTraffic('ingress', own, caller, prop, ports, prop.at('callers', index)));
}
