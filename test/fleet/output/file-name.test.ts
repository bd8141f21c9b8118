import * as path from 'node:path';
import * as fc from 'fast-check';
import { isAmbiguousKind } from '../../../lib/fleet/output/built-in-kinds';
import { fileName, folderOf, objectFileName } from '../../../lib/fleet/output/file-name';

const object = (apiVersion: string, kind: string, name?: string, namespace?: string): any => ({ apiVersion, kind, metadata: { name, namespace } });
const place = (o: any) => `${folderOf(o)}/${objectFileName(o)}`;

test.each([
  [object('apps/v1', 'Deployment', 'api', 'shop'), 'shop/deployment-api.yaml'],
  [object('v1', 'Namespace', 'shop'), '_cluster/namespace-shop.yaml'],
  [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:node'), '_cluster/clusterrole-system%3Anode.yaml'],
  [object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'Admin'), '_cluster/clusterrole-Admin.yaml'],
  [object('v1', 'Service', 'web', 'dev'), 'dev/service-web.yaml'],
  [object('serving.knative.dev/v1', 'Service', 'web', 'dev'), 'dev/service.serving.knative.dev-web.yaml'],
  [object('gateway.networking.k8s.io/v1', 'Gateway', 'web', 'dev'), 'dev/gateway.gateway.networking.k8s.io-web.yaml'],
  [object('networking.istio.io/v1', 'Gateway', 'web', 'dev'), 'dev/gateway.networking.istio.io-web.yaml'],
  [object('external-secrets.io/v1', 'ExternalSecret', 'db', 'dev'), 'dev/externalsecret-db.yaml'],
  [{ apiVersion: 'batch/v1', kind: 'Job', metadata: { generateName: 'load-', namespace: 'dev' } }, 'dev/job-load-.yaml'],
  [{ apiVersion: 'v1', kind: 'List', items: [] }, '_cluster/list.yaml'],
  [object('v1', 'ConfigMap', 'a', '_cluster'), '%5Fcluster/configmap-a.yaml'],
  [object('v1', 'ConfigMap', 'a', 'kustomization.yaml'), 'kustomization%2Eyaml/configmap-a.yaml'],
  [object('v1', 'ConfigMap', '../../etc/passwd', '..'), '%2E%2E/configmap-..%2F..%2Fetc%2Fpasswd.yaml'],
  [object('v1', 'ConfigMap', 'a', 'con'), '%63on/configmap-a.yaml'],
  [object('v1', 'Nul'), '_cluster/%6Eul.yaml'],
  [object('v1', 'ConfigMap', 1 as any), '_cluster/configmap-1.yaml'],
  [object('v1', 'Foo-Bar', 'x'), '_cluster/foo%2Dbar-x.yaml'],
])('%j is written to %s', (o, expected) => {
  expect(place(o)).toBe(expected);
});

test('one text in two forms of Unicode makes two names that no file system takes for one', () => {
  expect(fileName('\u00e9')).toBe('%C3%A9');
  expect(fileName('e\u0301')).toBe('e%CC%81');
});

test('a text and its file name are the same after decoding', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { expect(decodeURIComponent(fileName(text))).toBe(text); }));
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', ':', '-', '%', '2', 'F', 'f', 'a', 'A', '\0', '\n', ' ', 'é', '_'), maxLength: 6 }),
  fc.constantFrom('..', '.', '/', '//etc', 'C:\\x', '_cluster', 'con', 'aux.yaml', '%2e%2e', 'fleetwright.index', 'kustomization.yaml', '.fleetwright'),
);

test('no name and no namespace leads out of the folder of the cluster, on any system', () => {
  fc.assert(fc.property(anyText, anyText, anyText, anyText, (apiVersion, kind, name, namespace) => {
    const names = place(object(apiVersion, kind, name, namespace)).split('/');
    expect(names).toHaveLength(2);
    for (const each of names) {
      expect(each).toMatch(/^[A-Za-z0-9_%.-]+$/);
      expect(each).not.toMatch(/\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i);
    }
    const [posix, windows] = [path.posix, path.win32].map((p) => p.relative('/out', p.resolve('/out', ...names)));
    expect(posix).toBe(names.join('/'));
    expect(windows).toBe(names.join('\\'));
    expect(names[0]).not.toMatch(/^\./);
    expect(names[0]).not.toBe('fleetwright.index');
  }), { numRuns: 1000 });
});

test('objects of different names or namespaces go to different files', () => {
  // Half a surrogate pair has no UTF-8; YAML refuses it.
  const whole = anyText.filter((text) => !/\p{Surrogate}/u.test(text));
  fc.assert(fc.property(whole, whole, whole, whole, (a, b, c, d) => {
    fc.pre(a !== c || b !== d);
    expect(place(object('v1', 'ConfigMap', a, b))).not.toBe(place(object('v1', 'ConfigMap', c, d)));
  }), { numRuns: 1000 });
});

test.each([
  ['v1', 'Service', false], ['serving.knative.dev/v1', 'Service', true], ['networking.k8s.io/v1', 'Ingress', false], ['extensions/v1beta1', 'Ingress', true],
  ['events.k8s.io/v1', 'Event', false], ['v1', 'Event', false], ['control.kubestellar.io/v1alpha1', 'Binding', true], ['keda.sh/v1', 'ScaledObject', false],
  ['x/v1', 'constructor', false],
])('%s %s: its kind alone does not tell its API: %s', (apiVersion, kind, isAmbiguous) => {
  expect(isAmbiguousKind(object(apiVersion, kind, 'x'))).toBe(isAmbiguous);
});
