import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FieldPath, formatPath, valueAt } from '../../lib/manifest/field-path';
import { isKubernetesKind, MINORS } from './kubernetes-schema';

interface Gated {
  /** Field path below the part; `[*]` stands for every item of a list. */
  readonly path: string;
  readonly gate: string;
  /** Which values need the gate, where not all do. `part` is what holds the path. */
  readonly when?: (value: any, part: any) => boolean;
}

/** A place in an object that the same gates apply to, wherever it stands. */
interface Part { readonly path: FieldPath; readonly gated: readonly Gated[] }

const GATES: { [gate: string]: { [minor: string]: boolean } } = (
  JSON.parse(readFileSync(join(__dirname, 'kubernetes/feature-gates.json'), 'utf8')).gates
);

const OLD_VARIABLE_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const startsWithDigit = (name: any) => /^\d/.test(name);
const podAffinityTerms = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `affinity.${affinity}.requiredDuringSchedulingIgnoredDuringExecution[*]`,
  `affinity.${affinity}.preferredDuringSchedulingIgnoredDuringExecution[*].podAffinityTerm`,
]);

// Only what was off by default in one of the supported minors. Deployment, PodDisruptionBudget and NetworkPolicy have nothing of their own.
const POD: Gated[] = [
  { path: 'hostUsers', gate: 'UserNamespacesSupport' },
  { path: 'hostNetwork', gate: 'UserNamespacesHostNetworkSupport', when: (value, pod) => value === true && pod.hostUsers === false },
  { path: 'hostnameOverride', gate: 'HostnameOverride' },
  { path: 'resources', gate: 'PodLevelResources' },
  { path: 'resourceClaims', gate: 'DynamicResourceAllocation' },
  { path: 'schedulingGroup', gate: 'GenericWorkload' },
  { path: 'workloadRef', gate: 'GenericWorkload' },
  { path: 'securityContext.seLinuxChangePolicy', gate: 'SELinuxChangePolicy' },
  { path: 'securityContext.seLinuxChangePolicy', gate: 'SELinuxMount', when: (value) => value !== 'Recursive' },
  { path: 'securityContext.supplementalGroupsPolicy', gate: 'SupplementalGroupsPolicy' },
  { path: 'dnsConfig.searches[*]', gate: 'RelaxedDNSSearchValidation', when: (value) => value === '.' || /_/.test(value) },
  { path: 'tolerations[*].operator', gate: 'TaintTolerationComparisonOperators', when: (value) => ['Gt', 'Lt'].includes(value) },
  { path: 'volumes[*].image', gate: 'ImageVolume' },
  { path: 'volumes[*].projected.sources[*].clusterTrustBundle', gate: 'ClusterTrustBundleProjection' },
  { path: 'volumes[*].projected.sources[*].podCertificate', gate: 'PodCertificateRequest' },
  ...podAffinityTerms.flatMap((term) => [
    { path: `${term}.matchLabelKeys`, gate: 'MatchLabelKeysInPodAffinity' },
    { path: `${term}.mismatchLabelKeys`, gate: 'MatchLabelKeysInPodAffinity' },
  ]),
];

const CONTAINER: Gated[] = [
  { path: 'env[*].name', gate: 'RelaxedEnvironmentVariableValidation', when: (value) => !OLD_VARIABLE_NAME.test(value) },
  { path: 'env[*].valueFrom.fieldRef.fieldPath', gate: 'PodHostIPs', when: (value) => value === 'status.hostIPs' },
  { path: 'env[*].valueFrom.fileKeyRef', gate: 'EnvFiles' },
  { path: 'lifecycle.postStart.sleep', gate: 'PodLifecycleSleepAction' },
  { path: 'lifecycle.postStart.sleep.seconds', gate: 'PodLifecycleSleepActionAllowZero', when: (value) => value === 0 },
  { path: 'lifecycle.preStop.sleep', gate: 'PodLifecycleSleepAction' },
  { path: 'lifecycle.preStop.sleep.seconds', gate: 'PodLifecycleSleepActionAllowZero', when: (value) => value === 0 },
  { path: 'lifecycle.stopSignal', gate: 'ContainerStopSignals' },
  { path: 'resizePolicy', gate: 'InPlacePodVerticalScaling' },
  { path: 'resources.claims', gate: 'DynamicResourceAllocation' },
  { path: 'restartPolicyRules', gate: 'ContainerRestartRules' },
  { path: 'restartPolicyRules[*].action', gate: 'RestartAllContainersOnContainerExits', when: (value) => value === 'RestartAllContainers' },
  { path: 'securityContext.procMount', gate: 'ProcMountType', when: (value) => value !== 'Default' },
  { path: 'volumeMounts[*].recursiveReadOnly', gate: 'RecursiveReadOnlyMounts' },
];

const INIT_CONTAINER: Gated[] = [
  ...CONTAINER,
  { path: 'restartPolicy', gate: 'SidecarContainers', when: (value) => value === 'Always' },
  { path: 'restartPolicy', gate: 'ContainerRestartRules', when: (value) => value !== 'Always' },
  { path: 'restartPolicyRules', gate: 'RestartAllContainersOnContainerExits', when: (_, container) => container.restartPolicy === 'Always' },
];

const APP_CONTAINER: Gated[] = [
  ...CONTAINER,
  { path: 'restartPolicy', gate: 'ContainerRestartRules' },
];

const JOB: Gated[] = [
  { path: 'backoffLimitPerIndex', gate: 'JobBackoffLimitPerIndex' },
  { path: 'managedBy', gate: 'JobManagedBy' },
  { path: 'maxFailedIndexes', gate: 'JobBackoffLimitPerIndex' },
  { path: 'podFailurePolicy.rules[*].action', gate: 'JobBackoffLimitPerIndex', when: (value) => value === 'FailIndex' },
  { path: 'podReplacementPolicy', gate: 'JobPodReplacementPolicy' },
  { path: 'successPolicy', gate: 'JobSuccessPolicy' },
];

const CLAIM: Gated[] = [
  { path: 'dataSourceRef.namespace', gate: 'CrossNamespaceVolumeDataSource', when: (value) => value !== '' },
  { path: 'volumeAttributesClassName', gate: 'VolumeAttributesClass' },
];

const OBJECT: { [kind: string]: Gated[] } = {
  CSIDriver: [
    { path: 'spec.nodeAllocatableUpdatePeriodSeconds', gate: 'MutableCSINodeAllocatableCount' },
    { path: 'spec.preventPodSchedulingIfMissing', gate: 'VolumeLimitScaling' },
  ],
  EndpointSlice: [{ path: 'endpoints[*].hints.forNodes', gate: 'PreferSameTrafficDistribution' }],
  HorizontalPodAutoscaler: [
    { path: 'spec.behavior.scaleDown.tolerance', gate: 'HPAConfigurableTolerance' },
    { path: 'spec.behavior.scaleUp.tolerance', gate: 'HPAConfigurableTolerance' },
    { path: 'spec.minReplicas', gate: 'HPAScaleToZero', when: (value) => value === 0 },
  ],
  Ingress: [
    { path: 'spec.defaultBackend.service.name', gate: 'RelaxedServiceNameValidation', when: startsWithDigit },
    { path: 'spec.rules[*].http.paths[*].backend.service.name', gate: 'RelaxedServiceNameValidation', when: startsWithDigit },
  ],
  PersistentVolume: [{ path: 'spec.volumeAttributesClassName', gate: 'VolumeAttributesClass' }],
  Service: [
    { path: 'metadata.name', gate: 'RelaxedServiceNameValidation', when: startsWithDigit },
    { path: 'spec.trafficDistribution', gate: 'ServiceTrafficDistribution' },
    { path: 'spec.trafficDistribution', gate: 'PreferSameTrafficDistribution', when: (value) => value !== 'PreferClose' },
  ],
  StatefulSet: [{ path: 'spec.updateStrategy.rollingUpdate.maxUnavailable', gate: 'MaxUnavailableStatefulSet' }],
};

const POD_SPECS: { [kind: string]: string } = {
  CronJob: 'spec.jobTemplate.spec.template.spec',
  DaemonSet: 'spec.template.spec',
  Deployment: 'spec.template.spec',
  Job: 'spec.template.spec',
  Pod: 'spec',
  PodTemplate: 'template.spec',
  ReplicaSet: 'spec.template.spec',
  ReplicationController: 'spec.template.spec',
  StatefulSet: 'spec.template.spec',
};

/** Every gate that a field here may need. */
export const GATES_IN_USE: readonly string[] = (
  [...new Set([POD, INIT_CONTAINER, JOB, CLAIM, ...Object.values(OBJECT)].flat().map(({ gate }) => gate))].sort()
);

/**
 * The fields of a built-in object that the API server of a minor drops or refuses as long as nobody switches a feature gate on,
 * as lines such as `spec.hostUsers: needs feature gate UserNamespacesSupport, off by default before 1.33`.
 */
export function gatedFaults(object: any, minor: string): string[] {
  if (!isKubernetesKind(object?.apiVersion, object?.kind)) { return []; }
  const version = /\/(v\d+(?:alpha|beta)\d+)$/.exec(object.apiVersion);
  // Since Kubernetes 1.24 no new alpha or beta API is served unless asked for, and all older ones are gone.
  const unserved = version === null ? [] : [`apiVersion: ${object.apiVersion} is not served by default`];
  const faults = partsOf(object).flatMap(({ path, gated }) => gated.flatMap((rule) => (
    isOn(rule.gate, minor) ? [] : violations(object, path, rule).map((at) => `${at}: needs feature gate ${rule.gate}, ${offUntil(rule.gate, minor)}`)
  )));
  return [...unserved, ...faults].sort();
}

/** Whether a gate is on by default. A minor that does not know the gate does not know the feature either. */
export function isOn(gate: string, minor: string): boolean {
  const at = MINORS.indexOf(minor);
  const changes = Object.entries(GATES[gate]).filter(([since]) => MINORS.indexOf(since) <= at);
  return changes.at(-1)?.[1] ?? false;
}

function offUntil(gate: string, minor: string): string {
  const on = MINORS.slice(MINORS.indexOf(minor)).find((later) => isOn(gate, later));
  return on === undefined ? `off by default up to ${MINORS.at(-1)}` : `off by default before ${on}`;
}

function violations(object: any, part: FieldPath, { path, when = () => true }: Gated): string[] {
  return places(object, part, path)
    .filter((at) => when(valueAt(object, at), valueAt(object, part)))
    .map(formatPath);
}

function partsOf(object: any): Part[] {
  const parts: Part[] = [{ path: [], gated: OBJECT[object.kind] ?? [] }];
  const add = (from: FieldPath, path: string, gated: Gated[]) => parts.push(...places(object, from, path).map((at) => ({ path: at, gated })));
  if (object.kind === 'Job') { add([], 'spec', JOB); }
  if (object.kind === 'CronJob') { add([], 'spec.jobTemplate.spec', JOB); }
  if (object.kind === 'PersistentVolumeClaim') { add([], 'spec', CLAIM); }
  if (object.kind === 'StatefulSet') { add([], 'spec.volumeClaimTemplates[*].spec', CLAIM); }
  for (const pod of POD_SPECS[object.kind] === undefined ? [] : places(object, [], POD_SPECS[object.kind])) {
    parts.push({ path: pod, gated: POD });
    add(pod, 'containers[*]', APP_CONTAINER);
    add(pod, 'initContainers[*]', INIT_CONTAINER);
    add(pod, 'ephemeralContainers[*]', APP_CONTAINER);
    add(pod, 'volumes[*].ephemeral.volumeClaimTemplate.spec', CLAIM);
  }
  return parts;
}

/** Where a path with `[*]` leads in an object: only to what is there, and not null. */
function places(object: any, from: FieldPath, path: string): FieldPath[] {
  const steps = path.replaceAll('[*]', '.*').split('.');
  const found = steps.reduce<FieldPath[]>((paths, step) => paths.flatMap((at) => {
    if (step !== '*') { return [[...at, step]]; }
    const list = valueAt(object, at);
    return Array.isArray(list) ? list.map((_, i) => [...at, i]) : [];
  }), [from]);
  return found.filter((at) => (valueAt(object, at) ?? undefined) !== undefined);
}
