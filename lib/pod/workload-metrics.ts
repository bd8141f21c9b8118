import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { labels } from '../construct/collection';
import { describeName } from '../construct/fault';
import { Caller } from '../construct/network-peer';
import { PortProtocol } from '../construct/port-protocol';
import { Prop } from '../construct/prop';
import { ruled, text, wholeNumber } from '../construct/shape';
import { further, struct } from '../construct/struct';
import { textWithTokens } from '../construct/text-with-tokens';
import { knownPart } from '../manifest/known';
import { useNearest } from '../manifest/nearest-name';
import { LabelSelector } from '../manifest/object';
import { DeclaredPort, isForMetrics } from './container-port';
import { Callers, CALLERS } from './workload-callers';
import { changedLabels } from './workload-metadata';

/**
 * What Prometheus reads of the pods: a PodMonitor of the Prometheus Operator, which needs no Service.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitor
 */
export interface WorkloadMetrics {
  /**
   * Name of the port that is read, of whichever container.
   * @default - the one whose name says that it is for metrics, such as `metrics` or `http-metrics`, or else the only one
   */
  readonly port?: string;

  /**
   * Path that is read.
   * @default '/metrics'
   */
  readonly path?: string;

  /**
   * Seconds from one reading to the next, at least 1.
   * @default - as the Prometheus says
   */
  readonly intervalSeconds?: number;

  /**
   * Seconds within which a pod must answer: at least 1, and no more than `intervalSeconds`.
   * @default - as the Prometheus says
   */
  readonly timeoutSeconds?: number;

  /**
   * Who reads them, for the NetworkPolicy; an empty list where `allowFrom` says it.
   * @default - as `capabilities.prometheus` of the Cluster says
   */
  readonly callers?: Caller[];

  /**
   * Labels of the PodMonitor, by which a Prometheus finds it, e.g. `{ release: 'kube-prometheus-stack' }`.
   * @default - `monitorLabels` of `capabilities.prometheus`, besides the workload's own
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further fields of the Prometheus Operator's PodMetricsEndpoint as they are, e.g. `relabelings` or `tlsConfig`. None that a prop says.
   * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMetricsEndpoint
   * @default - none
   */
  readonly endpoint?: { [field: string]: any };
}

const PATH_FIX = "Use a path such as '/metrics'";

/** What `metrics` must look like. */
export const METRICS = struct<WorkloadMetrics>("{ port: 'metrics' }", {
  port: text,
  path: ruled((path) => (String(path).startsWith('/') ? undefined : "must start with '/'"), { fix: PATH_FIX }),
  intervalSeconds: wholeNumber({ min: 1, fix: 'Leave it out for what the Prometheus says' }),
  timeoutSeconds: wholeNumber({ min: 1, fix: 'Leave it out for what the Prometheus says' }),
  callers: CALLERS,
  labels: labels("{ release: 'kube-prometheus-stack' }", 'release'),
  endpoint: further('PodMetricsEndpoint', {
    port: 'metrics.port', portNumber: 'metrics.port', targetPort: 'metrics.port', path: 'metrics.path', interval: 'metrics.intervalSeconds', scrapeTimeout: 'metrics.timeoutSeconds',
  }),
});

/** What a workload says of itself where its metrics are judged. */
export interface MetricsContext {
  /** The ports of all its containers. */
  readonly ports: readonly DeclaredPort[];
  /** The labels of all its objects. */
  readonly labels: { readonly [key: string]: string };
  readonly hasPolicy: boolean;
}

/** What keeps the metrics from being read. */
export function checkMetrics(construct: Construct, metrics: WorkloadMetrics, { ports, labels: own, hasPolicy }: MetricsContext, prop: Prop): void {
  checkPort(metrics, ports, prop.at('port'));
  const { intervalSeconds: interval, timeoutSeconds: timeout } = knownPart(metrics);
  if (interval !== undefined && timeout !== undefined && timeout > interval) {
    prop.at('timeoutSeconds').fault({ id: 'workload/consistent', rule: `must not be longer than 'intervalSeconds', ${interval}`, got: timeout, fix: 'Leave one of the two out' });
  }
  for (const key of changedLabels(metrics.labels ?? {}, own)) {
    prop.at('labels', key).fault({ id: 'construct/own-key', rule: 'must not be given: the workload sets it', got: metrics.labels![key], fix: 'Leave it out' });
  }
  if (hasPolicy && metrics.callers === undefined && prometheusAround(construct) === undefined) {
    prop.at('callers').fault({
      id: 'network/nameable-peer',
      rule: 'must be given, because the cluster does not say who reads metrics',
      fix: "Say it here, e.g. '[NetworkPeer.namespace('monitoring')]', or once for all workloads with 'capabilities.prometheus' of the Cluster",
    });
  }
}

/** Who reads the metrics. */
export function metricsCallers(construct: Construct, metrics: WorkloadMetrics, ports: readonly DeclaredPort[]): Callers {
  return { given: metrics.callers, known: prometheusAround(construct)?.callers, port: portName(metrics, ports) };
}

/** The labels by which a Prometheus finds the PodMonitor. */
export function monitorLabels(construct: Construct, metrics: WorkloadMetrics): { [key: string]: string } {
  return { ...(metrics.labels ?? prometheusAround(construct)?.monitorLabels) };
}

/** Spec of the PodMonitor: pods of its own namespace. */
export function podMonitorSpec(metrics: WorkloadMetrics, ports: readonly DeclaredPort[], selector: LabelSelector): { [field: string]: any } {
  const { path = '/metrics', intervalSeconds, timeoutSeconds, endpoint } = metrics;
  return {
    selector,
    podMetricsEndpoints: [{ port: portName(metrics, ports), path, interval: seconds(intervalSeconds), scrapeTimeout: seconds(timeoutSeconds), ...endpoint }],
  };
}

function prometheusAround(construct: Construct) {
  return Cluster.tryContaining(construct)?.capabilities.prometheus;
}

function seconds(count: number | undefined): string | undefined {
  return count === undefined ? undefined : textWithTokens([count], ([known]) => `${known}s`);
}

/** A name that may still be that of a port is written as it is. */
function portName({ port }: WorkloadMetrics, ports: readonly DeclaredPort[]): string | undefined {
  return port !== undefined && mayBeDeclared(port, ports) ? port : meantPort(ports)?.name;
}

function mayBeDeclared(port: string, ports: readonly DeclaredPort[]): boolean {
  return knownPart(port) === undefined || knownPart(ports).some(({ name }) => name === undefined || name === port);
}

/** The port that is meant where none is named. */
function meantPort(ports: readonly DeclaredPort[]): DeclaredPort | undefined {
  const named = ports.filter(({ name }) => isForMetrics(name));
  return named.length === 1 ? named[0] : ports.length === 1 ? ports[0] : undefined;
}

function checkPort({ port }: WorkloadMetrics, ports: readonly DeclaredPort[], prop: Prop): void {
  const id = 'workload/declared';
  const names = ports.length === 0 ? 'none' : ports.map(({ name }) => describeName(name)).join(', ');
  const found = port === undefined ? meantPort(ports) : ports.find(({ name }) => name === port);
  if (port === undefined && found === undefined) {
    const fix = ports.length === 0 ? "Declare it in 'ports', e.g. '[{ name: 'metrics', port: 9090 }]'" : 'Name it';
    prop.fault({ id, rule: `must say which port of the workload is meant; it declares ${names}`, fix });
  } else if (port !== undefined && !mayBeDeclared(port, ports)) {
    prop.fault({ id, rule: `must be the name of a port that the workload declares: ${names}`, got: port, fix: useNearest(port, ports.map(({ name }) => name), 'Correct the name') });
  }
  const { protocol } = knownPart(found ?? { protocol: undefined });
  if (protocol !== undefined && protocol !== PortProtocol.TCP) {
    prop.fault({ id, rule: `must be a TCP port; ${describeName(found!.name)} is ${protocol}`, fix: 'Name another port' });
  }
}
