import { accepted } from '../kubernetes/api-client';
import { ControlPlane } from '../kubernetes/control-plane';
import type { Definition } from './engine';

/** Has a control plane serve a custom kind. */
export async function install(cluster: ControlPlane, definition: Definition): Promise<void> {
  const name = definition.metadata.name;
  const { group, names, versions } = definition.spec;
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  // Not strictly: a definition is not ours to judge.
  accepted(name, await cluster.request('POST', path, definition));
  await cluster.waitFor(`${name} to be served`, async () => {
    const { status } = await cluster.read(`${path}/${name}`);
    const established = status.conditions?.some((condition: any) => condition.type === 'Established' && condition.status === 'True');
    const served = versions.find((version: any) => version.served);
    return established && await cluster.resourceOf(`${group}/${served.name}`, names.kind) !== undefined;
  });
}
