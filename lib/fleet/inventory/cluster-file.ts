import { ClusterDescription, readDescription } from '../../cluster/cluster-description';
import { FileFaults } from '../../construct/file-faults';
import { NetworkPeer } from '../../construct/network-peer';
import { Prop } from '../../construct/prop';
import { isPlainObject } from '../../construct/shape';
import { FieldPath } from '../../manifest/field-path';
import { LocatedDocument, Place, readLocatedYaml } from '../../manifest/located-yaml';
import { useNearest } from '../../manifest/nearest-name';
import { describedCloud } from './described-cloud';
import { DESCRIBED_PEERS } from './described-peer';
import { readText } from './file-text';
import { overlaid } from './overlaid';
import { refuseSameNames } from './same-names';

const FIELDS = ['clusters', 'defaults', '$schema'];
const EXAMPLE = "Use 'clusters:' with a list such as '- name: prod-eu'";
const id = 'fleet/inventory-file';

/** The clusters that a file describes. */
export function readClusterFile(file: string, faults: FileFaults): ClusterDescription[] {
  const text = readText(file, faults);
  if (text === undefined) { return []; }
  const documents = readLocatedYaml(text, file, faults);
  const [document, ...others] = documents.filter(({ value }) => value !== null);
  if (document === undefined) {
    if (!faults.areThere) { faults.add({ id, rule: 'must describe clusters, and is empty', fix: EXAMPLE }, { file }); }
    return [];
  }
  others.forEach((other) => faults.add({ id, rule: 'must be one document, and this is another', fix: "Put all clusters behind one 'clusters:'" }, other.places.of(undefined, [])));
  return readClusters(document, faults);
}

function readClusters({ value, places }: LocatedDocument, faults: FileFaults): ClusterDescription[] {
  const add = (rule: string, fix: string, path: FieldPath, part: 'key' | 'value' = 'value', ofId = id) => faults.add({ id: ofId, rule, fix }, places.of(value, path, part));
  if (!isPlainObject(value)) {
    add("must be a map with 'clusters'", EXAMPLE, []);
    return [];
  }
  const { clusters, defaults } = value as { readonly [field: string]: unknown };
  Object.keys(value).filter((key) => !FIELDS.includes(key)).forEach((key) => {
    add(`'${key}' is no field of this file`, useNearest(key, FIELDS, "There are 'clusters' and 'defaults'"), [key], 'key', 'construct/unknown-prop');
  });
  if (defaults !== undefined && defaults !== null && !isPlainObject(defaults)) {
    add("'defaults' must be a map", 'Use one such as { cloud: aws }, or leave it out', ['defaults'], 'value', 'prop/type');
  } else if (isPlainObject(defaults) && Object.hasOwn(defaults, 'name')) {
    add("'defaults.name' must not be given: each cluster has one of its own", 'Leave it out', ['defaults', 'name'], 'key', 'prop/choice');
  }
  if (!Array.isArray(clusters) || clusters.length === 0) {
    add(`'clusters' must be a list of at least one cluster${isPlainObject(clusters) ? ', and is a map' : ''}`, EXAMPLE, ['clusters'], 'value', 'prop/required');
    return [];
  }
  const read = clusters.map((own: unknown, index): { description: ClusterDescription; place: Place } | undefined => {
    if (!isPlainObject(own)) {
      add(`'clusters[${index}]' must be a map`, EXAMPLE, ['clusters', index], 'value', 'prop/type');
      return undefined;
    }
    const whole = isPlainObject(defaults) ? overlaid(defaults, own, places) as object : own;
    const prop = faults.prop((path, fault) => {
      const part = fault.id === 'construct/unknown-prop' ? 'key' : 'value';
      const place = path.length === 0 ? places.of(value, ['clusters', index]) : places.of(whole, path, part);
      // What is missed is missed in the cluster.
      const isMissing = place === places.of(undefined, []);
      const isDefault = isPlainObject(defaults) && path.length > 0 && !has(own, path) && has(defaults, path);
      return { place: isMissing ? places.of(value, ['clusters', index]) : place, path: isDefault ? ['defaults', ...path] : ['clusters', index, ...path] };
    });
    return { description: describedCluster(whole, prop), place: places.of(value, ['clusters', index, 'name']) };
  });
  const known = read.filter((each) => each !== undefined);
  refuseSameNames(known, faults);
  return known.map(({ description }) => description);
}

/** A description as its shapes read it: in place of a cloud and of peers stand what files can say of them. */
function describedCluster(value: object, prop: Prop): ClusterDescription {
  const { cloud, capabilities, ...others } = value as { readonly [field: string]: unknown };
  const description = {
    ...others,
    cloud: describedCloud(cloud, prop.at('cloud')),
    capabilities: isPlainObject(capabilities) ? withPeers(capabilities, prop.at('capabilities')) : capabilities,
  };
  return readDescription(description, prop);
}

function withPeers(capabilities: object, prop: Prop): object {
  return Object.fromEntries(Object.entries(capabilities).map(([name, capability]) => {
    const mayHave = ['gatewayApi', 'ingress', 'prometheus'].includes(name) && isPlainObject(capability);
    const callers = mayHave ? (capability as { readonly callers?: unknown }).callers : undefined;
    if (callers === undefined || callers === null) { return [name, capability]; }
    const peers = DESCRIBED_PEERS(callers, prop.at(name, 'callers')) ?? [];
    // Where there are none, that is told already.
    return [name, { ...capability, callers: peers.length > 0 ? peers : [NetworkPeer.allNamespaces()] }];
  }));
}

function has(value: unknown, path: FieldPath): boolean {
  return path.reduce<any>((at, step) => (typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? at[step] : undefined), value) !== undefined;
}
