import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { isClusterScoped } from '../../lib/manifest/cluster-scoped';
import { OLDEST_SUPPORTED } from '../../lib/manifest/kubernetes-version';
import { kubernetesMinors, schemasOf, shippedExtract, Unserved } from '../../lib/schema/schemas';

const FILE = join(__dirname, '../../schema/kubernetes.br');

test('there is every minor from the oldest supported one on', () => {
  const minors = kubernetesMinors();
  expect(minors[0]).toBe(OLDEST_SUPPORTED);
  expect(minors.map((minor) => Number(minor.slice(2)))).toEqual(Array.from({ length: minors.length }, (_, i) => 28 + i));
  expect(Number(minors.at(-1)!.slice(2))).toBeGreaterThanOrEqual(37);
});

test('a minor that is not known is an error that names those that are', () => {
  expect(() => schemasOf('1.99')).toThrow(new Error(
    `the schemas of Kubernetes '1.99' are not known, only those of 1.28 to ${kubernetesMinors().at(-1)}: say one of these, or take a newer version of this library`,
  ));
  expect(() => schemasOf('constructor')).toThrow(/'constructor'/);
});

describe('find', () => {
  test.each([
    ['apps/v1', 'Deployment', '1.28', true], ['v1', 'Pod', '1.37', true], ['extensions/v1beta1', 'Deployment', '1.28', false],
    ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.31', true], ['flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', '1.32', false],
    ['resource.k8s.io/v1', 'ResourceClaim', '1.33', false], ['resource.k8s.io/v1', 'ResourceClaim', '1.34', true],
    ['__proto__', 'constructor', '1.35', false], ['v1', 'toString', '1.35', false],
  ])('%s %s in %s: %s', (apiVersion, kind, minor, found) => expect(schemasOf(minor).find(apiVersion, kind) !== undefined).toBe(found));

  test('answers the same schema twice', () => expect(schemasOf('1.35').find('v1', 'Pod')).toBe(schemasOf('1.35').find('v1', 'Pod')));
});

test.each<[string, string, Unserved]>([
  ['extensions/v1beta1', 'Ingress', { kind: 'removed', removedIn: '1.22', replacement: 'networking.k8s.io/v1 Ingress' }],
  ['extensions/v1beta1', 'Deployment', { kind: 'removed', removedIn: '1.16', replacement: 'apps/v1 Deployment' }],
  ['policy/v1beta1', 'PodSecurityPolicy', { kind: 'removed', removedIn: '1.25', replacement: undefined }],
  ['resource.k8s.io/v1alpha2', 'ResourceClaim', { kind: 'removed', removedIn: '1.31', replacement: 'resource.k8s.io/v1 ResourceClaim' }],
  ['certificates.k8s.io/v1', 'ClusterTrustBundle', { kind: 'later', since: '1.37', now: 'certificates.k8s.io/v1beta1 ClusterTrustBundle' }],
  ['lifecycle.k8s.io/v1alpha1', 'EvictionRequest', { kind: 'later', since: '1.37', now: undefined }],
  ['apps/v1', 'Deploymnt', { kind: 'unknown-kind', nearest: 'Deployment', now: [] }],
  ['v1', 'Deployment', { kind: 'unknown-kind', nearest: undefined, now: ['apps/v1'] }],
  ['autoscaling/v3', 'HorizontalPodAutoscaler', { kind: 'unknown-version', now: ['autoscaling/v2', 'autoscaling/v1'] }],
  ['app/v1', 'Deployment', { kind: 'unknown-group', nearest: 'apps/v1' }],
  ['cilium.io/v2', 'CiliumNetworkPolicy', { kind: 'unknown-group', nearest: undefined }],
])('of %s %s it is known why it is not served', (apiVersion, kind, answer) => {
  expect(schemasOf('1.35').unserved(apiVersion, kind)).toEqual(answer);
});

describe('deprecated', () => {
  test('says since when, until when, and what to write', () => {
    expect(schemasOf('1.31').deprecated('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema')).toEqual({
      since: '1.29', removedIn: '1.32', replacement: 'flowcontrol.apiserver.k8s.io/v1 FlowSchema',
    });
  });

  test.each([
    ['1.28', 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema'], ['1.32', 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema'], ['1.35', 'apps/v1', 'Deployment'],
  ])('is nothing in %s of %s', (minor, apiVersion, kind) => expect(schemasOf(minor).deprecated(apiVersion, kind)).toBeUndefined());
});

test.each([
  ['1.35', 'resource.k8s.io/v1', 'ResourceClaim', false], ['1.35', 'resource.k8s.io/v1beta1', 'ResourceClaim', true],
  ['1.28', 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', false], ['1.35', 'storage.k8s.io/v1beta1', 'VolumeAttributesClass', true], ['1.35', 'a/v1', 'B', false],
])('in %s, %s %s is off by default: %s', (minor, apiVersion, kind, off) => expect(schemasOf(minor).offByDefault(apiVersion, kind)).toBe(off));

test.each([['v1', 'List', true], ['v1', 'PodList', true], ['apps/v1', 'DeploymentList', true], ['v1', 'ShoppingList', false], ['example.com/v1', 'List', false]])(
  '%s %s is a list: %s', (apiVersion, kind, isList) => expect(schemasOf('1.35').isListKind(apiVersion, kind)).toBe(isList));

test('knows which kinds have a namespace, as the table for manifests does', () => {
  const schemas = schemasOf('1.35');
  expect([schemas.isNamespaced('v1', 'Pod'), schemas.isNamespaced('v1', 'Node'), schemas.isNamespaced('example.com/v1', 'Shop')]).toEqual([true, false, undefined]);
  // Reviews are asked of a server and never kept.
  const unlike = kubernetesMinors().flatMap((minor) => schemasOf(minor).kinds().filter(({ apiVersion, kind }) => (
    !kind.endsWith('Review') && isClusterScoped({ apiVersion, kind }, []) === schemasOf(minor).isNamespaced(apiVersion, kind)
  )));
  expect(new Set(unlike.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`))).toEqual(new Set());
});

describe('the extract', () => {
  const text = brotliDecompressSync(readFileSync(FILE)).toString('utf8');

  test('stays small', () => expect(statSync(FILE).size).toBeLessThan(40_000));

  test('names the release behind each minor', () => {
    const { sources } = shippedExtract();
    for (const minor of kubernetesMinors()) { expect(sources[minor]).toMatch(new RegExp(`^k8s\\.io/kubernetes@v${minor.replace('.', '\\.')}\\.\\d+$`)); }
  });

  test('holds facts in ASCII, and no sentences', () => {
    expect(/[^\n -~]/.test(text)).toBe(false);
    const strings = (value: unknown): string[] => {
      if (typeof value === 'string') { return [value]; }
      return typeof value === 'object' && value !== null ? [...Object.keys(value), ...Object.values(value).flatMap(strings)] : [];
    };
    const definitions = shippedExtract().definitions.map((name) => shippedExtract().definition(name));
    expect(strings(definitions).filter((string) => string.split(' ').length > 3)).toEqual([]);
  });

  test('has everything that a kind refers to, in every minor', () => {
    for (const minor of kubernetesMinors()) {
      const seen = new Set<unknown>();
      const visit = (node: any) => {
        if (node === undefined || seen.has(node)) { return; }
        seen.add(node);
        node.fill?.();
        [...node.properties?.values() ?? [], node.items, node.additional, node.object].forEach(visit);
      };
      for (const { apiVersion, kind } of schemasOf(minor).kinds()) { visit(schemasOf(minor).find(apiVersion, kind)!.root); }
      expect(seen.size).toBeGreaterThan(1500);
    }
  });

  test('marks what a feature gate switches off, as long as it does', () => {
    const gateOf = (minor: string) => {
      const node = schemasOf(minor).find('v1', 'Pod')!.root.properties!.get('spec')!;
      node.fill?.();
      return node.properties!.get('hostnameOverride')!.gate;
    };
    schemasOf('1.34').find('v1', 'Pod')!.root.fill?.();
    schemasOf('1.35').find('v1', 'Pod')!.root.fill?.();
    expect([gateOf('1.34'), gateOf('1.35')]).toEqual(['HostnameOverride', undefined]);
  });
});
