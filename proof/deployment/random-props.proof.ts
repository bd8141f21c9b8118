import * as assert from 'node:assert/strict';
import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { HardenedDeployment } from '../../lib/workload/hardened-deployment';
import { withNamespace } from '../hardening/outcome';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { programs, RandomProgram } from './random-props';
import { spreadPrograms, spreadWith } from './random-spread';
import { OTHER_REFUSALS, Props, Refusal, REFUSALS, refusalFaults } from './refusals';
import { REFUSALS_OF_STATEFUL_SETS, StatefulSetProps, statefulSetProps, writeStatefulSet } from './stateful-sets';

/** What a program came to: objects, or all that is at fault in it. */
type Outcome = { readonly objects: KubernetesObject[]; readonly restricted: boolean } | { readonly faults: string[]; readonly given: string[] };

export const proofs: Proof[] = [{
  name: 'random-props',
  title: 'Whatever props let through is taken by the API server, and whatever they refuse is refused for a reason that is stated.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await context.engine('kubernetes');
    await cluster.namespace('random-strict', { enforce: 'restricted' });
    await cluster.namespace('random-free', { enforce: 'privileged' });
    await proveDeployments(cluster, context);
    await proveStatefulSets(cluster, context);
    await proveSpread(cluster, context);
    await proveRefusals(cluster, context, 'HardenedDeployment', REFUSALS, (props, version) => run({ api: props, web: {}, calls: [], webNamespace: 'back' }, version));
    await proveRefusals(cluster, context, 'HardenedStatefulSet', REFUSALS_OF_STATEFUL_SETS, runStatefulSet);
    context.about('HardenedDeployment').skip('random `affinity`, `tolerations`, `autoscaling.metrics`, `autoscaling.behavior` and `service.spec`', 'they are Kubernetes\' own fields, written as they are');
  },
}];

async function proveDeployments(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const checks = context.about('HardenedDeployment');
  const version = (await cluster.read('/version')).gitVersion;
  const seen = { taken: 0, refused: 0 };
  const unstated = new Map<string, unknown>();
  await checks.check('whatever two workloads let through is taken, and what they refuse names the prop', async () => {
    await fc.assert(fc.asyncProperty(programs, async (program) => {
      const outcome = run(program, version);
      if ('faults' in outcome) {
        seen.refused++;
        const own = withoutConsequences(outcome.faults);
        own.forEach((fault) => assertNamesProp(fault, outcome.given));
        own.filter((fault) => !isStated(fault)).forEach((fault) => unstated.set(fault, program));
        return;
      }
      seen.taken++;
      await assertTaken(cluster, outcome.objects, outcome.restricted);
    }), { seed: context.random.seed, numRuns: 1000 * context.random.times, includeErrorInReport: true });
    assert.ok(Math.min(seen.taken, seen.refused) > 100, `of one sort there are too few: ${JSON.stringify(seen)}`);
    return `${seen.taken} programs taken, ${seen.refused} refused`;
  });
  await checks.check('nothing was refused for a reason that is not in the table', () => {
    assert.deepEqual([...unstated.keys()], []);
  });
}

async function proveStatefulSets(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const checks = context.about('HardenedStatefulSet');
  const version = (await cluster.read('/version')).gitVersion;
  const seen = { taken: 0, refused: 0 };
  const unstated = new Map<string, unknown>();
  await checks.check('whatever props let through is taken, and what they refuse names the prop', async () => {
    await fc.assert(fc.asyncProperty(statefulSetProps, async (props) => {
      const outcome = runStatefulSet(props, version);
      if ('faults' in outcome) {
        seen.refused++;
        const own = withoutConsequences(outcome.faults);
        own.forEach((fault) => assertNamesProp(fault, outcome.given));
        own.filter((fault) => !isStated(fault)).forEach((fault) => unstated.set(fault, props));
        return;
      }
      seen.taken++;
      await assertTaken(cluster, outcome.objects, outcome.restricted);
    }), { seed: context.random.seed, numRuns: 500 * context.random.times, includeErrorInReport: true });
    assert.ok(Math.min(seen.taken, seen.refused) > 50, `of one sort there are too few: ${JSON.stringify(seen)}`);
    return `${seen.taken} workloads taken, ${seen.refused} refused`;
  });
  await checks.check('nothing was refused for a reason that is not in the table', () => {
    assert.deepEqual([...unstated.keys()], []);
  });
}

async function proveSpread(cluster: ControlPlane, context: ProofContext): Promise<void> {
  const seen = { taken: 0, refused: 0 };
  const version = (await cluster.read('/version')).gitVersion;
  await context.about('SpreadAcrossZones').check('whatever options let through is taken, and what they refuse is named', async () => {
    await fc.assert(fc.asyncProperty(spreadPrograms, async (program) => {
      const outcome = attempt(() => spreadWith(program, version));
      if (Array.isArray(outcome)) {
        seen.taken++;
        await assertTaken(cluster, outcome, false);
        return;
      }
      seen.refused++;
      outcome.faults.forEach((fault) => assert.match(fault, FAULT));
    }), { seed: context.random.seed, numRuns: 1000 * context.random.times, includeErrorInReport: true });
    assert.ok(Math.min(seen.taken, seen.refused) > 50, `of one sort there are too few: ${JSON.stringify(seen)}`);
    return `${seen.taken} workloads taken, ${seen.refused} refused`;
  });
}

/** Each rule on a set of which a single prop is at fault, and what the server makes of what would have been emitted. */
async function proveRefusals(
  cluster: ControlPlane, context: ProofContext, construct: string, refusals: readonly Refusal[], outcomeOf: (props: Props, version: string) => Outcome,
): Promise<void> {
  const version = (await cluster.read('/version')).gitVersion;
  const [checks, stricter] = [context.about(`${construct}: refused by the API server too`), context.about(`${construct}: stricter than the API server`)];
  for (const refusal of refusals) {
    const { title, legal, at: [kind, ...path], value, reason } = refusal;
    await (reason === undefined ? checks : stricter).check(title, async () => {
      assert.deepEqual(refusalFaults(refusal, (props) => faultsOf(outcomeOf(props, version))), []);
      const outcome = outcomeOf(legal, version);
      assert.ok('objects' in outcome, `the set is refused without it, too: ${JSON.stringify(outcome)}`);
      const objects = [...outcome.objects, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'random-new' } }];
      const object = withValue(objects.find((one) => one.kind === kind)!, path, value);
      const { status, body, warnings } = await cluster.create(kind === 'Namespace' ? object : withNamespace(object, 'random-strict'), { dryRun: true });
      // A Deployment that violates Pod Security is taken with a warning, and its pods are refused.
      const refused = status >= 300 || warnings.some((warning) => warning.startsWith('would violate PodSecurity'));
      assert.equal(refused, reason === undefined, refused ? `the API server refuses it, too: ${body.message ?? warnings}` : 'the API server takes it, and nothing says why we do not');
      return reason;
    });
  }
}

/** What stands beside a refusal: the warnings of the same construct that nobody would hear otherwise. */
const UNREAD = 'is no prop, so that nothing reads it';

function isStated(fault: string): boolean {
  return [UNREAD, ...[...REFUSALS, ...REFUSALS_OF_STATEFUL_SETS].map(({ rule }) => rule), ...OTHER_REFUSALS].some((rule) => fault.includes(rule));
}

/** What API servers refuse of another object because of a prop that is told: a policy beside a caller with an impossible namespace. */
function withoutConsequences(faults: readonly string[]): readonly string[] {
  const named = faults.filter((fault) => FAULT.test(fault));
  return named.length === 0 ? faults : faults.filter((fault) => named.includes(fault) || !REFUSED_OBJECT.test(fault));
}

const REFUSED_OBJECT = /^\[proof\/[^\]]+\] [A-Z][A-Za-z]+ '[^']*': [a-z]/;
const FAULT = /^\[proof\/[^\]]+\] '(?:peer|ports|[a-zA-Z]+).*' (?:must|needs|can't|excuses|is no prop)/s;

function assertNamesProp(fault: string, given: readonly string[]): void {
  // About two objects of the program, and no prop of either.
  if (OTHER_REFUSALS.some((rule) => fault.includes(rule))) { return; }
  assert.match(fault, FAULT);
  const [, prop] = /^\[[^\]]+\] '([a-zA-Z]+)/.exec(fault)!;
  assert.ok(given.includes(prop), `nobody gave the prop '${prop}': ${fault}`);
}

async function assertTaken(cluster: ControlPlane, objects: readonly KubernetesObject[], restricted: boolean): Promise<void> {
  const namespace = restricted ? 'random-strict' : 'random-free';
  const pods = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet').map(podOf);
  const namespaces = [...new Set(objects.map(({ metadata }) => metadata?.namespace))].filter((name) => name !== undefined)
    .map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  const candidates = [...[...objects, ...pods].map((object) => withNamespace(object, namespace)), ...namespaces];
  await Promise.all(candidates.map(async (object) => {
    const { status, body, warnings } = await cluster.create(object, { dryRun: true });
    assert.equal(status, 201, `${object.kind}: ${body?.message ?? body}`);
    const unknown = warnings.filter((warning) => !KNOWN_WARNINGS.some((known) => known.test(warning)));
    assert.deepEqual(unknown, [], `${object.kind}: ${unknown.join(' ')}`);
  }));
}

/** Warnings of the API server that we live with. */
const KNOWN_WARNINGS: readonly RegExp[] = [
  // What the enum's own documentation says.
  /"PreferClose" is deprecated/,
];

/** The pod that the controller would make, without what must be there before it. */
function podOf({ spec: { template, volumeClaimTemplates = [] } }: KubernetesObject): KubernetesObject {
  const missing = { serviceAccountName: undefined, priorityClassName: undefined, runtimeClassName: undefined };
  const claims = volumeClaimTemplates.map(({ metadata: { name } }: any) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const volumes = [...template.spec.volumes ?? [], ...claims];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...template.metadata, name: 'pod' }, spec: { ...template.spec, ...missing, volumes } };
}

/** The same of a single StatefulSet. */
function runStatefulSet(props: StatefulSetProps, version: string): Outcome {
  const cluster = new Cluster({ name: 'proof', kubernetesVersion: version, zones: ['a', 'b', 'c'] });
  const outcome = attempt(() => writeStatefulSet(cluster, props));
  if (!Array.isArray(outcome)) { return { ...outcome, given: Object.keys(props) }; }
  return { objects: outcome, restricted: !cluster.warnings.some(({ id }) => id === 'workload/restricted') };
}

function run({ api, web, calls, webNamespace }: RandomProgram, version: string): Outcome {
  const cluster = new Cluster({ name: 'proof', kubernetesVersion: version, zones: ['a', 'b', 'c'] });
  const given = [...Object.keys(api), ...Object.keys(web), ...(calls.length === 0 ? [] : ['peer', 'ports'])];
  const outcome = attempt(() => {
    const workloads = {
      api: new HardenedDeployment(new Chart(cluster, 'back', { namespace: 'back' }), 'api', { image: IMAGE, ...api }),
      web: new HardenedDeployment(new Chart(cluster, 'front', { namespace: webNamespace }), 'web', { image: IMAGE, ...web }),
    };
    for (const { from, method, ports } of calls) { workloads[from][method](workloads[from === 'api' ? 'web' : 'api'], ...ports); }
    cluster.synthYaml();
    return cluster.charts.flatMap((chart) => chart.toJson() as KubernetesObject[]);
  });
  if (!Array.isArray(outcome)) { return { ...outcome, given }; }
  return { objects: outcome, restricted: !cluster.warnings.some(({ id }) => id === 'workload/restricted') };
}

const IMAGE = 'registry.example.com/proof/api:1.0.0';

function faultsOf(outcome: Outcome): string[] {
  return 'faults' in outcome ? outcome.faults : [];
}

function attempt(work: () => KubernetesObject[]): KubernetesObject[] | { faults: string[] } {
  try {
    return work();
  } catch (error) {
    const lines = (error as Error).message.split('\n');
    return { faults: lines[0].startsWith('Nothing was written') ? lines.slice(1).map((line) => line.trim()) : lines };
  }
}

function withValue(object: any, [step, ...rest]: readonly (string | number)[], value: unknown): any {
  const copy = Array.isArray(object) ? [...object] : { ...object };
  copy[step] = rest.length === 0 ? value : withValue(copy[step] ?? {}, rest, value);
  return copy;
}
