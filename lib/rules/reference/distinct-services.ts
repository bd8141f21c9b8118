import { groupBy } from '../../manifest/group-by';
import { isFullyKnown } from '../../manifest/known';
import { isMap, KubernetesObject, listOf } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { ClusterRule } from '../rule';

/** Of two Services with the same pods and ports, one is too much. One that is headless, or of another type, is another way to them. */
export const distinctServices: ClusterRule = {
  id: 'reference/distinct-services',
  severity: 'warning',
  about: 'cluster',
  why: 'Two Services that do the same are changed one without the other.',
  fix: 'Keep one of them, or select other pods',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/',
  check: (cluster) => {
    const services = cluster.ofKind('/Service').filter(({ spec }) => isMap(spec?.selector) && Object.keys(spec.selector).length > 0 && isFullyKnown(spec));
    if (services.length === 0) { return undefined; }
    const alike = groupBy(services, (each) => JSON.stringify([cluster.namespaceOf(each), Object.entries(each.spec.selector).sort(), each.spec.type ?? 'ClusterIP', each.spec.clusterIP === 'None', portsOf(each)]));
    return [...alike.values()].filter((group) => group.length > 1).flatMap((group) => {
      const [first, ...others] = [...group].sort((a, b) => (String(a.metadata?.name) < String(b.metadata?.name) ? -1 : 1));
      return others.filter(({ metadata }) => metadata?.name !== first.metadata?.name)
        .map((object) => ({ object, path: ['spec', 'selector'], message: `it has the pods and ports of ${describeObject(first)}` }));
    });
  },
};

function portsOf({ spec }: KubernetesObject): unknown[] {
  return listOf(spec.ports).map((port) => [port?.port, port?.protocol ?? 'TCP', port?.targetPort ?? port?.port]);
}
