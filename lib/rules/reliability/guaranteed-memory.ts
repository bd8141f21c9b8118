import { quantityOf } from '../../manifest/quantity';
import { ContainerRule } from '../rule';

/** A container has the memory that it may use. */
export const guaranteedMemory: ContainerRule = {
  id: 'reliability/guaranteed-memory',
  severity: 'warning',
  about: 'container',
  roles: ['container', 'sidecar'],
  why: 'What is used beyond the request is not reserved: when the node runs out of memory, such containers are the first to be killed.',
  fix: "Set 'resources.requests.memory' to the limit",
  docs: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/',
  admission: {
    expression: '!container.?resources.?limits.?memory.hasValue() || !container.?resources.?requests.?memory.hasValue() || quantity(string(container.?resources.?limits.?memory.value())).compareTo(quantity(string(container.?resources.?requests.?memory.value()))) == 0',
    messageExpression: '"container \'" + container.name + "\' requests " + string(container.resources.requests.memory) + " of memory and may use " + string(container.resources.limits.memory)',
  },
  check: ({ name, resources }) => {
    const [request, limit] = [resources?.requests?.memory ?? undefined, resources?.limits?.memory ?? undefined];
    if (limit === undefined) { return undefined; }
    const [low, high] = [quantityOf(request), quantityOf(limit)];
    if (low === undefined || high === undefined || (low.numerator === high.numerator && low.denominator === high.denominator)) { return []; }
    return [{ path: ['resources', 'requests', 'memory'], message: `container '${name}' requests ${request} of memory and may use ${limit}` }];
  },
};
