import { ObjectRule } from '../rule';

const SYSTEM: ReadonlySet<unknown> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** The namespaces of Kubernetes hold what is Kubernetes' own. */
export const systemNamespaces: ObjectRule = {
  id: 'hygiene/system-namespaces',
  severity: 'warning',
  about: 'object',
  why: 'Policies mostly leave the namespaces of Kubernetes out, and whoever reads Secrets there is close to owning the cluster.',
  fix: 'Name a namespace of its own',
  docs: 'https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#initial-namespaces',
  admission: "it leaves out the cluster's own namespaces",
  check: (object, cluster) => {
    if (cluster.workloads.templatesOf(object).length === 0) { return undefined; }
    const namespace = object.metadata?.namespace;
    return SYSTEM.has(namespace) ? [{ path: ['metadata', 'namespace'], message: `it stands in the namespace '${namespace}'` }] : [];
  },
};
