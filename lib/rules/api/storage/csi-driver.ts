import { atLeast } from '../../../manifest/kubernetes-version';
import { Target } from '../../cluster-manifests';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';

/** A CSIDriver says what Kubernetes does for its driver, in words that there are. */
export const csiDriver: ObjectRule = {
  id: 'api/csi-driver',
  severity: 'refused',
  about: 'object',
  kinds: ['storage.k8s.io/CSIDriver'],
  why: 'Nodes read here how they mount the volumes of a driver.',
  fix: 'Write policies and modes that Kubernetes has, and each audience once',
  docs: 'https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    spec.at('fsGroupPolicy').mustBeOneOf('the policy for groups of files', ['File', 'None', 'ReadWriteOnceWithFSType']);
    for (const mode of spec.at('volumeLifecycleModes').items) { mode.mustBeOneOf('the life of volumes', ['Persistent', 'Ephemeral']); }
    checkTokens(spec, target);
    if (atLeast(target.kubernetesVersion, '1.34')) { spec.at('nodeAllocatableUpdatePeriodSeconds').mustBeWithin('the period of updates', 10); }
  }),
};

const MIN_SECONDS = 600;
const MAX_SECONDS = 2 ** 32;

function checkTokens(spec: Field, { kubernetesVersion }: Target): void {
  const tokens = spec.at('tokenRequests').items;
  for (const token of tokens) { token.at('expirationSeconds').mustBeWithin("the token's life in seconds", MIN_SECONDS, MAX_SECONDS); }
  const audiences = tokens.map((token) => token.at('audience'));
  for (const audience of repeated(audiences, ({ isKnown, text }) => (isKnown ? `.${text}` : undefined))) { audience.fault(`the audience '${audience.text}' is there twice`); }
  const inSecrets = spec.at('serviceAccountTokenInSecrets');
  if (atLeast(kubernetesVersion, '1.35') && inSecrets.isGiven && tokens.length === 0 && spec.at('tokenRequests').isKnown) {
    inSecrets.fault('serviceAccountTokenInSecrets is said, and there are no tokenRequests');
  }
}
