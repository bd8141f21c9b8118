import { apiGroup, KubernetesObject, listOf } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { IndexedObject } from '../output/cluster-index';
import { WrittenCluster } from '../output/fleet-reader';

/** Pods that something runs. */
export interface RunningPods {
  readonly namespace?: string;
  readonly labels: { readonly [key: string]: string };
}

/** What else is in a cluster, as far as the meaning of a change hangs on it. Read when it is asked for. */
export interface Surroundings {
  readonly pods: readonly RunningPods[];
  /** Its objects of a kind. */
  of(group: string, kind: string): readonly KubernetesObject[];
}

/** A change of an object stands between two states of its cluster. */
export interface Around {
  readonly before: Surroundings;
  readonly after: Surroundings;
}

/** Those of a cluster that was written, which may not be there at all. */
export function writtenSurroundings(cluster: WrittenCluster | undefined): Surroundings {
  const known = new Map<string, readonly KubernetesObject[]>();
  return {
    get pods() {
      return listOf(cluster?.index.facts.workloads).map(({ namespace, podLabels }): RunningPods => ({ namespace, labels: podLabels }));
    },
    of: (group, kind) => {
      const key = `${group}/${kind}`;
      const found = known.get(key) ?? (cluster?.objects ?? []).filter((line) => line.kind === kind && groupOf(line) === group)
        .flatMap((line) => cluster!.read(line) ?? []);
      known.set(key, found);
      return found;
    },
  };
}

/** Those of a cluster of which the objects are at hand. */
export function surroundingsAmong(objects: readonly KubernetesObject[]): Surroundings {
  return {
    get pods() {
      return objects.flatMap((object) => podTemplatesOf(object).map(({ template }): RunningPods => (
        { namespace: object.metadata?.namespace, labels: template.metadata?.labels ?? {} })));
    },
    of: (group, kind) => objects.filter((object) => object.kind === kind && apiGroup(object) === group),
  };
}

function groupOf({ apiVersion, kind }: IndexedObject): string {
  return apiGroup({ apiVersion, kind });
}
