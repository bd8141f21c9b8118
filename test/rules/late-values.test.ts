import * as fs from 'node:fs';
import * as path from 'node:path';
import { placeholder } from '../../lib/manifest/known';
import { KubernetesObject } from '../../lib/manifest/object';
import { KIND_RULES } from '../../lib/rules/api/kinds';
import { defaultOptions } from '../../lib/rules/choice';
import { ClusterManifests } from '../../lib/rules/cluster-manifests';
import { RuleJudge } from '../../lib/rules/judge';
import { readSample, Sample } from './sample';

// A preview holds placeholders for what only a deployment knows. Nothing is wrong with them, nor with what stands beside them.

const LATE = placeholder('late');

type Path = readonly (string | number)[];

function leaves(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) { return [at]; }
  return Object.keys(value).flatMap((key) => leaves((value as any)[key], [...at, Array.isArray(value) ? Number(key) : key]));
}

function withLate<T>(value: T, at: Path): T {
  if (at.length === 0) { return LATE as T; }
  const copy: any = Array.isArray(value) ? [...value] : { ...value };
  copy[at[0]] = withLate(copy[at[0]], at.slice(1));
  return copy;
}

function allowedSamples(id: string): Sample[] {
  const folder = path.join(__dirname, id);
  return fs.readdirSync(folder).filter((file) => file.startsWith('allowed-')).map((file) => readSample(path.join(folder, file)));
}

test.each(KIND_RULES.map((rule) => [rule.id, rule] as const))('%s says nothing for a value that is not known yet', (id, rule) => {
  for (const sample of allowedSamples(id)) {
    const judge = new RuleJudge([{ rule, options: { ...defaultOptions(rule), ...sample.options, ...id === 'api/object-size' ? { bytes: 1e6 } : {} } }]);
    sample.objects.forEach((object, index) => leaves(object).filter(([field]) => field !== 'apiVersion' && field !== 'kind').forEach((at) => {
      const objects = sample.objects.map((each, position): KubernetesObject => (position === index ? withLate(object, at) : each));
      expect({ at, found: judge.judge(new ClusterManifests(objects, sample.target)).found.map(({ message }) => message) }).toEqual({ at, found: [] });
    }));
  }
});
