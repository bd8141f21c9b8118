import { dnsLabelFault } from '../../../manifest/dns-name';
import { ObjectRule } from '../../rule';
import { faultsIn, repeated } from '../field';
import { checkLabels } from '../labels-of';
import { checkAmount } from '../quantity';
import { checkResourceName } from '../resource-name';
import { checkTolerations } from '../tolerations';

/** A RuntimeClass names a handler of container runtimes, and nodes and room that pods of it need. */
export const runtimeClass: ObjectRule = {
  id: 'api/runtime-class',
  severity: 'refused',
  about: 'object',
  kinds: ['node.k8s.io/RuntimeClass'],
  why: 'Every pod of the class gets what stands here.',
  fix: 'Name the handler as the runtime does, by a DNS label',
  docs: 'https://kubernetes.io/docs/concepts/containers/runtime-class/',
  check: (object) => faultsIn(object, (root) => {
    root.at('handler').mustBeGiven('the handler', dnsLabelFault);
    const [scheduling, overhead] = [root.at('scheduling'), root.at('overhead', 'podFixed')];
    checkLabels(scheduling.at('nodeSelector'));
    const tolerations = scheduling.at('tolerations').items;
    checkTolerations(tolerations);
    const keyOf = (index: number) => ['key', 'operator', 'value', 'effect'].map((field) => tolerations[index].at(field).text).join('\n');
    repeated(tolerations, (each) => keyOf(tolerations.indexOf(each))).forEach((each) => each.fault('the toleration is there twice'));
    for (const amount of overhead.entries) {
      checkResourceName(amount, amount.key, 'container');
      checkAmount(amount, `the ${amount.key} of the overhead`);
    }
  }),
};

