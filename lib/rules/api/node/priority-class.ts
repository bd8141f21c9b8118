import { ObjectRule } from '../../rule';
import { faultsIn } from '../field';

const HIGHEST = 1000000000;
const SYSTEM: { readonly [name: string]: number } = { 'system-cluster-critical': 2000000000, 'system-node-critical': 2000001000 };

/** A PriorityClass is below those of the system. */
export const priorityClass: ObjectRule = {
  id: 'api/priority-class',
  severity: 'refused',
  about: 'object',
  kinds: ['scheduling.k8s.io/PriorityClass'],
  why: 'What keeps the cluster alive goes before everything else.',
  fix: `Choose a value up to ${HIGHEST}, and a name that does not begin with system-`,
  docs: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass',
  check: (object) => faultsIn(object, (root) => {
    const [name, value] = [root.at('metadata', 'name'), root.at('value')];
    root.at('preemptionPolicy').mustBeOneOf('the preemption policy', ['PreemptLowerPriority', 'Never']);
    if (!name.isKnown || !value.isKnown) { return; }
    if (!name.text.startsWith('system-')) {
      if (value.number > HIGHEST) { value.fault(`the value is ${value.number}, and must be at most ${HIGHEST}`); }
    } else if (!Object.hasOwn(SYSTEM, name.text) || SYSTEM[name.text] !== value.number || root.at('globalDefault').value === true) {
      name.fault(`the name '${name.text}' begins as those of the system do`);
    }
  }),
};
