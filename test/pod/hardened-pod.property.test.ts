import * as fc from 'fast-check';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { gatedFaults } from '../schema/feature-gates';
import { MINORS, schemaFaults } from '../schema/kubernetes-schema';
import { render } from './pod-construct';
import { hardenedPodProps } from './pod-props';

const TARGETS = ['1.28', '1.30', '1.33', '1.36'];
const POLICIES = [...Array(37).keys()].map((minor) => `1.${minor}`).concat('latest');

describe.each(TARGETS)('for Kubernetes %s', (version) => {
  test('any accepted props make a pod that Pod Security restricted admits, at every policy version', () => {
    fc.assert(fc.property(hardenedPodProps(version), (value) => {
      const { template } = render(value, version);
      expect(POLICIES.flatMap((policy) => checkPodSecurity(template, 'restricted', policy))).toEqual([]);
    }), { numRuns: 25 });
  });

  test('any accepted props make a valid object without anything newer', () => {
    fc.assert(fc.property(hardenedPodProps(version), (value) => {
      const { deployment } = render(value, version);
      expect(schemaFaults(deployment, version)).toEqual([]);
      expect(gatedFaults(deployment, version)).toEqual([]);
    }), { numRuns: 50 });
  });
});

test('props that fit the oldest minor make an object that fits every other one, where the version is not known', () => {
  fc.assert(fc.property(hardenedPodProps('1.28'), (value) => {
    const { deployment } = render(value);
    for (const minor of MINORS) {
      expect(schemaFaults(deployment, minor)).toEqual([]);
      expect(gatedFaults(deployment, minor)).toEqual([]);
    }
  }), { numRuns: 25 });
});

test('the same props make the same pod', () => {
  fc.assert(fc.property(hardenedPodProps('1.36'), (value) => {
    expect(JSON.stringify(render(value, '1.36').deployment)).toBe(JSON.stringify(render(value, '1.36').deployment));
  }), { numRuns: 30 });
});
