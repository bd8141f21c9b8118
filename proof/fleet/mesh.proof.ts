import * as assert from 'node:assert/strict';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { podsNamed } from '../cilium/programs';
import { askCilium, backendsQuestion, isPolicy, MeshCluster, MeshPod, Question, Traffic, Verdict } from '../cilium/questions';
import { Proof, ProofContext } from '../proof';
import { clustersOf, EXAMPLE, runExample, WrittenCluster } from './example';

const MESHED = ['prod-eu', 'prod-us'];

/** The addresses of the pods behind the catalogue. */
const PODS: { readonly [cluster: string]: readonly string[] } = { 'prod-eu': ['10.1.0.1', '10.1.0.2'], 'prod-us': ['10.2.0.1', '10.2.0.2'] };

export const proofs: Proof[] = [{
  name: 'fleet-mesh',
  title: 'Cilium gives callers in both clusters of a mesh the backends that the fleet promises, and lets in and out of every cluster whom it was told, and nobody else.',
  needs: ['cilium'],
  reads: [EXAMPLE, 'lib'],
  run: async (context) => {
    const affinities = [undefined, ...Object.values(GlobalServiceAffinity)];
    const folders = await runExample(context.host('cilium'), affinities.map((affinity) => (affinity === undefined ? {} : { globalServices: { affinity } })));
    const written = folders.map(clustersOf);
    for (const [index, affinity] of affinities.entries()) { await proveBackends(context, written[index], affinity); }
    await proveFlows(context, written[0]);
  },
}];

async function proveBackends(context: ProofContext, clusters: readonly WrittenCluster[], affinity?: GlobalServiceAffinity): Promise<void> {
  const title = affinity === undefined ? 'as the example says' : `with affinity '${affinity}'`;
  await context.about(EXAMPLE).check(`callers get the catalogue that is promised, on both sides: ${title}`, async () => {
    const sides = [MESHED, [...MESHED].reverse()];
    const cases = sides.flatMap(([here, there]) => [true, false].flatMap((isHere) => [true, false].map((isThere) => ({ here, there, isHere, isThere }))));
    const member = (name: string, isHealthy: boolean): MeshCluster => {
      const { objects, facts } = clusters.find((cluster) => cluster.name === name)!;
      const service = objects.find(({ kind, metadata }) => kind === 'Service' && metadata!.name === 'catalogue')!;
      return { name, id: facts.cluster.mesh.id, service, pods: isHealthy ? PODS[name] : [] };
    };
    const answers = await askCilium(context, cases.map(({ here, there, isHere, isThere }) => backendsQuestion([member(here, isHere), member(there, isThere)])));
    for (const [index, one] of cases.entries()) {
      const expected = promised(affinity ?? GlobalServiceAffinity.LOCAL, one.isHere ? PODS[one.here] : [], one.isThere ? PODS[one.there] : []);
      const { error, backends } = answers[index];
      assert.deepEqual({ ...one, error, backends }, { ...one, error: undefined, backends: expected.map((address) => `${address}:8080/TCP`).sort() });
    }
    return `${cases.length} cases`;
  });
}

/** What the guide promises. */
function promised(affinity: GlobalServiceAffinity, here: readonly string[], there: readonly string[]): readonly string[] {
  switch (affinity) {
    case GlobalServiceAffinity.LOCAL: return here.length > 0 ? here : there;
    case GlobalServiceAffinity.REMOTE: return there.length > 0 ? there : here;
    default: return [...here, ...there];
  }
}

/** Pods, as `namespace/name`: those of the program, two that it names, and strangers. */
const INGRESS = 'ingress-nginx/ingress-nginx';
const DNS = 'kube-system/kube-dns';
const ENDS = ['storefront/web', 'catalogue/catalogue', INGRESS, DNS, 'storefront/other', 'catalogue/web', 'elsewhere/web', 'elsewhere/catalogue'];
const OURS = ENDS.slice(0, 2);
const PORTS = [8080, 80, 9090, 53];

async function proveFlows(context: ProofContext, clusters: readonly WrittenCluster[]): Promise<void> {
  for (const group of [MESHED, ['prod-apac'], ['dev']]) {
    await context.about(EXAMPLE).check(`who calls whom in ${group.join(' and ')}, and nobody else`, async () => {
      const pods = group.flatMap((cluster) => ENDS.map((end) => ({ title: `${end}@${cluster}`, cluster, end, pod: podOf(cluster, end) })));
      const tries = pods.flatMap((from) => pods.filter((to) => from !== to && [from, to].some(({ end }) => OURS.includes(end)))
        .flatMap((to) => PORTS.map((port) => ({ title: `${from.title} > ${to.title} ${port}`, from, to, traffic: { from: from.pod, to: to.pod, port } satisfies Traffic }))));
      const verdicts = new Map<string, readonly Verdict[]>();
      for (const name of group) {
        const objects = clusters.find((cluster) => cluster.name === name)!.objects.filter(isPolicy);
        const question: Question = { ask: 'flows', cluster: { name }, objects, flows: tries.map(({ traffic }) => traffic) };
        const [{ error, flows }] = await askCilium(context, [question]);
        assert.equal(error, undefined);
        verdicts.set(name, flows!);
      }
      // Each half is for the policies of the cluster in which the pod of that half runs.
      const open = tries.filter(({ from, to }, index) => verdicts.get(from.cluster)![index].egress && verdicts.get(to.cluster)![index].ingress);
      assert.deepEqual(open.map(({ title }) => title).sort(), allowed(group).sort());
      return `${tries.length} ways, ${open.length} of them open`;
    });
  }
}

/** What the program says: its storefront calls every catalogue of the mesh, the ingress of each cluster calls the storefront there, and all ask the DNS. */
function allowed(group: readonly string[]): string[] {
  return group.flatMap((here) => [
    ...group.map((there) => `storefront/web@${here} > catalogue/catalogue@${there} 8080`),
    `${INGRESS}@${here} > storefront/web@${here} 8080`,
    ...OURS.map((end) => `${end}@${here} > ${DNS}@${here} 53`),
  ]);
}

function podOf(cluster: string, end: string): MeshPod {
  const [namespace, name] = end.split('/');
  return { cluster, namespace, labels: end === DNS ? { 'k8s-app': name } : podsNamed(name), ports: { http: 8080 } };
}
