import * as fs from 'node:fs';
import * as path from 'node:path';
import { RULES } from '../../lib/rules/catalogue';
import { broken, readSample, Sample, toldOf } from './sample';

const samplesOf = (id: string): string[] => {
  const folder = path.join(__dirname, id);
  return fs.existsSync(folder) ? fs.readdirSync(folder).filter((file) => file.endsWith('.yaml')).map((file) => path.join(folder, file)) : [];
};
const isAllowed = (sample: Sample) => path.basename(sample.file).startsWith('allowed-');

describe.each(RULES.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  const samples = samplesOf(id).map(readSample);

  test('has samples of what it allows and of what it denies, named so', () => {
    expect(samples.map(({ file }) => path.basename(file).split('-')[0]).sort().filter((name, index, all) => all.indexOf(name) === index)).toEqual(['allowed', 'denied']);
    samples.filter((sample) => !isAllowed(sample)).forEach(({ expected }) => expect(expected).not.toEqual([]));
    samples.filter(isAllowed).forEach(({ expected }) => expect(expected).toEqual([]));
  });

  test('says of each sample what stands there, at its line', () => {
    samples.forEach((sample) => expect({ file: sample.file, told: toldOf(rule, sample) }).toEqual({ file: sample.file, told: sample.expected }));
  });

  test('notices what breaks what it allows', () => {
    const breakable = samples.filter(isAllowed).flatMap((sample) => sample.breakages.map((breakage) => ({ sample, breakage })));
    expect(breakable).not.toEqual([]);
    breakable.forEach(({ sample, breakage }) => {
      expect({ file: sample.file, breakage, told: toldOf(rule, sample, broken(sample, breakage)) }).not.toEqual({ file: sample.file, breakage, told: [] });
    });
  });

  test('changes nothing, and answers the same for the same objects', () => {
    samples.forEach((sample) => {
      const before = JSON.stringify(sample.objects);
      expect(toldOf(rule, sample)).toEqual(toldOf(rule, sample));
      expect(JSON.stringify(sample.objects)).toBe(before);
    });
  });
});

test('samples belong to rules that there are', () => {
  const groups = fs.readdirSync(__dirname, { withFileTypes: true }).filter((entry) => entry.isDirectory() && RULES.some(({ id }) => id.startsWith(`${entry.name}/`)));
  const folders = groups.flatMap(({ name }) => fs.readdirSync(path.join(__dirname, name), { withFileTypes: true })
    .filter((entry) => entry.isDirectory()).map((entry) => `${name}/${entry.name}`));
  expect(folders.filter((id) => !RULES.some((rule) => rule.id === id))).toEqual([]);
});
