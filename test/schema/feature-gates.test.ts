import { GATES_IN_USE, gatedFaults, isOn } from './feature-gates';
import { MINORS } from './kubernetes-schema';

type Fields = { [field: string]: any };

const pod = (spec: Fields, container: Fields = {}) => ({ apiVersion: 'v1', kind: 'Pod', spec: { containers: [{ name: 'api', ...container }], ...spec } });
const deployment = (spec: Fields) => ({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: pod(spec) } });
const job = (spec: Fields) => ({ apiVersion: 'batch/v1', kind: 'Job', spec });
const service = (spec: Fields, name = 'api') => ({ apiVersion: 'v1', kind: 'Service', metadata: { name }, spec });
const term = { topologyKey: 'kubernetes.io/hostname', matchLabelKeys: ['pod-template-hash'] };

describe('gatedFaults', () => {
  // The first minor in which the field works without a flag; none where it does in no minor yet.
  test.each<[string, string, string | undefined, Fields]>([
    ['spec.template.spec.hostUsers', 'UserNamespacesSupport', '1.33', deployment({ hostUsers: false })],
    ['spec.hostnameOverride', 'HostnameOverride', '1.35', pod({ hostnameOverride: 'api' })],
    ['spec.resources', 'PodLevelResources', '1.34', pod({ resources: {} })],
    ['spec.schedulingGroup', 'GenericWorkload', undefined, pod({ schedulingGroup: {} })],
    ['spec.securityContext.seLinuxChangePolicy', 'SELinuxChangePolicy', '1.33', pod({ securityContext: { seLinuxChangePolicy: 'Recursive' } })],
    ['spec.securityContext.supplementalGroupsPolicy', 'SupplementalGroupsPolicy', '1.33', pod({ securityContext: { supplementalGroupsPolicy: 'Strict' } })],
    ['spec.tolerations[0].operator', 'TaintTolerationComparisonOperators', undefined, pod({ tolerations: [{ operator: 'Lt' }] })],
    ['spec.volumes[0].image', 'ImageVolume', '1.35', pod({ volumes: [{ image: {} }] })],
    ['spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].matchLabelKeys', 'MatchLabelKeysInPodAffinity', '1.31',
      pod({ affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } })],
    ['spec.initContainers[0].restartPolicy', 'SidecarContainers', '1.29', pod({ initContainers: [{ restartPolicy: 'Always' }] })],
    ['spec.initContainers[0].restartPolicy', 'ContainerRestartRules', '1.35', pod({ initContainers: [{ restartPolicy: 'Never' }] })],
    ['spec.containers[0].restartPolicy', 'ContainerRestartRules', '1.35', pod({}, { restartPolicy: 'Always' })],
    ['spec.containers[0].lifecycle.preStop.sleep', 'PodLifecycleSleepAction', '1.30', pod({}, { lifecycle: { preStop: { sleep: { seconds: 5 } } } })],
    ['spec.containers[0].lifecycle.stopSignal', 'ContainerStopSignals', undefined, pod({}, { lifecycle: { stopSignal: 'SIGINT' } })],
    ['spec.containers[0].resizePolicy', 'InPlacePodVerticalScaling', '1.33', pod({}, { resizePolicy: [] })],
    ['spec.containers[0].securityContext.procMount', 'ProcMountType', '1.33', pod({}, { securityContext: { procMount: 'Unmasked' } })],
    ['spec.containers[0].volumeMounts[0].recursiveReadOnly', 'RecursiveReadOnlyMounts', '1.31', pod({}, { volumeMounts: [{ recursiveReadOnly: 'Enabled' }] })],
    ['spec.containers[0].env[1].valueFrom.fileKeyRef', 'EnvFiles', '1.35', pod({}, { env: [{ name: 'A' }, { name: 'B', valueFrom: { fileKeyRef: {} } }] })],
    ['spec.containers[0].env[0].name', 'RelaxedEnvironmentVariableValidation', '1.32', pod({}, { env: [{ name: '1 A' }] })],
    ['spec.podReplacementPolicy', 'JobPodReplacementPolicy', '1.29', job({ podReplacementPolicy: 'Failed' })],
    ['spec.jobTemplate.spec.successPolicy', 'JobSuccessPolicy', '1.31',
      { apiVersion: 'batch/v1', kind: 'CronJob', spec: { jobTemplate: { spec: { successPolicy: {} } } } }],
    ['spec.updateStrategy.rollingUpdate.maxUnavailable', 'MaxUnavailableStatefulSet', '1.37',
      { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { updateStrategy: { rollingUpdate: { maxUnavailable: 2 } } } }],
    ['spec.volumeClaimTemplates[0].spec.volumeAttributesClassName', 'VolumeAttributesClass', '1.34',
      { apiVersion: 'apps/v1', kind: 'StatefulSet', spec: { volumeClaimTemplates: [{ spec: { volumeAttributesClassName: 'fast' } }] } }],
    ['spec.minReplicas', 'HPAScaleToZero', '1.37', { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', spec: { minReplicas: 0 } }],
    ['spec.trafficDistribution', 'ServiceTrafficDistribution', '1.31', service({ trafficDistribution: 'PreferClose' })],
    ['metadata.name', 'RelaxedServiceNameValidation', '1.36', service({}, '1api')],
  ])('says that %s needs %s, on from %s', (path, gate, on, object) => {
    const until = on === undefined ? 'off by default up to 1.37' : `off by default before ${on}`;
    for (const minor of MINORS) {
      const works = on !== undefined && MINORS.indexOf(minor) >= MINORS.indexOf(on);
      expect(gatedFaults(object, minor)).toEqual(works ? [] : [`${path}: needs feature gate ${gate}, ${until}`]);
    }
  });

  const template = { template: pod({ hostUsers: false }) };
  test.each<[string, string, Fields, string]>([
    ['v1', 'Pod', pod({ hostUsers: false }), 'spec'],
    ['v1', 'PodTemplate', template, 'template.spec'],
    ['v1', 'ReplicationController', { spec: template }, 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', { spec: template }, 'spec.template.spec'],
    ['apps/v1', 'Deployment', { spec: template }, 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', { spec: template }, 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', { spec: template }, 'spec.template.spec'],
    ['batch/v1', 'Job', { spec: template }, 'spec.template.spec'],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: template } } }, 'spec.jobTemplate.spec.template.spec'],
  ])('looks into the pods of %s %s', (apiVersion, kind, body, path) => {
    expect(gatedFaults({ ...body, apiVersion, kind }, '1.30')).toEqual([`${path}.hostUsers: needs feature gate UserNamespacesSupport, off by default before 1.33`]);
  });

  test.each(['containers', 'initContainers', 'ephemeralContainers'])('looks into every item of %s', (list) => {
    const lifecycle = { stopSignal: 'SIGINT' };
    expect(gatedFaults(pod({ [list]: [{ name: 'a' }, { name: 'b', lifecycle }] }), '1.36')).toEqual([
      `spec.${list}[1].lifecycle.stopSignal: needs feature gate ContainerStopSignals, off by default up to 1.37`,
    ]);
  });

  test('looks into the claims of ephemeral volumes', () => {
    const ephemeral = { volumeClaimTemplate: { spec: { dataSourceRef: { name: 'a', namespace: 'b' } } } };
    expect(gatedFaults(pod({ volumes: [{ name: 'data', ephemeral }] }), '1.36')).toEqual([
      'spec.volumes[0].ephemeral.volumeClaimTemplate.spec.dataSourceRef.namespace: '
      + 'needs feature gate CrossNamespaceVolumeDataSource, off by default up to 1.37',
    ]);
  });

  test('names both gates where a value needs one more than its field', () => {
    expect(gatedFaults(service({ trafficDistribution: 'PreferSameZone' }), '1.30')).toEqual([
      'spec.trafficDistribution: needs feature gate PreferSameTrafficDistribution, off by default before 1.34',
      'spec.trafficDistribution: needs feature gate ServiceTrafficDistribution, off by default before 1.31',
    ]);
    expect(gatedFaults(service({ trafficDistribution: 'PreferSameZone' }), '1.33')).toEqual([
      'spec.trafficDistribution: needs feature gate PreferSameTrafficDistribution, off by default before 1.34',
    ]);
    expect(gatedFaults(service({ trafficDistribution: 'PreferSameZone' }), '1.34')).toEqual([]);
  });

  test.each<[string, Fields | null]>([
    ['what has been on since before the oldest minor', pod({
      schedulingGates: [{ name: 'a' }],
      topologySpreadConstraints: [{ matchLabelKeys: ['a'], minDomains: 2, nodeTaintsPolicy: 'Honor', nodeAffinityPolicy: 'Honor' }],
    })],
    ['a disruption budget with a policy for unhealthy pods', { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { unhealthyPodEvictionPolicy: 'AlwaysAllow' } }],
    ['values that need no gate', pod({ dnsConfig: { searches: ['a.b'] }, tolerations: [{ operator: 'Exists' }] }, { securityContext: { procMount: 'Default' } })],
    ['null and what is not where it should be', pod({ hostUsers: null, volumes: {}, initContainers: null, tolerations: [null] })],
    ['nothing', null],
    ['an object without a spec', { apiVersion: 'apps/v1', kind: 'Deployment' }],
    ['custom resources that share a name with a kind of Kubernetes', { apiVersion: 'serving.example.com/v1alpha1', kind: 'Service', spec: { trafficDistribution: 'x' } }],
  ])('has nothing against %s', (_, object) => {
    for (const minor of MINORS) { expect(gatedFaults(object, minor)).toEqual([]); }
  });

  test('has something against APIs that nobody serves by default', () => {
    const policy = { apiVersion: 'admissionregistration.k8s.io/v1beta1', kind: 'ValidatingAdmissionPolicy' };
    expect(gatedFaults(policy, '1.28')).toEqual(['apiVersion: admissionregistration.k8s.io/v1beta1 is not served by default']);
    expect(gatedFaults({ ...policy, apiVersion: 'admissionregistration.k8s.io/v1' }, '1.30')).toEqual([]);
  });

  test.each(GATES_IN_USE)('asks for %s only because it is off in some minor', (gate) => {
    expect(MINORS.some((minor) => !isOn(gate, minor))).toBe(true);
  });
});
