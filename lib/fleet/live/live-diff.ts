import { FleetDiff, FoundChange, foundChange, grouped, UnseenCluster } from '../diff/fleet-diff';
import { surroundingsAmong } from '../diff/surroundings';
import { WrittenCluster } from '../output/fleet-reader';
import { Kubectl } from './kubectl';
import { LiveObjects, LiveOptions, Unreachable } from './live-objects';

/** How many clusters are asked at a time. */
const AT_A_TIME = 4;

/**
 * How clusters differ from what was written for them, by what their API servers say. What is there and was not written is not seen: nothing says whose it is.
 * A cluster that does not answer is named, and all others are told.
 */
export async function diffLive(clusters: readonly WrittenCluster[], optionsOf: (cluster: string) => LiveOptions, kubectl = new Kubectl()): Promise<FleetDiff> {
  const answers: Answer[] = new Array(clusters.length);
  const waiting = [...clusters.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, cluster] = next;
      answers[index] = await ask(cluster, new LiveObjects(kubectl, optionsOf(cluster.name)));
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const changes = answers.flatMap(({ found }) => found);
  const unseen = answers.flatMap(({ unseen: one }) => one ?? []);
  return {
    addedClusters: [],
    removedClusters: [],
    clusters: clusters.length - unseen.length,
    changedClusters: new Set(changes.map(({ cluster }) => cluster)).size,
    changes: grouped(changes),
    ...(unseen.length > 0 && { unseen }),
  };
}

interface Answer {
  readonly found: readonly FoundChange[];
  readonly unseen?: UnseenCluster;
}

async function ask(cluster: WrittenCluster, live: LiveObjects): Promise<Answer> {
  try {
    const states = await live.compare(cluster.objects.flatMap((line) => cluster.read(line) ?? []));
    const around = {
      before: surroundingsAmong(states.flatMap(({ before }) => before ?? [])),
      after: surroundingsAmong(states.flatMap(({ after }) => after ?? [])),
    };
    return { found: states.flatMap((state) => foundChange(cluster.name, state, around)) };
  } catch (error) {
    if (error instanceof Unreachable) { return { found: [], unseen: { name: cluster.name, reason: error.message } }; }
    throw error;
  }
}
