import { ObjectRule } from '../rule';
import { saysNoNamespace } from '../stand-ins/provided';

/** Programs stand in a namespace of their own. What names none goes where it is applied. */
export const ownNamespace: ObjectRule = {
  id: 'hygiene/own-namespace',
  severity: 'warning',
  about: 'object',
  why: "Everybody's things stand in 'default': quotas, policies and rights there hold for all of them.",
  fix: 'Name a namespace of its own',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/',
  options: {
    unsaid: { type: 'boolean', default: false, description: 'Whether one that names no namespace counts as one in `default`.' },
  },
  admission: {
    expression: "object.metadata.?namespace.orValue(variables.options.unsaid ? 'default' : '') != 'default'",
    messageExpression: '"it stands in the namespace \'default\'"',
  },
  check: (object, cluster, { unsaid }) => {
    if (cluster.workloads.templatesOf(object).length === 0) { return undefined; }
    const isUnsaid = saysNoNamespace(object);
    if (isUnsaid && unsaid !== true) { return undefined; }
    return cluster.namespaceOf(object) !== 'default' ? [] : [{
      path: ['metadata', 'namespace'], message: isUnsaid ? 'it names no namespace' : "it stands in the namespace 'default'",
    }];
  },
};
