import * as fs from 'node:fs';
import * as path from 'node:path';
import { formatPath } from '../../lib/manifest/field-path';
import { KubernetesObject } from '../../lib/manifest/object';
import { plainCopy } from '../../lib/manifest/plain-copy';
import { RULES } from '../../lib/rules/catalogue';
import { Judged } from '../../lib/rules/judge';
import { Addition } from '../../lib/rules/rule';
import { judgedOf, readSample, Sample } from './sample';

const deniedSamples = (id: string): Sample[] => {
  const folder = path.join(__dirname, id);
  return fs.readdirSync(folder).filter((file) => file.startsWith('denied-')).map((file) => readSample(path.join(folder, file)));
};

function add(object: KubernetesObject, { path: at, value }: Addition): void {
  let holder: any = object;
  at.slice(0, -1).forEach((step) => { holder = holder[step] ??= {}; });
  holder[at.at(-1)!] ??= value;
}

/** What is asked of pods alone that say something of what they may do. */
const ASKED_ONCE_BEGUN = ['security/read-only-root'];

/** A sample with all that a rule says can be added. */
function added(sample: Sample, found: readonly Judged[]): KubernetesObject[] {
  const objects = plainCopy(sample.objects) as KubernetesObject[];
  found.forEach(({ object, add: additions }) => additions.forEach((each) => add(objects[sample.objects.indexOf(object)], each)));
  return objects;
}

describe.each(RULES.map((rule) => [rule.id, rule] as const))('what can be added for %s', (id, rule) => {
  const samples = deniedSamples(id);
  const pinned = samples.flatMap(({ additions }) => additions);

  test('is what its samples say, and told by the rule', () => {
    samples.forEach((sample) => {
      const told = judgedOf([rule], sample).flatMap(({ object, add: additions }) => additions.map(({ path: at, value }) => (
        `/${sample.objects.indexOf(object)} ${formatPath(at)}: ${JSON.stringify(value)}`)));
      expect({ file: sample.file, told: [...new Set(told)].sort() }).toEqual({ file: sample.file, told: sample.additions });
    });
    expect({ isTold: rule.adds !== undefined }).toEqual({ isTold: pinned.length > 0 });
  });

  test('satisfies it, and leads to nothing that another rule finds', () => {
    const textOf = ({ rule: by, object, path: at, message }: Judged) => `${by.id} ${object.metadata?.name} ${formatPath(at)} ${message}`;
    samples.filter(({ additions }) => additions.length > 0).forEach((sample) => {
      const { file } = sample;
      const before = judgedOf([rule], sample);
      const objects = added(sample, before);
      const after = judgedOf([rule], sample, objects);
      expect({ file, left: after.flatMap(({ add: additions }) => additions) }).toEqual({ file, left: [] });
      expect(after).toHaveLength(before.filter(({ add: additions }) => additions.length === 0).length);
      const known = judgedOf(RULES, sample).map(textOf);
      const more = judgedOf(RULES, sample, objects).filter((judged) => !known.includes(textOf(judged)) && !ASKED_ONCE_BEGUN.includes(judged.rule.id));
      expect({ file, more: more.map(textOf) }).toEqual({ file, more: [] });
    });
  });
});
