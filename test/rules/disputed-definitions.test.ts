import { PACKS, ruleOf } from '../../lib/rules/catalogue';
import { defaultOptions } from '../../lib/rules/choice';
import { judgeManifests } from '../../lib/rules/judge-manifests';

const REFUSED = PACKS.refused.map((id) => ({ rule: ruleOf(id)!, options: defaultOptions(ruleOf(id)!) }));
const definition = (properties: object) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'kiosks.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'kiosks', kind: 'Kiosk' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', properties } } }],
  },
});
const KIOSK = { apiVersion: 'example.com/v1', kind: 'Kiosk', metadata: { name: 'main', namespace: 'shop' }, spec: { size: 'large' } };
const NARROW = { spec: { type: 'object', properties: { size: { type: 'integer' } } } };
const WIDE = { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
const judge = (...objects: object[]) => {
  const { found, unchecked } = judgeManifests(objects as any, { kubernetesVersion: '1.34' }, REFUSED, { mayBeLate: false });
  return { found: found.map(({ message }) => message), unchecked };
};

test('a definition that stands twice and the same is one', () => {
  expect(judge(definition(NARROW), definition(NARROW), KIOSK)).toEqual({ found: ["'size' must be a whole number, not text"], unchecked: [] });
});

test('of two that differ, nobody knows which one the cluster has: the kind is not checked', () => {
  expect(judge(definition(NARROW), definition(WIDE), KIOSK)).toEqual({ found: [], unchecked: ['example.com/v1/Kiosk'] });
});
