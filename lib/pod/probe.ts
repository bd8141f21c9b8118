import { texts } from '../construct/collection';
import { optionsToSpread } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { anything, instance, required, ruled, Shape, text, wholeNumber } from '../construct/shape';
import { struct } from '../construct/struct';
import { MAX_INT32 } from '../manifest/int32';
import { ASKED_PORT, DeclaredPort, resolvePort } from './container-port';
import { HttpGetAction, httpGetManifest, HttpGetOptions } from './http-get';

/** When a probe asks and what it makes of the answers. */
export interface ProbeOptions {
  /**
   * Seconds between the start of the container and the first probe, at least 0.
   * @default - Kubernetes' own: 0
   */
  readonly initialDelaySeconds?: number;

  /**
   * Seconds between two probes, at least 1.
   * @default - Kubernetes' own: 10
   */
  readonly periodSeconds?: number;

  /**
   * Seconds after which no answer is a failure, at least 1.
   * @default - Kubernetes' own: 1
   */
  readonly timeoutSeconds?: number;

  /**
   * Successes in a row after a failure until the probe counts as succeeding, at least 1. Liveness and startup probes take only 1.
   * @default - Kubernetes' own: 1
   */
  readonly successThreshold?: number;

  /**
   * Failures in a row until the probe counts as failing, at least 1.
   * @default - Kubernetes' own: 3
   */
  readonly failureThreshold?: number;

  /**
   * Seconds that the container has to end after this probe has failed, at least 1. Not for readiness probes, which end nothing.
   * @default - the pod's `terminationGracePeriodSeconds`
   */
  readonly terminationGracePeriodSeconds?: number;
}

/** Options for `Probe.httpGet`. */
export interface HttpGetProbeOptions extends ProbeOptions, HttpGetOptions {}

/** Options for `Probe.tcpSocket`. */
export interface TcpSocketProbeOptions extends ProbeOptions {
  /**
   * Name or number of the port; a name must be that of one of the container's ports.
   * @default - the container's only port
   */
  readonly port?: number | string;
}

/** Options for `Probe.grpc`. */
export interface GrpcProbeOptions extends ProbeOptions {
  /**
   * Name or number of the port; a name must be that of one of the container's ports.
   * @default - the container's only port
   */
  readonly port?: number | string;

  /**
   * Service name in the health check request.
   * @default - empty: the server as a whole
   */
  readonly service?: string;
}

const PORT_EXAMPLE = '{ port: 8080 }';

/**
 * A question that the kubelet asks a container again and again.
 * @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/
 */
export class Probe {
  /** An HTTP GET; any status from 200 to 399 is a success. */
  public static httpGet(path: string, options: HttpGetProbeOptions = {}): Probe {
    const { port, scheme, httpHeaders, ...timing } = optionsToSpread('Probe.httpGet', options, PORT_EXAMPLE);
    return new Probe('httpGet', { path, port, scheme, httpHeaders }, timing);
  }

  /** Opening a TCP connection. */
  public static tcpSocket(options: TcpSocketProbeOptions = {}): Probe {
    const { port, ...timing } = optionsToSpread('Probe.tcpSocket', options, PORT_EXAMPLE);
    return new Probe('tcpSocket', { port }, timing);
  }

  /** A command run in the container, without a shell; exit status 0 is a success. */
  public static exec(command: string[], options: ProbeOptions = {}): Probe {
    return new Probe('exec', { command }, optionsToSpread('Probe.exec', options, '{ periodSeconds: 5 }'));
  }

  /**
   * A request to the gRPC health checking protocol.
   * @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md
   */
  public static grpc(options: GrpcProbeOptions = {}): Probe {
    const { port, service, ...timing } = optionsToSpread('Probe.grpc', options, PORT_EXAMPLE);
    return new Probe('grpc', { port, service }, timing);
  }

  private constructor(
    /** @internal */
    public readonly _kind: 'httpGet' | 'tcpSocket' | 'exec' | 'grpc',
    /** @internal */
    public readonly _action: { [field: string]: any },
    /** @internal */
    public readonly _timing: ProbeOptions,
  ) {}
}

/** The probes of a container. */
export interface Probes {
  /**
   * Whether the container still works; it is restarted when not. Ask for nothing that depends on other services.
   * @default - none
   */
  readonly liveness?: Probe;

  /**
   * Whether the pod should get traffic.
   * @default - none, with the warning `workload/readiness-probe` when the container has ports
   */
  readonly readiness?: Probe;

  /**
   * Whether the container has started; the other probes wait for it.
   * @default - none
   */
  readonly startup?: Probe;
}

const PROBE = instance<Probe>('Probe', 'httpGet(…)', ['_kind', '_action', '_timing']);

/** What `probes` must look like. */
export const PROBES = struct<Probes>("{ readiness: Probe.httpGet('/ready') }", { liveness: PROBE, readiness: PROBE, startup: PROBE });

const FIX = 'Leave it out for the default';
const atLeast = (min: number) => wholeNumber({ min, max: MAX_INT32, fix: FIX });

/** The options of each kind that say what is asked: no timing, but props that whoever misspells one may have meant. */
const ACTION_OPTIONS: { readonly [kind in Probe['_kind']]: readonly string[] } = {
  httpGet: ['port', 'scheme', 'httpHeaders'],
  tcpSocket: ['port'],
  grpc: ['port', 'service'],
  exec: [],
};

type Timing = { readonly [kind in Probe['_kind']]: Shape<ProbeOptions> };

function timing(successThreshold: Shape<number>, terminationGracePeriodSeconds: Shape<number>): Timing {
  const of = (kind: Probe['_kind']) => struct<ProbeOptions>('{ periodSeconds: 5 }', {
    ...Object.fromEntries(ACTION_OPTIONS[kind].map((option) => [option, anything])),
    initialDelaySeconds: atLeast(0),
    periodSeconds: atLeast(1),
    timeoutSeconds: atLeast(1),
    successThreshold,
    failureThreshold: atLeast(1),
    terminationGracePeriodSeconds,
  });
  return { httpGet: of('httpGet'), tcpSocket: of('tcpSocket'), grpc: of('grpc'), exec: of('exec') };
}

/** Of a probe that ends the container. */
function ending(role: keyof Probes): Timing {
  const one = ruled((value) => (value !== 1 ? `must be 1 in a ${role} probe` : undefined), { id: 'prop/range', fix: 'Leave it out' });
  return timing(one, wholeNumber({ min: 1, fix: FIX }));
}

const TIMINGS: { readonly [role in keyof Probes]-?: Timing } = {
  liveness: ending('liveness'),
  readiness: timing(atLeast(1), ruled(() => 'must be left out of a readiness probe, which ends nothing', { id: 'workload/consistent', fix: 'Leave it out' })),
  startup: ending('startup'),
};

const COMMAND_EXAMPLE = "['/bin/healthy']";
const LINE = texts(COMMAND_EXAMPLE);
const COMMAND = required<string[]>((value, prop) => {
  if (Array.isArray(value) && value.length === 0) {
    prop.fault({ id: 'prop/required', rule: 'must name a program', got: value, fix: `Use a command such as ${COMMAND_EXAMPLE}` });
  }
  return LINE(value, prop);
}, `Use a command such as ${COMMAND_EXAMPLE}`);

/** The probes of a container, as its fields. */
export function probesManifest({ liveness, readiness, startup }: Probes, ports: readonly DeclaredPort[], prop: Prop): { [field: string]: any } {
  return {
    startupProbe: startup && probeManifest(startup, 'startup', ports, prop.at('startup')),
    livenessProbe: liveness && probeManifest(liveness, 'liveness', ports, prop.at('liveness')),
    readinessProbe: readiness && probeManifest(readiness, 'readiness', ports, prop.at('readiness')),
  };
}

function probeManifest(probe: Probe, role: keyof Probes, ports: readonly DeclaredPort[], prop: Prop): { [field: string]: any } {
  return { [probe._kind]: actionManifest(probe, ports, prop), ...TIMINGS[role][probe._kind](probe._timing, prop) };
}

function actionManifest({ _kind: kind, _action: action }: Probe, ports: readonly DeclaredPort[], prop: Prop): { [field: string]: any } {
  const port = () => resolvePort(ASKED_PORT(action.port, prop.at('port')), ports, prop.at('port'));
  switch (kind) {
    case 'httpGet': return httpGetManifest(action as HttpGetAction, ports, prop);
    case 'tcpSocket': return { port: port() };
    case 'grpc': return { port: portNumber(port(), ports), service: text(action.service, prop.at('service')) };
    case 'exec': return execManifest(action.command, prop);
  }
}

/** Unlike the other two, gRPC probes take no port by name. */
function portNumber(port: number | string | undefined, ports: readonly DeclaredPort[]): unknown {
  return ports.find(({ name }) => name === port)?.port ?? port;
}

/** An `exec` action. */
export function execManifest(command: string[], prop: Prop): { [field: string]: any } {
  return { command: COMMAND(command, prop.at('command')) };
}
