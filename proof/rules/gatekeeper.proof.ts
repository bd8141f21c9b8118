import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { KubernetesObject } from '../../lib/manifest/object';
import { stringifyYaml } from '../../lib/manifest/yaml';
import { acceptedAnnotation } from '../../lib/rules/accepted-annotation';
import { NAMESPACES_OF_THE_CLUSTER } from '../../lib/rules/admission/admission-policy';
import { gatekeeperPolicy } from '../../lib/rules/admission/gatekeeper-policy';
import { Proof, ProofContext } from '../proof';
import { Examination, examinations, Question, SAMPLES } from './questions';

export const proofs: Proof[] = [{
  name: 'gatekeeper',
  title: 'What a rule denies, Gatekeeper denies by the template made of it; what it allows passes.',
  needs: ['gatekeeper'],
  reads: [SAMPLES],
  run: async (context) => {
    const asked = examinations();
    const told = await judge(context, asked);
    for (const id of new Set(asked.map((each) => each.id))) {
      await context.about('rules').check(`${id}: Gatekeeper denies what the rule denies, and nothing else`, () => judgesAsRule(asked.filter((each) => each.id === id), told));
    }
  },
}];

/** What constraints say, by their names and the marks of objects. */
type Told = ReadonlyMap<string, string>;

const MARK = 'fleetwright.dev/mark';

const keyOf = (constraint: string, mark: string): string => `${constraint} ${mark}`;
const markOf = ({ policy, questions }: Examination, question: Question, isAccepted = false): string => `${policy.name}.${questions.indexOf(question)}${isAccepted ? '.accepted' : ''}`;

/** All objects at once: the program takes as long to begin as to judge. */
async function judge(context: ProofContext, asked: readonly Examination[]): Promise<Told> {
  const { binaries, processes } = context.host('gatekeeper');
  const folder = processes.newFolder('gatekeeper');
  const write = (name: string, objects: readonly KubernetesObject[]) => fs.writeFileSync(path.join(folder, name), stringifyYaml(objects));
  write('policies.yaml', asked.flatMap(({ policy }) => gatekeeperPolicy(policy, { action: 'deny', exceptNamespaces: NAMESPACES_OF_THE_CLUSTER })));
  write('objects.yaml', asked.flatMap((each) => each.questions.flatMap((question) => [
    marked(question.object, { [MARK]: markOf(each, question) }),
    marked(question.object, { [MARK]: markOf(each, question, true), [acceptedAnnotation(each.id)]: 'a reason' }),
  ])));
  const { code, stdout, stderr } = await processes.run(binaries.program('gator'), ['test', '--filename', folder, '--output', 'json'], { timeoutMs: 10 * 60_000 });
  // 1 where something is denied.
  assert.equal(code, 1, stderr);
  const results: any[] = JSON.parse(stdout);
  return new Map(results.map(({ constraint, msg, violatingObject: { metadata } }) => [
    keyOf(constraint.metadata.name, metadata.annotations[MARK]), String(msg),
  ]));
}

function marked(object: KubernetesObject, annotations: { readonly [key: string]: string }): KubernetesObject {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata?.annotations, ...annotations } } };
}

function judgesAsRule(asked: readonly Examination[], told: Told): string {
  const count = { denied: 0, allowed: 0 };
  const wrong: string[] = [];
  for (const examination of asked) {
    for (const question of examination.questions) {
      const { policy } = examination;
      const said = told.get(keyOf(policy.name, markOf(examination, question)));
      const where = `${question.file}, ${question.object.kind} ${question.object.metadata?.name}`;
      if ((said !== undefined) !== question.isDenied) { wrong.push(`${where}: ${said ?? 'let pass'}`); }
      // Where an expression fails, it says so.
      if (said !== undefined && !said.endsWith(`. ${policy.message}`)) { wrong.push(`${where}: ${said}`); }
      if (told.has(keyOf(policy.name, markOf(examination, question, true)))) { wrong.push(`${where}: denied although it is accepted`); }
      count[question.isDenied ? 'denied' : 'allowed']++;
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count.denied > 0 && count.allowed > 0, `there is nothing to judge: ${JSON.stringify(count)}`);
  return `${count.denied} denied, ${count.allowed} allowed`;
}
