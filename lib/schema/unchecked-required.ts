/**
 * Fields that Kubernetes' schema calls required, and that its API server does without: it reads an absent one as the empty value of Go, which is a legal
 * one, or it fills it in. By definition, without its group and version.
 */
const UNCHECKED: { readonly [definition: string]: readonly string[] } = {
  CSIDriver: ['spec'],
  CSINode: ['spec'],
  CSINodeSpec: ['drivers'],
  Counter: ['value'],
  ControllerRevision: ['revision'],
  CustomResourceDefinitionVersion: ['served', 'storage'],
  DeviceCapacity: ['value'],
  EndpointSlice: ['endpoints'],
  Event: ['metadata'],
  EvictionResponder: ['priority'],
  ForNode: ['name'],
  ForZone: ['name'],
  HTTPHeader: ['value'],
  ISCSIPersistentVolumeSource: ['lun'],
  ISCSIVolumeSource: ['lun'],
  LimitRangeSpec: ['limits'],
  NetworkPolicySpec: ['podSelector'],
  PodFailurePolicy: ['rules'],
  PodFailurePolicyOnPodConditionsPattern: ['status'],
  PriorityClass: ['value'],
  ResourcePool: ['generation'],
  RoleRef: ['apiGroup'],
  ScaleIOPersistentVolumeSource: ['secretRef'],
  ScaleIOVolumeSource: ['secretRef'],
  SleepAction: ['seconds'],
  StatefulSetSpec: ['serviceName'],
  Sysctl: ['value'],
  TokenRequest: ['audience'],
  TokenReviewSpec: ['token'],
};

/** The required fields of a definition that the API server insists on. */
export function enforced(definition: string, required: readonly string[]): readonly string[] {
  const name = definition.slice(definition.lastIndexOf('.') + 1);
  return Object.hasOwn(UNCHECKED, name) ? required.filter((field) => !UNCHECKED[name].includes(field)) : required;
}

/** Whether some definition may do without a required field of a name: for those who compare with the schemas alone. */
export function isUncheckedRequired(field: string): boolean {
  return Object.values(UNCHECKED).some((fields) => fields.includes(field));
}
