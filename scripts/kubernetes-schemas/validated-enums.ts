/**
 * Values that the API server checks in its code, and does not publish: by definition and field.
 * From pkg/apis/<group>/validation/validation.go, and that of apiextensions.
 */
export const VALIDATED_ENUMS: { readonly [place: string]: readonly string[] } = {
  'api.autoscaling.v2.HPAScalingPolicy type': ['Percent', 'Pods'],
  'api.autoscaling.v2.HPAScalingRules selectPolicy': ['Disabled', 'Max', 'Min'],
  'api.autoscaling.v2.MetricSpec type': ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'],
  'api.autoscaling.v2.MetricTarget type': ['AverageValue', 'Utilization', 'Value'],
  'api.core.v1.VolumeMount recursiveReadOnly': ['Disabled', 'Enabled', 'IfPossible'],
  'api.flowcontrol.v1.FlowDistinguisherMethod type': ['ByNamespace', 'ByUser'],
  'api.flowcontrol.v1.LimitResponse type': ['Queue', 'Reject'],
  'api.flowcontrol.v1.PriorityLevelConfigurationSpec type': ['Exempt', 'Limited'],
  'api.flowcontrol.v1.Subject kind': ['Group', 'ServiceAccount', 'User'],
  'api.rbac.v1.RoleRef kind': ['ClusterRole', 'Role'],
  'api.rbac.v1.Subject kind': ['Group', 'ServiceAccount', 'User'],
  'api.storage.v1.CSIDriverSpec fsGroupPolicy': ['File', 'None', 'ReadWriteOnceWithFSType'],
  'apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceConversion strategy': ['None', 'Webhook'],
  'apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionSpec scope': ['Cluster', 'Namespaced'],
};
