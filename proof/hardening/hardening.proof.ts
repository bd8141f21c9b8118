import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { formatPath } from '../../lib/manifest/field-path';
import { KubernetesObject } from '../../lib/manifest/object';
import { isWorkload } from '../../lib/manifest/pod-template';
import { parseYaml } from '../../lib/manifest/yaml';
import { hardenPod } from '../../lib/workload/hardening/harden-pod';
import { HardeningField, OVERRIDABLE } from '../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../lib/workload/hardening/hardening-report';
import { PodHardeningProps } from '../../lib/workload/hardening/pod-hardening-props';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { podObjects } from '../../test/workload/hardening/pods';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Checks, Proof, ProofContext } from '../proof';
import { corpus } from './corpus';
import { disagreement, Outcome, outcomesOf, withNamespace } from './outcome';

/** A hardened object, and the fields that its report names as what keeps its pods from `restricted`. */
interface Hardened {
  readonly object: KubernetesObject;
  readonly reported: ReadonlySet<HardeningField>;
  /** What should be left; undefined where only the API server is asked. */
  readonly left?: readonly HardeningField[];
}

/** Workloads that are tried in a namespace of their own. */
interface Round {
  readonly about: string;
  readonly namespace: string;
  readonly hardened: readonly Hardened[];
  /** What the pods need to come into being. */
  readonly around?: readonly KubernetesObject[];
}

/** Of the example's workloads, those of which nothing is left. */
const EXAMPLE_RUNS = ['shop-storefront', 'shop-catalog', 'shop-payments', 'shop-nightly-report', 'shop-db-migrate', 'shop-test-connection'];

export const proofs: Proof[] = [{
  name: 'hardening',
  title: 'Careless pods come into being under Pod Security restricted once they are hardened, or the report names what the API server refuses.',
  needs: ['kubernetes'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    await cluster.createNodes(['a', 'b'].map((zone) => ({ name: `node-${zone}`, zone, capacity: { cpu: '1000', memory: '4000Gi', pods: '1000' } })));
    await cluster.namespace('anything-goes', { enforce: 'privileged' });
    const version = (await cluster.read('/version')).gitVersion;

    const careless = corpus();
    await proveCareless(cluster, careless.map(({ object }) => object), context.about('the corpus'));
    await proveRounds(cluster, [
      { about: 'PodHardening', namespace: 'hardened', hardened: careless.map(({ object, left }) => harden(object, version, {}, left)) },
      {
        about: 'PodHardening with every override',
        namespace: 'overridden',
        hardened: careless.map(({ object, leftOverridden }) => harden(object, version, { override: [...OVERRIDABLE] }, leftOverridden)),
      },
      { about: 'PodHardening with every switch', namespace: 'switched', hardened: careless.map(({ object, left }) => harden(object, version, EVERY_SWITCH, left)) },
      exampleRound(version),
    ], context);
    await proveAnyPod(cluster, version, context);
    await cluster.stop();
  },
}];

const EVERY_SWITCH: PodHardeningProps = {
  readOnlyRootFilesystem: true,
  removeServiceAccountToken: true,
  runAsUser: 65532,
  runAsGroup: 65532,
  fsGroup: 65532,
  resources: { memory: '64Mi', cpu: '10m', ephemeralStorage: '128Mi' },
};

/** What goes in is legal, and is careless: otherwise nothing would be proved. */
async function proveCareless(cluster: ControlPlane, careless: readonly KubernetesObject[], checks: Checks): Promise<void> {
  await checks.check('is taken as it is where nothing is enforced', async () => {
    for (const object of careless) { accepted(`${object.metadata?.name}`, await cluster.create(withNamespace(object, 'anything-goes'), { dryRun: true })); }
    return `${careless.length} workloads`;
  });
  await checks.check('would not come into being under restricted', async () => {
    await cluster.namespace('careless', { enforce: 'restricted' });
    for (const object of careless) {
      const { status, warnings } = await cluster.create(withNamespace(object, 'careless'), { dryRun: true });
      assert.ok(status === 403 || warnings.some((warning) => warning.startsWith('would violate PodSecurity')), `${object.metadata?.name} complies`);
    }
    return `${careless.length} workloads`;
  });
}

/** Runs hardened workloads under `restricted`, and holds what becomes of their pods against the report. */
async function proveRounds(cluster: ControlPlane, rounds: readonly Round[], context: ProofContext): Promise<void> {
  // All at a time: a CronJob waits for the next minute.
  const outcomes = await Promise.all(rounds.map(async ({ namespace, hardened, around = [] }) => {
    await cluster.namespace(namespace, { enforce: 'restricted' });
    for (const object of around) { accepted(`${object.metadata?.name}`, await cluster.create(withNamespace(object, namespace))); }
    return outcomesOf(cluster, namespace, hardened.map(({ object }) => object));
  }));
  for (const [index, { about, hardened }] of rounds.entries()) {
    for (const one of hardened) { await proveOutcome(one, outcomes[index].get(one.object)!, context.about(about)); }
  }
}

async function proveOutcome({ object, reported, left }: Hardened, { pods, refusal }: Outcome, checks: Checks): Promise<void> {
  const name = `${object.kind} ${object.metadata?.name}`;
  const fate = reported.size === 0 ? 'runs' : 'is refused for what the report names';
  await checks.check(`${name} ${fate}`, () => {
    if (left !== undefined) { assert.deepEqual([...reported].sort(), [...left].sort(), 'another field than expected is left'); }
    if (reported.size === 0) {
      assert.equal(refusal, undefined);
      assert.ok(pods > 0);
      return undefined;
    }
    assert.equal(pods, 0);
    assert.deepEqual(disagreement(reported, refusal ?? ''), []);
    return [...reported].join(', ');
  });
}

function exampleRound(version: string): Round {
  const file = path.join(__dirname, '../../examples/04-harden-existing/input/shop.yaml');
  const input = (parseYaml(fs.readFileSync(file, 'utf8')) as KubernetesObject[]).map(soon);
  return {
    about: 'examples/04-harden-existing',
    namespace: 'example',
    hardened: input.filter(isWorkload).map((object) => harden(object, version, {}, EXAMPLE_RUNS.includes(object.metadata!.name!) ? [] : undefined)),
    around: input.filter(({ kind }) => kind === 'ServiceAccount'),
  };
}

/** A CronJob that waits for the night proves nothing today. */
function soon(object: KubernetesObject): KubernetesObject {
  return object.kind === 'CronJob' ? { ...object, spec: { ...object.spec, schedule: '* * * * *' } } : object;
}

/** What is a legal pod stays one, and what admission says of it is what the report says. */
async function proveAnyPod(cluster: ControlPlane, policyVersion: string, context: ProofContext): Promise<void> {
  await cluster.namespace('strict', { enforce: 'restricted' });
  await context.about('any pod').check('is as legal as it was, and admitted unless the report names what is refused', async () => {
    const seen = { legal: 0, admitted: 0 };
    const pods = podObjects({ complying: false }).filter(({ kind }) => kind === 'Pod');
    const options = fc.subarray([...OVERRIDABLE]).map((override) => ({
      override: new Set(override), exceptions: [], policyVersion, beyondRestricted: { removeServiceAccountToken: false },
    }));
    await fc.assert(fc.asyncProperty(pods, options, async (pod, asked) => {
      // API servers take no ephemeral containers with a new pod.
      const before = { ...pod, spec: { ...pod.spec, ephemeralContainers: undefined } };
      if ((await cluster.create(withNamespace(before, 'anything-goes'), { dryRun: true })).status !== 201) { return; }
      seen.legal++;
      const { object: after, entries } = hardenPod(before, asked);
      accepted('the hardened pod', await cluster.create(withNamespace(after, 'anything-goes'), { dryRun: true }));
      const violations = entries.filter(({ outcome }) => outcome === HardeningOutcome.VIOLATION);
      for (const { path: at, value, wayOut } of violations) { assert.ok(value !== undefined || wayOut!.startsWith('change '), `${formatPath(at)} could have been set`); }
      const reported = new Set(violations.map(({ field }) => field));
      const { status, body } = await cluster.create(withNamespace(after, 'strict'), { dryRun: true });
      if (reported.size === 0) {
        assert.equal(status, 201, body.message);
        seen.admitted++;
      } else {
        assert.equal(status, 403, `the report names ${[...reported].join(', ')}, but the pod is admitted`);
        assert.deepEqual(disagreement(reported, body.message), []);
      }
    }), { seed: context.random.seed, numRuns: 1000 * context.random.times });
    assert.ok(seen.legal > 100 && seen.admitted > 20, `only ${seen.legal} legal pods, ${seen.admitted} of them admitted`);
    return `${seen.legal} legal pods, ${seen.admitted} of them admitted`;
  });
}

/** As a program does it: in a chart, by the mixin. */
function harden(before: KubernetesObject, kubernetesVersion: string, props: PodHardeningProps, left?: readonly HardeningField[]): Hardened {
  const chart = new Chart(new Cluster({ name: 'proof', kubernetesVersion }), 'hardened');
  new ApiObject(chart, 'object', before);
  const hardening = new PodHardening(props);
  chart.with(hardening);
  const [object] = chart.toJson();
  const violations = hardening.report.entries.filter(({ outcome }) => outcome === HardeningOutcome.VIOLATION);
  return { object, reported: new Set(violations.map(({ field }) => field)), left };
}
