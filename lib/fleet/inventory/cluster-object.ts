import { Cloud } from '../../cluster/cloud';
import { ClusterDescription } from '../../cluster/cluster-description';
import { isPlainObject } from '../../construct/shape';
import { FieldPath } from '../../manifest/field-path';
import { cloudCalled } from './cluster-identity';
import { Fact, FoundCluster } from './found-cluster';
import { labelFacts } from './label-facts';
import { FoundObject } from './objects-in-folder';

type Facts = { readonly [K in keyof ClusterDescription]?: Fact };
type Ask = (...path: readonly (string | number)[]) => Fact | undefined;

/** A kind of object with which a hub knows a cluster. */
interface ClusterKind {
  readonly group: string;
  readonly kind: string;
  facts(ask: Ask): Facts;
  server(ask: Ask): unknown;
}

/** Products of Red Hat in which the platform chooses the ids of pods, as the claim names them. */
const OPENSHIFT = ['OpenShift', 'ROSA', 'ARO', 'OpenShiftDedicated', 'ROKS'];

const KINDS: readonly ClusterKind[] = [
  // https://github.com/kubernetes-retired/kubefed
  {
    group: 'core.kubefed.io',
    kind: 'KubeFedCluster',
    facts: (ask) => ({ region: ask('status', 'region'), zones: ask('status', 'zones'), kubernetesVersion: ask('status', 'kubernetesVersion') }),
    server: (ask) => ask('spec', 'apiEndpoint')?.value,
  },
  // https://open-cluster-management.io/docs/concepts/cluster-inventory/managedcluster/
  {
    group: 'cluster.open-cluster-management.io',
    kind: 'ManagedCluster',
    facts: (ask) => {
      const claim = (name: string) => claimOf(ask, name);
      const platform = claim('platform.open-cluster-management.io');
      const product = claim('product.open-cluster-management.io');
      // Others, such as BareMetal or VSphere, say of which kind the machines are, and not whose.
      const cloud = [Cloud.AWS, Cloud.AZURE, Cloud.GCP].find(({ name }) => name === String(platform?.value).toLowerCase());
      const isOpenShift = OPENSHIFT.includes(product?.value as string);
      return {
        region: claim('region.open-cluster-management.io'),
        kubernetesVersion: ask('status', 'version', 'kubernetes') ?? claim('kubeversion.open-cluster-management.io'),
        cloud: cloud === undefined ? undefined : { ...platform!, value: cloud },
        platformChoosesIds: isOpenShift ? { ...product!, value: true } : undefined,
        capabilities: isOpenShift ? { ...product!, value: { dns: { namespace: 'openshift-dns' } } } : undefined,
      };
    },
    server: (ask) => ask('spec', 'managedClusterClientConfigs', 0, 'url')?.value,
  },
  // https://karmada.io/docs/reference/karmada-api/cluster-resources/cluster-v1alpha1
  {
    group: 'cluster.karmada.io',
    kind: 'Cluster',
    facts: (ask) => {
      const provider = ask('spec', 'provider');
      const zone = ask('spec', 'zone');
      return {
        region: ask('spec', 'region'),
        zones: ask('spec', 'zones') ?? (zone === undefined ? undefined : { ...zone, value: [zone.value] }),
        cloud: typeof provider?.value === 'string' ? { ...provider, value: cloudCalled(provider.value) } : provider,
        kubernetesVersion: ask('status', 'kubernetesVersion'),
      };
    },
    server: (ask) => ask('spec', 'apiEndpoint')?.value,
  },
];

/** The kinds that are read, as messages name them. */
export const CLUSTER_KINDS = KINDS.map(({ kind, group }) => `${kind} of ${group}`);

/** What an object of a hub says of the cluster that it stands for. */
export function clusterObject(object: FoundObject): FoundCluster | undefined {
  const { value, at, root, places } = object;
  const kind = KINDS.find((each) => each.kind === value.kind && String(value.apiVersion).startsWith(`${each.group}/`));
  if (kind === undefined) { return undefined; }
  const ask: Ask = (...path) => {
    const found = fieldOf(value, path);
    // What is empty is not known.
    const isEmpty = found === undefined || found === null || found === '' || (Array.isArray(found) && found.length === 0);
    return isEmpty ? undefined : { value: found, path: [...at, ...path] };
  };
  const known = Object.fromEntries(Object.entries(kind.facts(ask)).filter(([, fact]) => fact !== undefined));
  return {
    value: root, places,
    calledBy: { value: value.metadata?.name, path: [...at, 'metadata', 'name'] },
    server: kind.server(ask),
    facts: { ...labelFacts(object), ...known },
  };
}

function claimOf(ask: Ask, name: string): Fact | undefined {
  const claims = ask('status', 'clusterClaims')?.value;
  const index = Array.isArray(claims) ? claims.findIndex((claim) => isPlainObject(claim) && (claim as any).name === name) : -1;
  return index < 0 ? undefined : ask('status', 'clusterClaims', index, 'value');
}

function fieldOf(value: unknown, path: FieldPath): unknown {
  return path.reduce<any>((at, step) => (typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? at[step] : undefined), value);
}
