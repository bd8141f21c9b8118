import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import { KubernetesObject } from '../../lib/manifest/object';
import { GlobalCiliumServiceProps } from '../../lib/network/global-cilium-service';
import { GlobalServiceAffinity } from '../../lib/network/global-service-affinity';
import { LocalBackends } from '../../lib/network/local-backends';
import { install } from '../crds/install';
import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import { Proof, ProofContext } from '../proof';
import { podsNamed, program } from './programs';
import { askCilium } from './questions';

const TOPIC = 'GlobalCiliumService';

interface Expected {
  readonly affinity?: string;
  readonly synced?: boolean;
  readonly headless?: boolean;
  readonly annotations?: { readonly [key: string]: string };
  readonly labels?: { readonly [key: string]: string };
}

const VARIANTS: { readonly [name: string]: readonly [Partial<GlobalCiliumServiceProps>, Expected] } = {
  plain: [{}, {}],
  local: [{ affinity: GlobalServiceAffinity.LOCAL }, { affinity: 'local' }],
  remote: [{ affinity: GlobalServiceAffinity.REMOTE }, { affinity: 'remote' }],
  synced: [{ syncEndpointSlices: true }, { synced: true }],
  headless: [{ headless: true }, { headless: true, synced: true }],
  named: [
    { serviceExport: { annotations: { 'example.com/owner': 'search' }, labels: { team: 'search' } } },
    { annotations: { 'example.com/owner': 'search' }, labels: { team: 'search' } },
  ],
};

export const proofs: Proof[] = [{
  name: 'service-export',
  title: 'Cilium makes of our ServiceExport the Service that callers in every cluster ask for, and reads it as it was meant.',
  needs: ['cilium', 'kubernetes', 'crds'],
  run: async (context) => {
    const cluster = await ControlPlane.start(context.host('kubernetes'));
    const definitions = await context.engine('crds');
    for (const kind of ['ServiceExport', 'ServiceImport']) { await install(cluster, await definitions.definitionOf('multicluster.x-k8s.io', kind)); }
    for (const name of Object.keys(VARIANTS)) { await cluster.namespace(name); }
    const { processes } = context.host('cilium');
    const binaries = await context.engine('cilium');
    const log = path.join(processes.newFolder('operator'), 'log');
    const operator = processes.serve('operator', binaries.program('cilium'), ['operate', cluster.kubeconfig, 'eu'], log);
    for (const [name, [props, expected]] of Object.entries(VARIANTS)) { await prove(context, cluster, name, props, expected); }
    await operator.stop();
    await cluster.stop();
  },
}];

async function prove(
  context: ProofContext, cluster: ControlPlane, namespace: string, props: Partial<GlobalCiliumServiceProps>, expected: Expected,
): Promise<void> {
  const { objects } = program('eu', {
    serviceExport: {}, ...props, namespace, backends: LocalBackends.labelled(podsNamed('search')), ports: [{ name: 'http', port: 80 }],
  });
  await context.about(TOPIC).check(`what Cilium makes of a ServiceExport is read as meant: ${namespace}`, async () => {
    for (const object of objects.filter(({ kind }) => kind === 'Service' || kind === 'ServiceExport')) { accepted(object.kind, await cluster.create(object)); }
    // Its controllers write it in more than one step.
    await cluster.waitFor('the derived Service as it is meant', () => proveDerived(context, cluster, namespace, expected));
  });
}

async function proveDerived(context: ProofContext, cluster: ControlPlane, namespace: string, expected: Expected): Promise<boolean> {
  const services: KubernetesObject[] = (await cluster.read(`/api/v1/namespaces/${namespace}/services`)).items;
  const derived = services.find(({ metadata }: any) => metadata.ownerReferences?.some(({ kind, name }: any) => kind === 'ServiceImport' && name === 'search'));
  assert.ok(derived !== undefined, 'there is none');
  const [{ error, global, affinity, shared }] = await askCilium(context, [{ ask: 'service', object: derived }]);
  assert.deepEqual({ error, global, shared, affinity }, { error: undefined, global: true, shared: true, affinity: expected.affinity ?? '' });
  const { annotations = {}, labels = {} } = derived.metadata!;
  assert.equal(annotations['service.cilium.io/global-sync-endpoint-slices'], expected.synced === true ? 'true' : undefined);
  assert.equal(derived.spec.clusterIP === 'None', expected.headless === true);
  for (const [key, value] of Object.entries(expected.annotations ?? {})) { assert.equal(annotations[key], value); }
  for (const [key, value] of Object.entries(expected.labels ?? {})) { assert.equal(labels[key], value); }
  assert.deepEqual(derived.spec.ports.map(({ name, port }: any) => [name, port]), [['http', 80]]);
  return true;
}
