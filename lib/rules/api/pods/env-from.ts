import { dnsSubdomainFault, environmentVariableFault } from '../../../manifest/dns-name';
import { listOf } from '../../../manifest/object';
import { ContainerRule } from '../../rule';
import { containerTitle, FieldFaults, isGiven, mapOf, missingFault, textOf } from './field-faults';
import { isBefore } from './target-minor';

const SOURCES = ['configMapRef', 'secretRef'];

/** Sources of many environment variables at once are named one by one. */
export const envFrom: ContainerRule = {
  id: 'api/env-from',
  severity: 'refused',
  about: 'container',
  why: 'Each entry takes its variables from one ConfigMap or one Secret.',
  fix: "Give each entry of 'envFrom' one 'configMapRef' or one 'secretRef', with a name",
  docs: 'https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/#configure-all-key-value-pairs-in-a-configmap-as-container-environment-variables',
  check: (container, { cluster }) => {
    const entries = listOf(container.envFrom);
    if (entries.length === 0) { return undefined; }
    const faults = new FieldFaults(containerTitle(container));
    entries.forEach((entry, index) => {
      const { prefix, ...sources } = mapOf(entry) ?? {};
      if (textOf(prefix) !== undefined) { faults.add(environmentVariableFault(prefix, !isBefore(cluster, '1.32')), ['envFrom', index, 'prefix'], prefix); }
      const given = SOURCES.filter((source) => isGiven(sources[source]));
      given.forEach((source) => {
        const { name } = mapOf(sources[source]) ?? {};
        // A name may be the beginning of one.
        faults.add(missingFault(name) ?? dnsSubdomainFault(masked(name)), ['envFrom', index, source, 'name'], name);
      });
      if (given.length !== 1) { faults.add('must name one configMapRef or one secretRef', ['envFrom', index]); }
    });
    return faults.found;
  },
};

/** API servers look at these names as at beginnings of names, which may end with a hyphen: the last two characters count as an `a`. */
function masked(name: unknown): unknown {
  return typeof name === 'string' && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
}
