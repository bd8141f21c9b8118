import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { ContainerResources } from '../../lib/pod/resources';
import { faultsIn, render } from './pod-construct';

const resourcesOf = (resources?: ContainerResources) => render({ resources }).container.resources;

test('promises by default as much memory and disk as may be used, and limits no CPU', () => {
  expect(resourcesOf()).toEqual({
    requests: { 'cpu': '100m', 'memory': '256Mi', 'ephemeral-storage': '512Mi' },
    limits: { 'memory': '256Mi', 'ephemeral-storage': '512Mi' },
  });
});

test('takes one number for request and limit', () => {
  expect(resourcesOf({ memory: '1Gi', cpu: '2', cpuLimit: '2.5', ephemeralStorage: '2G', extended: { 'nvidia.com/gpu': '1', 'hugepages-2Mi': '4Mi' } })).toEqual({
    requests: { 'cpu': '2', 'memory': '1Gi', 'ephemeral-storage': '2G', 'nvidia.com/gpu': '1', 'hugepages-2Mi': '4Mi' },
    limits: { 'cpu': '2.5', 'memory': '1Gi', 'ephemeral-storage': '2G', 'nvidia.com/gpu': '1', 'hugepages-2Mi': '4Mi' },
  });
});

test('only requests memory where an exception says why', () => {
  const { container, pod } = render({ resources: { memory: '1Gi' }, exceptions: { noMemoryLimit: 'bursts at start' } });
  expect(container.resources.requests.memory).toBe('1Gi');
  expect(container.resources.limits).toEqual({ 'ephemeral-storage': '512Mi' });
  expect(pod.annotations).toEqual({ 'exception.fleetwright.io/noMemoryLimit': 'bursts at start' });
});

test('does not judge what is not known yet', () => {
  const unknown: any[] = [Lazy.any({ produce: () => '1Gi' }), placeholder('size')];
  for (const size of unknown) {
    expect(faultsIn({ resources: { memory: size, cpu: size, cpuLimit: size, ephemeralStorage: size, extended: { 'nvidia.com/gpu': size, 'hugepages-2Mi': size, [placeholder('name')]: '1' } } })).toEqual([]);
    expect(faultsIn({ resources: { cpu: size, cpuLimit: '1m' } })).toEqual([]);
    expect(faultsIn({ resources: { cpu: '2', cpuLimit: size } })).toEqual([]);
  }
});

const amountsSaidOf = (props: object) => render(props).warnings.filter(({ id }) => ['workload/tiny-memory', 'workload/huge-cpu'].includes(id)).map(({ id, message }) => `${id}: ${message}`);

test.each<[object, string]>([
  [{ resources: { memory: '512' } }, "workload/tiny-memory: 'resources.memory' is 512 bytes: no container starts with that. Did you mean '512Mi'?"],
  [{ resources: { memory: 512 } }, "workload/tiny-memory: 'resources.memory' is 512 bytes: no container starts with that. Did you mean '512Mi'?"],
  [{ resources: { memory: '512Ki' } }, "workload/tiny-memory: 'resources.memory' is 524288 bytes: no container starts with that. Write a unit such as 'Mi'."],
  [{ resources: { memory: '1e5' } }, "workload/tiny-memory: 'resources.memory' is 100000 bytes: no container starts with that. Write a unit such as 'Mi'."],
  [{ resources: { memory: '99999' } }, "workload/tiny-memory: 'resources.memory' is 99999 bytes: no container starts with that. Did you mean '99999Mi'?"],
  [{ resources: { memory: '100000' } }, "workload/tiny-memory: 'resources.memory' is 100000 bytes: no container starts with that. Write a unit such as 'Mi'."],
  [{ resources: { ephemeralStorage: '1048575' } }, "workload/tiny-memory: 'resources.ephemeralStorage' is 1048575 bytes: hardly a file fits in there. Write a unit such as 'Mi'."],
  [{ resources: { ephemeralStorage: '1' } }, "workload/tiny-memory: 'resources.ephemeralStorage' is 1 byte: hardly a file fits in there. Did you mean '1Mi'?"],
  [{ writablePaths: { '/tmp': '64' } }, "workload/tiny-memory: 'writablePaths['/tmp']' is 64 bytes: hardly a file fits in there. Did you mean '64Mi'?"],
  [{ resources: { cpu: '100' } }, "workload/huge-cpu: 'resources.cpu' is '100', in whole cores: few nodes have as many. Did you mean '100m', thousandths of a core?"],
  [{ resources: { cpuLimit: '64' } }, "workload/huge-cpu: 'resources.cpuLimit' is '64', in whole cores: few nodes have as many. Did you mean '64m', thousandths of a core?"],
  [{ resources: { cpu: '1k' } }, "workload/huge-cpu: 'resources.cpu' is '1k', in whole cores: few nodes have as many."],
])('says what %j means', (props, warning) => {
  expect(amountsSaidOf(props)).toEqual([warning]);
});

test('says nothing of small sizes on disk and large amounts of CPU that have their unit', () => {
  const props = { resources: { memory: '1Mi', cpu: '63.9', cpuLimit: '96000m', ephemeralStorage: '512k' }, writablePaths: { '/run': '64Ki', '/tmp': '1048576' } };
  expect(amountsSaidOf(props)).toEqual([]);
});

test.each<[string, any, string[]]>([
  ['no quantity', { memory: '512 MB' }, ["'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got '512 MB'. Use a quantity such as '512Mi'."]],
  ['half a byte of memory', { memory: '512m' }, ["'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got '512m'. Use a quantity such as '512Mi'."]],
  ['no memory at all', { memory: '0' }, ["'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got '0'. Use a quantity such as '512Mi'."]],
  ['less than no disk', { ephemeralStorage: '-1Gi' }, ["'resources.ephemeralStorage' must be a quantity of whole bytes from 1 to 8Pi, got '-1Gi'. Use a quantity such as '1Gi'."]],
  ['more disk than Kubernetes counts', { ephemeralStorage: '1Ei' }, ["'resources.ephemeralStorage' must be a quantity of whole bytes from 1 to 8Pi, got '1Ei'. Use a quantity such as '1Gi'."]],
  ['more CPU than can be counted', { cpu: '1e99999' }, ["'resources.cpu' must be a quantity above 0, got '1e99999'. Use a quantity such as '250m'."]],
  ['no CPU', { cpu: '0' }, ["'resources.cpu' must be a quantity above 0, got '0'. Use a quantity such as '250m'."]],
  ['words for CPU', { cpuLimit: 'all' }, ["'resources.cpuLimit' must be a quantity above 0, got 'all'. Use a quantity such as '2'."]],
  ['a limit below the request', { cpu: '2', cpuLimit: '500m' }, ["'resources.cpuLimit' must be at least what is reserved, 2, got '500m'. Raise it, or lower 'cpu'."]],
  ['a limit below the default request', { cpuLimit: '50m' }, ["'resources.cpuLimit' must be at least what is reserved, 100m, got '50m'. Raise it, or lower 'cpu'."]],
  ['half a device', { extended: { 'nvidia.com/gpu': '500m' } }, ["'resources.extended['nvidia.com/gpu']' must be a whole quantity from 1 to 8Pi, got '500m'. Use a quantity such as '1'."]],
  ['a device without a domain', { extended: { gpu: '1' } }, [
    "'resources.extended.gpu' must name a resource with its domain, or huge pages. Use a name such as 'nvidia.com/gpu' or 'hugepages-2Mi'.",
  ]],
  ['huge pages in part', { extended: { 'hugepages-2Mi': '3Mi', 'hugepages-0': '1', 'hugepages-x': '1' } }, [
    "'resources.extended.hugepages-2Mi' must be a multiple of the size of a page, which stands in the name, got '3Mi'. Use such as '4Mi' of 'hugepages-2Mi'.",
    "'resources.extended.hugepages-0' must be a multiple of the size of a page, which stands in the name, got '1'. Use such as '4Mi' of 'hugepages-2Mi'.",
    "'resources.extended.hugepages-x' must be a multiple of the size of a page, which stands in the name, got '1'. Use such as '4Mi' of 'hugepages-2Mi'.",
  ]],
  ['the name that a quota has for a device', { extended: { 'requests.example.com/a': '1' } }, [
    "'resources.extended['requests.example.com/a']' must not start with 'requests.'. Use a name such as 'nvidia.com/gpu' or 'hugepages-2Mi'.",
  ]],
  ['a device of which a quota could have no name', { extended: { [`${'a.'.repeat(122)}a/a`]: '1' } }, [
    `'resources.extended['${'a.'.repeat(122)}a/a']' must have a domain of at most 244 characters. Use a name such as 'nvidia.com/gpu' or 'hugepages-2Mi'.`,
  ]],
  ['everything at once', { memory: '', cpu: 'x', ephemeralStorage: 'y' }, [
    "'resources.memory' must be a quantity of whole bytes from 1 to 8Pi, got ''. Use a quantity such as '512Mi'.",
    "'resources.cpu' must be a quantity above 0, got 'x'. Use a quantity such as '250m'.",
    "'resources.ephemeralStorage' must be a quantity of whole bytes from 1 to 8Pi, got 'y'. Use a quantity such as '1Gi'.",
  ]],
])('rejects %s', (_, resources, faults) => {
  expect(faultsIn({ resources })).toEqual(faults);
});

test.each<[string, any]>([
  ['whole huge pages', { extended: { 'hugepages-2Mi': '4Mi', 'hugepages-1Gi': '1Gi' } }],
  ['devices of nodes', { extended: { 'nvidia.com/gpu': '1' } }],
  ['a device of which a quota can just have a name', { extended: { [`${'a.'.repeat(121)}aa/a`]: '1' } }],
  ['a limit that is the request', { cpu: '500m', cpuLimit: '0.5' }],
  ['the least', { memory: '1', ephemeralStorage: '1', cpu: '1n' }],
  ['the most', { memory: '8Pi', ephemeralStorage: '8Pi' }],
])('takes %s', (_, resources) => {
  expect(faultsIn({ resources })).toEqual([]);
});
