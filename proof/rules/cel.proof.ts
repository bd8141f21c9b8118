import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { formatPath } from '../../lib/manifest/field-path';
import { CustomSchemas, schemasOfDefinitions } from '../../lib/schema/custom-resources';
import { SchemaFault, schemaFaults } from '../../lib/schema/schema-faults';
import { kubernetesMinors, schemasOf } from '../../lib/schema/schemas';
import { install } from '../crds/install';
import '../crds/engine';
import { ApiResponse } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import '../kubernetes/engine';
import { Proof } from '../proof';
import { CustomResource, resourcesOf, rulesIn } from './definitions';
import { PROBE, PROBES } from './language-probe';
import { randomResources } from './random-resources';

/** Kinds with rules of every sort. */
const KINDS: readonly (readonly [string, string])[] = [
  ['karpenter.sh', 'NodePool'], ['karpenter.sh', 'NodeClaim'], ['karpenter.k8s.aws', 'EC2NodeClass'], ['gateway.networking.k8s.io', 'HTTPRoute'],
  ['gateway.networking.k8s.io', 'Gateway'], ['gateway.networking.k8s.io', 'BackendTLSPolicy'], ['cilium.io', 'CiliumLocalRedirectPolicy'],
  ['networking.istio.io', 'ServiceEntry'], ['security.istio.io', 'AuthorizationPolicy'],
];

export const proofs: Proof[] = [{
  name: 'cel',
  title: 'The API server refuses a custom resource for the rules in CEL for which it is refused here, and no other.',
  needs: ['kubernetes', 'crds'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const crds = await context.engine('crds');
    await install(cluster, PROBE);
    const probe = schemasOfDefinitions([PROBE], schemasOf(kubernetesMinors().at(-1)!));
    await context.about('language').check('each rule of a table holds, or does not, or fails, as it does there', async () => {
      for (const spec of PROBES) {
        const object = { apiVersion: 'proof.example.com/v1', kind: 'Probe', metadata: { name: 'probe' }, spec };
        const answer = await cluster.create(object, { dryRun: true });
        assert.deepEqual(rulesBroken(faultsOf(probe, object).map(({ message }) => message)), rulesBroken(causesOf(answer)), JSON.stringify(spec));
      }
      return `${rulesIn(PROBE)} rules, ${PROBES.length} objects`;
    });
    for (const [group, kind] of KINDS) {
      const definition = await crds.definitionOf(group, kind);
      if (typeof definition === 'string' || definition === undefined) {
        context.about(kind).skip('random objects', definition ?? 'nobody says where its definition comes from');
        continue;
      }
      await install(cluster, definition);
      const schemas = schemasOfDefinitions([definition], schemasOf(kubernetesMinors().at(-1)!));
      await context.about(kind).check('random objects are refused there and here', async () => {
        let refused = 0;
        const resources = resourcesOf(definition);
        for (const resource of resources) {
          for (const object of fc.sample(randomResources(resource), { seed: context.random.seed, numRuns: 150 * context.random.times })) {
            refused += await compare(cluster, schemas, resource, object) ? 1 : 0;
          }
        }
        return `${resources.reduce((sum, { schema }) => sum + rulesIn(schema), 0)} rules, ${150 * resources.length * context.random.times} objects, ${refused} of them refused by rules alone`;
      });
    }
    await cluster.stop();
  },
}];

function faultsOf(schemas: CustomSchemas, object: any): readonly SchemaFault[] {
  return schemaFaults(schemas.find(object.apiVersion, object.kind)!, object);
}

/** Whether rules alone refuse it. */
async function compare(cluster: ControlPlane, schemas: CustomSchemas, { kind }: CustomResource, object: any): Promise<boolean> {
  const faults = faultsOf(schemas, object);
  const answer = await cluster.create(object, { dryRun: true });
  const told = faults.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('\n');
  assert.equal(answer.status >= 400, faults.length > 0, `${kind} ${JSON.stringify(object)}\nhere: ${told}\nthere: ${answer.body?.message}`);
  const byRules = faults.length > 0 && faults.every(({ rule }) => rule === 'cel');
  if (byRules) {
    const there = plain(answer.body.message);
    const unheard = faults.map(({ message }) => plain(message.replace(START, ''))).filter((text) => !FAILS.test(text) && !there.includes(text));
    assert.deepEqual(unheard, [], `${kind} ${JSON.stringify(object)}\nthere: ${answer.body.message}`);
  }
  return byRules;
}

const START = 'breaks a rule of its definition: ';
/** The two say in other words why a rule fails. */
const FAILS = /^'.*' fails: /;

function plain(text: string): string {
  return text.replace(/\s+/g, ' ');
}

function causesOf({ status, body }: ApiResponse): string[] {
  return status < 400 ? [] : body.details.causes.map(({ message }: any) => message);
}

/** The numbers of the rules that are named. */
function rulesBroken(messages: readonly string[]): number[] {
  return [...new Set(messages.flatMap((message) => [...message.matchAll(/rule (\d+)(?!\d)/g)].map(([, number]) => Number(number))))].sort((a, b) => a - b);
}
