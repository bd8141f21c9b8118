import { isKnown } from '../../manifest/known';
import { cel } from '../admission/cel';
import { ObjectRule } from '../rule';

const ENFORCE = 'pod-security.kubernetes.io/enforce';

/** A namespace says what its pods may do. Whether they keep to it is another question: `security/enforced-level`. */
export const podSecurityLabels: ObjectRule = {
  id: 'security/pod-security-labels',
  severity: 'warning',
  about: 'object',
  kinds: ['/Namespace'],
  why: 'Into a namespace that enforces nothing, whoever may make pods there brings ones that are root of their node.',
  fix: `Add the label '${ENFORCE}' with restricted or baseline; or with privileged, where its pods work on the nodes`,
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces',
  admission: () => ({
    expression: `${cel(ENFORCE)} in object.metadata.?labels.orValue({}) || object.metadata.name in ${cel([...OF_THE_CLUSTER])}`,
    messageExpression: '"the namespace enforces no Pod Security level"',
  }),
  check: ({ metadata }) => {
    const { name, labels } = metadata ?? {};
    // What makes up the cluster itself.
    if (OF_THE_CLUSTER.has(name) || (labels !== undefined && labels !== null && !isKnown(labels))) { return undefined; }
    return labels?.[ENFORCE] === undefined ? [{ path: ['metadata', 'labels', ENFORCE], message: 'the namespace enforces no Pod Security level' }] : [];
  },
};

const OF_THE_CLUSTER: ReadonlySet<unknown> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);
