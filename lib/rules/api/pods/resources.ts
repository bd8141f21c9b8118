import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, mapOf } from './field-faults';
import { checkAmounts, checkClaims } from './resource-requirements';

/** What a container asks for is what there can be, and never more than it may use. */
export const resources: ContainerRule = {
  id: 'api/resources',
  severity: 'refused',
  about: 'container',
  why: 'A scheduler keeps free what is requested, and nobody gets more than the limit.',
  fix: 'Lower the request or raise the limit, and name resources that there are',
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/',
  check: (container, { pod, cluster }) => {
    const given = mapOf(container.resources);
    if (given === undefined) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    checkAmounts(faults, given, ['resources']);
    checkClaims(faults, listOf(given.claims), ['resources', 'claims'], pod, cluster);
    return faults.found;
  },
};
