import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, App, Chart, JsonPatch } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { RulePack } from '../../lib/cluster/rule-settings';
import { Warnings } from '../../lib/construct/warnings';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { OwnRuleSeverity } from '../../lib/rules/own/own-rule';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { errorOf } from '../error-of';

const pod = (container: object, more: object = {}) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api', namespace: 'shop' }, spec: { containers: [{ name: 'api', image: 'registry.example.com/api:1.2.3', securityContext: { runAsNonRoot: true }, ...container }], ...more },
});
const clusterWith = (object: any, props: object = {}): Cluster => {
  const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.34', ...props });
  new ApiObject(new Chart(cluster, 'shop'), 'raw', object);
  return cluster;
};
const warningsOf = (cluster: Cluster) => cluster.warnings.filter(({ id }) => id === 'security/read-only-root').map(({ path, prop, message, accepted }) => ({ path, prop, message, accepted }));

test('what API servers refuse ends the synth, whoever wrote it, all at once', () => {
  const cluster = clusterWith(pod({ imagePullPolcy: 'Always', ports: [{ containerPort: 'http' }], volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }] }));
  expect(errorOf(() => cluster.synthYaml())).toBe([
    'Nothing was written: the manifests have 3 errors.',
    "  [prod/shop/raw] Pod 'shop/api': spec.containers[0].imagePullPolcy: 'imagePullPolcy' is an unknown field. Did you mean 'imagePullPolicy'.",
    "  [prod/shop/raw] Pod 'shop/api': spec.containers[0].ports[0].containerPort: 'containerPort' must be a whole number, not text. Look at the fields of the kind, e.g. by 'kubectl explain'.",
    "  [prod/shop/raw] Pod 'shop/api': spec.containers[0].volumeMounts[0].name: container 'api' mounts the volume 'tmp', which its pod does not have. Add the volume to the pod, or correct the name.",
  ].join('\n'));
});

test('a field of a later Kubernetes is refused by this one', () => {
  const spec = { containers: [{ name: 'api', image: 'a:1', securityContext: { readOnlyRootFilesystem: true } }], hostnameOverride: 'api' };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'api' }, spec };
  expect(errorOf(() => clusterWith(object, { kubernetesVersion: '1.30' }).synthYaml())).toContain('spec.hostnameOverride');
  expect(clusterWith(object, { kubernetesVersion: '1.34' }).synthYaml()).toContain('hostnameOverride: api');
});

test('policy is a warning of the object', () => {
  expect(warningsOf(clusterWith(pod({})))).toEqual([{
    path: 'prod/shop/raw', prop: 'spec.containers[0].securityContext.readOnlyRootFilesystem', accepted: undefined,
    message: "container 'api' may write to its image. Set 'securityContext.readOnlyRootFilesystem: true', with an emptyDir where the program writes.",
  }]);
});

test('policy is accepted with a reason, which is written on the object', () => {
  const cluster = clusterWith(pod({}));
  Warnings.accept(cluster.node.findChild('shop'), 'security/read-only-root', 'it writes beside its program');
  expect(warningsOf(cluster)).toMatchObject([{ accepted: 'it writes beside its program' }]);
  expect(cluster.synthYaml()).toContain('accepted.fleetwright.io/security.read-only-root: it writes beside its program');
});

test('what is accepted, and not found, is an error, and so is what nobody can accept', () => {
  const cluster = clusterWith(pod({ securityContext: { readOnlyRootFilesystem: true } }));
  Warnings.accept(cluster, 'security/read-only-root', 'old');
  expect(errorOf(() => cluster.synthYaml())).toContain("the accepted warning 'security/read-only-root' must be raised here, and nothing raises it");
  const other = clusterWith(pod({}));
  Warnings.accept(other, 'api/mounted-volume', 'old');
  expect(errorOf(() => other.synthYaml())).toContain('must not be the id of what API servers refuse: nobody can live with that');
});

test('policy ends the synth where that is asked for', () => {
  expect(errorOf(() => clusterWith(pod({}), { warningsAsErrors: ['security/read-only-root'] }).synthYaml())).toContain('security/read-only-root');
});

test('rules are chosen, and set', () => {
  expect(warningsOf(clusterWith(pod({}), { rules: { pack: RulePack.REFUSED } }))).toEqual([]);
  expect(warningsOf(clusterWith(pod({}), { rules: { except: ['security/read-only-root'] } }))).toEqual([]);
  expect(warningsOf(clusterWith(pod({}), { rules: { pack: RulePack.REFUSED, also: ['security/read-only-root'] } }))).toHaveLength(1);
  expect(errorOf(() => clusterWith(pod({}), { rules: { also: ['security/read-only-rot'], except: ['api/schema'] } }))).toBe([
    "[prod] 'rules.also[0]' must be the id of a rule, got 'security/read-only-rot'. Use 'security/read-only-root'.",
    "[prod] 'rules.except[0]' must not be a rule about what API servers refuse: that can't be chosen, got 'api/schema'. Correct what it finds.",
  ].join('\n'));
});

test('a patch of what a construct made is judged as all else is', () => {
  const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.34' });
  const workload = new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'api', {
    image: 'registry.example.com/api:1.2.3', resources: { cpu: '100m', memory: '64Mi' },
  });
  workload.patch({ kind: 'Deployment', name: 'api' }, JsonPatch.replace('/spec/template/spec/containers/0/securityContext/readOnlyRootFilesystem', false));
  workload.patch({ kind: 'Deployment', name: 'api' }, JsonPatch.add('/spec/replicsa', 3));
  expect(errorOf(() => cluster.synthYaml())).toContain("[prod/shop/api/deployment] Deployment 'shop/api': spec.replicsa: 'replicsa' is an unknown field. Did you mean 'replicas'.");
});

test('a plain App is judged where a construct of this library is in it', () => {
  const app = new App();
  const chart = new Chart(app, 'shop', { namespace: 'shop' });
  new HardenedDeployment(chart, 'api', { image: 'registry.example.com/api:1.2.3', resources: { cpu: '100m', memory: '64Mi' } });
  new ApiObject(chart, 'raw', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'raw' }, spec: { replicas: 'three' } });
  expect(errorOf(() => app.synthYaml())).toContain("'replicas' must be a whole number, not text");
});

test('an exception of a hardened pod says why, and nobody needs to hear of it', () => {
  const cluster = new Cluster({ name: 'prod', kubernetesVersion: '1.34' });
  new HardenedDeployment(new Chart(cluster, 'shop', { namespace: 'shop' }), 'api', {
    image: 'registry.example.com/api:1.2.3', resources: { cpu: '100m', memory: '64Mi' }, exceptions: { writableRootFilesystem: 'unpacks its templates' },
  });
  expect(warningsOf(cluster)).toMatchObject([{ accepted: 'unpacks its templates' }]);
});

describe('rules of a team', () => {
  const TEXTS = { severity: OwnRuleSeverity.ERROR, why: 'Nobody knows who pays.', fix: 'Add the label' };
  const own = { id: 'shop/cost-centre', ...TEXTS, kinds: ['/Pod'], check: () => [{ field: 'metadata.labels', message: 'it has no cost centre' }] };
  const cel = { id: 'shop/owner', ...TEXTS, kinds: ['/Pod'], expression: 'has(object.metadata.labels)' };
  const rules = { pack: RulePack.REFUSED, own: [own], cel: [cel] };
  const told = (cluster: Cluster) => cluster.warnings.map(({ id, prop, message, accepted }) => ({ id, prop, message, accepted }));

  test('warn, in TypeScript and in CEL', () => {
    expect(told(clusterWith(pod({}), { rules }))).toEqual([
      { id: 'shop/cost-centre', prop: 'metadata.labels', message: 'it has no cost centre. Add the label.', accepted: undefined },
      { id: 'shop/owner', prop: '', message: 'Nobody knows who pays. Add the label.', accepted: undefined },
    ]);
  });

  test('are accepted, and end the synth where that is asked for, as all others', () => {
    const cluster = clusterWith(pod({}), { rules, acceptedWarnings: [{ id: 'shop/owner', reason: 'it is everybody’s' }] });
    Warnings.accept(cluster.node.findChild('shop'), 'shop/cost-centre', 'it is free');
    expect(told(cluster).map(({ id, accepted }) => [id, accepted])).toEqual([['shop/cost-centre', 'it is free'], ['shop/owner', 'it is everybody’s']]);
    expect(cluster.synthYaml()).toContain('accepted.fleetwright.io/shop.cost-centre: it is free');
    expect(errorOf(() => clusterWith(pod({}), { rules, warningsAsErrors: ['shop/owner'] }).synthYaml())).toContain('shop/owner');
    expect(errorOf(() => clusterWith(pod({}), { rules: { pack: RulePack.REFUSED }, acceptedWarnings: [{ id: 'shop/owner', reason: 'x' }] }).synthYaml()))
      .toContain("the accepted warning 'shop/owner' must be raised here, and nothing raises it");
  });

  test('that throw end the synth by their name', () => {
    const check = () => { throw new Error('no such thing'); };
    expect(errorOf(() => clusterWith(pod({}), { rules: { own: [{ ...own, check }] } }).synthYaml())).toContain("The rule 'shop/cost-centre' failed on Pod 'shop/api': no such thing");
  });

  test('are judged where they are given', () => {
    expect(errorOf(() => new Cluster({ name: 'prod', rules: { own: [{ ...TEXTS, id: 'shop/x' } as any], cel: [{ ...cel, colour: 'red' } as any] } }))).toBe([
      "[prod] 'rules.own[0]' must be a rule: an object with the method 'check'. Implement 'IOwnRule'.",
      "[prod] 'rules.cel[0].colour' is no prop, so that nothing reads it. There are 'id', 'severity', 'why', 'fix', 'kinds', 'expression', 'messageExpression', 'field'.",
    ].join('\n'));
    expect(errorOf(() => new Cluster({ name: 'prod', rules: { cel: [{ ...cel, id: 'Owner', expression: 'nothing' }] } }))).toBe([
      "[prod] 'rules.cel[0].id' must be a group and a name of small letters, digits and '-', got 'Owner'. Use one such as 'shop/cost-centre'.",
      "[prod] 'rules.cel[0].expression' must be an expression in CEL: unknown variable: nothing at character 1, got 'nothing'. See https://kubernetes.io/docs/reference/using-api/cel/.",
    ].join('\n'));
  });

  test('hold in all clusters of a fleet, and an environment may leave one out', () => {
    const fleet = new Fleet({
      clusters: [{ name: 'a', environment: 'dev' }, { name: 'b', environment: 'prod' }], outdir: path.join(os.tmpdir(), 'fleetwright-never-written'),
      defaults: { rules, warningsAsErrors: ['shop/owner'] }, environments: { dev: { rules: { except: ['shop/owner'] } } },
    });
    fleet.run(ClusterSelector.all(), { define: (cluster) => { new ApiObject(new Chart(cluster, 'shop'), 'raw', pod({})); } });
    const error = errorOf(() => fleet.synth());
    expect(error).toContain('[b/shop/raw]');
    expect(error).not.toContain('[a/');
  });
});
