import * as assert from 'node:assert/strict';
import { KubernetesObject } from '../../lib/manifest/object';
import { acceptedAnnotation } from '../../lib/rules/accepted-annotation';
import { NAMESPACES_OF_THE_CLUSTER } from '../../lib/rules/admission/admission-policy';
import { PolicyAction } from '../../lib/rules/admission/policy-scope';
import { validatingAdmissionPolicy } from '../../lib/rules/admission/validating-admission-policy';
import { install } from '../crds/install';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { Examination, examinations, HOME, Question, SAMPLES } from './questions';

export const proofs: Proof[] = [{
  name: 'admission-policies',
  title: 'What a rule denies, the API server denies by the policy made of it; what it allows passes.',
  needs: ['kubernetes', 'crds'],
  reads: [SAMPLES],
  run: async (context) => {
    // What would refuse a pod of a sample for things that are not in it.
    const cluster = await ControlPlane.start(context.host('kubernetes'), { args: { 'kube-apiserver': ['--disable-admission-plugins=ServiceAccount,Priority,RuntimeClass'] } });
    const asked = examinations();
    await prepare(context, cluster, asked);
    await context.check('all policies are taken, and no expression is warned of', () => takesPolicies(cluster, asked));
    const answers = new Map<Question, Answer>();
    for (const id of new Set(asked.map((each) => each.id))) {
      const ofRule = asked.filter((each) => each.id === id);
      await context.about('rules').check(`${id}: the cluster warns of what the rule denies, and of nothing else`, () => judgesAsRule(cluster, ofRule, answers));
    }
    await bind(cluster, asked, 'deny');
    await context.check('what is warned of is refused where policies deny, and nothing else', () => denies(cluster, answers));
    await cluster.stop();
  },
}];

/** What came of a question. */
interface Answer {
  /** What policies warn of, by their names. */
  readonly warned: ReadonlyMap<string, string>;
  /** Why the API server itself refuses the object, which no policy sees then. */
  readonly refused?: string;
}

async function prepare(context: ProofContext, cluster: ControlPlane, asked: readonly Examination[]): Promise<void> {
  const namespaces = new Set(asked.flatMap(({ questions }) => questions).flatMap(({ object }) => object.metadata?.namespace ?? []));
  for (const namespace of new Set([HOME, ...namespaces])) { if (namespace !== 'default') { await cluster.namespace(namespace); } }
  const custom = new Map(asked.flatMap(({ policy }) => policy.kinds).filter(({ group }) => group.includes('.') && !group.endsWith('.k8s.io')).map((each) => [each.kind, each]));
  const gateway = asked.flatMap(({ policy }) => policy.kinds).find(({ kind }) => kind === 'Gateway')!;
  for (const { group, kind } of [...custom.values(), gateway]) { await install(cluster, await (await context.engine('crds')).definitionOf(group, kind)); }
}

const MARKER = 'marker';

/** Shows that all policies before it are heeded. */
const marker = (action: string): KubernetesObject[] => [
  {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: `${MARKER}-${action}` },
    spec: {
      matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }] },
      validations: [{ expression: `object.metadata.name != '${MARKER}-${action}'` }],
    },
  },
  {
    apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: `${MARKER}-${action}` },
    spec: { policyName: `${MARKER}-${action}`, validationActions: ['Deny'] },
  },
];

async function heeded(cluster: ControlPlane, action: string): Promise<void> {
  for (const object of marker(action)) { accepted(object.kind, await cluster.create(object)); }
  const probe = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `${MARKER}-${action}`, namespace: HOME } };
  await cluster.waitFor('the policies to be heeded', async () => (await cluster.create(probe, { dryRun: true })).status >= 400);
}

function objectsOf({ policy }: Examination, action: PolicyAction): KubernetesObject[] {
  return validatingAdmissionPolicy(policy, { action, exceptNamespaces: NAMESPACES_OF_THE_CLUSTER });
}

async function takesPolicies(cluster: ControlPlane, asked: readonly Examination[]): Promise<string> {
  for (const object of asked.flatMap((each) => objectsOf(each, 'warn'))) { accepted(`${object.kind} ${object.metadata!.name}`, await cluster.create(object)); }
  const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
  const policies = await cluster.waitFor('all expressions to be checked', async () => {
    const { items } = await cluster.read(path);
    const isChecked = ({ metadata, status }: any) => status?.observedGeneration === metadata.generation && status.typeChecking !== undefined;
    return items.every(isChecked) ? items as any[] : undefined;
  });
  const warnings = policies.flatMap(({ metadata, status }) => (status.typeChecking.expressionWarnings ?? [])
    .map(({ fieldRef, warning }: any) => `${metadata.name}: ${fieldRef}: ${warning}`));
  assert.deepEqual(warnings, []);
  await heeded(cluster, 'warn');
  return `${policies.length} policies of ${new Set(asked.map(({ id }) => id)).size} rules`;
}

async function bind(cluster: ControlPlane, asked: readonly Examination[], action: PolicyAction): Promise<void> {
  for (const [, binding] of asked.map((each) => objectsOf(each, action))) {
    accepted(binding.metadata!.name!, await cluster.request('PATCH', await cluster.pathOf(binding), { spec: binding.spec }, 'application/merge-patch+json'));
  }
  await heeded(cluster, action);
}

async function judgesAsRule(cluster: ControlPlane, asked: readonly Examination[], answers: Map<Question, Answer>): Promise<string> {
  const count = { denied: 0, allowed: 0, unjudged: 0 };
  const wrong: string[] = [];
  for (const { id, policy, questions } of asked) {
    for (const question of questions) {
      const answer = await ask(cluster, question.object);
      if (answer.refused !== undefined) { count.unjudged++; continue; }
      answers.set(question, answer);
      const told = answer.warned.get(policy.name);
      if ((told !== undefined) !== question.isDenied) { wrong.push(`${question.file}, ${describe(question)}: ${told ?? 'let pass'}`); }
      // Where an expression fails, the server says so, or falls back to what needs none.
      if (told !== undefined && (!told.endsWith(`. ${policy.message}`))) { wrong.push(`${question.file}, ${describe(question)}: ${told}`); }
      count[question.isDenied ? 'denied' : 'allowed']++;
      if (!question.isDenied) { continue; }
      const excused = await ask(cluster, accepting(question.object, id));
      if (excused.warned.has(policy.name)) { wrong.push(`${question.file}, ${describe(question)}: warned of although it is accepted`); }
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count.denied > 0 && count.allowed > 0, `there is nothing to judge: ${JSON.stringify(count)}`);
  const passedOver = asked.reduce((sum, each) => sum + each.passedOver.length, 0);
  return [
    `${count.denied} denied, ${count.allowed} allowed`,
    ...count.unjudged > 0 ? [`${count.unjudged} refused by the API server itself`] : [],
    ...passedOver > 0 ? [`${passedOver} denied that no policy is asked about`] : [],
  ].join(', ');
}

function describe({ object }: Question): string {
  return `${object.kind} ${object.metadata?.name}`;
}

/** Samples are alone in their cluster: each is asked as if it were written now. */
async function ask(cluster: ControlPlane, object: KubernetesObject): Promise<Answer> {
  const { status, body, warnings } = await cluster.create(object, { dryRun: true });
  const exists = status === 409;
  return {
    warned: new Map(warnings.flatMap((text) => {
      const [, name, told] = /ValidatingAdmissionPolicy '([^']+)' with binding '[^']+': (.*)$/s.exec(text) ?? [];
      // Headers are bytes, and read as if each were a sign.
      return name === undefined ? [] : [[name, Buffer.from(told, 'latin1').toString()] as const];
    })),
    ...status >= 300 && !exists && { refused: String(body?.message ?? body) },
  };
}

function accepting(object: KubernetesObject, id: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, [acceptedAnnotation(id)]: 'a reason' } } };
}

async function denies(cluster: ControlPlane, answers: ReadonlyMap<Question, Answer>): Promise<string> {
  const wrong: string[] = [];
  let refused = 0;
  for (const [question, { warned }] of answers) {
    const { refused: why } = await ask(cluster, question.object);
    const policy = /ValidatingAdmissionPolicy '([^']+)'/.exec(why ?? '')?.[1];
    if (why !== undefined) { refused++; }
    if ((why !== undefined) !== (warned.size > 0) || (policy !== undefined && !warned.has(policy))) { wrong.push(`${question.file}, ${describe(question)}: ${why ?? 'taken'}`); }
  }
  assert.deepEqual(wrong, []);
  return `${answers.size} objects, ${refused} refused`;
}
