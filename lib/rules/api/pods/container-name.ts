import { containersOf } from '../../../manifest/containers';
import { dnsLabelFault } from '../../../manifest/dns-name';
import { isKnown } from '../../../manifest/known';
import { PodRule, Violation } from '../../rule';

/** Every container of a pod has a name of its own. */
export const containerName: PodRule = {
  id: 'api/container-name',
  severity: 'refused',
  about: 'pod',
  why: 'Logs, probes and updates find a container by its name.',
  fix: 'Give each container a name of its own, of lower-case letters, digits and hyphens',
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/',
  check: ({ spec }) => {
    const names = new Set<unknown>();
    const found: Violation[] = spec.containers.length === 0 ? [{ path: ['spec', 'containers'], message: 'the pod has no container' }] : [];
    // Those that are named twice are at fault where the API server looks later: in init containers.
    const containers = containersOf(spec);
    if (spec.initContainers !== undefined) { containers.sort((a, b) => rankOf(a.path[0]) - rankOf(b.path[0])); }
    for (const { container: { name }, path } of containers) {
      const fault = name === undefined || name === null ? undefined : dnsLabelFault(name);
      if (fault !== undefined) { found.push({ path: ['spec', ...path, 'name'], message: `the name of a container ${fault}, got '${name}'` }); }
      if (names.has(name) && name !== undefined && isKnown(name)) {
        found.push({ path: ['spec', ...path, 'name'], message: `two containers are named '${name}'` });
      }
      names.add(name);
    }
    return found;
  },
};

const ORDER = ['containers', 'initContainers', 'ephemeralContainers'];

function rankOf(list: string | number): number {
  return ORDER.indexOf(String(list));
}
