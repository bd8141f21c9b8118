import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import * as ts from 'typescript';
import { compare } from '../../../lib/cli/import/comparison';
import { imported } from '../../../lib/cli/import/import';
import { printValue } from '../../../lib/cli/import/typescript';
import { parseYaml, stringifyYaml } from '../../../lib/manifest/yaml';
import { Manifests } from 'fleetwright/testing';

const ROOT = path.join(__dirname, '..', '..', '..');

const objectsOf = (yaml: string) => parseYaml(yaml) as any[];
const importYaml = (yaml: string, withConstructs = true) => imported(objectsOf(yaml), { cluster: 'prod', kubernetes: '1.34' }, { withConstructs });

/** What a program writes when it is compiled and run as a user's. */
function runAsUser(program: string): Manifests {
  const text = program.replace(/cluster\.synth\(\);\n$/, '');
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const exported: any = {};
  new Function('require', 'exports', outputText)(require, exported);
  return Manifests.of(exported.cluster);
}

function typeErrors(program: string): string[] {
  const file = path.join(ROOT, 'imported-program.ts');
  const options: ts.CompilerOptions = {
    noEmit: true, strict: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16, esModuleInterop: true, types: ['node'], typeRoots: [path.join(ROOT, 'node_modules', '@types')],
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, program, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest));
  return ts.getPreEmitDiagnostics(ts.createProgram([file], options, host)).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: web, labels: { app: web } }
spec:
  replicas: 3
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web, tier: front } }
    spec:
      serviceAccountName: web
      containers:
        - name: nginx
          image: registry.example.com/web:2.1.0
          command: [web]
          args: ['--it''s', "a\\nb"]
          ports: [{ name: http, containerPort: 8080 }, { name: dns, containerPort: 5353, protocol: UDP }]
          env: [{ name: MODE, value: plain }, { name: KEY, valueFrom: { secretKeyRef: { name: web, key: key } } }]
          envFrom: [{ configMapRef: { name: web, optional: true } }]
          readinessProbe: { httpGet: { path: /ready, port: http, scheme: HTTPS }, periodSeconds: 5 }
          livenessProbe: { exec: { command: [check] } }
          volumeMounts: [{ name: cfg, mountPath: /etc/web }, { name: data, mountPath: /data }]
          resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 64Mi } }
      volumes: [{ name: cfg, configMap: { name: web } }, { name: data, persistentVolumeClaim: { claimName: web } }]
`;

describe('fleetwright import', () => {
  test('writes a construct where it says all that is given, and tells what it adds', () => {
    const { program, notes, constructs, isLossy } = importYaml(WEB);
    expect(program).toBe(`import { Chart } from 'cdk8s';
import { Cluster, EnvFromSource, EnvValueSource, HardenedDeployment, HttpScheme, LifecycleHandler, PortProtocol, Probe, Volume } from 'fleetwright';

export const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.34' });

const webChart = new Chart(cluster, 'web', { namespace: 'web' });
new HardenedDeployment(webChart, 'web', {
  image: 'registry.example.com/web:2.1.0',
  command: ['web'],
  args: ['--it\\'s', 'a\\nb'],
  ports: [{ port: 8080, name: 'http' }, { port: 5353, name: 'dns', protocol: PortProtocol.UDP }],
  env: { MODE: 'plain' },
  envValueFrom: { KEY: EnvValueSource.secretKey('web', 'key') },
  envFrom: [EnvFromSource.configMap('web', { optional: true })],
  mounts: [
    { path: '/etc/web', volume: Volume.configMap('web', { volumeName: 'cfg' }) },
    { path: '/data', volume: Volume.persistentVolumeClaim('web', { volumeName: 'data' }) },
  ],
  resources: { cpu: '100m', memory: '64Mi' },
  probes: { readiness: Probe.httpGet('/ready', { port: 'http', scheme: HttpScheme.HTTPS, periodSeconds: 5 }), liveness: Probe.exec(['check']) },
  lifecycle: { preStop: LifecycleHandler.NONE },
  containerName: 'nginx',
  selector: { app: 'web' },
  replicas: 3,
  podLabels: { tier: 'front' },
  rollout: { maxSurge: '25%', maxUnavailable: '25%' },
  serviceAccount: { existingName: 'web' },
  spread: false,
  disruptionBudget: { enabled: false },
  network: { policy: false },
});

cluster.synth();
`);
    expect({ constructs, isLossy }).toEqual({ constructs: 1, isLossy: false });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("Deployment 'web/web': a HardenedDeployment. It adds to what was given:\n");
    expect(notes[0]).toContain('\n  spec.template.spec.containers[nginx].securityContext\n');
    expect(typeErrors(program)).toEqual([]);
    // What it wrote when it was run here is what it writes for its user.
    const lost = compare(objectsOf(WEB)[0], runAsUser(program).get('Deployment', 'web')).filter(({ kind }) => kind !== 'added');
    expect(lost).toEqual([]);
  });

  test.each<[string, (object: any) => void, string]>([
    ['a field that no prop says', ({ spec }) => { spec.template.spec.hostNetwork = true; }, 'would say otherwise.\n  spec.template.spec.hostNetwork is left out'],
    ['a limit of memory above its request', ({ spec }) => { spec.template.spec.containers[0].resources.limits.memory = '1Gi'; },
      'would say otherwise.\n  spec.template.spec.containers[nginx].resources.limits.memory is changed'],
    ['an image that moves', ({ spec }) => { spec.template.spec.containers[0].image = 'web:latest'; }, "refuses it.\n  'image' must name a fixed tag or digest, got 'web:latest'"],
    ['a directory without a limit', ({ spec }) => { spec.template.spec.volumes[1] = { name: 'data', emptyDir: {} }; },
      'would say otherwise.\n  spec.template.spec.containers[nginx].volumeMounts[data] is left out\n  spec.template.spec.volumes[data] is left out'],
  ])('writes a Deployment as it is because of %s, and says so', (_, change, note) => {
    const [object] = objectsOf(WEB);
    change(object);
    const { program, notes, constructs, isLossy } = importYaml(stringifyYaml([object]));
    expect({ constructs, isLossy }).toEqual({ constructs: 0, isLossy: false });
    expect(notes).toEqual([expect.stringContaining(`Deployment 'web/web': written as it is, for a HardenedDeployment ${note}`)]);
    expect(runAsUser(program).objects).toEqual([object]);
  });

  test('writes all as it is where it is told to', () => {
    const { program, notes, constructs } = importYaml(WEB, false);
    expect({ notes, constructs }).toEqual({ notes: [], constructs: 0 });
    expect(runAsUser(program).objects).toEqual(objectsOf(WEB));
    expect(typeErrors(program)).toEqual([]);
  });

  test('makes a chart for each namespace, and one for what has none', () => {
    const { program } = importYaml(`
{ apiVersion: v1, kind: Namespace, metadata: { name: kube-shop } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: a.b, namespace: kube-shop }, data: { mode: plain } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, namespace: 2nd }, data: { __proto__: x, 'a-b': "it's" } }
`);
    expect(program).toContain("const clusterWideChart = new Chart(cluster, 'cluster');\nnew ApiObject(clusterWideChart, 'namespace-kube-shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-shop' } });\n");
    expect(program).toContain("const kubeShopChart = new Chart(cluster, 'kube-shop', { namespace: 'kube-shop' });\nnew ApiObject(kubeShopChart, 'configmap-a.b', ");
    expect(program).toContain("const n2ndChart = new Chart(cluster, '2nd', { namespace: '2nd' });\n");
    expect(program).toContain("data: { ['__proto__']: 'x', 'a-b': 'it\\'s' }");
  });

  test('brings no Secret into a program', () => {
    const { program, notes, isLossy } = importYaml('apiVersion: v1\nkind: Secret\nmetadata: { name: key, namespace: shop }\nstringData: { key: hunter2 }\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: { name: a }\n');
    expect(program).not.toContain('hunter2');
    expect(notes).toEqual([expect.stringMatching(/^Secret 'shop\/key': left out\./)]);
    expect(isLossy).toBe(true);
  });

  test('leaves out what no synth writes, with the reason, and what API servers have put in', () => {
    const { program, notes, isLossy } = importYaml(`
{ apiVersion: v1, kind: ConfigMap, metadata: { name: UPPER, namespace: shop } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: lower, namespace: shop, uid: abc, resourceVersion: '7', managedFields: [] }, status: {} }
`);
    expect(notes).toEqual([expect.stringMatching(/^ConfigMap 'shop\/UPPER': left out, for no synth writes it\.\n {2}.*must be a DNS subdomain/)]);
    expect(isLossy).toBe(true);
    expect(program).toContain("new ApiObject(shopChart, 'configmap-lower', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'lower' } });");
    expect(program).not.toContain('UPPER');
  });

  const examples = fs.readdirSync(path.join(ROOT, 'examples')).filter((name) => !name.startsWith('pulumi') && fs.existsSync(path.join(ROOT, 'examples', name, 'expected')));

  test.each(examples)('takes back what the example %s wrote, and loses nothing but Secrets', (name) => {
    const folder = path.join(ROOT, 'examples', name, 'expected');
    const files = (fs.readdirSync(folder, { recursive: true, encoding: 'utf8' })).filter((file) => file.endsWith('.yaml') && !file.includes('hub/')).sort();
    // Of a fleet, one cluster.
    const one = files.filter((file) => !file.includes('/') || file.split('/')[0] === files[0].split('/')[0]);
    const objects = one.flatMap((file) => objectsOf(fs.readFileSync(path.join(folder, file), 'utf8'))).filter(({ kind }) => kind !== 'Kustomization');
    const { program, notes, isLossy } = imported(objects, { cluster: 'prod', kubernetes: '1.36' }, { withConstructs: true });
    expect(notes.filter((note) => !/^Secret |written as it is, for/.test(note))).toEqual([]);
    expect(isLossy).toBe(objects.some(({ kind }) => kind === 'Secret'));
    const written = new Map(runAsUser(program).objects.map((object) => [`${object.kind} ${object.metadata.namespace} ${object.metadata.name}`, object]));
    for (const object of objects.filter(({ kind }) => kind !== 'Secret')) {
      expect(written.get(`${object.kind} ${object.metadata.namespace} ${object.metadata.name}`)).toEqual(object);
    }
  });
});

describe('printValue', () => {
  test('writes what TypeScript reads as the same value', () => {
    fc.assert(fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
      const read = new Function(`'use strict'; return (${printValue(value, depth)});`)();
      expect(JSON.stringify(read)).toBe(JSON.stringify(value));
    }), { numRuns: 2000 });
    for (const text of ["it's", '"', '\\', '\u2028', '\n', '</script>', '${x}', '`']) { expect(new Function(`return (${printValue(text)});`)()).toBe(text); }
  });
});

describe('compare', () => {
  test.each<[object, object, string[]]>([
    [{ a: 1, b: null }, { a: 1 }, []],
    [{ a: 1 }, { a: 2, b: 1 }, ['a changed', 'b added']],
    [{ a: 1, b: 2 }, { a: 1 }, ['b left out']],
    [{ list: [{ name: 'x', v: 1 }, { name: 'y' }] }, { list: [{ name: 'y' }, { name: 'x', v: 2 }] }, ['list[x].v changed']],
    [{ list: [1, 2] }, { list: [1] }, ['list changed']],
    [{ list: [{ a: 1 }] }, { list: [{ a: 2 }] }, ['list changed']],
    [{ toString: 1 }, {}, ['toString left out']],
  ])('%j and %j', (given, made, expected) => {
    expect(compare(given as any, made as any).map((each) => `${each.field} ${each.kind}`)).toEqual(expected);
  });
});
