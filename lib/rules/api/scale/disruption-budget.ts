import { intOrPercentFault } from '../../../manifest/int-or-percent';
import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';
import { checkSelector } from '../labels-of';

/** A PodDisruptionBudget has one bound, and one that can be met. */
export const disruptionBudget: ObjectRule = {
  id: 'api/disruption-budget',
  severity: 'refused',
  about: 'object',
  kinds: ['policy/PodDisruptionBudget'],
  why: 'It says either how many pods must stay or how many may go.',
  fix: "Keep one of minAvailable and maxUnavailable, as a whole number from 0 or from '0%' to '100%'",
  docs: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/',
  check: (object) => faultsIn(object, (root) => {
    const spec = root.at('spec');
    const bounds = ['minAvailable', 'maxUnavailable'].map((field) => spec.at(field)).filter(({ isGiven }) => isGiven);
    if (bounds.length === 2) { spec.fault('the budget has both minAvailable and maxUnavailable'); }
    for (const bound of bounds) {
      const clause = intOrPercentFault(bound.value, { atMostAll: true });
      if (clause !== undefined) { bound.fault(`${bound.key} is '${bound.value}', and ${clause}`); }
    }
    checkSelector(spec.at('selector'));
    spec.at('unhealthyPodEvictionPolicy').mustBeOneOf('the policy for unhealthy pods', ['IfHealthyBudget', 'AlwaysAllow']);
  }),
};
