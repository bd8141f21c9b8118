import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { FieldPath, formatPath, valueAt } from '../../../lib/manifest/field-path';
import { KubernetesObject } from '../../../lib/manifest/object';
import { podTemplatesOf } from '../../../lib/manifest/pod-template';
import { checkPodSecurity } from '../../../lib/rules/pod-security/check-pod-security';
import { HardeningField, OVERRIDABLE } from '../../../lib/workload/hardening/hardening-field';
import { HardeningOutcome } from '../../../lib/workload/hardening/hardening-report';
import { harden, paths, podObjects } from './pods';

const VERSIONS = fc.constantFrom(undefined, 'latest', '1.28', '1.30', '1.34', '1.35', '1.36');
const RUNS = { numRuns: 150 };

function violations(object: KubernetesObject, ...versions: string[]): string[] {
  return podTemplatesOf(object).flatMap(({ template, path }) => versions.flatMap((version) => checkPodSecurity(template, 'restricted', version))
    .map((finding) => formatPath([...path, ...finding.path])));
}

/** Every path that holds something else than null or a map. Lists count as one value. */
function leaves(value: any, path: FieldPath = []): FieldPath[] {
  if (value === null || value === undefined) { return []; }
  if (typeof value !== 'object' || (Array.isArray(value) && value.every((item) => typeof item !== 'object'))) { return [path]; }
  return Object.entries(value).flatMap(([key, child]) => leaves(child, [...path, Array.isArray(value) ? Number(key) : key]));
}

test('a pod whose explicit fields comply passes restricted, at its own version and at the latest', () => {
  fc.assert(fc.property(podObjects({ complying: true }), VERSIONS, (object, policyVersion) => {
    const { object: hardened, entries, passes } = harden(object, { policyVersion });
    expect(violations(hardened, policyVersion ?? '1.28', 'latest')).toEqual([]);
    expect(paths(entries, HardeningOutcome.VIOLATION)).toEqual([]);
    expect(passes).toBe(true);
  }), RUNS);
});

test('of any other pod, the report names every field that prevents it, and nothing else', () => {
  fc.assert(fc.property(podObjects({ complying: false }), VERSIONS, (object, policyVersion) => {
    const { object: hardened, entries, passes } = harden(object, { policyVersion });
    const left = violations(hardened, ...(policyVersion === undefined ? ['1.28', 'latest'] : [policyVersion]));
    expect(new Set(paths(entries, HardeningOutcome.VIOLATION))).toEqual(new Set(left));
    expect(passes).toBe(left.length === 0);
  }), RUNS);
});

test('where the version is not known, the oldest and the newest policy together ask for what any between them does', () => {
  fc.assert(fc.property(podObjects({ complying: false }), VERSIONS, (object, between) => {
    expect(violations(object, '1.28', 'latest')).toEqual(expect.arrayContaining(violations(object, between ?? '1.31')));
  }), RUNS);
});

test('nothing is left unfixed but what the pod says, and what that rules out', () => {
  fc.assert(fc.property(podObjects({ complying: false }), VERSIONS, (object, policyVersion) => {
    const left = harden(object, { policyVersion }).entries.filter(({ outcome }) => outcome === HardeningOutcome.VIOLATION);
    const unexplained = left.filter(({ path, wayOut }) => {
      const said = valueAt(object, path) ?? valueAt(object, path.slice(0, -1));
      return (said === undefined || said === null) && !/^change .* first/.test(wayOut!);
    });
    expect(unexplained.map(({ path }) => formatPath(path))).toEqual([]);
  }), RUNS);
});

test('what a pod says stays, and the object that is given is not touched', () => {
  fc.assert(fc.property(podObjects({ complying: false }), VERSIONS, (object, policyVersion) => {
    const given = JSON.stringify(object);
    const { object: hardened } = harden(object, { policyVersion });
    const changed = leaves(object).filter((path) => {
      const [before, after]: any[] = [valueAt(object, path), valueAt(hardened, path)];
      return !isDeepStrictEqual(path.at(-1) === 'drop' ? after.slice(0, before.length) : after, before);
    });
    expect(changed.map(formatPath)).toEqual([]);
    expect(JSON.stringify(object)).toBe(given);
  }), RUNS);
});

test('hardening again changes nothing, and finds the same', () => {
  const options = fc.record({
    policyVersion: VERSIONS,
    override: fc.subarray([...OVERRIDABLE]).map((fields) => new Set(fields)),
    beyondRestricted: fc.constantFrom(
      { removeServiceAccountToken: false },
      {
        removeServiceAccountToken: true, readOnlyRootFilesystem: { writablePaths: { '/tmp': '64Mi' } }, runAsUser: 65532, runAsGroup: 65532, fsGroup: 65532,
        resources: { memory: '256Mi', cpu: '100m', cpuLimit: '1', ephemeralStorage: '1Gi' },
      },
    ),
  });
  fc.assert(fc.property(podObjects({ complying: false }), options, (object, asked) => {
    const once = harden(object, asked);
    const twice = harden(once.object, asked);
    expect(twice.object).toEqual(once.object);
    expect(paths(twice.entries, HardeningOutcome.SET)).toEqual([]);
    expect(paths(twice.entries, HardeningOutcome.OVERRIDDEN)).toEqual([]);
    expect(paths(twice.entries, HardeningOutcome.VIOLATION)).toEqual(paths(once.entries, HardeningOutcome.VIOLATION));
  }), RUNS);
});

test('with everything overridden, only volumes are left', () => {
  fc.assert(fc.property(podObjects({ complying: false }), VERSIONS, (object, policyVersion) => {
    const left = harden(object, { policyVersion, override: OVERRIDABLE }).entries.filter(({ outcome }) => outcome === HardeningOutcome.VIOLATION);
    expect(left.filter(({ field }) => field !== HardeningField.VOLUMES).map(({ path }) => formatPath(path))).toEqual([]);
  }), RUNS);
});
