import { Chart } from 'cdk8s';
import * as fc from 'fast-check';
import { Cluster } from '../../lib/cluster/cluster';
import { KubernetesObject } from '../../lib/manifest/object';
import { Volume, VolumeAccessMode } from '../../lib/pod/volume';
import { ClaimRetention } from '../../lib/workload/claim-retention';
import { HardenedStatefulSet, HardenedStatefulSetProps, PodManagementPolicy } from '../../lib/workload/hardened-stateful-set';
import { StatefulSetUpdateType } from '../../lib/workload/stateful-set-update-strategy';
import { hardenedPodProps } from '../../test/pod/pod-props';
import { KUBERNETES_MINOR } from '../versions';
import { repaired, Twist, twisted } from './random-props';
import { count, intOrPercent, partial, path, quantity, text, texts } from './random-values';
import { Refusal, refusalsOf } from './refusals';
import type { Row } from './refusals-of-objects';

/** The props of a HardenedStatefulSet; nothing says yet that they are legal. */
export type StatefulSetProps = Partial<HardenedStatefulSetProps> & { readonly [prop: string]: any };

/** Whatever a StatefulSet of these props writes, with its namespace left to the chart. */
export function writeStatefulSet(cluster: Cluster, props: StatefulSetProps): KubernetesObject[] {
  const chart = new Chart(cluster, 'back', { namespace: 'back' });
  new HardenedStatefulSet(chart, 'store', { image: 'registry.example.com/proof/store:1.0.0', ...props });
  cluster.synthYaml();
  return chart.toJson();
}

const accessModes = fc.option(fc.array(fc.constantFrom(...Object.values(VolumeAccessMode)), { maxLength: 3 }), { nil: undefined });
const anyTemplate = fc.tuple(text, quantity, fc.option(text, { nil: undefined }), accessModes, fc.option(texts, { nil: undefined }))
  .map(([name, size, storageClassName, modes, labels]) => Volume.claimTemplate(name, { size, storageClassName, accessModes: modes, labels }));
const template = fc.constantFrom(
  Volume.claimTemplate('own-a', { size: '20Gi' }),
  Volume.claimTemplate('own-b', { size: '1Ti', storageClassName: 'fast', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD], labels: { backup: 'daily' } }),
  Volume.claimTemplate('own-c', { size: '1Gi', storageClassName: '', accessModes: [VolumeAccessMode.READ_WRITE_ONCE, VolumeAccessMode.READ_WRITE_MANY] }),
);

const retention = fc.constantFrom(...Object.values(ClaimRetention));

const own = partial<HardenedStatefulSetProps>({
  replicas: fc.constantFrom(0, 1, 3, 5),
  quorum: fc.boolean(),
  serviceName: fc.constantFrom('peers', '1st'),
  publishNotReadyAddresses: fc.boolean(),
  podManagementPolicy: fc.constantFrom(...Object.values(PodManagementPolicy)),
  updateStrategy: fc.constantFrom({}, { partition: 0 }, { partition: 9 }, { type: StatefulSetUpdateType.ON_DELETE }),
  persistentVolumeClaimRetentionPolicy: partial({ whenDeleted: retention, whenScaled: retention }),
  ordinals: fc.constantFrom({}, { start: 0 }, { start: 7 }),
  minReadySeconds: fc.constantFrom(0, 10),
  revisionHistoryLimit: fc.constantFrom(0, 10),
  service: fc.constantFrom({ headless: true, name: 'front' }),
} as any);

const twist: fc.Arbitrary<Twist> = fc.oneof(
  ...Object.entries<fc.Arbitrary<unknown>>({
    'name': text, 'serviceName': text, 'replicas': count, 'minReadySeconds': count, 'revisionHistoryLimit': count, 'ordinals.start': count,
    'updateStrategy.partition': count, 'updateStrategy.type': fc.constantFrom(...Object.values(StatefulSetUpdateType), 'Recreate'),
    'podManagementPolicy': fc.constantFrom('Parallel', 'parallel'),
    'persistentVolumeClaimRetentionPolicy.whenDeleted': fc.constantFrom('Retain', 'Keep'),
    'persistentVolumeClaimRetentionPolicy.whenScaled': fc.constantFrom('Delete', ''),
    'disruptionBudget.maxUnavailable': intOrPercent, 'disruptionBudget.minAvailable': intOrPercent,
    'autoscaling': partial({ minReplicas: count, maxReplicas: count }),
    'mounts': fc.array(fc.record({ path, volume: fc.oneof(anyTemplate, template) }), { minLength: 1, maxLength: 2 }),
  }).map(([at, value]) => fc.record({ at: fc.constant(at.split('.')), value })),
);
const twists = fc.oneof({ weight: 2, arbitrary: fc.constant<Twist[]>([]) }, { weight: 3, arbitrary: twist.map((one) => [one]) });

/** A set that is legal by itself, with a prop twisted or not. */
export const statefulSetProps: fc.Arbitrary<StatefulSetProps> = fc
  .tuple(hardenedPodProps(KUBERNETES_MINOR), fc.uniqueArray(template, { maxLength: 3 }), own, twists)
  .map(([pod, templates, rest, some]) => {
    const mounts = [...pod.mounts ?? [], ...templates.map((volume, index) => ({ path: `/own/${index}`, volume }))];
    return repaired(some.reduce(twisted, { ...pod, ...rest, ...(rest.quorum === true && { replicas: rest.replicas ?? 3 }), mounts }));
  });

const SET = 'StatefulSet';
const BUDGET = 'PodDisruptionBudget';
const NO_POD = 'the labels of its pods may have no room for it, and then it makes none';
const NO_CLAIM = 'no claim can be made of it, and no pod starts';
const NO_MAJORITY = 'a drain would leave too few for any to serve';
const QUORUM: StatefulSetProps = { replicas: 3, quorum: true };
const mount = (...volumes: Volume[]): StatefulSetProps => ({ mounts: volumes.map((volume, index) => ({ path: `/${index}`, volume })) });
const CLAIM = mount(Volume.claimTemplate('data', { size: '1Gi' }));
const claim = (...steps: (string | number)[]) => [SET, 'spec', 'volumeClaimTemplates', 0, ...steps] as [string, ...(string | number)[]];

/** Rules about what only a StatefulSet has. */
const OF_STATEFUL_SETS: readonly Row[] = [
  ['must have at most 52 characters', 'name', { name: 'a'.repeat(53) }, [SET, 'metadata', 'name'], 'a'.repeat(53), NO_POD],
  ['must be a DNS label:', 'serviceName', { serviceName: 'a.b' }, [SET, 'spec', 'serviceName'], 'a.b'],
  ["must be 'OrderedReady' or 'Parallel'", 'podManagementPolicy', { podManagementPolicy: 'parallel' }, [SET, 'spec', 'podManagementPolicy'], 'parallel'],
  ["must be 'RollingUpdate' or 'OnDelete'", 'updateStrategy.type', { updateStrategy: { type: 'Recreate' } }, [SET, 'spec', 'updateStrategy', 'type'], 'Recreate'],
  ["must not be given with 'StatefulSetUpdateType.ON_DELETE'", 'updateStrategy.partition', { updateStrategy: { type: StatefulSetUpdateType.ON_DELETE, partition: 1 } }, [SET, 'spec', 'updateStrategy', 'rollingUpdate'], { partition: 1 }, undefined, { updateStrategy: { type: StatefulSetUpdateType.ON_DELETE } }],
  ['must be a whole number of at least 0', 'updateStrategy.partition', { updateStrategy: { partition: -1 } }, [SET, 'spec', 'updateStrategy', 'rollingUpdate'], { partition: -1 }],
  ['must be a whole number from 0 to 2147483647', 'updateStrategy.partition', { updateStrategy: { partition: 2 ** 31 } }, [SET, 'spec', 'updateStrategy', 'rollingUpdate'], { partition: 2 ** 31 }],
  ["must be 'Retain' or 'Delete'", 'persistentVolumeClaimRetentionPolicy.whenDeleted', { persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Keep' } }, [SET, 'spec', 'persistentVolumeClaimRetentionPolicy'], { whenDeleted: 'Keep' }],
  ["must be 'Retain' or 'Delete'", 'persistentVolumeClaimRetentionPolicy.whenScaled', { persistentVolumeClaimRetentionPolicy: { whenScaled: 'delete' } }, [SET, 'spec', 'persistentVolumeClaimRetentionPolicy'], { whenScaled: 'delete' }],
  ['must be a whole number of at least 0', 'ordinals.start', { ordinals: { start: -1 } }, [SET, 'spec', 'ordinals'], { start: -1 }],
  ['must be a whole number of at least 0', 'minReadySeconds', { minReadySeconds: -1 }, [SET, 'spec', 'minReadySeconds'], -1],
  ['must be a whole number of at least 0', 'revisionHistoryLimit', { revisionHistoryLimit: -1 }, [SET, 'spec', 'revisionHistoryLimit'], -1, 'no revision would ever go'],
  ["must be at least 3 with 'quorum'", 'replicas', { replicas: 2 }, [SET, 'spec', 'replicas'], 2, NO_MAJORITY, QUORUM],
  ["must be at least 3 with 'quorum'", 'autoscaling.minReplicas', { autoscaling: { minReplicas: 2, maxReplicas: 5 } }, ['HorizontalPodAutoscaler', 'spec', 'minReplicas'], 2, NO_MAJORITY, { quorum: true, autoscaling: { minReplicas: 3, maxReplicas: 5 } }],
  ['must leave a majority of the pods', 'disruptionBudget.maxUnavailable', { disruptionBudget: { maxUnavailable: 2 } }, [BUDGET, 'spec', 'maxUnavailable'], 2, NO_MAJORITY, QUORUM],
  ['must leave a majority of the pods', 'disruptionBudget.minAvailable', { disruptionBudget: { minAvailable: 1 } }, [BUDGET, 'spec', 'minAvailable'], 1, NO_MAJORITY, { ...QUORUM, disruptionBudget: { minAvailable: 2 } }],

  ['must be a DNS label:', 'mounts[0].volume.volumeName', mount(Volume.claimTemplate('a.b', { size: '1Gi' })), claim('metadata', 'name'), 'a.b', undefined, CLAIM],
  ['must be given', 'mounts[0].volume.size', mount(Volume.claimTemplate('data', {} as any)), claim('spec', 'resources', 'requests'), {}, undefined, CLAIM],
  ['must be a quantity of whole bytes from 1 to 8Pi', 'mounts[0].volume.size', mount(Volume.claimTemplate('data', { size: '0' })), claim('spec', 'resources', 'requests', 'storage'), '0', undefined, CLAIM],
  ['must be a DNS subdomain', 'mounts[0].volume.storageClassName', mount(Volume.claimTemplate('data', { size: '1Gi', storageClassName: 'Fast' })), claim('spec', 'storageClassName'), 'Fast', undefined, CLAIM],
  ['must be one or more of ReadWriteOnce', 'mounts[0].volume.accessModes', mount(Volume.claimTemplate('data', { size: '1Gi', accessModes: [VolumeAccessMode.READ_WRITE_ONCE_POD, VolumeAccessMode.READ_WRITE_MANY] })), claim('spec', 'accessModes'), ['ReadWriteOncePod', 'ReadWriteMany'], undefined, CLAIM],
  ['must be a label key', 'mounts[0].volume.labels[\'a b\']', mount(Volume.claimTemplate('data', { size: '1Gi', labels: { 'a b': '' } })), claim('metadata', 'labels'), { 'a b': '' }, NO_CLAIM, CLAIM],
  ['must be a label value', 'mounts[0].volume.labels.a', mount(Volume.claimTemplate('data', { size: '1Gi', labels: { a: 'a b' } })), claim('metadata', 'labels'), { a: 'a b' }, NO_CLAIM, CLAIM],
  ['must be an annotation key', 'mounts[0].volume.annotations[\'a b\']', mount(Volume.claimTemplate('data', { size: '1Gi', annotations: { 'a b': '' } })), claim('metadata', 'annotations'), { 'a b': '' }, NO_CLAIM, CLAIM],
  ['must not stand for two volumes in one pod', 'mounts[1].volume.volumeName', mount(Volume.claimTemplate('data', { size: '1Gi' }), Volume.claimTemplate('data', { size: '2Gi' })), [SET, 'spec', 'volumeClaimTemplates', 1],
    { metadata: { name: 'data' }, spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '2Gi' } } } }, 'one of the two would never be made', CLAIM],
];

export const REFUSALS_OF_STATEFUL_SETS: readonly Refusal[] = refusalsOf(OF_STATEFUL_SETS);
