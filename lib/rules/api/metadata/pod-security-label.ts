import { either } from '../../../manifest/listed';
import { nearestName } from '../../../manifest/nearest-name';
import { POD_SECURITY_LEVELS } from '../../pod-security/finding';
import { ObjectRule } from '../../rule';
import { Field, faultsIn } from '../field';

const MODES = ['enforce', 'audit', 'warn'];
/** `v1.031` is none, and `v1.999` one that is yet to come. */
const VERSION = /^(?:latest|v1\.(?:0|[1-9][0-9]*))$/;

/**
 * A namespace names levels and versions of Pod Security that there are.
 *
 * @see https://github.com/kubernetes/pod-security-admission/blob/master/api/helpers.go, which reads the labels
 */
export const podSecurityLabel: ObjectRule = {
  id: 'api/pod-security-label',
  severity: 'refused',
  about: 'object',
  kinds: ['/Namespace'],
  why: 'Pod Security admission refuses a namespace whose labels it cannot read, rather than guess what its pods may do.',
  fix: 'Correct the label',
  docs: 'https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces',
  check: (object) => (object.metadata?.labels === undefined ? undefined : faultsIn(object, (root) => {
    const labels = root.at('metadata', 'labels');
    for (const mode of MODES) {
      checkLevel(labels.at(`pod-security.kubernetes.io/${mode}`), mode);
      checkVersion(labels.at(`pod-security.kubernetes.io/${mode}-version`), mode);
    }
  })),
};

function checkLevel(label: Field, mode: string): void {
  if (typeof label.value !== 'string' || POD_SECURITY_LEVELS.some((level) => level === label.value)) { return; }
  const meant = nearestName(label.text, POD_SECURITY_LEVELS);
  label.fault(`the level of the mode '${mode}' is '${label.text}', and must be ${either(POD_SECURITY_LEVELS)}`, meant === undefined ? undefined : `Use '${meant}'`);
}

function checkVersion(label: Field, mode: string): void {
  if (typeof label.value !== 'string' || VERSION.test(label.value)) { return; }
  label.fault(`the version of the mode '${mode}' is '${label.text}', and must be 'latest', or 'v1.' and a minor`, "Use one such as 'v1.35'");
}
