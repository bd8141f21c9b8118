import { KubernetesObject } from '../../lib/manifest/object';
import { ProofContext } from '../proof';
import './engine';

/** A pod of some cluster of a mesh. */
export interface MeshPod {
  readonly cluster: string;
  readonly namespace: string;
  readonly labels: { readonly [key: string]: string };
  /** Ports by the names under which its containers declare them. */
  readonly ports?: { readonly [name: string]: number };
}

/** One who calls or is called: a pod, or an address outside the cluster. */
export type End = MeshPod | { readonly address: string };

/** One whom Cilium has names of its own for, as nodes and API servers; with its address where it is outside the cluster. */
export interface ReservedEnd {
  readonly reserved: readonly string[];
  readonly address?: string;
}

/** A connection that somebody tries to open. */
export interface Traffic {
  readonly from: End | ReservedEnd;
  readonly to: End | ReservedEnd;
  readonly port: number;
  /** TCP if not said. */
  readonly protocol?: string;
}

/** A question to a DNS server, and the address with which it answers. */
export interface Lookup extends Traffic {
  readonly name: string;
  readonly answer: string;
}

/** What becomes of traffic. Only the half of the cluster's own pods means anything. */
export interface Verdict {
  readonly egress: boolean;
  readonly ingress: boolean;
  /** Of a lookup: whether Cilium saw the answer, and knows the name of the address now. */
  readonly seen: boolean;
}

/** A cluster of a mesh, with a Service and the addresses of the pods behind it. */
export interface MeshCluster {
  readonly name: string;
  /** @default - its place among those that are given, from 1 on */
  readonly id?: number;
  readonly service: KubernetesObject;
  readonly pods: readonly string[];
}

/** What is asked of Cilium. */
export type Question =
  | { readonly ask: 'service'; readonly object: KubernetesObject }
  | { readonly ask: 'policy'; readonly object: KubernetesObject; readonly cluster: { readonly name: string } }
  | {
    readonly ask: 'flows'; readonly cluster: { readonly name: string }; readonly objects: readonly KubernetesObject[];
    /** One after the other, before the flows. */
    readonly lookups?: readonly Lookup[]; readonly flows: readonly Traffic[];
  }
  | { readonly ask: 'mesh' | 'slices'; readonly cluster: object; readonly remotes: readonly object[] };

/** What Cilium answers; what is not about the question is empty. */
export interface Reading {
  readonly error?: string;
  readonly global: boolean;
  readonly shared: boolean;
  readonly affinity: string;
  readonly rules: number;
  readonly lookups: readonly Verdict[] | null;
  readonly flows: readonly Verdict[] | null;
  readonly backends: readonly string[] | null;
}

/** Asks Cilium, once for all questions. */
export async function askCilium(context: ProofContext, questions: readonly Question[]): Promise<Reading[]> {
  const binaries = await context.engine('cilium');
  const { processes } = context.host('cilium');
  const input = questions.map((question) => JSON.stringify(question)).join('\n');
  const { code, stdout, stderr } = await processes.run(binaries.program('cilium'), [], { stdin: input, timeoutMs: 600_000 });
  if (code !== 0) { throw new Error(`the program ended with ${code}: ${stderr}`); }
  const answers = stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  if (answers.length !== questions.length) { throw new Error(`${questions.length} questions got ${answers.length} answers`); }
  return answers;
}

/** What the policies of a cluster make of traffic; any complaint of Cilium's is an error. */
export async function flowsOf(context: ProofContext, cluster: string, objects: readonly KubernetesObject[], flows: readonly Traffic[]): Promise<Verdict[]> {
  const [{ error, flows: found }] = await askCilium(context, [{ ask: 'flows', cluster: { name: cluster }, objects, flows }]);
  if (error !== undefined || found === null) { throw new Error(`Cilium refuses: ${error}`); }
  return [...found];
}

/** Whether an object is a policy that Cilium reads. */
export function isPolicy({ kind }: KubernetesObject): boolean {
  return kind === 'CiliumNetworkPolicy' || kind === 'NetworkPolicy';
}

/** Which pods callers in the first of some clusters get, by the Services that are given; or which of other clusters have EndpointSlices in it. */
export function backendsQuestion([first, ...others]: readonly MeshCluster[], ask: 'mesh' | 'slices' = 'mesh'): Question {
  const clusters = [first, ...others].map(({ name, service, pods, ...given }, index) => ({
    name, id: given.id ?? index + 1, service: asServed(service, index), slice: pods.length === 0 ? undefined : slice(service, pods),
  }));
  return { ask, cluster: clusters[0], remotes: clusters.slice(1) };
}

/** The Service with the address that an API server gives it. */
function asServed(service: KubernetesObject, index: number): KubernetesObject {
  const clusterIP = service.spec.clusterIP ?? `10.96.0.${index + 1}`;
  return { ...service, spec: { ...service.spec, clusterIP, clusterIPs: [clusterIP], ipFamilies: ['IPv4'], internalTrafficPolicy: 'Cluster' } };
}

/** The EndpointSlice that Kubernetes makes for the pods behind a Service. */
function slice({ metadata, spec }: KubernetesObject, pods: readonly string[]): KubernetesObject {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `${metadata!.name}-x7k2p`, namespace: metadata!.namespace, labels: { 'kubernetes.io/service-name': metadata!.name! } },
    addressType: 'IPv4',
    endpoints: pods.map((address) => ({ addresses: [address], conditions: { ready: true, serving: true, terminating: false } })),
    ports: spec.ports.map(({ name, protocol }: any) => ({ name, port: 8080, protocol })),
  };
}
