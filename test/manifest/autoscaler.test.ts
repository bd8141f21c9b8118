import { autoscalerOf, takesOver } from '../../lib/manifest/autoscaler';
import { placeholder } from '../../lib/manifest/known';

const workload = (apiVersion: string, kind: string) => ({ apiVersion, kind, metadata: { name: 'api' } });
const DEPLOYMENT = workload('apps/v1', 'Deployment');
const hpa = (spec: any) => ({ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'hpa' }, spec });
const keda = (spec: any) => ({ apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', metadata: { name: 'keda' }, spec });
const REF = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' };
const numbers = (object: any) => {
  const { fewest, most, restsAtNone } = autoscalerOf(DEPLOYMENT, object)!;
  return [fewest, most, restsAtNone];
};

test.each<[string, any, any]>([
  ['a HorizontalPodAutoscaler', hpa({ scaleTargetRef: REF, minReplicas: 2, maxReplicas: 5 }), [2, 5, false]],
  ['one that goes down to 1, by its default', hpa({ scaleTargetRef: REF, minReplicas: null, maxReplicas: 5 }), [1, 5, false]],
  ['one that goes down to none, and begins with 1', hpa({ scaleTargetRef: REF, minReplicas: 0, maxReplicas: 5 }), [1, 5, true]],
  ['a ScaledObject', keda({ scaleTargetRef: REF, minReplicaCount: 2, maxReplicaCount: 5 }), [2, 5, false]],
  ["one with KEDA's defaults: none at rest, 100 at most", keda({ scaleTargetRef: { name: 'api' } }), [1, 100, true]],
  ['one whose fields are null', keda({ scaleTargetRef: { name: 'api', kind: null, apiVersion: null }, minReplicaCount: null }), [1, 100, true]],
  ['one whose kind is left out', keda({ scaleTargetRef: { name: 'api', kind: undefined, apiVersion: undefined } }), [1, 100, true]],
  ['one whose numbers are not known yet', keda({ scaleTargetRef: REF, minReplicaCount: placeholder('x'), maxReplicaCount: placeholder('y') }), [undefined, undefined, false]],
])('reads %s', (_, object, expected) => expect(numbers(object)).toEqual(expected));

test.each<[string, any, any]>([
  ['by the group of its kind', workload('apps.kruise.io/v1beta1', 'StatefulSet'), keda({ scaleTargetRef: { apiVersion: 'apps.kruise.io/v1alpha1', kind: 'StatefulSet', name: 'api' } })],
  ['by its kind alone where no group is said', workload('argoproj.io/v1alpha1', 'Rollout'), hpa({ scaleTargetRef: { kind: 'Rollout', name: 'api' } })],
])('finds the target %s', (_, target, object) => expect(autoscalerOf(target, object)).toBeDefined());

test.each<[string, any, any]>([
  ['another name', DEPLOYMENT, hpa({ scaleTargetRef: { ...REF, name: 'web' } })],
  ['another kind', workload('apps/v1', 'StatefulSet'), hpa({ scaleTargetRef: REF })],
  ['the kind that KEDA takes where none is said', workload('apps/v1', 'StatefulSet'), keda({ scaleTargetRef: { name: 'api' } })],
  ['another group', workload('apps.kruise.io/v1beta1', 'StatefulSet'), hpa({ scaleTargetRef: { ...REF, kind: 'StatefulSet' } })],
  ['no name, as the workload has none', { apiVersion: 'apps/v1', kind: 'Deployment' }, hpa({ scaleTargetRef: { kind: 'Deployment' } })],
  ['no metadata', { apiVersion: 'apps/v1', kind: 'Deployment' }, hpa({ scaleTargetRef: REF })],
  ['nothing', DEPLOYMENT, hpa(undefined)],
])('is none of a workload with %s', (_, target, object) => expect(autoscalerOf(target, object)).toBeUndefined());

test.each<[string, any]>([
  ['VerticalPodAutoscaler', { apiVersion: 'autoscaling.k8s.io/v1', kind: 'VerticalPodAutoscaler', spec: { targetRef: REF } }],
  ['kind of that name in another group', { ...hpa({ scaleTargetRef: REF }), apiVersion: 'autoscaling.example.com/v1' }],
])('is no %s', (_, object) => expect(autoscalerOf(DEPLOYMENT, object)).toBeUndefined());

describe('takesOver', () => {
  const OWNERSHIP = { annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'true' } };
  const NAMED = { scaleTargetRef: REF, advanced: { horizontalPodAutoscalerConfig: { name: 'hpa' } } };
  const taking = { ...keda(NAMED), metadata: OWNERSHIP };
  const other = hpa({ scaleTargetRef: REF });

  test('KEDA makes an autoscaler its own where it says so and names it', () => expect(takesOver(taking, other)).toBe(true));

  test.each<[string, any, any]>([
    ['says that it does not', { ...taking, metadata: { annotations: { 'scaledobject.keda.sh/transfer-hpa-ownership': 'false' } } }, other],
    ['has no annotations', keda(NAMED), other],
    ['has no metadata', { ...taking, metadata: undefined }, other],
    ['names another', { ...keda({ advanced: { horizontalPodAutoscalerConfig: { name: 'another' } } }), metadata: OWNERSHIP }, other],
    ['names none', { ...keda({ advanced: { horizontalPodAutoscalerConfig: {} } }), metadata: OWNERSHIP }, other],
    ['configures none', { ...keda({ advanced: {} }), metadata: OWNERSHIP }, other],
    ['has nothing advanced', { ...keda({}), metadata: OWNERSHIP }, other],
    ['is of another kind', { ...taking, kind: 'ScaledJob' }, other],
    ['meets another kind', taking, { ...other, kind: 'VerticalPodAutoscaler' }],
    ['meets one without metadata', taking, { ...other, metadata: undefined }],
  ])('and not where it %s', (_, object, one) => expect(takesOver(object, one)).toBe(false));
});
