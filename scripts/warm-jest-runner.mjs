// Runs our Jest tests for Stryker in a process that keeps what it has loaded. Jest itself loads everything anew for each mutant, cdk8s included,
// which makes a run of minutes one of days. The tests' own engine is Jest's: jest-circus, expect, jest-snapshot, jest-mock.
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';

const require = createRequire(import.meta.url);
const circus = require('jest-circus');
const { jestExpect: expect } = require('@jest/expect');
const { SnapshotState } = require('jest-snapshot');
const mocks = new (require('jest-mock').ModuleMocker)(globalThis);

/** The folders of test/ that judge the rooms at the bottom. What the areas above test comes on top of that. */
const TESTS = ['manifest', 'rules', 'construct', 'cluster', 'pod', 'workload'];
/** What tests the mixin, or thousands of cases at random, takes four fifths of the time of all, and is nearly never the only one to notice a fault. */
const LEFT_OUT = /^workload\/(hardening\/|pod-hardening)|propert(y|ies)\.test/;

/** For what waits. How long a mutant may take in all says Stryker. */
const TEST_TIMEOUT_MS = 60_000;

class WarmJestRunner {
  #room = process.cwd(); // Stryker's copy of the project, compiled in place
  #require = createRequire(path.join(this.#room, 'package.json'));
  #stryker = (globalThis.__stryker__ ??= {});
  #files = testFiles(this.#room);

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    process.env.FORCE_COLOR = '0';
    Object.assign(globalThis, circus, { expect, jest: { spyOn: mocks.spyOn.bind(mocks), fn: mocks.fn.bind(mocks), setTimeout: () => undefined } });
    circus.addEventHandler((event) => this.#follow(event));
  }

  async dryRun({ coverageAnalysis }) {
    const tests = [];
    for (const file of this.#files) {
      tests.push(...await this.#run(file));
    }
    const mutantCoverage = coverageAnalysis === 'off' ? undefined : this.#stryker.mutantCoverage;
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, sandboxFileName, hitLimit, disableBail }) {
    this.#stryker.hitLimit = hitLimit;
    this.#stryker.hitCount = hitLimit === undefined ? undefined : 0;
    const chosen = testFilter && new Set(testFilter);
    // Also where the mutant does not need it: what the mutant before has left in a constant would kill this one.
    this.#unload('lib');
    this.#stryker.activeMutant = activeMutant.id;
    const tests = [];
    try {
      for (const file of nearestFirst(this.#files, path.relative(this.#room, sandboxFileName))) {
        if (!holds(file, chosen)) { continue; }
        tests.push(...await this.#run(file, { chosen, mutated: sandboxFileName }));
        if (!disableBail && tests.some(({ status }) => status === TestStatus.Failed)) { break; }
      }
    } finally {
      this.#stryker.activeMutant = undefined;
    }
    return toMutantRunResult(
      determineHitLimitReached(this.#stryker.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests },
      disableBail,
    );
  }

  /** Runs the chosen tests of a file until one fails. What fails while the file is loaded is a test of its own. */
  async #run(file, { chosen, mutated } = {}) {
    const loads = { id: `${file}#loads`, name: `${file} loads`, fileName: path.join(this.#room, file), timeSpentMs: 0, status: TestStatus.Success };
    let state;
    try {
      state = this.#load(file);
    } catch (error) {
      return [{ ...loads, status: TestStatus.Failed, failureMessage: String(error?.stack ?? error) }];
    }
    if (mutated !== undefined && !this.#reaches(file, mutated)) { return [loads]; }
    const tests = testsOf(state.rootDescribeBlock);
    for (const [n, test] of tests.entries()) {
      test.id = `${file}#${n}`;
      if (chosen && !chosen.has(test.id)) { test.mode = 'skip'; }
    }
    state.tests = tests;
    expect.setState({ testPath: path.join(this.#room, file), snapshotState: snapshotsOf(path.join(this.#room, file), this.#room) });
    const { unhandledErrors } = await circus.run();
    mocks.restoreAllMocks();
    this.#stryker.currentTestId = undefined;

    const results = tests.filter(({ status }) => status === 'done').map((test) => ({
      ...loads,
      id: test.id,
      name: `${file} ${nameOf(test)}`,
      timeSpentMs: test.duration ?? 0,
      ...test.errors.length > 0 ? { status: TestStatus.Failed, failureMessage: messageOf(test.errors[0]) } : {},
    }));
    if (unhandledErrors.length > 0) { return [...results, { ...loads, status: TestStatus.Failed, failureMessage: messageOf(unhandledErrors[0]) }]; }
    return [loads, ...results];
  }

  #follow({ name, test }) {
    if (name === 'test_start') {
      mocks.clearAllMocks();
      this.#stryker.currentTestId = test.mode === 'skip' ? undefined : test.id;
      expect.setState({ currentTestName: nameOf(test), suppressedErrors: [], assertionCalls: 0 });
    } else if (name === 'test_done') {
      test.errors.push(...expect.getState().suppressedErrors); // of snapshots
      this.#stryker.currentTestId = undefined;
      // Nothing is to be learnt after the first failure, and the hooks of skipped tests do not run.
      if (test.errors.length > 0) {
        for (const other of circus.getState().tests) {
          if (other.status !== 'done') { other.mode = 'skip'; }
        }
      }
    }
  }

  /** The circus that a test file fills: as in Jest, it shares no module of test/ with another. */
  #load(file) {
    this.#unload('test');
    circus.resetState();
    circus.getState().testTimeout = TEST_TIMEOUT_MS;
    this.#require(this.#compiled(file));
    return circus.getState();
  }

  #compiled(file) {
    return path.resolve(this.#room, file.replace(/\.ts$/, '.js'));
  }

  /** Whether a test file has loaded the mutated one. Of the tests of a room, none loads what stands above it. */
  #reaches(file, mutated) {
    const seen = new Set();
    const reaches = (module) => module.filename === this.#compiled(mutated) || module.children.some((child) => {
      if (seen.has(child) || child.filename.includes('node_modules')) { return false; }
      seen.add(child);
      return reaches(child);
    });
    return reaches(this.#require.cache[this.#compiled(file)]);
  }

  /** Forgets what was loaded of a folder, but the schemas that tests judge by: they take long to read, and hold nothing of ours. */
  #unload(folder) {
    for (const module of Object.keys(this.#require.cache)) {
      const within = path.relative(path.join(this.#room, folder), module);
      if (!within.startsWith('..') && !within.startsWith('schema')) { delete this.#require.cache[module]; }
    }
  }
}

function testFiles(room) {
  return TESTS.flatMap((folder) => readdirSync(path.join(room, 'test', folder), { recursive: true }).sort()
    .map((name) => `${folder}/${name}`).filter((name) => name.endsWith('.test.ts') && !LEFT_OUT.test(name)).map((name) => `test/${name}`));
}

function holds(file, chosen) {
  return chosen === undefined || [...chosen].some((id) => id.startsWith(`${file}#`));
}

/** The test that mirrors the mutant's file is the likeliest to notice it. */
function nearestFirst(files, mutated) {
  const own = mutated.replace(/^lib\//, 'test/').replace(/\.[jt]s$/, '.test.ts');
  const room = path.dirname(own);
  const distance = (file) => file === own ? 0 : path.dirname(file) === room ? 1 : 2;
  return [...files].sort((a, b) => distance(a) - distance(b));
}

function testsOf(block) {
  return block.children.flatMap((child) => child.type === 'test' ? [child] : testsOf(child));
}

function nameOf(test) {
  const names = [];
  for (let at = test; at.parent !== undefined; at = at.parent) { names.unshift(at.name); }
  return names.join(' ');
}

function snapshotsOf(testFile, rootDir) {
  const stored = path.join(path.dirname(testFile), '__snapshots__', `${path.basename(testFile)}.snap`);
  return new SnapshotState(stored, { rootDir, updateSnapshot: 'none', snapshotFormat: { escapeString: false, printBasicPrototype: false } });
}

function messageOf(error) {
  const [first] = Array.isArray(error) ? error : [error];
  return String(first?.message ?? first);
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'warm-jest', WarmJestRunner)];
