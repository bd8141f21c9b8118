import { isKnown } from '../../manifest/known';
import { listed } from '../../manifest/listed';
import { ObjectRule } from '../rule';
import { saysNoNamespace } from '../stand-ins/provided';

/** What is meant for Argo CD stands where it looks. */
export const argoCdNamespace: ObjectRule = {
  id: 'hygiene/argo-cd-namespace',
  severity: 'warning',
  about: 'object',
  kinds: ['argoproj.io/Application', 'argoproj.io/ApplicationSet', 'argoproj.io/AppProject'],
  why: 'Argo CD looks for its resources in its own namespace alone, unless it was told of others: elsewhere nothing happens.',
  fix: "Name the namespace of Argo CD, or the others that it looks into in the option 'namespaces'",
  docs: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/app-any-namespace/',
  options: {
    namespaces: { type: 'texts', default: ['argocd'], description: 'The namespaces in which Argo CD looks for them.' },
  },
  admission: {
    expression: "object.metadata.?namespace.orValue('') == '' || object.metadata.namespace in variables.options.namespaces",
    messageExpression: '"Argo CD does not look into the namespace \'" + object.metadata.namespace + "\'"',
  },
  check: (object, _cluster, { namespaces }) => {
    const namespace = object.metadata?.namespace;
    if (saysNoNamespace(object) || !isKnown(namespace)) { return undefined; }
    return namespaces.includes(namespace) ? [] : [{ path: ['metadata', 'namespace'], message: `it stands in the namespace '${namespace}', and Argo CD looks into ${listed(namespaces)}` }];
  },
};
