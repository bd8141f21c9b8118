import { ChangeClass } from '../../../lib/fleet/diff/change-class';
import { foundChange } from '../../../lib/fleet/diff/fleet-diff';
import { surroundingsAmong } from '../../../lib/fleet/diff/surroundings';
import { refusedChanges } from '../../../lib/manifest/immutable-fields';
import { KubernetesObject } from '../../../lib/manifest/object';

const object = (apiVersion: string, kind: string, rest: object = {}): KubernetesObject => ({ apiVersion, kind, metadata: { name: 'web', namespace: 'shop' }, ...rest });
type State = KubernetesObject | undefined;
/** What the diff of two clusters says of an object, with others beside it. */
function classes(before: State, after: State, { was = [], is = [] }: { was?: KubernetesObject[]; is?: KubernetesObject[] } = {}): ChangeClass[] {
  const [old, now] = [[before, ...was], [after, ...is]].map((objects) => surroundingsAmong(objects.filter((each) => each !== undefined)));
  const refused = before === undefined || after === undefined ? [] : refusedChanges(before, after);
  return foundChange('a', { before, after, refused }, { before: old, after: now }).flatMap(({ classes: found }) => found);
}

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

const partitioned = (partition: number, image: string) => {
  const set = statefulSet({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } });
  return { ...set, spec: { ...set.spec, template: deployment({}, {}, { image }).spec.template } };
};
const claim = (storage: string) => object('v1', 'PersistentVolumeClaim', { spec: { resources: { requests: { storage } } } });
const clusterRole = (labels: object, ...rules: object[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'web', labels: labels as any }, rules: rules.length === 0 ? [rule(['get'])] : rules,
});
const aggregating = (...labels: object[]) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'all' }, aggregationRule: { clusterRoleSelectors: labels.map((matchLabels) => ({ matchLabels })) },
});
const balancer = (spec: object = {}, annotations: { [key: string]: string } = {}) => (
  { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', annotations }, spec: { type: 'LoadBalancer', ...spec } });
const INTERNAL = {
  'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal',
  'service.beta.kubernetes.io/aws-load-balancer-internal': 'true',
  'service.beta.kubernetes.io/azure-load-balancer-internal': 'true',
  'networking.gke.io/load-balancer-type': 'Internal',
  'cloud.google.com/load-balancer-type': 'Internal',
  'service.beta.kubernetes.io/openstack-internal-load-balancer': 'true',
  'service.beta.kubernetes.io/oci-load-balancer-internal': 'true',
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type': 'private',
};
const cilium = (spec: object, name = 'web') => ({
  apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name, namespace: 'shop' }, spec: { endpointSelector: { matchLabels: { 'k8s:app': 'web' } }, ...spec },
});

const { DISRUPTION, IMAGE, NETWORK_OPENED, PODS_RESTART, RBAC_WIDENED, REPLACED, REPLICAS } = ChangeClass;

describe('the classes of a change', () => {
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
    ['pods that wait for their deletion', statefulSet({ updateStrategy: { type: 'OnDelete' } }), { ...statefulSet({ updateStrategy: { type: 'OnDelete' } }), spec: { ...statefulSet({ updateStrategy: { type: 'OnDelete' } }).spec, template: deployment({}, {}, { image: 'web:2' }).spec.template } }, [IMAGE]],
    ['pods of which none is past the partition', partitioned(3, 'web:1'), partitioned(3, 'web:2'), [IMAGE]],
    ['pods of which one is past the partition', partitioned(2, 'web:1'), partitioned(2, 'web:2'), [PODS_RESTART, IMAGE]],
    ['a Deployment that is paused', deployment({ paused: true }), deployment({ paused: true }, {}, { image: 'web:2' }), [IMAGE]],
    ['what the API server fills in', deployment(), deployment({ revisionHistoryLimit: 10, strategy: { type: 'RollingUpdate' } }, { dnsPolicy: 'ClusterFirst', restartPolicy: 'Always' }, { ports: undefined }), []],
    ['a claim that grows', claim('1Gi'), claim('2Gi'), []],
    ['a claim that shrinks', claim('1Gi'), claim('1000Mi'), [REPLACED]],

    ['a ClusterRole that others take up', clusterRole({}), clusterRole({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }), [RBAC_WIDENED]],
    ['a ClusterRole that nobody takes up', clusterRole({}), clusterRole({ team: 'a' }), []],
    ['a ClusterRole that no longer is taken up', clusterRole({ 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }), clusterRole({}), []],
    ['a further rule of a ClusterRole that is taken up', clusterRole({ a: 'b' }), clusterRole({ a: 'b' }, rule(['get']), rule(['list'])), [RBAC_WIDENED]],
    ['a further selector', aggregating({ a: 'b' }), aggregating({ a: 'b' }, { c: 'd' }), [RBAC_WIDENED]],
    ['a selector less', aggregating({ a: 'b' }, { c: 'd' }), aggregating({ a: 'b' }), []],

    ['callers from everywhere', balancer({ loadBalancerSourceRanges: ['10.0.0.0/8'] }), balancer(), [NETWORK_OPENED]],
    ['callers from a wider range', balancer({ loadBalancerSourceRanges: ['10.0.0.0/16'] }), balancer({ loadBalancerSourceRanges: ['10.0.0.0/8'] }), [NETWORK_OPENED]],
    ['callers from a narrower range', balancer({ loadBalancerSourceRanges: ['10.0.0.0/8'] }), balancer({ loadBalancerSourceRanges: ['10.1.0.0/16'] }), []],
    ['callers from a first range', balancer(), balancer({ loadBalancerSourceRanges: ['10.0.0.0/8'] }), []],
    ['an Ingress that is gone', object('networking.k8s.io/v1', 'Ingress', { spec: {} }), undefined, []],
    ['a load balancer that is gone', balancer(), undefined, []],
    ...Object.entries(INTERNAL).map(([annotation, value]): [string, KubernetesObject, KubernetesObject, ChangeClass[]] => (
      [`a load balancer that was internal by ${annotation}`, balancer({}, { [annotation]: value }), balancer(), [NETWORK_OPENED]])),
    ['a load balancer of AWS that is no longer internal by itself', balancer({ loadBalancerClass: 'service.k8s.aws/nlb' }), balancer({ loadBalancerClass: 'service.k8s.aws/nlb' }, { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internet-facing' }), [NETWORK_OPENED]],
    ['a load balancer of AWS that is internal by itself', balancer({ loadBalancerClass: 'service.k8s.aws/nlb' }, { 'service.beta.kubernetes.io/aws-load-balancer-scheme': 'internal' }), balancer({ loadBalancerClass: 'service.k8s.aws/nlb' }), []],

    ['a direction of Cilium that no longer denies', cilium({ ingress: [from('a')] }), cilium({ ingress: [from('a')], enableDefaultDeny: { ingress: false } }), [NETWORK_OPENED]],
    ['a direction of Cilium that denies as before', cilium({ ingress: [from('a')] }), cilium({ ingress: [from('a')], enableDefaultDeny: { ingress: true } }), []],
    ['a Service inside', undefined, object('v1', 'Service', { spec: {} }), []],
  ])('%s', (_, before, after, expected) => {
    expect(classes(before, after)).toEqual(expected);
  });
});

// What a policy means hangs on what else is in the cluster.
describe('a policy among others', () => {
  const named = (name: string, spec: object, namespace = 'shop') => object('networking.k8s.io/v1', 'NetworkPolicy', { metadata: { name, namespace }, spec });
  const denyAll = named('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  const allow = policy({ policyTypes: ['Ingress'], ingress: [from('a')] });
  const other = object('apps/v1', 'Deployment', { metadata: { name: 'x', namespace: 'shop' }, spec: { template: { metadata: { labels: { app: 'x' } }, spec: { containers: [] } } } });

  test.each<[string, State, State, KubernetesObject[], KubernetesObject[], ChangeClass[]]>([
    ['that is new beside one that denies all opens', undefined, allow, [denyAll, deployment()], [denyAll, deployment()], [NETWORK_OPENED]],
    ['that is new beside one that denies the same pods opens', undefined, allow, [policy({}), deployment()], [policy({}), deployment()], [NETWORK_OPENED]],
    ['that is new beside one of Cilium that denies opens', undefined, allow, [cilium({ ingress: [] }), deployment()], [], [NETWORK_OPENED]],
    ['that is new beside one that denies another direction does not', undefined, allow, [named('deny', { podSelector: {}, policyTypes: ['Egress'] }), deployment()], [], []],
    ['that is new beside one of another namespace does not', undefined, allow, [named('deny', { podSelector: {} }, 'other'), deployment()], [], []],
    ['that is new beside one for other pods does not', undefined, allow, [named('deny', { podSelector: { matchLabels: { app: 'x' } } }), deployment(), other], [], []],
    ['that is new with its pods does not', undefined, allow, [denyAll], [denyAll, deployment()], []],
    ['that is new and lets nobody through does not', undefined, policy({}), [denyAll, deployment()], [denyAll, deployment()], []],
    ['that is new and lets through whom another one does already does not', undefined, allow,
      [denyAll, named('before', { ...allow.spec }), deployment()], [denyAll, deployment()], []],

    ['that is gone with its pods does not', allow, undefined, [deployment()], [other], []],
    ['that is gone, and its pods are there, opens', allow, undefined, [deployment()], [deployment()], [NETWORK_OPENED]],
    ['that is gone beside one that denies all does not', allow, undefined, [denyAll, deployment()], [denyAll, deployment()], []],
    ['that is gone beside one that denies another direction opens', allow, undefined, [deployment()], [named('deny', { podSelector: {}, policyTypes: ['Egress'] }), deployment()], [NETWORK_OPENED]],
    ['that is gone, of pods that something else makes, opens', allow, undefined, [other], [other], [NETWORK_OPENED]],
    ['of Cilium that is gone and denied nothing does not open', cilium({ ingress: [from('a')], enableDefaultDeny: { ingress: false } }), undefined, [deployment()], [deployment()], []],
    ['of Cilium that is gone and denied somebody opens', cilium({ ingressDeny: [from('a')], enableDefaultDeny: { ingress: false } }), undefined, [deployment()], [deployment()], [NETWORK_OPENED]],
  ])('%s', (_, before, after, was, is, expected) => {
    expect(classes(before, after, { was, is })).toEqual(expected);
  });

  test('a ClusterRole is widened where its labels give it to a role that takes it up', () => {
    const all = aggregating({ team: 'a' });
    expect(classes(clusterRole({}), clusterRole({ team: 'a' }), { was: [all], is: [all] })).toEqual([RBAC_WIDENED]);
    expect(classes(clusterRole({}), clusterRole({ team: 'b' }), { was: [all], is: [all] })).toEqual([]);
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
