import { MAX_INT32 } from '../../../manifest/int32';
import { labelKeyFault } from '../../../manifest/label';
import { listOf } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { FieldFaults, isGiven, mapOf, POD, rangeFault, textOf, wordFault } from './field-faults';

/** When a pod may be placed, when it counts as ready, and how long it may run, is said in terms that there are. */
export const podTerms: PodRule = {
  id: 'api/pod-terms',
  severity: 'refused',
  about: 'pod',
  why: 'Conditions and gates are named as labels are, and each gate is opened once.',
  fix: 'Correct the field, or leave it out',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/',
  check: ({ spec }, { object }) => {
    const { activeDeadlineSeconds, preemptionPolicy } = spec;
    const gates = listOf(spec.schedulingGates);
    const faults = new FieldFaults(POD, ['spec']);
    faults.add(rangeFault(activeDeadlineSeconds, 1, MAX_INT32), ['activeDeadlineSeconds'], activeDeadlineSeconds);
    faults.add(wordFault(preemptionPolicy, ['PreemptLowerPriority', 'Never']), ['preemptionPolicy'], preemptionPolicy);
    listOf(spec.readinessGates).forEach((gate, index) => {
      const type: unknown = mapOf(gate)?.conditionType;
      if (isGiven(type)) { faults.add(labelKeyFault(type), ['readinessGates', index, 'conditionType'], type); }
    });
    const seen = new Set<unknown>();
    gates.forEach((gate, index) => {
      const name: unknown = mapOf(gate)?.name;
      if (!isGiven(name)) { return; }
      faults.add(seen.has(name) ? 'must not be named a second time' : labelKeyFault(name), ['schedulingGates', index], name);
      seen.add(name);
    });
    if (object.kind !== 'Pod') { return faults.found; }
    if (gates.length > 0 && textOf(spec.nodeName) !== undefined) { faults.add("must not be given beside 'schedulingGates'", ['nodeName'], spec.nodeName); }
    // What pods take beside their containers is said by their RuntimeClass alone.
    if (Object.keys(mapOf(spec.overhead) ?? {}).length > 0 && !isGiven(spec.runtimeClassName)) { faults.add("must not be given without 'runtimeClassName'", ['overhead']); }
    return faults.found;
  },
};
