import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';

/** An Ingress says for which hosts it is. */
export const host: ObjectRule = {
  id: 'network/host',
  severity: 'warning',
  about: 'object',
  kinds: ['networking.k8s.io/Ingress'],
  why: 'An Ingress for any host takes the requests of hosts that nobody thought of, and those that others forgot.',
  fix: 'Name the host',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#hostname-wildcards',
  admission: {
    expression: "!has(object.spec.defaultBackend) && object.spec.?rules.orValue([]).all(rule, rule.?host.orValue('') != '' && !rule.host.startsWith('*'))",
    messageExpression: '"it takes requests for any host"',
  },
  check: ({ spec }) => [
    ...spec?.defaultBackend === undefined || spec.defaultBackend === null ? [] : [{ path: ['spec', 'defaultBackend'], message: 'it takes what no other Ingress does' }],
    ...listOf(spec?.rules).flatMap((rule, index) => {
      const name: unknown = rule?.host ?? '';
      if (name === '') { return [{ path: ['spec', 'rules', index, 'host'], message: 'it takes requests for any host' }]; }
      return typeof name === 'string' && name.startsWith('*') ? [{ path: ['spec', 'rules', index, 'host'], message: `it takes requests for any host of '${name.slice(2)}'` }] : [];
    }),
  ],
};
