import { FieldPath } from '../../manifest/field-path';
import { groupBy } from '../../manifest/group-by';
import { isFullyKnown } from '../../manifest/known';
import { isMap, KubernetesObject, listOf } from '../../manifest/object';
import { describeObject } from '../../manifest/object-key';
import { ClusterManifests } from '../cluster-manifests';
import { ClusterRule } from '../rule';

/** A path of a host belongs to one Ingress or route alone. */
export const uniqueHost: ClusterRule = {
  id: 'reference/unique-host',
  severity: 'warning',
  about: 'cluster',
  why: 'Where two take the requests for one path of a host, it hangs on their age or the controller which of them gets any.',
  fix: 'Leave the path of the host to one of them',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#name-based-virtual-hosting',
  check: (cluster) => {
    const claims = [...cluster.ofKind('networking.k8s.io/Ingress').flatMap(ofIngress), ...cluster.ofKind('gateway.networking.k8s.io/HTTPRoute').flatMap((route) => ofRoute(route, cluster))];
    if (claims.length === 0) { return undefined; }
    return [...groupBy(claims, ({ key }) => key).values()].filter((group) => group.length > 1).flatMap((group) => {
      const [first, ...others] = [...group].sort((a, b) => (nameOf(a.object) < nameOf(b.object) ? -1 : 1));
      return others.filter(({ object }) => nameOf(object) !== nameOf(first.object))
        .map(({ object, path, what }) => ({ object, path, message: `${what} belongs to ${describeObject(first.object)} too` }));
    });
  },
};

/** Requests that an object takes: two with the same key take the same. */
interface Claim {
  readonly object: KubernetesObject;
  readonly path: FieldPath;
  readonly key: string;
  readonly what: string;
}

function ofIngress(object: KubernetesObject): Claim[] {
  const { spec, metadata } = object;
  // What shares the requests of another on purpose.
  if (metadata?.annotations?.['nginx.ingress.kubernetes.io/canary'] === 'true') { return []; }
  const controller = spec?.ingressClassName ?? metadata?.annotations?.['kubernetes.io/ingress.class'] ?? '';
  return listOf(spec?.rules).flatMap((rule, index) => listOf(rule?.http?.paths).flatMap((each, position) => {
    const { path = '/', pathType } = isMap(each) ? each : {} as any;
    return rule.host && isFullyKnown([rule.host, path, pathType, controller]) ? [{
      object, path: ['spec', 'rules', index, 'http', 'paths', position, 'path'], key: JSON.stringify(['Ingress', controller, rule.host, path, pathType]), what: `${rule.host}${path}`,
    }] : [];
  }));
}

function ofRoute(object: KubernetesObject, cluster: ClusterManifests): Claim[] {
  const { spec } = object;
  return listOf(spec?.parentRefs).flatMap((parent) => listOf(spec?.hostnames).flatMap((host) => listOf(spec?.rules).flatMap((rule, index) => {
    const matches = listOf(rule?.matches);
    return (matches.length === 0 ? [{}] : matches).flatMap((match, position) => {
      const path = { type: match?.path?.type ?? 'PathPrefix', value: match?.path?.value ?? '/' };
      const others = Object.entries(match ?? {}).filter(([field]) => field !== 'path').sort();
      const key = [parent?.kind, parent?.namespace ?? cluster.namespaceOf(object), parent?.name, parent?.sectionName, parent?.port, host, path, others];
      return isFullyKnown(key) ? [{ object, path: ['spec', 'rules', index, ...matches.length === 0 ? [] : ['matches', position]], key: JSON.stringify(key), what: `${host}${path.value}` }] : [];
    });
  })));
}

function nameOf({ metadata }: KubernetesObject): string {
  return `${metadata?.namespace ?? ''}/${metadata?.name}`;
}
