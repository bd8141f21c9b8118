import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import type { CustomResources } from '../crds/engine';
import { install } from '../crds/install';
import { Proof, ProofContext } from '../proof';
import { judge } from './acceptance';
import { ControlPlane } from './control-plane';
import { Input, inputs } from './inputs';

/** Warnings of the API server that we know and live with. One that no longer occurs fails the proof. */
const ACKNOWLEDGED: readonly { warning: RegExp; reason: string }[] = [];

/** Shown objects that no server shall see, by source, and by kind and name where not all of a source is meant. */
const NOT_FOR_A_SERVER: readonly { source: string; object?: string; reason: string }[] = [];

export const proofs: Proof[] = [{
  name: 'accepted',
  title: 'Every object of every example, page and test snapshot is taken by a strict API server, and applying it again changes nothing.',
  needs: ['kubernetes', 'crds'],
  run: async (context) => {
    const all = inputs(path.resolve(__dirname, '../..'));
    if (all.length === 0) {
      context.skip('examples, pages and snapshots', 'there are none with a Kubernetes object yet');
      return;
    }
    const shown = all.filter((input) => {
      const exception = exceptionFor(input);
      if (exception !== undefined) { context.about(input.source).skip(title(input), exception.reason); }
      return exception === undefined;
    });
    for (const exception of NOT_FOR_A_SERVER) {
      await context.check(`the exception for ${exception.source} is still needed`, () => assert.ok(all.some((input) => exceptionFor(input) === exception)));
    }

    // An instance of its own: nodes, quotas or policies of another proof have no business here.
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const known = await installDefinitions(cluster, await context.engine('crds'), shown, context);
    const seen = new Set<RegExp>();
    const verdicts = await judge(cluster, known, (text) => {
      const found = ACKNOWLEDGED.find(({ warning }) => warning.test(text));
      if (found !== undefined) { seen.add(found.warning); }
      return found !== undefined;
    });
    for (const { candidate, faults } of verdicts) {
      await context.about(candidate.source).check(title(candidate), () => {
        assert.deepEqual([...(candidate.fault === undefined ? [] : [candidate.fault]), ...faults], []);
      });
    }
    for (const { warning, reason } of ACKNOWLEDGED) {
      await context.check(`the warning ${warning} still occurs (${reason})`, () => assert.ok(seen.has(warning)));
    }
    await cluster.stop();
  },
}];

/** Installs the definitions of all custom kinds, and returns the inputs whose kinds are known then. The others are accounted for. */
async function installDefinitions(cluster: ControlPlane, customResources: CustomResources, shown: readonly Input[], context: ProofContext): Promise<Input[]> {
  const known: Input[] = [];
  const missing = new Map<string, string | undefined>();
  const installed = new Set<string>();
  for (const input of shown) {
    const { apiVersion, kind } = input.object;
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const name = `${kind} of ${apiVersion}`;
    if (kind === 'ValidatingAdmissionPolicyBinding') {
      context.about(input.source).skip(title(input), 'it would refuse what else is applied; the proof of admission policies binds them');
      continue;
    }
    if (!missing.has(name) && !installed.has(`${group}/${kind}`) && await cluster.resourceOf(apiVersion, kind) === undefined) {
      const definition = await customResources.definitionOf(group, kind);
      if (definition !== undefined && typeof definition !== 'string') {
        await install(cluster, definition);
        installed.add(`${group}/${kind}`); // if the version is still unknown then, the API server says so
      } else {
        missing.set(name, definition);
      }
    }
    if (!missing.has(name)) {
      known.push(input);
      continue;
    }
    const why = missing.get(name);
    if (why !== undefined) { context.about(input.source).skip(title(input), why); } else {
      await context.about(input.source).check(title(input), () => assert.fail(`nobody knows the kind ${name}: list its group in proof/versions.ts`));
    }
  }
  return known;
}

function exceptionFor(input: Input) {
  return NOT_FOR_A_SERVER.find(({ source, object }) => source === input.source && (object === undefined || object === `${input.object.kind}/${input.object.metadata?.name}`));
}

function title({ set, source, object }: Input): string {
  const name = [object.metadata?.namespace, object.metadata?.name].filter((part) => part !== undefined).join('/');
  return `${object.kind} ${name}${set === source ? '' : ` (${set.slice(source.length).replace(/^[/ ]/, '')})`}`;
}
