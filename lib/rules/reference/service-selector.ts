import { isKnown } from '../../manifest/known';
import { ObjectRule } from '../rule';

/** A Service selects pods, or somebody says what is behind it. */
export const serviceSelector: ObjectRule = {
  id: 'reference/service-selector',
  severity: 'warning',
  about: 'object',
  kinds: ['/Service'],
  why: 'Behind a Service without selector is nothing but what EndpointSlices name.',
  fix: "Set 'spec.selector', or add an EndpointSlice with the label 'kubernetes.io/service-name'",
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors',
  check: (object, cluster) => {
    if (object.spec?.type === 'ExternalName') { return undefined; }
    const { selector } = object.spec ?? {};
    if (!isKnown(selector) || Object.keys(selector ?? {}).length > 0) { return []; }
    const namespace = cluster.namespaceOf(object);
    const name = String(object.metadata?.name);
    const sliced = cluster.once('sliced', () => new Set(cluster.ofKind('discovery.k8s.io/EndpointSlice')
      .map((slice) => `${cluster.namespaceOf(slice)}/${slice.metadata?.labels?.['kubernetes.io/service-name']}`)));
    return sliced.has(`${namespace}/${name}`) || cluster.find('/Endpoints', namespace, name) !== undefined
      ? [] : [{ path: ['spec', 'selector'], message: 'it selects no pods, and no EndpointSlice is for it' }];
  },
};
