import { FileFaults } from '../../construct/file-faults';
import { isPlainObject } from '../../construct/shape';
import { FieldPath } from '../../manifest/field-path';
import { Fact, FoundCluster } from './found-cluster';
import { labelFacts } from './label-facts';
import { FoundObject } from './objects-in-folder';

const TYPE = 'argocd.argoproj.io/secret-type';
const VERSION = 'argocd.argoproj.io/kubernetes-version';

/**
 * What a Secret says with which Argo CD knows a cluster. Its credentials are not read.
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export function argoCdCluster(object: FoundObject, faults: FileFaults): FoundCluster | undefined {
  const { value, at, root, places } = object;
  if (value.apiVersion !== 'v1' || value.kind !== 'Secret' || value.metadata?.labels?.[TYPE] !== 'cluster') { return undefined; }
  const read = (key: string): Fact | undefined => {
    // As the API server has it: what is in `stringData` goes before.
    if (isPlainObject(value.stringData) && Object.hasOwn(value.stringData, key)) { return { value: (value.stringData as any)[key], path: [...at, 'stringData', key] }; }
    if (!isPlainObject(value.data) || !Object.hasOwn(value.data, key)) { return undefined; }
    const path: FieldPath = [...at, 'data', key];
    const encoded: unknown = (value.data as any)[key];
    if (typeof encoded !== 'string' || !/^[A-Za-z0-9+/\s]*={0,2}\s*$/.test(encoded)) {
      faults.add({ id: 'prop/grammar', rule: `'data.${key}' must be base64`, fix: "Encode it, or put it into 'stringData'" }, places.of(root, path));
      return { value: undefined, path };
    }
    return { value: Buffer.from(encoded, 'base64').toString('utf8'), path };
  };
  const name = read('name');
  if (name !== undefined && name.value === undefined) { return undefined; }
  const server = read('server');
  const labels = value.metadata?.labels;
  const version = isPlainObject(labels) && Object.hasOwn(labels, VERSION) ? { value: (labels as any)[VERSION], path: [...at, 'metadata', 'labels', VERSION] } : undefined;
  return {
    value: root, places,
    // Without a name, Argo CD shows the address: the Secret has a name in any case.
    calledBy: name !== undefined && name.value !== '' ? name : { value: value.metadata?.name, path: [...at, 'metadata', 'name'] },
    server: server?.value,
    facts: { ...labelFacts(object, (key) => key.startsWith('argocd.argoproj.io/')), kubernetesVersion: version },
  };
}
