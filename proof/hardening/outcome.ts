import { KubernetesObject } from '../../lib/manifest/object';
import { HardeningField } from '../../lib/workload/hardening/hardening-field';
import { ControlPlane } from '../kubernetes/control-plane';

/** What became of a workload's pods. */
export interface Outcome {
  /** Pods that exist. */
  readonly pods: number;
  /** What the API server said to whoever wanted to create one, or the workload itself. */
  readonly refusal?: string;
}

/** What Pod Security admission calls a violation, and the fields that the report may name for it. */
const REASONS: readonly (readonly [RegExp, readonly HardeningField[]])[] = [
  [/\bhost namespaces \(/, [HardeningField.HOST_NETWORK, HardeningField.HOST_PID, HardeningField.HOST_IPC]],
  [/\b(?:hostPath volumes|restricted volume types) \(/, [HardeningField.VOLUMES]],
  [/\bhostPort \(/, [HardeningField.HOST_PORT]],
  [/\bprobe or lifecycle host \(/, [HardeningField.PROBE_HOST]],
  [/\bprivileged \(/, [HardeningField.PRIVILEGED]],
  [/\bprocMount \(/, [HardeningField.PROC_MOUNT]],
  [/\bseLinuxOptions \(/, [HardeningField.SELINUX_OPTIONS]],
  [/\bseccompProfile \(/, [HardeningField.SECCOMP_PROFILE]],
  [/\bforbidden sysctls \(/, [HardeningField.SYSCTLS]],
  [/\bforbidden AppArmor profiles? \(/, [HardeningField.APP_ARMOR_PROFILE]],
  [/\bhostProcess \(/, [HardeningField.HOST_PROCESS]],
  [/\ballowPrivilegeEscalation != false \(/, [HardeningField.ALLOW_PRIVILEGE_ESCALATION]],
  [/\bunrestricted capabilities \(/, [HardeningField.CAPABILITIES_ADD, HardeningField.CAPABILITIES_DROP]],
  [/\brunAsNonRoot != true \(/, [HardeningField.RUN_AS_NON_ROOT]],
  [/\brunAsUser=0 \(/, [HardeningField.RUN_AS_USER]],
];

const VIOLATES = /violates PodSecurity "restricted:[^"]*": (.*)/s;

/** How a report and a refusal differ: what one of them says and the other does not. Nothing where they agree. */
export function disagreement(reported: ReadonlySet<HardeningField>, refusal: string): string[] {
  const [, text] = VIOLATES.exec(refusal) ?? [];
  if (text === undefined) { return [`it was refused for something else: ${refusal}`]; }
  const unread = text.replace(/\([^()]*\)/g, '').split(',').filter((reason) => !REASONS.some(([pattern]) => pattern.test(`${reason.trim()} (`)));
  const refused = REASONS.filter(([pattern]) => pattern.test(text)).map(([, fields]) => fields);
  return [
    ...unread.map((reason) => `the API server says '${reason.trim()}', which nobody here knows`),
    ...refused.filter((fields) => !fields.some((field) => reported.has(field)) && !followsFromHostNetwork(fields, reported))
      .map((fields) => `the report does not name ${fields.join(' or ')}`),
    ...[...reported].filter((field) => !refused.some((fields) => fields.includes(field))).map((field) => `the API server has nothing to say about ${field}`),
  ];
}

/** On the network of the node, the API server gives each port of a pod that port of the node. */
function followsFromHostNetwork(fields: readonly HardeningField[], reported: ReadonlySet<HardeningField>): boolean {
  return fields.includes(HardeningField.HOST_PORT) && reported.has(HardeningField.HOST_NETWORK);
}

/** Creates workloads, and waits until each has all its pods, or one of them has been refused. */
export async function outcomesOf(cluster: ControlPlane, namespace: string, workloads: readonly KubernetesObject[]): Promise<Map<KubernetesObject, Outcome>> {
  const refusals = new Map<KubernetesObject, string>();
  for (const workload of workloads) {
    const response = await cluster.create(withNamespace(workload, namespace));
    // A bare pod is refused at once; the others are taken with a warning, and their pods refused.
    if (response.status >= 300) { refusals.set(workload, response.body.message); }
  }
  const outcomes = new Map<KubernetesObject, Outcome>();
  await cluster.waitFor('every workload to have its pods, or a refusal', async () => {
    const pods = (await cluster.read(`/api/v1/namespaces/${namespace}/pods`)).items;
    const events = (await cluster.read(`/api/v1/namespaces/${namespace}/events`)).items;
    for (const workload of workloads) {
      const own = pods.filter((pod: any) => isFrom(pod.metadata, workload));
      const failed = events.find((event: any) => event.reason === 'FailedCreate' && VIOLATES.test(event.message) && isFrom({ name: event.involvedObject.name }, workload));
      outcomes.set(workload, { pods: own.length, refusal: refusals.get(workload) ?? failed?.message });
    }
    return [...outcomes].every(([workload, { pods: count, refusal }]) => refusal !== undefined || count >= wantedPods(workload));
  }, 10 * 60_000);
  return outcomes;
}

/** The workload in that namespace, whatever it was written for. */
export function withNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** Names are chosen so that none is another one's beginning: `a-as-pod`, `a-as-job-x7z2k`. */
function isFrom({ name }: { name: string }, { metadata }: KubernetesObject): boolean {
  return name === metadata?.name || name.startsWith(`${metadata?.name}-`);
}

function wantedPods({ kind, spec }: KubernetesObject): number {
  return ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'].includes(kind) ? spec.replicas ?? 1 : 1;
}
