// Every id that this library reports, with what it means: one that does not stand here does not compile. Ids are API. What users read of
// them, docs/findings.md, is written from this file.

/** What is legal and will probably hurt. It can be accepted with a reason, or made an error. */
export const WARNINGS = {
  'construct/unknown-prop': 'A prop was given that nothing reads.',
  'data/elasticsearch-not-ready': 'An Elasticsearch resource lacks something that its snapshots need.',
  'data/keystore-setting-twice': 'Two sources bring the same setting of a keystore.',
  'data/restore-drill-empty': 'A restore drill would pass although it restores nothing.',
  'data/snapshot-interval': 'Snapshots come more often than they can be taken.',
  'data/snapshot-stale-alert': 'An alert fires between two snapshots that are both good.',
  'data/snapshot-superuser': 'Snapshots are taken as the superuser.',
  'network/affinity-without-backends': 'An affinity has no backends in this cluster that it could prefer.',
  'network/argo-cd-endpoint-slices': 'Argo CD leaves EndpointSlices out unless it is told otherwise.',
  'network/endpoint-slice-sync': 'Cilium does not synchronise EndpointSlices as it is set up.',
  'network/external-name-host': 'Callers of an ExternalName send a host name that the other side does not know.',
  'network/external-name-tls': 'The certificate behind an ExternalName does not name the Service.',
  'network/ingress-backend-tls': 'An Ingress speaks plain HTTP to a backend that wants TLS.',
  'network/mcs-api': 'Cilium does not read ServiceExports as it is set up.',
  'network/namespace-not-global': 'The namespace of a global service is not shared with the mesh.',
  'network/no-remote-caller': 'No policy admits callers from other clusters.',
  'network/not-in-mesh': 'A global service stands in a cluster that is in no mesh.',
  'network/route-backend-tls': 'A route speaks plain HTTP to a backend that wants TLS.',
  'scheduling/base-drifts': 'The share of replicas that is on demand is only preferred.',
  'scheduling/few-instance-types': 'So few instance types match that spot capacity runs out.',
  'scheduling/few-machine-types': 'So few machine types match that spot capacity runs out.',
  'scheduling/floating-image': 'The image of new nodes changes by itself.',
  'scheduling/no-eviction-notice': 'Nothing tells the nodes that they are taken away.',
  'scheduling/no-interruption-queue': 'Karpenter does not hear when spot nodes are taken away.',
  'scheduling/not-placed': 'A workload was named that spot placement leaves as it is.',
  'scheduling/not-spread': 'A workload was named that spreading leaves as it is.',
  'scheduling/spot-bare-pod': 'Nothing replaces a Pod on a spot node that is taken away.',
  'scheduling/spot-no-budget': 'Nothing limits how many replicas on spot go at a time.',
  'scheduling/spot-no-retry': 'A Job on spot ends with the first node that is taken away.',
  'scheduling/spot-single-replica': 'The only replica runs on a node that may be taken away.',
  'scheduling/stays-empty': 'No workload can be placed on the nodes of a pool.',
  'scheduling/stays-on-demand': 'Nothing moves workloads back to spot.',
  'scheduling/untainted-spot': 'Pods that never asked for spot land on it.',
  'scheduling/zonal-volumes': 'A volume holds replicas in its own zone.',
  'scheduling/zone-anti-affinity': 'A rule beside the spread keeps replicas out of zones.',
  'scheduling/zone-loss': 'Too few replicas would be left if a zone were lost.',
  'workload/cidr-caller': 'A caller is admitted by addresses that it may not have when it arrives.',
  'workload/ephemeral-storage': 'Volumes on the local disk may grow beyond what the pod may use.',
  'workload/fixed-replicas': 'An autoscaler and a fixed number of replicas work against each other.',
  'workload/literal-secret': 'A value that looks like a secret stands in the manifest.',
  'workload/no-caller': 'A Service has no caller that the policy admits.',
  'workload/pod-security': "A field keeps pods from Pod Security 'restricted'.",
  'workload/readiness-probe': 'Pods get traffic before they can serve it.',
  'workload/restricted': "An exception leaves Pod Security 'restricted'.",
  'workload/single-replica': 'Nothing serves while the node of the only replica is drained.',
} as const;

/** What is wrong. Nothing is written while it is. */
export const ERRORS = {
  'acceptance/id': 'A warning is accepted, or made an error, that this library does not have.',
  'acceptance/reason': 'A warning is accepted without a reason.',
  'acceptance/unused': 'A warning is accepted that nothing raises.',
  'construct/finished': 'A construct is changed after what it is has been deployed.',
  'construct/place': 'A construct stands where it can write nothing, or gets other arguments than scope, id and props.',
  'construct/rendering': 'An object, or a value in it, cannot be rendered.',
  'construct/unknown-prop': 'An option was given that nothing reads.',
  'construct/unique-name': 'Two objects of one kind, name and namespace would overwrite each other.',
  'construct/validation': "A validation of somebody else's construct failed.",
  'patch/applies': 'An operation of a patch does not apply to the object.',
  'patch/matches': 'A patch matches no object of the construct.',
  'prop/choice': 'A value is none of those that are allowed.',
  'prop/grammar': 'A value does not have the form that its kind of value has in Kubernetes: a name, a quantity, a label.',
  'prop/known': 'A value must be known when the program runs.',
  'prop/range': 'A number is out of its range.',
  'prop/required': 'A prop without which nothing goes is missing.',
  'prop/type': 'A value is of another type than its prop.',
} as const;

/** Id of a warning. */
export type WarningId = keyof typeof WARNINGS;

/** Id of a fault. */
export type FaultId = keyof typeof ERRORS;
