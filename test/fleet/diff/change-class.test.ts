import { ChangeClass, classesOf } from '../../../lib/fleet/diff/change-class';
import { fieldChanges } from '../../../lib/manifest/field-changes';
import { refusedChanges } from '../../../lib/manifest/immutable-fields';
import { KubernetesObject } from '../../../lib/manifest/object';

const object = (apiVersion: string, kind: string, rest: object = {}): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'web', namespace: 'shop' }, ...rest });
const classes = (before: KubernetesObject | undefined, after: KubernetesObject | undefined) => (
  classesOf(before, after, before === undefined || after === undefined ? [] : fieldChanges(before, after)));

const deployment = (spec: object = {}, pod: object = {}, container: object = {}) => object('apps/v1', 'Deployment', {
  spec: {
    replicas: 2, selector: { matchLabels: { app: 'web' } }, ...spec,
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web', image: 'web:1', ...container }], ...pod } },
  },
});
const statefulSet = (spec: object) => object('apps/v1', 'StatefulSet', { spec: { serviceName: 'web', replicas: 3, ...spec, template: deployment().spec.template } });
const role = (...rules: object[]) => object('rbac.authorization.k8s.io/v1', 'Role', { rules });
const rule = (verbs: string[], resources = ['pods'], more: object = {}) => ({ apiGroups: [''], resources, verbs, ...more });
const binding = (subjects: object[], roleRef: object = { kind: 'Role', name: 'web' }) => object('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef, subjects });
const account = (name: string) => ({ kind: 'ServiceAccount', name });
const policy = (spec: object) => object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'], ...spec } });
const from = (app: string) => ({ from: [{ podSelector: { matchLabels: { app } } }] });

const { DISRUPTION, IMAGE, NETWORK_OPENED, PODS_RESTART, RBAC_WIDENED, REPLACED, REPLICAS } = ChangeClass;

describe('classesOf', () => {
  test.each<[string, KubernetesObject | undefined, KubernetesObject | undefined, ChangeClass[]]>([
    ['another image', deployment(), deployment({}, {}, { image: 'web:2' }), [PODS_RESTART, IMAGE]],
    ['an image of an init container', deployment({}, { initContainers: [{ name: 'a', image: 'a:1' }] }), deployment({}, { initContainers: [{ name: 'a', image: 'a:2' }] }), [PODS_RESTART, IMAGE]],
    ['a variable', deployment(), deployment({}, {}, { env: [{ name: 'A', value: '1' }] }), [PODS_RESTART]],
    ['replicas alone', deployment(), deployment({ replicas: 3 }), [REPLICAS]],
    ['the grace of pods', deployment(), deployment({}, { terminationGracePeriodSeconds: 5 }), [PODS_RESTART, DISRUPTION]],
    ['the strategy', deployment(), deployment({ strategy: { type: 'Recreate' } }), [DISRUPTION]],
    ['a label of the object', deployment(), { ...deployment(), metadata: { name: 'web', namespace: 'shop', labels: { a: 'b' } } }, []],
    ['the selector', deployment(), deployment({ selector: { matchLabels: { app: 'x' } } }), [REPLACED]],
    ['a new Deployment', undefined, deployment(), []],
    ['a Deployment that is gone', deployment(), undefined, []],
    ['the schedule of a CronJob', object('batch/v1', 'CronJob', { spec: { schedule: '0 1 * * *' } }), object('batch/v1', 'CronJob', { spec: { schedule: '0 2 * * *' } }), []],
    ['claim templates', statefulSet({ volumeClaimTemplates: [{ metadata: { name: 'a' } }] }), statefulSet({ volumeClaimTemplates: [{ metadata: { name: 'b' } }] }), [REPLACED]],
    ['what may change of a StatefulSet', statefulSet({}), statefulSet({ replicas: 5, minReadySeconds: 3, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } }), [REPLICAS, DISRUPTION]],
    ['bounds of an autoscaler', object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 3 } }), object('autoscaling/v2', 'HorizontalPodAutoscaler', { spec: { maxReplicas: 4 } }), [REPLICAS]],
    ['a budget', object('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 1 } }), object('policy/v1', 'PodDisruptionBudget', { spec: { minAvailable: 2 } }), [DISRUPTION]],
    ['a budget that is gone', object('policy/v1', 'PodDisruptionBudget', { spec: {} }), undefined, [DISRUPTION]],
    ['a new budget', undefined, object('policy/v1', 'PodDisruptionBudget', { spec: {} }), []],

    ['a new Role with rules', undefined, role(rule(['get'])), [RBAC_WIDENED]],
    ['a new Role without', undefined, role(), []],
    ['a further verb', role(rule(['get'])), role(rule(['get', 'list'])), [RBAC_WIDENED]],
    ['a verb less', role(rule(['get', 'list'])), role(rule(['get'])), []],
    ['the same in another order and split', role(rule(['get', 'list'])), role(rule(['list']), rule(['get'])), []],
    ['one name instead of all', role(rule(['get'])), role(rule(['get'], ['pods'], { resourceNames: ['a'] })), []],
    ['all instead of one name', role(rule(['get'], ['pods'], { resourceNames: ['a'] })), role(rule(['get'])), [RBAC_WIDENED]],
    ['less than everything', role(rule(['*'], ['*'], { apiGroups: ['*'] })), role(rule(['delete'], ['secrets'])), []],
    ['a subresource that a star has', role(rule(['get'], ['*/scale'])), role(rule(['get'], ['deployments/scale'])), []],
    ['a URL that a star has', role({ verbs: ['get'], nonResourceURLs: ['/metrics/*'] }), role({ verbs: ['get'], nonResourceURLs: ['/metrics/pods'] }), []],
    ['a URL that none has', role(rule(['*'], ['*'], { apiGroups: ['*'] })), role({ verbs: ['get'], nonResourceURLs: ['/metrics'] }), [RBAC_WIDENED]],
    ['a further subject', binding([account('a')]), binding([account('a'), account('b')]), [RBAC_WIDENED]],
    ['a subject less', binding([account('a'), account('b')]), binding([account('b')]), []],
    ['the same subjects of another role', binding([account('a')]), binding([account('a')], { kind: 'ClusterRole', name: 'admin' }), [REPLACED, RBAC_WIDENED]],

    ['a further caller', policy({ ingress: [from('a')] }), policy({ ingress: [from('a'), from('b')] }), [NETWORK_OPENED]],
    ['a caller less', policy({ ingress: [from('a'), from('b')] }), policy({ ingress: [from('b')] }), []],
    ['a direction that is free again', policy({}), policy({ policyTypes: ['Ingress'] }), [NETWORK_OPENED]],
    ['a policy for others', policy({}), policy({ podSelector: { matchLabels: { app: 'x' } } }), [NETWORK_OPENED]],
    ['a policy that is gone', policy({}), undefined, [NETWORK_OPENED]],
    ['a new policy', undefined, policy({ ingress: [from('a')] }), []],
    ['an entity of Cilium', object('cilium.io/v2', 'CiliumNetworkPolicy', { spec: { egress: [] } }), object('cilium.io/v2', 'CiliumNetworkPolicy', { spec: { egress: [{ toEntities: ['world'] }] } }), [NETWORK_OPENED]],
    ['a denial less', object('cilium.io/v2', 'CiliumNetworkPolicy', { spec: { ingressDeny: [{}] } }), object('cilium.io/v2', 'CiliumNetworkPolicy', { spec: { ingressDeny: [] } }), [NETWORK_OPENED]],
    ['a new load balancer', object('v1', 'Service', { spec: {} }), object('v1', 'Service', { spec: { type: 'LoadBalancer' } }), [NETWORK_OPENED]],
    ['a new Ingress', undefined, object('networking.k8s.io/v1', 'Ingress', { spec: {} }), [NETWORK_OPENED]],
    ['a Service inside', undefined, object('v1', 'Service', { spec: {} }), []],
  ])('%s', (_, before, after, expected) => {
    expect(classes(before, after)).toEqual(expected);
  });
});

describe('refusedChanges', () => {
  const replaced = (before: KubernetesObject, after: KubernetesObject) => refusedChanges(before, after).map(({ field }) => field);
  test.each<[string, KubernetesObject, KubernetesObject, string[]]>([
    ['the address of a Service', object('v1', 'Service', { spec: { clusterIP: 'None' } }), object('v1', 'Service', { spec: {} }), ['spec.clusterIP']],
    ['an address that is given for the first time', object('v1', 'Service', { spec: {} }), object('v1', 'Service', { spec: { clusterIP: '10.0.0.1' } }), []],
    ['data of an immutable ConfigMap', object('v1', 'ConfigMap', { immutable: true, data: { a: '1' } }), object('v1', 'ConfigMap', { immutable: true, data: { a: '2' } }), ['data.a']],
    ['data of any other', object('v1', 'ConfigMap', { data: { a: '1' } }), object('v1', 'ConfigMap', { data: { a: '2' } }), []],
    ['the size of a claim', object('v1', 'PersistentVolumeClaim', { spec: { resources: { requests: { storage: '1Gi' } } } }), object('v1', 'PersistentVolumeClaim', { spec: { resources: { requests: { storage: '2Gi' } } } }), []],
    ['the class of a claim', object('v1', 'PersistentVolumeClaim', { spec: { storageClassName: 'a' } }), object('v1', 'PersistentVolumeClaim', { spec: { storageClassName: 'b' } }), ['spec.storageClassName']],
    ['the pods of a Job', object('batch/v1', 'Job', { spec: { template: { spec: { a: 1 } } } }), object('batch/v1', 'Job', { spec: { template: { spec: { a: 2 } } } }), ['spec.template.spec.a']],
    ['the image of a Pod', object('v1', 'Pod', { spec: { containers: [{ name: 'a', image: 'a:1' }] } }), object('v1', 'Pod', { spec: { containers: [{ name: 'a', image: 'a:2' }] } }), []],
    ['a variable of a Pod', object('v1', 'Pod', { spec: { containers: [{ name: 'a', tty: true }] } }), object('v1', 'Pod', { spec: { containers: [{ name: 'a', tty: false }] } }), ['spec.containers[a].tty']],
  ])('%s', (_, before, after, fields) => {
    expect(replaced(before, after)).toEqual(fields);
  });
});
