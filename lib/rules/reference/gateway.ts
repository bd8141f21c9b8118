import { isKnown } from '../../manifest/known';
import { isMap, listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';
import { describeNamed, isMissing, MISSING_FIX, MISSING_OPTIONS } from './missing';
import { ROUTE_KINDS } from './service-references';

const GROUP = 'gateway.networking.k8s.io';

/** The Gateway of a route, with the listener that it names, and the GatewayClass of a Gateway are there. */
export const gateway: ObjectRule = {
  id: 'reference/gateway',
  severity: 'warning',
  about: 'object',
  kinds: [...ROUTE_KINDS, `${GROUP}/Gateway`],
  why: 'A route without its Gateway, and a Gateway without its class, are taken by nobody: no request arrives.',
  fix: MISSING_FIX,
  docs: 'https://gateway-api.sigs.k8s.io/concepts/api-overview/#attaching-routes-to-gateways',
  options: MISSING_OPTIONS,
  check: (object, cluster, options) => {
    if (object.kind === 'Gateway') {
      const named = { kind: `${GROUP}/GatewayClass`, namespace: '', name: object.spec?.gatewayClassName };
      return isMissing(cluster, named, options) ? [{ path: ['spec', 'gatewayClassName'], message: `the Gateway is of ${describeNamed(named)}, which is not among the manifests` }] : [];
    }
    const parents = listOf(object.spec?.parentRefs).flatMap((ref, index) => (isMap(ref) && (ref.group ?? GROUP) === GROUP && (ref.kind ?? 'Gateway') === 'Gateway' ? [{ ref, index }] : []));
    if (parents.length === 0) { return undefined; }
    return parents.flatMap(({ ref, index }) => {
      const named = { kind: `${GROUP}/Gateway`, namespace: ref.namespace ?? cluster.namespaceOf(object), name: ref.name };
      const at = ['spec', 'parentRefs', index];
      const found = cluster.find(named.kind, named.namespace, String(ref.name));
      if (found === undefined) {
        return isMissing(cluster, named, options) ? [{ path: [...at, 'name'], message: `the route is for ${describeNamed(named)}, which is not among the manifests` }] : [];
      }
      const listeners = listOf(found.spec?.listeners);
      const isThere = typeof ref.sectionName !== 'string' || !isKnown(ref.sectionName) || listeners.some((each) => each?.name === ref.sectionName || !isKnown(each?.name));
      return isThere ? [] : [{
        path: [...at, 'sectionName'], fix: 'Name one of its listeners', message: `the route is for the listener '${ref.sectionName}' of ${describeNamed(named)}, which has none of that name`,
      }];
    });
  },
};
