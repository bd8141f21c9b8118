import { placeholder } from '../../lib/manifest/known';
import { demandsOwnZone, refusesOwnZone, zonesLeft } from '../../lib/manifest/zone-placement';

const ZONE = 'topology.kubernetes.io/zone';
const containers = [{ name: 'app' }];

describe('zonesLeft', () => {
  const required = (...terms: any[]) => ({
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
  });
  const zone = (operator: string, ...values: string[]) => ({ key: ZONE, operator, values });
  const arm = { key: 'kubernetes.io/arch', operator: 'In', values: ['arm64'] };

  test.each([
    ['nothing', {}, undefined],
    ['a node selector on something else', { nodeSelector: { 'kubernetes.io/arch': 'arm64' } }, undefined],
    ['a node selector on a zone', { nodeSelector: { [ZONE]: 'a' } }, ['a']],
    ['a node selector not known yet', { nodeSelector: { [ZONE]: placeholder('zone') } }, undefined],
    ['a required zone', required({ matchExpressions: [zone('In', 'a')] }), ['a']],
    ['two required zones', required({ matchExpressions: [zone('In', 'a', 'b', 'a'), arm] }), ['a', 'b']],
    ['a required zone not known yet', required({ matchExpressions: [zone('In', 'a', placeholder('zone'))] }), undefined],
    ['alternative terms with a zone each', required({ matchExpressions: [zone('In', 'a')] }, { matchExpressions: [zone('In', 'b')] }), ['a', 'b']],
    ['alternative terms, one without a zone', required({ matchExpressions: [zone('In', 'a')] }, { matchExpressions: [arm] }), undefined],
    ['two expressions in one term', required({ matchExpressions: [zone('In', 'a', 'b'), zone('In', 'b', 'c')] }), ['b']],
    ['a node selector and a required zone that exclude each other', { nodeSelector: { [ZONE]: 'a' }, ...required({ matchExpressions: [zone('In', 'b')] }) }, []],
    ['a zone that is merely preferred', {
      affinity: { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [zone('In', 'a')] } }] } },
    }, undefined],
    ['zones that are excluded, all zones being unknown', required({ matchExpressions: [zone('NotIn', 'a')] }), undefined],
    ['a zone that must merely be there', required({ matchExpressions: [{ key: ZONE, operator: 'Exists' }] }), undefined],
    ['nulls in every place', { nodeSelector: null, affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: null } } }, undefined],
    ['a null term', required(null), undefined],
    ['a null expression', required({ matchExpressions: [null] }), undefined],
    ['an affinity that is not known yet', { affinity: placeholder('affinity') }, undefined],
  ])('of %s', (_, spec: any, left) => {
    expect(zonesLeft({ spec: { containers, ...spec } }, ZONE)).toEqual(left);
  });

  test('of zones that are excluded, the others of those that there are', () => {
    expect(zonesLeft({ spec: { containers, ...required({ matchExpressions: [zone('NotIn', 'a')] }) } }, ZONE, ['a', 'b', 'c'])).toEqual(['b', 'c']);
  });
});

describe('affinity to pods of the same kind', () => {
  const own = { labelSelector: { matchLabels: { app: 'api' } }, topologyKey: ZONE };
  const template = (term: any, field = 'podAntiAffinity', list = 'requiredDuringSchedulingIgnoredDuringExecution'): any => ({
    metadata: { labels: { app: 'api' } }, spec: { containers, affinity: { [field]: { [list]: [term] } } },
  });

  test.each([
    ['that it refuses', own, true],
    ['over hosts', { ...own, topologyKey: 'kubernetes.io/hostname' }, false],
    ['to other pods', { ...own, labelSelector: { matchLabels: { app: 'db' } } }, false],
    ['to pods not known yet', { ...own, labelSelector: { matchLabels: { app: placeholder('app') } } }, false],
    ['without a selector', { topologyKey: ZONE }, false],
    ['in its own namespace, by name', { ...own, namespaces: ['shop'] }, true],
    ['in another namespace', { ...own, namespaces: ['other'] }, false],
    ['in all namespaces', { ...own, namespaceSelector: {} }, true],
    ['in all namespaces and one by name', { ...own, namespaceSelector: {}, namespaces: ['other'] }, true],
    ['in namespaces with a label, which may or may not be its own', { ...own, namespaceSelector: { matchLabels: { team: 'x' } } }, false],
    ['with null where a namespace selector could be', { ...own, namespaceSelector: null, namespaces: null }, true],
    ['that is null', null, false],
  ])('a term %s', (_, term, expected) => {
    expect(refusesOwnZone(template(term), ZONE, 'shop')).toBe(expected);
    expect(demandsOwnZone(template(term, 'podAffinity'), ZONE, 'shop')).toBe(expected);
  });

  test('does not count where it is merely preferred', () => {
    const preferred = template({ weight: 100, podAffinityTerm: own }, 'podAntiAffinity', 'preferredDuringSchedulingIgnoredDuringExecution');
    expect(refusesOwnZone(preferred, ZONE)).toBe(false);
  });

  test('is none of pods without an affinity', () => {
    expect([refusesOwnZone({ spec: { containers } }, ZONE), demandsOwnZone({ spec: { containers, affinity: {} } }, ZONE)]).toEqual([false, false]);
  });

  test('does not take a namespace that is left out for its own, where that is not known', () => {
    const term = { ...own, namespaces: [undefined] };
    expect([refusesOwnZone(template(term), ZONE), demandsOwnZone(template(term, 'podAffinity'), ZONE)]).toEqual([false, false]);
  });

  test('is none of pods without labels', () => {
    expect(refusesOwnZone({ spec: template(own).spec }, ZONE)).toBe(false);
  });

  test('is told apart from its opposite', () => {
    expect(demandsOwnZone(template(own), ZONE)).toBe(false);
    expect(refusesOwnZone(template(own, 'podAffinity'), ZONE)).toBe(false);
  });
});
