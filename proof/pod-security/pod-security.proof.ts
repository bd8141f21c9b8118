import { AssertionError, strict as assert } from 'node:assert';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { applicableChecks, checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { POD_SECURITY_CHECKS } from '../../lib/rules/pod-security/checks';
import { Proof } from '../proof';
import { pod } from './pods';
import { repaired } from './repair';
import { Upstream, VERSIONS } from './upstream';

const LEVELS = ['baseline', 'restricted'] as const;
const BATCH = 250;
const PODS = 2000;

/** What a comparison came to. */
interface Tally {
  /** What was compared, by name: `pods`, `verdicts`. */
  readonly counts: { readonly [what: string]: number };
  /** One line per disagreement. */
  readonly mismatches: readonly string[];
}

export const proofs: Proof[] = [{
  name: 'pod-security',
  title: "The library's Pod Security checks forbid what Kubernetes' own forbid, for the fields that they name, at every level and version.",
  needs: ['pod-security'],
  run: async (context) => {
    const { binaries, processes } = context.host('pod-security');
    const upstream = new Upstream(binaries, processes);
    const templates = fc.sample(pod, { numRuns: PODS * context.random.times, seed: context.random.seed });
    const own = fixtures(upstream.fixtures());
    const agree = (title: string, compare: () => Tally | Promise<Tally>) => context.check(title, async () => {
      const { counts, mismatches } = await compare();
      if (mismatches.length > 0) {
        throw new AssertionError({ message: `${mismatches.length} mismatches:\n${mismatches.slice(0, 10).join('\n')}` });
      }
      for (const [what, count] of Object.entries(counts)) { assert.notEqual(count, 0, `no ${what}: that proves nothing`); }
      return Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ');
    });
    await agree('the list of checks is the same', () => proveList(upstream));
    await agree("the pods of Kubernetes' own tests are judged as their files are named", () => proveFixtures(own));
    await agree("the pods of Kubernetes' own tests get the same verdict at every level and version", () => proveVerdicts(upstream, own.map(({ template }) => template)));
    await agree('random pods get the same verdict at every level and version', () => proveVerdicts(upstream, templates));
    await agree('the fields that we name are the ones to repair: with all of them the pod is allowed, with all but one it is not', () => proveFields(upstream, templates));
  },
}];

/** Our list of checks, with levels, versions and overrides, is the module's. */
async function proveList(upstream: Upstream): Promise<Tally> {
  const theirs = (await upstream.checks()).map((check) => JSON.stringify(check));
  const ours = POD_SECURITY_CHECKS.map(({ id, level, revisions, overrides }) =>
    JSON.stringify({ id, level, versions: revisions.map(({ since }) => `v${since}`), overrides: overrides ?? [] }));
  return {
    counts: { checks: theirs.length },
    mismatches: [
      ...theirs.filter((check) => !ours.includes(check)).map((check) => `only upstream: ${check}`),
      ...ours.filter((check) => !theirs.includes(check)).map((check) => `only ours: ${check}`),
    ],
  };
}

/** The pods of the module's own tests: each failing one is found by the check that its file is named after, no passing one is. */
function proveFixtures(all: readonly Fixture[]): Tally {
  const counts = { pass: 0, fail: 0 };
  const mismatches: string[] = [];
  for (const { level, version, outcome, check, file, template } of all) {
    counts[outcome] += 1;
    const found = [...new Set(checkPodSecurity(template, level, version).map((finding) => finding.check))];
    const right = outcome === 'pass' ? found.length === 0 : found.some((id) => id.toLowerCase() === standsFor(check, level, version));
    if (!right) { mismatches.push(`${file}: found ${found.join(', ')}`); }
  }
  return { counts, mismatches };
}

/** At each level and version the same checks forbid the same pods. */
async function proveVerdicts(upstream: Upstream, templates: readonly any[]): Promise<Tally> {
  const counts = { pods: templates.length, verdicts: 0, forbidding: 0 };
  const seen = new Set<string>();
  const mismatches: string[] = [];
  for (const batch of batches(templates)) {
    (await upstream.judge(batch)).forEach((verdict, index) => {
      if (verdict.error !== undefined) { mismatches.push(`not decoded: ${verdict.error}: ${JSON.stringify(batch[index])}`); return; }
      for (const level of LEVELS) {
        for (const version of VERSIONS) {
          const theirs = verdict.forbidden(level, version);
          const ours = [...new Set(checkPodSecurity(batch[index], level, version).map(({ check }) => check))].sort();
          counts.verdicts += 1;
          counts.forbidding += theirs.length === 0 ? 0 : 1;
          theirs.forEach((check) => seen.add(check));
          if (theirs.join() !== ours.join()) { mismatches.push(`${level} ${version}: upstream ${theirs}, ours ${ours}: ${JSON.stringify(batch[index])}`); }
        }
      }
    });
  }
  return { counts: { ...counts, 'checks among them': seen.size }, mismatches };
}

/** The fields that we name are the ones: with all of them put right a pod passes upstream, with any one left as it is it does not. */
async function proveFields(upstream: Upstream, templates: readonly any[]): Promise<Tally> {
  const counts = { repaired: 0, 'all but one': 0 };
  const mismatches: string[] = [];
  for (const batch of batches(templates)) {
    const cases = batch.flatMap((template, index) => repairs(template, VERSIONS[index % VERSIONS.length]));
    (await upstream.judge(cases.map(({ template }) => template))).forEach((verdict, index) => {
      const { level, version, template, forbidden } = cases[index];
      counts[forbidden === '' ? 'repaired' : 'all but one'] += 1;
      const theirs = verdict.error ?? verdict.forbidden(level, version).join();
      if (theirs !== forbidden) { mismatches.push(`${level} ${version}: expected '${forbidden}', upstream '${theirs}': ${JSON.stringify(template)}`); }
    });
  }
  return { counts, mismatches };
}

interface Repair {
  readonly level: 'baseline' | 'restricted';
  readonly version: string;
  readonly template: unknown;
  /** The one check that must still forbid it; empty where none may. */
  readonly forbidden: string;
}

function repairs(template: any, version: string): Repair[] {
  return LEVELS.flatMap((level) => {
    const findings = checkPodSecurity(template, level, version);
    return [
      { level, version, template: repaired(template, findings), forbidden: '' },
      ...findings.map((finding) => ({ level, version, template: repaired(template, findings.filter((other) => other !== finding)), forbidden: finding.check })),
    ];
  });
}

/** A pod of the module's own tests. */
interface Fixture {
  readonly level: 'baseline' | 'restricted';
  readonly version: string;
  readonly outcome: 'pass' | 'fail';
  /** In lower case, as file names have it. */
  readonly check: string;
  readonly file: string;
  readonly template: any;
}

/** Reads `…/<level>/v<version>/<pass or fail>/<check><number>.yaml`. */
function fixtures(files: readonly string[]): Fixture[] {
  return files.map((file) => {
    const [level, version, outcome, name] = file.split(path.sep).slice(-4);
    return {
      level: level as Fixture['level'],
      version: version.slice('v'.length),
      outcome: outcome as Fixture['outcome'],
      check: name.replace(/\d*\.yaml$/, ''),
      file: [level, version, outcome, name].join('/'),
      template: parse(fs.readFileSync(file, 'utf8')),
    };
  });
}

// In `restricted` some baseline checks have another one in their place.
function standsFor(check: string, level: 'baseline' | 'restricted', version: string): string {
  const baseline = POD_SECURITY_CHECKS.find(({ id }) => id.toLowerCase() === check);
  const inItsPlace = applicableChecks(level, version).find(({ check: other }) => baseline !== undefined && other.overrides?.includes(baseline.id));
  return inItsPlace?.check.id.toLowerCase() ?? check;
}

function batches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));
}
