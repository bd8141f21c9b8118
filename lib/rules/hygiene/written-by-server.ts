import { ObjectRule } from '../rule';

/** A manifest leaves out what only a server knows: the version and the uid of an object that is there. */
export const writtenByServer: ObjectRule = {
  id: 'hygiene/written-by-server',
  severity: 'error',
  about: 'object',
  why: 'A cluster refuses to make an object that has a resourceVersion, and to change one that has another.',
  fix: 'Take it out: it comes from an object that was read out of a cluster',
  docs: 'https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions',
  admission: 'what is written has them by then',
  check: ({ metadata }) => ['resourceVersion', 'uid'].filter((field) => (metadata?.[field] ?? '') !== '').map((field) => ({
    path: ['metadata', field], message: `${field} is the server's to write, and belongs to one object of one cluster`,
  })),
};
