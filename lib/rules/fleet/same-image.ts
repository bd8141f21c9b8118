import { imageParts } from '../../manifest/image';
import { ClusterFacts, WorkloadFact } from './cluster-facts';
import { describeFact } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** Clusters of one environment run the same image, unless an override says why not; under one tag, all do. */
export const sameImage: FleetRule = {
  id: 'fleet/same-image',
  severity: 'warning',
  why: 'What was tried in one cluster is not what runs in the other.',
  check: (fleet) => [...byWorkload(fleet).values()].flatMap((same) => {
    const ways = waysOf(same.filter((each) => !isDeclared(each)));
    const found = new Map(ways.map((way, rank) => [way, ways.slice(0, rank).flatMap((other) => difference(other[0], way[0])).at(0)]));
    return same.flatMap((each) => [...found].flatMap(([way, finding]) => (
      finding !== undefined && way.includes(each) ? [{ ...finding, cluster: each.facts.cluster.name }] : [])));
  }),
};

/** Those that are alike, most first: what most clusters run is taken to be meant, and there are few ways to compare where there are many clusters. */
function waysOf(same: readonly Running[]): Running[][] {
  const ways = new Map<string, Running[]>();
  for (const each of same) {
    const key = JSON.stringify([each.facts.cluster.environment, each.workload.images]);
    const way = ways.get(key);
    if (way === undefined) { ways.set(key, [each]); } else { way.push(each); }
  }
  return [...ways.values()].sort((one, other) => other.length - one.length);
}

interface Running {
  readonly facts: ClusterFacts;
  readonly workload: WorkloadFact;
}

function byWorkload(fleet: readonly ClusterFacts[]): Map<string, Running[]> {
  const found = new Map<string, Running[]>();
  for (const facts of fleet) {
    for (const workload of facts.workloads) {
      const key = describeFact(workload);
      const same = found.get(key);
      if (same === undefined) { found.set(key, [{ facts, workload }]); } else { same.push({ facts, workload }); }
    }
  }
  return found;
}

function difference(first: Running, other: Running): FleetRuleFinding[] {
  const sameEnvironment = first.facts.cluster.environment === other.facts.cluster.environment;
  for (const [image, there] of sameRepository(other.workload.images, first.workload.images)) {
    // Each cloud may have a registry of its own.
    const [one, another] = [imageParts(image), imageParts(there)];
    const sameTag = one.tag !== undefined && one.tag === another.tag;
    const bothPinned = one.digest !== undefined && another.digest !== undefined;
    const sameBuild = bothPinned ? one.digest === another.digest : one.tag === another.tag;
    if (sameBuild || (!sameTag && !sameEnvironment)) { continue; }
    return [{
      cluster: other.facts.cluster.name,
      object: describeFact(other.workload),
      rule: `runs ${image}, and in '${first.facts.cluster.name}' ${there}`,
      fix: "Run one image in both, or say why not with 'Fleet.override'",
    }];
  }
  return [];
}

/** Images of one repository. With several of one it is not clear which is which. */
function sameRepository(here: readonly string[], there: readonly string[]): [string, string][] {
  const of = (images: readonly string[], wanted: string) => [...new Set(images)].filter((image) => imageParts(image).repository === wanted);
  return [...new Set(here)].flatMap((image): [string, string][] => {
    const { repository } = imageParts(image);
    const twins = of(there, repository);
    return twins.length === 1 && of(here, repository).length === 1 ? [[image, twins[0]]] : [];
  });
}

/** Whether somebody said why it differs. */
function isDeclared({ facts, workload }: Running): boolean {
  return facts.overrides.some((override) => override.kind === workload.kind && override.name === workload.name && override.namespace === workload.namespace
    && override.fields.some((field) => /(?:^|\/)(?:image|containers|initContainers|spec|template)$|\/containers\/\d+$|\/initContainers\/\d+$/.test(field)));
}
