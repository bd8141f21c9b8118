import * as fs from 'node:fs';
import * as path from 'node:path';
import { namespaceSettler } from '../../lib/manifest/cluster-scoped';
import { KubernetesObject } from '../../lib/manifest/object';
import { AdmissionPolicy, admissionPolicy, NAMESPACES_OF_THE_CLUSTER, notInCluster } from '../../lib/rules/admission/admission-policy';
import { RULES } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { ClusterManifests, groupKindOf } from '../../lib/rules/cluster-manifests';
import { ChosenRule, RuleJudge } from '../../lib/rules/judge';
import { TargetSchemas } from '../../lib/rules/target-schemas';
import { readSample } from '../../test/rules/sample';

export const SAMPLES = 'test/rules';
/** Where what names no namespace is written. */
export const HOME = 'home';

/** An object of a sample, and whether the rule of the sample denies it. */
export interface Question {
  readonly file: string;
  readonly object: KubernetesObject;
  readonly isDenied: boolean;
}

/** A rule with options, as a cluster asks it, and what it is asked. */
export interface Examination {
  readonly id: string;
  readonly policy: AdmissionPolicy;
  readonly questions: readonly Question[];
  /** Objects that the rule denies and a cluster is not asked about, with the reason. */
  readonly passedOver: readonly string[];
}

/** All rules that a cluster can ask, with the samples of each: one for each choice of options. */
export function examinations(): Examination[] {
  return RULES.flatMap((rule) => {
    const byOptions = new Map<string, string[]>();
    const folder = path.join(SAMPLES, rule.id);
    for (const file of fs.readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort()) {
      const options = JSON.stringify(readSample(path.join(folder, file)).options);
      byOptions.set(options, [...byOptions.get(options) ?? [], path.join(folder, file)]);
    }
    return [...byOptions].flatMap(([options, files], index) => {
      const chosen = { rule, options: { ...defaultOptions(rule), ...JSON.parse(options) } };
      return rule.severity === 'refused' || notInCluster(chosen) !== undefined ? [] : [examinationOf(chosen, index, files)];
    });
  });
}

function examinationOf(chosen: ChosenRule, index: number, files: readonly string[]): Examination {
  const policy = admissionPolicy(chosen);
  const kinds = policy.kinds.map(({ group, kind }) => `${group}/${kind}`);
  const passedOver: string[] = [];
  const questions = files.flatMap((file) => answered(chosen, file).flatMap(({ question, isDeniedAmongOthers }) => {
    const { object, isDenied } = question;
    const why = kinds.includes(groupKindOf(object)) ? whyOutside(object) : `${object.kind} is none of its kinds`;
    if (isDeniedAmongOthers && (why !== undefined || !isDenied)) { passedOver.push(`${file}: ${why ?? 'it is by what it does not say alone'}`); }
    return why === undefined ? [question] : [];
  }));
  return { id: chosen.rule.id, policy: index === 0 ? policy : { ...policy, name: `${policy.name}-${index + 1}` }, questions, passedOver };
}

function whyOutside({ metadata }: KubernetesObject): string | undefined {
  return NAMESPACES_OF_THE_CLUSTER.includes(metadata?.namespace ?? '') ? `it stands in ${metadata!.namespace}` : undefined;
}

/** What a rule says of each object of a sample, and of the object alone: a cluster sees no other beside it, and always knows its namespace. */
function answered(chosen: ChosenRule, file: string): { readonly question: Question; readonly isDeniedAmongOthers: boolean }[] {
  const { objects, target } = readSample(file);
  const deniedIn = (all: readonly KubernetesObject[]) => {
    const schemas = new TargetSchemas(target.kubernetesVersion, all.filter(({ kind }) => kind === 'CustomResourceDefinition'));
    return new Set(new RuleJudge([chosen]).judge(new ClusterManifests(all, target, { schemas })).found.map(({ object }) => object));
  };
  const among = deniedIn(objects);
  return objects.map((object) => {
    const placed = settle({ ...object, metadata: { namespace: HOME, ...object.metadata } });
    return { question: { file, object: placed, isDenied: deniedIn([placed]).has(placed) }, isDeniedAmongOthers: among.has(object) };
  });
}

const settle = namespaceSettler([]);
