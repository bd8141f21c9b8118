import { atLeast } from '../../../manifest/kubernetes-version';
import { ObjectRule } from '../../rule';
import { faultsIn, Field } from '../field';

/** A PriorityLevelConfiguration has the settings of its type. */
export const priorityLevel: ObjectRule = {
  id: 'api/priority-level',
  severity: 'refused',
  about: 'object',
  kinds: ['flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration'],
  why: 'It shares out how many requests an API server takes at a time.',
  fix: 'Write type Limited with limited, and queuing where requests wait',
  docs: 'https://kubernetes.io/docs/concepts/cluster-administration/flow-control/#prioritylevelconfiguration',
  check: (object, target) => faultsIn(object, (root) => {
    const [spec, name] = [root.at('spec'), root.at('metadata', 'name')];
    const [type, limited, exempt] = ['type', 'limited', 'exempt'].map((field) => spec.at(field));
    type.mustBeOneOf('the type', ['Exempt', 'Limited'], 'required');
    if (!type.isKnown || !name.isKnown) { return; }
    if ((name.text === 'exempt') !== (type.text === 'Exempt')) { type.fault("the level 'exempt' is of type Exempt, and no other one is"); }
    if (type.text === 'Exempt') {
      if (limited.isGiven) { limited.fault('a level of type Exempt has no limits'); }
      exempt.at('nominalConcurrencyShares').mustBeWithin('nominalConcurrencyShares', 0);
      exempt.at('lendablePercent').mustBeWithin('lendablePercent', 0, 100);
    }
    if (type.text !== 'Limited') { return; }
    if (exempt.isGiven) { exempt.fault('a level of type Limited has no exempt'); }
    if (!limited.isGiven) { limited.fault('a level of type Limited needs limited'); } else { checkLimits(limited, atLeast(target.kubernetesVersion, '1.29') || target.kubernetesVersion === undefined); }
  }),
};

const MAX_QUEUES = 10_000_000;

function checkLimits(limited: Field, mayHaveNone: boolean): void {
  for (const shares of ['nominalConcurrencyShares', 'assuredConcurrencyShares']) { limited.at(shares).mustBeWithin(shares, mayHaveNone ? 0 : 1); }
  limited.at('lendablePercent').mustBeWithin('lendablePercent', 0, 100);
  limited.at('borrowingLimitPercent').mustBeWithin('borrowingLimitPercent', 0);
  const [type, queuing] = [limited.at('limitResponse', 'type'), limited.at('limitResponse', 'queuing')];
  type.mustBeOneOf('the response', ['Queue', 'Reject'], 'required');
  if (type.text === 'Reject' && queuing.isGiven) { queuing.fault('what is rejected stands in no queue'); }
  if (type.text !== 'Queue') { return; }
  if (!queuing.isGiven) { queuing.fault('the response Queue needs queuing'); return; }
  // Of what is left out, 0 included, the server makes these.
  const [length, queues, hand] = [['queueLengthLimit', 50], ['queues', 64], ['handSize', 8]].map(([field, usual]) => (
    { field: queuing.at(field as string), size: queuing.at(field as string).number === 0 ? usual as number : queuing.at(field as string).number }));
  for (const { field, size } of [length, queues, hand]) {
    if (size < 1) { field.fault(`${field.key} is ${size}, and must be at least 1`); }
  }
  if (queues.size > MAX_QUEUES) { queues.field.fault(`queues is ${queues.size}, and must be at most ${MAX_QUEUES}`); }
  if (!hand.field.isKnown || !queues.field.isKnown || hand.size < 1) { return; }
  if (hand.size > queues.size) { hand.field.fault(`handSize is ${hand.size}, and must be at most the number of queues, ${queues.size}`); } else if (
    entropyBits(queues.size, hand.size) > MAX_HASH_BITS) {
    hand.field.fault(`handSize is ${hand.size}, too many of ${queues.size} queues: their choice takes more than ${MAX_HASH_BITS} bits`);
  }
}

const MAX_HASH_BITS = 60;

function entropyBits(queues: number, hand: number): number {
  return Math.ceil(Array.from({ length: hand }, (_, index) => Math.log2(queues - index)).reduce((sum, bits) => sum + bits, 0));
}
