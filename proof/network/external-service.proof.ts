import * as assert from 'node:assert/strict';
import { KubernetesObject } from '../../lib/manifest/object';
import { ExternalServiceEndpoint, ExternalServiceEndpointProps } from '../../lib/network/external-service-endpoint';
import { ExternalTarget } from '../../lib/network/external-target';
import { apply, chartFor, manifestsOf, tryToApply, uidsOf, VersionOf, versionOf } from '../deployment/programs';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof } from '../proof';
import { Proxied } from './as-kube-proxy';

const PORTS = [{ name: 'https', port: 443, targetPort: 9000 }, { name: 'metrics', port: 9001 }];

export const proofs: Proof[] = [{
  name: 'external-service',
  title: 'Services outside the cluster are found by name and port, their slices are left alone, and their addresses can change.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'), {
      args: { 'kube-apiserver': ['--service-cluster-ip-range=10.96.0.0/16,fd00:96::/112'] },
    });
    await cluster.createNodes([{ name: 'node-1' }]);
    const version = await versionOf(cluster);
    await proveFound(cluster, version, context.about('by addresses'));
    await proveChanges(cluster, version, context.about('a change'));
    await proveNames(cluster, version, context.about('by a DNS name'));
    await proveAddressing(cluster, version, context.about('the address of the Service'));
    await cluster.stop();
    await proveOneFamily(await context.engine('kubernetes'), version, context.about('a cluster of one IP family'));
  },
}];

async function proveFound(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  await cluster.namespace('found');
  const proxied = await Proxied.of(cluster, 'found');
  const addresses = [...range(1, 230), '2001:db8::1', '2001:db8::2'];
  const objects = objectsOf(version, 'found', { target: ExternalTarget.addresses(addresses) });
  await checks.check('every address is found by the name of the Service and of the port', async () => {
    await apply(cluster, objects);
    // Services and slices come by two watches.
    await cluster.waitFor('the Service and all slices to be seen', () => proxied.slicesOf('minio').length === 4 && proxied.backends('minio', 'metrics').length > 0);
    const expected = (port: number) => addresses.map((address) => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)).sort();
    assert.deepEqual(proxied.backends('minio', 'https'), expected(9000));
    assert.deepEqual(proxied.backends('minio', 'metrics'), expected(9001));
    assert.deepEqual(proxied.backends('minio', 'other'), []);
    return `${addresses.length} addresses`;
  });
  await checks.check('a port without a name is found, too', async () => {
    await apply(cluster, objectsOf(version, 'found', { name: 'nameless', target: ExternalTarget.addresses(['10.1.0.1']), ports: [{ port: 5432 }] }));
    await cluster.waitFor('it and its slice to be seen', () => proxied.backends('nameless', '').length > 0);
    assert.deepEqual(proxied.backends('nameless', ''), ['10.1.0.1:5432']);
  });
  await checks.check('applied once more, nothing changes', async () => {
    proxied.forget();
    await apply(cluster, objects);
    await seen(cluster, proxied, 'after-second-apply');
    assert.deepEqual(about(proxied, 'minio'), []);
  });
  await checks.check('no controller touches a slice, also when it looks at the Service again', async () => {
    await apply(cluster, objectsOf(version, 'found', { target: ExternalTarget.addresses(addresses), annotations: { 'example.com/touched': 'yes' } }));
    await cluster.waitFor('the Service to change', () => about(proxied, 'minio').length > 0);
    // The control: in the same time the same controllers do make the slice of a Service with a selector.
    await controlled(cluster, proxied);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    assert.deepEqual(about(proxied, 'minio'), ['MODIFIED Service minio']);
    assert.equal(proxied.slicesOf('minio').length, 4);
    assert.deepEqual((await cluster.read('/api/v1/namespaces/found/endpoints')).items.filter(({ metadata }: any) => metadata.name === 'minio'), []);
  });
  proxied.stop();
}

async function proveChanges(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  await cluster.namespace('changed');
  const proxied = await Proxied.of(cluster, 'changed');
  const objects = (addresses: readonly string[]) => objectsOf(version, 'changed', { target: ExternalTarget.addresses([...addresses]) });
  const found = () => proxied.backends('minio', 'https');
  const become = async (before: readonly string[], after: readonly string[]) => {
    await replace(cluster, objects(before), objects(after));
    const expected = after.map((address) => (address.includes(':') ? `[${address}]:9000` : `${address}:9000`)).sort();
    await cluster.waitFor('the new addresses to be seen', () => found().length === expected.length && found().every((backend, index) => backend === expected[index]));
  };
  const first = range(1, 40);
  await apply(cluster, objects(first));
  await cluster.waitFor('the addresses to be seen', () => found().length === 40);

  await checks.check('of addresses: those that stay are found at every moment, under the same address of the Service', async () => {
    const before = await cluster.read('/api/v1/namespaces/changed/services/minio');
    const uids = await uidsOf(cluster, objects(first));
    const staying = range(11, 40).map((address) => `${address}:9000`);
    const gaps: string[] = [];
    proxied.onEvent = () => gaps.push(...staying.filter((backend) => !found().includes(backend)));
    await become(first, range(11, 60));
    proxied.onEvent = undefined;
    assert.deepEqual(gaps, []);
    assert.deepEqual(await uidsOf(cluster, objects(first)), uids);
    assert.deepEqual((await cluster.read('/api/v1/namespaces/changed/services/minio')).spec.clusterIPs, before.spec.clusterIPs);
  });
  await checks.check('to more than one slice and back', async () => {
    await become(range(11, 60), range(1, 230));
    assert.equal(proxied.slicesOf('minio').length, 3);
    await become(range(1, 230), range(1, 30));
    assert.equal(proxied.slicesOf('minio').length, 1);
  });
  await checks.check('from one family to both and back', async () => {
    const [primary] = (await cluster.read('/api/v1/namespaces/changed/services/minio')).spec.clusterIPs;
    await become(range(1, 30), [...range(1, 30), '2001:db8::1']);
    const both = await cluster.read('/api/v1/namespaces/changed/services/minio');
    assert.deepEqual([both.spec.ipFamilies, both.spec.clusterIPs[0], both.spec.clusterIPs.length], [['IPv4', 'IPv6'], primary, 2]);
    await become([...range(1, 30), '2001:db8::1'], range(1, 30));
    const one = await cluster.read('/api/v1/namespaces/changed/services/minio');
    assert.deepEqual([one.spec.ipFamilies, one.spec.clusterIPs], [['IPv4'], [primary]]);
  });
  await checks.check('from one family to the other is refused, as the guide says', async () => {
    const { code, stderr } = await tryToApply(cluster, objects(['2001:db8::1']).slice(0, 1));
    assert.equal(code, 1);
    assert.match(stderr, /spec\.clusterIPs\[0\]: Invalid value: .* expected an IPv6 value as indicated by `ipFamilies\[0\]`/);
  });
  proxied.stop();
}

async function proveNames(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  await cluster.namespace('named');
  const named = objectsOf(version, 'named', { target: ExternalTarget.dnsName('minio.example.com'), ports: [{ name: 'https', port: 443 }] });
  await checks.check('the Service is an alias without address and slices', async () => {
    await apply(cluster, named);
    const { spec } = await cluster.read('/api/v1/namespaces/named/services/minio');
    assert.deepEqual([spec.type, spec.externalName, spec.clusterIP], ['ExternalName', 'minio.example.com', undefined]);
    assert.deepEqual((await cluster.read('/apis/discovery.k8s.io/v1/namespaces/named/endpointslices')).items, []);
  });
  await checks.check('it can become addresses, and a DNS name again', async () => {
    const proxied = await Proxied.of(cluster, 'named');
    const byAddress = objectsOf(version, 'named', { target: ExternalTarget.addresses(['10.1.0.1']) });
    await replace(cluster, named, byAddress);
    await cluster.waitFor('the address to be seen', () => proxied.backends('minio', 'https').length === 1);
    await replace(cluster, byAddress, named);
    const { spec } = await cluster.read('/api/v1/namespaces/named/services/minio');
    assert.deepEqual([spec.type, spec.externalName, spec.clusterIP, spec.ipFamilies], ['ExternalName', 'minio.example.com', undefined, undefined]);
    proxied.stop();
  });
}

async function proveAddressing(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  const namespace = 'addressed';
  await cluster.namespace(namespace);
  const target = ExternalTarget.addresses(['10.1.0.1', '2001:db8::1']);
  const endpoint = (name: string, props: Partial<ExternalServiceEndpointProps>) => objectsOf(version, namespace, { name, target, ports: [{ name: 'https', port: 9000 }], ...props });
  const addressesOf = async (name: string) => (await cluster.read(`/api/v1/namespaces/${namespace}/services/${name}`)).spec.clusterIPs;
  const refused = async (objects: readonly KubernetesObject[], message: RegExp) => {
    const { code, stderr } = await tryToApply(cluster, objects.slice(0, 1));
    assert.equal(code, 1);
    assert.match(stderr, message);
  };

  await checks.check('it has none where it is headless, and slices all the same', async () => {
    await apply(cluster, endpoint('headless', { headless: true }));
    assert.deepEqual(await addressesOf('headless'), ['None']);
    const { items } = await cluster.read(`/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`);
    assert.deepEqual(items.flatMap(({ endpoints }: any) => endpoints.flatMap(({ addresses }: any) => addresses)).sort(), ['10.1.0.1', '2001:db8::1']);
  });
  await checks.check('it has those that are given', async () => {
    await apply(cluster, endpoint('fixed', { clusterIPs: ['10.96.7.7', 'fd00:96::77'] }));
    assert.deepEqual(await addressesOf('fixed'), ['10.96.7.7', 'fd00:96::77']);
  });
  await checks.check('that of another Service is refused, and so is one outside of the range', async () => {
    await refused(endpoint('second', { clusterIPs: ['10.96.7.7', 'fd00:96::78'] }), /provided IP is already allocated/);
    await refused(endpoint('outside', { clusterIPs: ['10.97.7.7', 'fd00:96::79'] }), /failed to allocate IP 10\.97\.7\.7: the provided network does not match the current range/);
  });
  await checks.check('another one is refused, and what is no longer given stays', async () => {
    await refused(endpoint('fixed', { clusterIPs: ['10.96.7.8', 'fd00:96::77'] }), /spec\.clusterIPs\[0\]: Invalid value: .*may not change once set/);
    // It would have to give its second address back.
    await refused(endpoint('fixed', { headless: true }), /spec\.ipFamilyPolicy: Invalid value: "PreferDualStack": must be 'SingleStack' to release the secondary cluster IP/);
    for (const [name, addresses] of [['fixed', ['10.96.7.7', 'fd00:96::77']], ['headless', ['None']]] as const) {
      await apply(cluster, endpoint(name, {}));
      assert.deepEqual(await addressesOf(name), addresses);
    }
  });
}

async function proveOneFamily(cluster: ControlPlane, version: VersionOf, checks: Checks): Promise<void> {
  const namespace = 'external-one-family';
  await cluster.namespace(namespace);
  const proxied = await Proxied.of(cluster, namespace);
  await checks.check('takes addresses of both families, and leads to those of its own', async () => {
    await apply(cluster, objectsOf(version, namespace, { target: ExternalTarget.addresses(['10.1.0.1', '2001:db8::1']) }));
    await cluster.waitFor('the Service and both slices to be seen', () => proxied.slicesOf('minio').length === 2 && proxied.backends('minio', 'https').length > 0);
    assert.deepEqual(proxied.backends('minio', 'https'), ['10.1.0.1:9000']);
  });
  await checks.check('refuses a Service whose addresses it could not reach', async () => {
    const { code, stderr } = await tryToApply(cluster, objectsOf(version, namespace, { name: 'six', target: ExternalTarget.addresses(['2001:db8::1']) }));
    assert.equal(code, 1);
    assert.match(stderr, /spec\.ipFamilies\[0\]: Invalid value: "IPv6": not configured on this cluster/);
  });
  proxied.stop();
}

function objectsOf(version: VersionOf, namespace: string, props: Partial<ExternalServiceEndpointProps> & Pick<ExternalServiceEndpointProps, 'target'>): KubernetesObject[] {
  const chart = chartFor(version, namespace);
  new ExternalServiceEndpoint(chart, 'minio', { ports: PORTS, ...props });
  return manifestsOf(chart);
}

/** Applies objects and then deletes those that are no longer there, as GitOps tools do. */
async function replace(cluster: ControlPlane, before: readonly KubernetesObject[], after: readonly KubernetesObject[]): Promise<void> {
  await apply(cluster, after);
  const kept = new Set(after.map(({ kind, metadata }) => `${kind} ${metadata?.name}`));
  for (const object of before.filter(({ kind, metadata }) => !kept.has(`${kind} ${metadata?.name}`))) {
    const path = await cluster.pathOf(object);
    accepted(`DELETE ${path}`, await cluster.request('DELETE', path));
  }
}

/** Waits until the watches have seen everything that came before. */
async function seen(cluster: ControlPlane, proxied: Proxied, name: string): Promise<void> {
  accepted(name, await cluster.create(service(name)));
  const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { name, namespace: 'found' }, addressType: 'IPv4', endpoints: [], ports: [] };
  accepted(name, await cluster.create(slice));
  await cluster.waitFor('the watches to be up to date', () => about(proxied, name).length === 2);
}

/** A Service with a selector and a pod, and the slice that the controllers make of them. */
async function controlled(cluster: ControlPlane, proxied: Proxied): Promise<void> {
  accepted('pod', await cluster.create({
    apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', namespace: 'found', labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'registry.example.com/web:1.0.0' }] },
  }));
  accepted('service', await cluster.create(service('web', { app: 'web' })));
  await cluster.waitFor('the controllers to make a slice', () => proxied.backends('web', 'http').length > 0);
}

function service(name: string, selector?: { [key: string]: string }): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'found' }, spec: { selector, ports: [{ name: 'http', port: 80 }] } };
}

function about(proxied: Proxied, name: string): string[] {
  return proxied.events.filter((event) => new RegExp(` ${name}(-ipv[46](-\\d+)?)?$`).test(event));
}

/** IPv4 addresses from one number to another. */
function range(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => `10.1.${(from + index) >> 8}.${(from + index) & 255}`);
}
