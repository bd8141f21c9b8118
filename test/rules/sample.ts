import * as fs from 'node:fs';
import { JsonPatch } from 'cdk8s';
import { formatPath } from '../../lib/manifest/field-path';
import { readLocatedYaml } from '../../lib/manifest/located-yaml';
import { KubernetesObject } from '../../lib/manifest/object';
import { defaultOptions } from '../../lib/rules/choice';
import { ClusterManifests, Target } from '../../lib/rules/cluster-manifests';
import { Judged, RuleJudge } from '../../lib/rules/judge';
import { OptionValues, Rule } from '../../lib/rules/rule';
import { TargetSchemas } from '../../lib/rules/target-schemas';

/** An operation of a JSON patch. */
export interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/** A line of a sample, and what is found there: `12 spec.replicas: must …`. */
export type Told = string;

/**
 * Objects of a cluster with what one rule says of them, in a file `allowed-….yaml` or `denied-….yaml`:
 *
 * - `#! <field>: <message>` behind a line, or in the lines after it, pins what is found there;
 * - `# kubernetes: 1.30` names the cluster's version, `# options: {"tags": ["latest"]}` sets options of the rule;
 * - `#+ /0 <field>: <value as JSON>` pins what can be added to the first document without a guess;
 * - `#~ {"op": "remove", "path": "/0/spec/replicas"}` breaks an allowed one in the way that the rule forbids: a JSON patch of the list of documents.
 */
export interface Sample {
  readonly file: string;
  readonly objects: readonly KubernetesObject[];
  readonly target: Target;
  readonly options: OptionValues;
  readonly expected: readonly Told[];
  readonly additions: readonly Told[];
  readonly breakages: readonly Operation[];
  /** Where a field stands. */
  lineOf(object: KubernetesObject, path: readonly (string | number)[]): number;
}

export function readSample(file: string): Sample {
  const text = fs.readFileSync(file, 'utf8');
  const lines = text.split('\n');
  const documents = readLocatedYaml(text, file, { addSyntax: ({ rule }, { line }) => { throw new Error(`${file}:${line}: ${rule}`); } });
  const objects = documents.map(({ value }) => value as KubernetesObject);
  const setting = (name: string) => lines.map((line) => new RegExp(`^# ${name}: (.*)$`).exec(line)?.[1]).find((value) => value !== undefined);
  return {
    file,
    objects,
    target: { name: 'sample', kubernetesVersion: setting('kubernetes') },
    options: JSON.parse(setting('options') ?? '{}'),
    expected: lines.flatMap((line, index) => {
      const told = /#! (.*)$/.exec(line)?.[1];
      return told === undefined ? [] : [`${lineAbout(lines, index)} ${told}`];
    }).sort(),
    additions: lines.flatMap((line) => (line.startsWith('#+ ') ? [line.slice(3)] : [])).sort(),
    breakages: lines.flatMap((line) => (line.startsWith('#~ ') ? [JSON.parse(line.slice(3))] : [])),
    lineOf: (object, at) => {
      const document = documents.find(({ value }) => value === object)!;
      return document.places.of(object, at).line!;
    },
  };
}

/** The line that a comment is about: its own, or the one above that holds more than a comment. */
function lineAbout(lines: readonly string[], index: number): number {
  let line = index;
  while (/^\s*#/.test(lines[line])) { line--; }
  return line + 1;
}

/** What rules find in a sample, with the options that it sets for one of them. */
export function judgedOf(rules: readonly Rule[], sample: Sample, objects: readonly KubernetesObject[] = sample.objects): readonly Judged[] {
  const judge = new RuleJudge(rules.map((rule) => ({ rule, options: { ...defaultOptions(rule), ...sample.options } })));
  const definitions = objects.filter(({ kind }) => kind === 'CustomResourceDefinition');
  const schemas = new TargetSchemas(sample.target.kubernetesVersion, definitions);
  return judge.judge(new ClusterManifests(objects, sample.target, { schemas })).found;
}

/** What a rule says of a sample. */
export function toldOf(rule: Rule, sample: Sample, objects: readonly KubernetesObject[] = sample.objects): Told[] {
  return judgedOf([rule], sample, objects)
    .map(({ object, path, message }) => `${objects === sample.objects ? sample.lineOf(object, path) : 0} ${formatPath(path)}: ${message}`).sort();
}

/** The objects of a sample after a breakage. */
export function broken(sample: Sample, breakage: Operation): KubernetesObject[] {
  return JsonPatch.apply(JSON.parse(JSON.stringify(sample.objects)), { _toJson: () => breakage } as JsonPatch);
}
