import { KubernetesObject, listOf } from '../../manifest/object';
import { ClusterManifests } from '../cluster-manifests';
import { Answer, ObjectRule, OptionValues } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';
import { SERVICE_USERS, serviceReferencesOf } from './service-references';

/** The Services to which an Ingress, a webhook or the like sends requests are there. */
export const service: ObjectRule = {
  id: 'reference/service',
  severity: 'warning',
  about: 'object',
  kinds: SERVICE_USERS,
  why: 'Requests for a Service that is not there are answered with an error; those of a webhook keep objects from being written.',
  fix: MISSING_FIX,
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/',
  options: MISSING_OPTIONS,
  check: missingServices,
};

/** The Services of an object that are not there, each name once. */
export function missingServices(object: KubernetesObject, cluster: ClusterManifests, options: OptionValues): Answer {
  const references = serviceReferencesOf(object, cluster);
  if (references.length === 0) { return undefined; }
  const said = new Set<string>();
  return references.flatMap(({ namespace, name, path }) => {
    const named = { kind: '/Service', namespace, name };
    const text = describeNamed(named);
    if (said.has(text) || !isMissing(cluster, named, options) || isOutside(cluster, String(name))) { return []; }
    said.add(text);
    return [{ path, message: `requests go to ${text}, which is not among the manifests` }];
  });
}

/** Whether Istio knows a host that is no Service. */
function isOutside(cluster: ClusterManifests, host: string): boolean {
  return cluster.once('istioHosts', () => new Set(cluster.ofKind('networking.istio.io/ServiceEntry').flatMap(({ spec }) => listOf(spec?.hosts)))).has(host);
}
