import { atLeast } from '../../../manifest/kubernetes-version';
import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';

/** A Lease lasts some time. */
export const lease: ObjectRule = {
  id: 'api/lease',
  severity: 'refused',
  about: 'object',
  kinds: ['coordination.k8s.io/Lease'],
  why: 'A lease that lasts no time is nobody\'s.',
  fix: 'Let it last a second at least',
  docs: 'https://kubernetes.io/docs/concepts/architecture/leases/',
  check: (object, target) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    spec.at('leaseDurationSeconds').mustBeWithin('leaseDurationSeconds', 1);
    spec.at('leaseTransitions').mustBeWithin('leaseTransitions', 0);
    // Before, both are alpha and dropped, and later they are as long as nobody turns them on.
    if (!atLeast(target.kubernetesVersion, '1.33')) { return; }
    const [holder, strategy] = [spec.at('preferredHolder'), spec.at('strategy')];
    if (holder.text !== '' && strategy.isKnown && strategy.text === '') { holder.fault('preferredHolder needs a strategy'); }
  }),
};
