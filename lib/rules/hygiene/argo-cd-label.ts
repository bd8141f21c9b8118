import { isKnown } from '../../manifest/known';
import { cel } from '../admission/cel';
import { ObjectRule } from '../rule';

const LABEL = 'app.kubernetes.io/part-of';

/** The ConfigMaps of Argo CD. */
const CONFIG_MAPS: ReadonlySet<unknown> = new Set(['argocd-cm', 'argocd-rbac-cm', 'argocd-tls-certs-cm', 'argocd-ssh-known-hosts-cm', 'argocd-gpg-keys-cm', 'argocd-notifications-cm']);

/** Argo CD finds its settings. */
export const argoCdLabel: ObjectRule = {
  id: 'hygiene/argo-cd-label',
  severity: 'warning',
  about: 'object',
  kinds: ['/ConfigMap'],
  why: 'Argo CD reads only ConfigMaps with that label.',
  fix: `Set the label '${LABEL}: argocd'`,
  adds: 'the label, where it is not there',
  docs: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#atomic-configuration',
  admission: () => ({
    expression: `!(object.metadata.name in ${cel([...CONFIG_MAPS])}) || object.metadata.?labels[?${cel(LABEL)}].orValue('') == 'argocd'`,
    messageExpression: `"it lacks the label '${LABEL}: argocd'"`,
  }),
  check: ({ metadata }) => {
    const label: unknown = metadata?.labels?.[LABEL];
    if (!CONFIG_MAPS.has(metadata?.name) || !isKnown(label)) { return undefined; }
    if (label === 'argocd') { return []; }
    const path = ['metadata', 'labels', LABEL];
    return [{ path, message: `it lacks the label '${LABEL}: argocd'`, ...label === undefined && { add: [{ path, value: 'argocd' }] } }];
  },
};
