import * as fs from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { parse } from 'yaml';
import { applicableChecks, checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { POD_SECURITY_CHECKS } from '../../lib/rules/pod-security/checks';
import { pod } from './pods';
import { repaired } from './repair';
import { Upstream, VERSIONS } from './upstream';

// Our Pod Security checks against Kubernetes' own. Needs Go. Alone:
// npx ts-node -T -P test/tsconfig.json proof/pod-security/pod-security.proof.ts [pods] [seed]

const LEVELS = ['baseline', 'restricted'] as const;
const BATCH = 250;

/** What a comparison came to. */
export interface Tally {
  readonly title: string;
  /** What was compared, by name: `pods`, `verdicts`. */
  readonly counts: { readonly [what: string]: number };
  /** One line per disagreement. */
  readonly mismatches: readonly string[];
}

/** How much random input to compare. */
export interface PodSecurityProofOptions {
  readonly pods: number;
  readonly seed: number;
}

/** All comparisons. */
export function provePodSecurity({ pods, seed }: PodSecurityProofOptions): Tally[] {
  const upstream = new Upstream();
  try {
    const templates = fc.sample(pod, { numRuns: pods, seed });
    const own = fixtures(upstream.moduleFolder());
    return [
      proveList(upstream),
      proveFixtures(own),
      proveVerdicts("the module's own pods at every level and version", upstream, own.map(({ template }) => template)),
      proveVerdicts('random pods', upstream, templates),
      proveFields(upstream, templates),
    ];
  } finally {
    upstream.dispose();
  }
}

/** Our list of checks, with levels, versions and overrides, is the module's. */
export function proveList(upstream: Upstream): Tally {
  const theirs = upstream.checks().map((check) => JSON.stringify(check));
  const ours = POD_SECURITY_CHECKS.map(({ id, level, revisions, overrides }) =>
    JSON.stringify({ id, level, versions: revisions.map(({ since }) => `v${since}`), overrides: overrides ?? [] }));
  return {
    title: 'the list of checks',
    counts: { checks: theirs.length },
    mismatches: [
      ...theirs.filter((check) => !ours.includes(check)).map((check) => `only upstream: ${check}`),
      ...ours.filter((check) => !theirs.includes(check)).map((check) => `only ours: ${check}`),
    ],
  };
}

/** The pods of the module's own tests: each failing one is found by the check that its file is named after, no passing one is. */
export function proveFixtures(all: readonly Fixture[]): Tally {
  const counts = { pass: 0, fail: 0 };
  const mismatches: string[] = [];
  for (const { level, version, outcome, check, file, template } of all) {
    counts[outcome] += 1;
    const found = [...new Set(checkPodSecurity(template, level, version).map((finding) => finding.check))];
    const right = outcome === 'pass' ? found.length === 0 : found.some((id) => id.toLowerCase() === standsFor(check, level, version));
    if (!right) { mismatches.push(`${file}: found ${found.join(', ')}`); }
  }
  return { title: "the module's own pods", counts, mismatches };
}

/** At each level and version the same checks forbid the same pods. */
export function proveVerdicts(title: string, upstream: Upstream, templates: readonly any[]): Tally {
  const counts: { [what: string]: number } = { pods: templates.length, verdicts: 0, forbidding: 0 };
  const mismatches: string[] = [];
  for (const batch of batches(templates)) {
    upstream.judge(batch).forEach((verdict, index) => {
      if (verdict.error !== undefined) { mismatches.push(`not decoded: ${verdict.error}: ${JSON.stringify(batch[index])}`); return; }
      for (const level of LEVELS) {
        for (const version of VERSIONS) {
          const theirs = verdict.forbidden(level, version);
          const ours = [...new Set(checkPodSecurity(batch[index], level, version).map(({ check }) => check))].sort();
          counts.verdicts += 1;
          counts.forbidding += theirs.length === 0 ? 0 : 1;
          if (version === 'latest') { for (const check of theirs) { counts[`${level} latest: ${check}`] = (counts[`${level} latest: ${check}`] ?? 0) + 1; } }
          if (theirs.join() !== ours.join()) { mismatches.push(`${level} ${version}: upstream ${theirs}, ours ${ours}: ${JSON.stringify(batch[index])}`); }
        }
      }
    });
  }
  return { title, counts, mismatches };
}

/** The fields that we name are the ones: with all of them put right a pod passes upstream, with any one left as it is it does not. */
export function proveFields(upstream: Upstream, templates: readonly any[]): Tally {
  const counts = { repaired: 0, 'all but one': 0 };
  const mismatches: string[] = [];
  for (const batch of batches(templates)) {
    const cases = batch.flatMap((template, index) => repairs(template, VERSIONS[index % VERSIONS.length]));
    upstream.judge(cases.map(({ template }) => template)).forEach((verdict, index) => {
      const { level, version, template, forbidden } = cases[index];
      counts[forbidden === '' ? 'repaired' : 'all but one'] += 1;
      const theirs = verdict.error ?? verdict.forbidden(level, version).join();
      if (theirs !== forbidden) { mismatches.push(`${level} ${version}: expected '${forbidden}', upstream '${theirs}': ${JSON.stringify(template)}`); }
    });
  }
  return { title: 'fields named', counts, mismatches };
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
export interface Fixture {
  readonly level: 'baseline' | 'restricted';
  readonly version: string;
  readonly outcome: 'pass' | 'fail';
  /** In lower case, as file names have it. */
  readonly check: string;
  readonly file: string;
  readonly template: any;
}

/** The pods of the module's own tests, read where the module stands. */
export function fixtures(moduleFolder: string): Fixture[] {
  const root = path.join(moduleFolder, 'test', 'testdata');
  return LEVELS.flatMap((level) => fs.readdirSync(path.join(root, level)).flatMap((version) => (['pass', 'fail'] as const).flatMap((outcome) => {
    const folder = path.join(root, level, version, outcome);
    return fs.readdirSync(folder).map((file) => ({
      level,
      version: version.slice('v'.length),
      outcome,
      check: file.replace(/\d*\.yaml$/, ''),
      file: path.join(level, version, outcome, file),
      template: parse(fs.readFileSync(path.join(folder, file), 'utf8')),
    }));
  })));
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

if (require.main === module) {
  const [pods = 2000, seed = 1] = process.argv.slice(2).map(Number);
  const tallies = provePodSecurity({ pods, seed });
  for (const { title, counts, mismatches } of tallies) {
    console.log(`${title}: ${Object.entries(counts).map(([what, count]) => `${count} ${what}`).join(', ')}; ${mismatches.length} mismatches`);
    for (const mismatch of mismatches.slice(0, 10)) { console.log(`  ${mismatch}`); }
  }
  process.exitCode = tallies.some(({ mismatches }) => mismatches.length > 0) ? 1 : 0;
}
