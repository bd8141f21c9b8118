import { containersOf } from '../../manifest/containers';
import { Container, isMap, KubernetesObject, listOf } from '../../manifest/object';
import { isOfJobs } from '../../manifest/replicated-kinds';
import { ClusterManifests, PodSource } from '../cluster-manifests';

const FOR_METRICS = /(?:^|-)(?:metrics|monitoring|prometheus|telemetry|exporter)(?:-|$)/;

/** To whom a container answers. */
interface Front {
  readonly service: KubernetesObject;
  /** Whether callers are sent there ready or not. */
  readonly isUnheeding: boolean;
}

/**
 * The Service that sends its callers to a container, once that is ready where one waits for that. Pods of Jobs are no servers, and who scrapes metrics is
 * no caller.
 */
export function frontOf(cluster: ClusterManifests, container: Container): Front | undefined {
  return cluster.once('served containers', () => {
    const fronts = new Map<Container, Front>();
    for (const service of cluster.ofKind('/Service')) {
      const { selector, type } = service.spec ?? {};
      if (isForMetrics(service)) { continue; }
      if (!isMap(selector) || Object.keys(selector).length === 0 || type === 'ExternalName') { continue; }
      const isUnheeding = service.spec.publishNotReadyAddresses === true;
      for (const pods of cluster.podsSelected(cluster.namespaceOf(service), { matchLabels: selector })) {
        for (const served of isOfJobs(pods.object) ? [] : servedBy(service, pods)) {
          if (fronts.get(served)?.isUnheeding !== false) { fronts.set(served, { service, isUnheeding }); }
        }
      }
    }
    return fronts;
  }).get(container);
}

/** Whether nobody but a monitoring system asks a Service: it comes again, whatever it was answered. */
function isForMetrics({ spec }: KubernetesObject): boolean {
  const ports = listOf(spec?.ports);
  return ports.length > 0 && ports.every((port) => [port?.name, port?.targetPort].some((name) => typeof name === 'string' && FOR_METRICS.test(name)));
}

function servedBy(service: KubernetesObject, { ref }: PodSource): Container[] {
  const containers = containersOf(ref.template.spec).filter(({ role }) => role === 'container' || role === 'sidecar').map(({ container }) => container);
  const asked = listOf(service.spec.ports).map((each) => each?.targetPort ?? each?.port);
  const isAsked = (port: any) => port !== null && (asked.includes(port?.containerPort) || (typeof port?.name === 'string' && asked.includes(port.name)));
  const declaring = containers.filter(({ ports }) => listOf(ports).some(isAsked));
  // Ports need not be declared: of one container alone it can be told whose they are.
  return declaring.length === 0 && containers.length === 1 && asked.some((port) => typeof port === 'number') ? containers : declaring;
}
