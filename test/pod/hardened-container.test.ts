import { Lazy } from 'cdk8s';
import { placeholder } from '../../lib/manifest/known';
import { ImagePullPolicy } from '../../lib/pod/hardened-container';
import { HardenedPodProps } from '../../lib/pod/hardened-pod';
import { faultsIn, render } from './pod-construct';

test('writes what the caller says about program and image', () => {
  const { container } = render({
    image: 'registry.example.com/shop/api@sha256:' + 'a'.repeat(64), imagePullPolicy: ImagePullPolicy.ALWAYS, command: ['/api'], args: [], workingDir: '/srv',
  });
  expect(container).toMatchObject({
    name: 'api', image: 'registry.example.com/shop/api@sha256:' + 'a'.repeat(64), imagePullPolicy: 'Always', command: ['/api'], args: [], workingDir: '/srv',
  });
});

test('leaves the rest to the image', () => {
  const { container } = render({});
  expect(Object.keys(container).sort()).toEqual(['image', 'name', 'resources', 'securityContext', 'volumeMounts']);
});

test('is named as the workload, or as the caller says', () => {
  expect(render({}).container.name).toBe('api');
  expect(render({ containerName: 'server' }).container.name).toBe('server');
});

test('lets an image float where an exception says why', () => {
  expect(render({ image: 'api:latest', exceptions: { floatingTag: 'rebuilt on each start' } }).container.image).toBe('api:latest');
});

test('does not judge what is not known yet', () => {
  for (const unknown of [Lazy.any({ produce: () => 'x' }), placeholder('x'), `registry.example.com/api:${placeholder('tag')}`] as any[]) {
    expect(faultsIn({ image: unknown, workingDir: unknown })).toEqual([]);
  }
});

test.each<[string, Partial<HardenedPodProps>, string]>([
  ['a floating tag', { image: 'api:latest' }, "'image' must name a fixed tag or digest, got 'api:latest'. Use ':1.4.2' or '@sha256:…'."],
  ['no tag', { image: 'registry.example.com:5000/api' }, "'image' must name a fixed tag or digest, got 'registry.example.com:5000/api'. Use ':1.4.2' or '@sha256:…'."],
  ['no image', { image: '' }, "'image' must be an image reference such as registry.example.com/team/app:1.4.2, got ''. Use one such as 'registry.example.com/shop/api:1.4.2'."],
  ['a repository in capitals', { image: 'shop/API:1.4.2' }, "'image' must name the repository in lower case, got 'shop/API'. Use one such as 'registry.example.com/shop/api:1.4.2'."],
  ['a relative working directory', { workingDir: 'srv' }, "'workingDir' must be an absolute path, got 'srv'. Use a path such as '/srv'."],
  ['the image of an init container', { initContainers: [{ name: 'init', image: 'init' }], exceptions: {} },
    "'initContainers[0].image' must name a fixed tag or digest, got 'init'. Use ':1.4.2' or '@sha256:…'."],
])('rejects %s', (_, props, fault) => {
  expect(faultsIn(props)).toEqual([fault]);
});

test('takes an absolute directory to work in', () => {
  expect(faultsIn({ workingDir: '/' })).toEqual([]);
  expect(faultsIn({ workingDir: '/srv' })).toEqual([]);
});
