import { ClusterDescription, ClusterDetails, readDescription } from '../../cluster/cluster-description';
import { list, map } from '../../construct/collection';
import { judgedAtOnce, optionsOf } from '../../construct/factory-options';
import { FileFaults } from '../../construct/file-faults';
import { isObject, required, Shape, someText, text } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { listed } from '../../manifest/listed';
import { useNearest } from '../../manifest/nearest-name';
import { argoCdCluster } from './argo-cd-secret';
import { readClusterFile } from './cluster-file';
import { CLUSTER_KINDS, clusterObject } from './cluster-object';
import { describedClusters, FoundCluster } from './found-cluster';
import { kubeconfigClusters } from './kubeconfig';
import { FoundObject, objectsIn } from './objects-in-folder';
import { overlaid } from './overlaid';

/** Options for clusters of an `Inventory` that are called by names of others. */
export interface InventoryOptions {
  /**
   * Names in the fleet, by those that clusters have where they are read, e.g. `{ 'admin@prod': 'prod-eu' }`. Those of EKS, eksctl and GKE need none: of
   * `arn:aws:eks:eu-central-1:111122223333:cluster/prod-eu` it is `prod-eu`.
   *
   * @default - the names as they are; one that is no DNS label is an error
   */
  readonly names?: { [found: string]: string };
}

/** Options for `Inventory.fromKubeconfig`. */
export interface KubeconfigOptions extends InventoryOptions {
  /**
   * Contexts that lead to clusters of the fleet, by name.
   * @default - all
   */
  readonly contexts?: string[];
}

const NAMES = map(text, "{ 'admin@prod': 'prod-eu' }");
const OPTIONS = optionsOf(struct<InventoryOptions>("{ names: { 'admin@prod': 'prod-eu' } }", { names: NAMES }));
const KUBECONFIG_OPTIONS = optionsOf(struct<KubeconfigOptions>("{ contexts: ['prod-eu'] }", {
  names: NAMES, contexts: list(text, "['prod-eu']", 'a list of strings'),
}));
const PATH_FIX = "Use one such as 'clusters.yaml'";
const PATH: Shape<string> = required(someText(PATH_FIX), PATH_FIX);

/**
 * Where the clusters of a `Fleet` come from, if not from code: a file, or what a team has already. Paths are seen from the working directory, and `~` is the
 * home of the user. Nothing but the given files is read, no cluster is asked, and no credentials are.
 *
 * All that is wrong is told in one error, with file, line and column.
 *
 * @example
 * const fleet = new Fleet({ clusters: Inventory.fromFile('clusters.yaml') });
 */
export class Inventory {
  /**
   * The clusters that a YAML or JSON file describes: `clusters`, a list of `ClusterDescription`s, and `defaults`, which are merged into each of them. Its JSON
   * Schema is `schema/clusters.schema.json` of this package.
   */
  public static fromFile(file: string): ClusterDescription[] {
    judgedAtOnce('Inventory.fromFile', (prop) => PATH(file, prop.at('file')));
    return inventory((faults) => readClusterFile(file, faults));
  }

  /**
   * The clusters of Argo CD, as its Secrets in a folder and those below it describe them: those with the label `argocd.argoproj.io/secret-type: cluster`. Their
   * labels are those of the cluster. Credentials are not read.
   *
   * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
   */
  public static fromArgoCdSecrets(folder: string, options: InventoryOptions = {}): ClusterDescription[] {
    return fromObjects('Inventory.fromArgoCdSecrets', folder, options, argoCdCluster, "Secrets with the label 'argocd.argoproj.io/secret-type: cluster'");
  }

  /**
   * The clusters that a hub knows, as objects in a folder and those below it describe them: `KubeFedCluster`, `ManagedCluster` of Open Cluster Management and
   * `Cluster` of Karmada, each as `kubectl get -o yaml` writes it.
   */
  public static fromClusterObjects(folder: string, options: InventoryOptions = {}): ClusterDescription[] {
    return fromObjects('Inventory.fromClusterObjects', folder, options, clusterObject, CLUSTER_KINDS.join(', '));
  }

  /** The clusters to which the contexts of a kubeconfig lead. Neither users nor their credentials are read. */
  public static fromKubeconfig(file: string, options: KubeconfigOptions = {}): ClusterDescription[] {
    const { names = {}, contexts } = judgedAtOnce('Inventory.fromKubeconfig', (prop) => {
      PATH(file, prop.at('file'));
      return KUBECONFIG_OPTIONS(options, prop);
    });
    return inventory((faults) => describedClusters(kubeconfigClusters(file, contexts, faults), names, faults));
  }

  /**
   * Descriptions, and what else is known of some of the clusters, by name: maps are merged, anything else is replaced.
   *
   * @example
   * const clusters = Inventory.extended(Inventory.fromArgoCdSecrets('clusters/'), {
   *   'prod-eu': { zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'] },
   * });
   */
  public static extended(clusters: ClusterDescription[], details: { [name: string]: ClusterDetails }): ClusterDescription[] {
    return judgedAtOnce('Inventory.extended', (prop) => {
      const given = required(list(CLUSTER, "[{ name: 'prod-eu' }]"), 'Give it those of an inventory')(clusters, prop.at('clusters')) ?? [];
      const more = DETAILS(details, prop.at('details')) ?? {};
      const names = given.map(({ name }) => name);
      for (const name of Object.keys(more).filter((each) => !names.includes(each))) {
        prop.at('details', name).fault({
          id: 'fleet/no-such-cluster', rule: 'must be a cluster of the inventory', fix: useNearest(name, names, `It has ${listed(names, Infinity)}`),
        });
      }
      return given.map((cluster) => {
        if (!Object.hasOwn(more, cluster.name)) { return cluster; }
        const at = prop.at('details', cluster.name);
        return readDescription(overlaid(cluster, { ...more[cluster.name], name: cluster.name }) as object, at);
      });
    });
  }

  private constructor() {}
}

// What they say is judged with what they are merged into.
const CLUSTER: Shape<ClusterDescription> = (value, prop) => {
  if (isObject(value)) { return value as ClusterDescription; }
  prop.wrongType('must be an object', value, "Use one such as { name: 'prod-eu' }");
  return undefined;
};
const DETAILS = map((value, prop) => {
  if (isObject(value)) { return value as ClusterDetails; }
  prop.wrongType('must be an object', value, "Use one such as { zones: ['eu-central-1a'] }");
  return undefined;
}, "{ 'prod-eu': { zones: ['eu-central-1a'] } }");

type ClusterOf = (object: FoundObject, faults: FileFaults) => FoundCluster | undefined;

function fromObjects(factory: string, folder: string, options: InventoryOptions, clusterOf: ClusterOf, what: string): ClusterDescription[] {
  const { names = {} } = judgedAtOnce(factory, (prop) => {
    PATH(folder, prop.at('folder'));
    return OPTIONS(options, prop);
  });
  return inventory((faults) => {
    const found = objectsIn(folder, faults).flatMap((object) => clusterOf(object, faults) ?? []);
    if (found.length === 0 && !faults.areThere) {
      faults.add({ id: 'fleet/inventory-file', rule: `must hold ${what}, and holds none`, fix: 'Name another folder' }, { file: folder });
    }
    return describedClusters(found, names, faults);
  });
}

function inventory(read: (faults: FileFaults) => ClusterDescription[]): ClusterDescription[] {
  const faults = new FileFaults('fleet/inventory-syntax');
  const clusters = read(faults);
  faults.throwIfAny();
  return clusters;
}
