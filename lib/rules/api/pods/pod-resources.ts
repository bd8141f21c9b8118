import { containersOf } from '../../../manifest/containers';
import { PodSpec } from '../../../manifest/object';
import { PodRule } from '../../rule';
import { milliOf } from './amounts';
import { FieldFaults, isGiven, mapOf, POD } from './field-faults';
import { checkAmounts, resourceNameFault } from './resource-requirements';
import { isFrom } from './target-minor';

type Amounts = { readonly [name: string]: any };

/** What a pod as a whole may use is no less than what its containers ask for, and what it takes beside them can be counted. */
export const podResources: PodRule = {
  id: 'api/pod-resources',
  severity: 'refused',
  about: 'pod',
  why: 'The amounts of a pod are shared by its containers, so that they can not ask for more together.',
  fix: 'Raise the amounts of the pod, or lower those of its containers',
  docs: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#pod-level-resource-specification',
  check: ({ spec }, { object, cluster }) => {
    const [resources, overhead] = [mapOf(spec.resources), mapOf(spec.overhead)];
    if (resources === undefined && overhead === undefined) { return undefined; }
    const faults = new FieldFaults(POD, ['spec']);
    if (overhead !== undefined) {
      // As if it were what a container may use.
      const inner = new FieldFaults(POD, ['spec']);
      checkAmounts(inner, { limits: overhead }, ['overhead']);
      inner.found.forEach((each) => faults.found.push({ ...each, path: each.path.filter((step, index) => index !== 2 || step !== 'limits'), message: each.message.replace('overhead.limits', 'overhead') }));
    }
    // Before, they are dropped.
    if (resources === undefined || !isFrom(cluster, '1.34')) { return faults.found; }
    if (mapOf(spec.os)?.name === 'windows') {
      faults.add('must not be given for a Windows pod', ['resources']);
      return faults.found;
    }
    if (Array.isArray(resources.claims)) { faults.add('must not be given for a pod as a whole', ['resources', 'claims']); }
    // Nobody fills in a template before there are pods.
    const filled = object.kind === 'Pod' ? withDefaults(resources, spec) : resources;
    checkAmounts(faults, filled, ['resources'], podResourceFault);
    checkSums(faults, filled, spec, object.kind === 'Pod' ? requestsOf : statedRequestsOf);
    return faults.found;
  },
};

function podResourceFault(name: string): string | undefined {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-') ? resourceNameFault(name) : 'must be cpu, memory or hugepages-<size>: no other amount is shared by a pod';
}

/** What is not said of the pod as a whole: its containers say it, and at last its own limit. */
function withDefaults(resources: Amounts, spec: PodSpec): Amounts {
  const [limits, requests] = [{ ...mapOf(resources.limits) }, { ...mapOf(resources.requests) }];
  if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) { return resources; }
  for (const [name, milli] of sumOf(spec, limitsOf)) {
    if (name.startsWith('hugepages-') && !isGiven(requests[name])) { limits[name] ??= `${milli}m`; }
  }
  if (Object.keys(limits).length === 0) { return { limits, requests }; }
  for (const [name, milli] of sumOf(spec, requestsOf)) {
    if (name === 'cpu' || name === 'memory') { requests[name] ??= `${milli}m`; }
  }
  for (const name in limits) { requests[name] ??= limits[name]; }
  return { limits, requests };
}

function checkSums(faults: FieldFaults, resources: Amounts, spec: PodSpec, askedOf: (resources: Amounts) => Amounts): void {
  const [limits, requests] = [mapOf(resources.limits) ?? {}, mapOf(resources.requests) ?? {}];
  for (const [name, sum] of sumOf(spec, askedOf)) {
    const own = milliOf(requests[name]);
    if (own !== undefined && sum > own) { faults.add(`must be at least what the containers ask for together, ${sum}m`, ['resources', 'requests', name], requests[name]); }
  }
  for (const [name, sum] of sumOf(spec, limitsOf)) {
    const limit = milliOf(limits[name]);
    if (name.startsWith('hugepages-') && limit !== undefined && sum > limit) { faults.add(`must be at least that of the containers together, ${sum}m`, ['resources', 'limits', name], limits[name]); }
  }
  spec.containers.forEach((container, index) => {
    const own = limitsOf(mapOf(container?.resources) ?? {});
    for (const name in own) {
      const [most, limit] = [milliOf(limits[name]), milliOf(own[name])];
      if (most !== undefined && limit !== undefined && limit > most) { faults.add(`must be at most that of the pod, ${limits[name]}`, ['containers', index, 'resources', 'limits', name], own[name]); }
    }
  });
}

function limitsOf(amounts: Amounts): Amounts {
  return mapOf(amounts.limits) ?? {};
}

function statedRequestsOf(amounts: Amounts): Amounts {
  return mapOf(amounts.requests) ?? {};
}

/** What a container may use and does not ask for, it asks for. */
function requestsOf(amounts: Amounts): Amounts {
  return { ...mapOf(amounts.limits), ...mapOf(amounts.requests) };
}

/** What containers need together: those that run side by side in sum, and each init container beside the sidecars before it. */
function sumOf(spec: PodSpec, amountsOf: (resources: Amounts) => Amounts): ReadonlyMap<string, bigint> {
  const [running, sidecars, most] = [new Map<string, bigint>(), new Map<string, bigint>(), new Map<string, bigint>()];
  const add = (sums: Map<string, bigint>, amounts: Amounts) => {
    for (const name in amounts) { sums.set(name, (sums.get(name) ?? 0n) + (milliOf(amounts[name]) ?? 0n)); }
  };
  for (const { container, role } of containersOf(spec)) {
    const amounts = amountsOf(mapOf(container.resources) ?? {});
    if (role === 'container') { add(running, amounts); }
    if (role === 'sidecar') { add(running, amounts); add(sidecars, amounts); }
    if (role !== 'init' && role !== 'sidecar') { continue; }
    const now = new Map(sidecars);
    if (role === 'init') { add(now, amounts); }
    now.forEach((milli, name) => { if (milli > (most.get(name) ?? 0n)) { most.set(name, milli); } });
  }
  most.forEach((milli, name) => { if (milli > (running.get(name) ?? 0n)) { running.set(name, milli); } });
  return running;
}
