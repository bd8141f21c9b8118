import { isKnown } from '../../manifest/known';
import { isMap, PodTemplate } from '../../manifest/object';
import { OTHER_OBJECTS } from '../admission/admission-check';
import { PodRule } from '../rule';
import { mayHaveRights } from './account-rights';

/**
 * Pods get a token only for what they do with it. It is judged where the manifests tell: of the ServiceAccount `default`, and of those that are among them.
 * Whoever says `automountServiceAccountToken: true` knows why.
 */
export const tokenAutomount: PodRule = {
  id: 'security/token-automount',
  severity: 'warning',
  about: 'pod',
  why: 'Whoever breaks into a pod asks the API server with its token: who is there, what else can be reached, and what its rights are by then.',
  fix: "Set 'automountServiceAccountToken: false' on the pods or their ServiceAccount, or bind the role that they need",
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting',
  sameAs: ['workload/useless-token'],
  admission: OTHER_OBJECTS,
  check: (pod, { object, cluster }) => {
    const { automountServiceAccountToken: said, serviceAccountName, serviceAccount } = pod.spec;
    if (said !== undefined && said !== null) { return []; }
    const name: unknown = [serviceAccountName, serviceAccount].find((each) => each !== undefined && each !== null && each !== '') ?? 'default';
    if (typeof name !== 'string' || !isKnown(name)) { return undefined; }
    const account = cluster.find('/ServiceAccount', cluster.namespaceOf(object), name);
    if (account === undefined && name !== 'default') { return undefined; }
    const ofAccount: unknown = account?.automountServiceAccountToken ?? undefined;
    return ofAccount !== undefined || needsToken(pod) || mayHaveRights(cluster, object, name) ? [] : [{
      path: ['spec', 'automountServiceAccountToken'], message: `the pods get a token of the ServiceAccount '${name}', to which nothing gives rights`,
    }];
  },
};

/**
 * Annotations of pods whose sidecars show the token to somebody else, who knows them by it.
 *
 * @see https://developer.hashicorp.com/vault/docs/deploy/kubernetes/injector
 * @see https://developer.hashicorp.com/consul/docs/k8s/annotations-and-labels
 */
const SHOWN_BY = ['vault.hashicorp.com/agent-inject', 'vault.security.banzaicloud.io/vault-addr', 'bank-vaults.io/vault-addr', 'consul.hashicorp.com/connect-inject', 'linkerd.io/inject'];

function needsToken({ metadata }: PodTemplate): boolean {
  const annotations: unknown = metadata?.annotations;
  return isMap(annotations) && SHOWN_BY.some((annotation) => annotations[annotation] !== undefined);
}
