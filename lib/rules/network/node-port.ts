import { ObjectRule } from '../rule';

/** Services open no port of the nodes. */
export const nodePort: ObjectRule = {
  id: 'network/node-port',
  severity: 'warning',
  about: 'object',
  kinds: ['/Service'],
  why: 'A port of every node goes past what stands before the cluster: TLS, logins, limits.',
  fix: "Use 'type: ClusterIP' with an Ingress or a route before it",
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
  admission: {
    expression: "object.spec.?type.orValue('') != 'NodePort'",
    messageExpression: '"it opens a port of every node"',
  },
  check: ({ spec }) => (spec?.type === 'NodePort' ? [{ path: ['spec', 'type'], message: 'it opens a port of every node' }] : []),
};
