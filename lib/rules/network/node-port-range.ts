import { listOf } from '../../manifest/object';
import { ObjectRule } from '../rule';

/** A Service asks for ports of the nodes that the cluster gives away. */
export const nodePortRange: ObjectRule = {
  id: 'network/node-port-range',
  severity: 'error',
  about: 'object',
  kinds: ['/Service'],
  why: 'A cluster keeps one range of ports for Services, and refuses others.',
  fix: 'Choose a port of the range, or leave it out so that the cluster chooses',
  docs: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport',
  options: {
    first: { type: 'number', default: 30000, description: 'The first port of the range, as `--service-node-port-range` of the API server says it.' },
    last: { type: 'number', default: 32767, description: 'The last one.' },
  },
  admission: 'API servers know the range, and refuse what is not in it',
  check: ({ spec }, _, { first, last }) => {
    const asked = [
      ...listOf(spec?.ports).map((port, index) => ({ path: ['ports', index, 'nodePort'], number: port?.nodePort })),
      { path: ['healthCheckNodePort'], number: spec?.healthCheckNodePort },
    ].filter(({ number }) => typeof number === 'number' && number !== 0);
    return asked.length === 0 ? undefined : asked.filter(({ number }) => number < first || number > last)
      .map(({ path, number }) => ({ path: ['spec', ...path], message: `the port ${number} of the nodes is not from ${first} to ${last}` }));
  },
};
