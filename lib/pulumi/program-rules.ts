import { log, Resource, runtime } from '@pulumi/pulumi';
import { Cluster } from '../cluster/cluster';
import { rulesOf } from '../cluster/rule-settings';
import { describeFault } from '../construct/fault';
import { policyWarning, refusalFault, rulesWithoutChoice } from '../construct/rule-findings';
import { formatWarning } from '../construct/warning';
import { groupBy } from '../manifest/group-by';
import { isKnown, knownPart } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { judgeManifests, ManifestFinding } from '../rules/judge-manifests';
import { contextOf } from './component-options';
import { clustersWithUnseen, isWhole, judgedObjects } from './judged-objects';
import { MadeObject } from './made-objects';
import { currentProgram, Program } from './program';
import { surveyLast } from './survey';
import { isAcceptedIn, isErrorIn } from './workload-transform';

/**
 * Has all that a program makes judged by rules when it has ended, as a synth judges the objects of a tree: what API servers refuse is an error, and policy,
 * where a `Cluster` has a place for its choice, a warning of the resource.
 */
export function judgeProgramByRules(): void {
  const program = currentProgram();
  const stack: Resource | undefined = program.isRendered === true ? undefined : runtime.getStackResource();
  const told = new Set<string>();
  surveyLast(async (made) => {
    const unseen = stack === undefined ? new Set() : clustersWithUnseen(stack);
    const isNew = (line: string) => !told.has(line) && told.add(line).size > 0;
    const errors: string[] = [];
    for (const [key, objects] of groupBy(made, ({ cluster }) => cluster)) {
      const found = findingsIn(objects, unseen.has(key), program.clusters.get(key), program);
      errors.push(...found.errors.filter(isNew));
      found.warnings.filter(({ line }) => isNew(line)).forEach(({ line, resource }) => void log.warn(line, resource));
    }
    return errors;
  });
}

interface ProgramFindings {
  readonly errors: readonly string[];
  readonly warnings: readonly { readonly line: string; readonly resource: Resource }[];
}

function findingsIn(made: readonly MadeObject[], hasUnseen: boolean, reached: Cluster | undefined, program: Program): ProgramFindings {
  const cluster = reached ?? made.map(({ resource }) => contextOf('', { parent: resource }).cluster).find((each) => each !== undefined);
  const objects = judgedObjects(made, program);
  const { target, chosen } = cluster === undefined ? { target: {}, chosen: rulesWithoutChoice() } : rulesOf(cluster);
  const { found } = judgeManifests(objects.map(({ object }) => object), target, chosen, { mayBeLate: true });
  const mayMiss = hasUnseen || !isWhole(objects);
  const errors: string[] = [];
  const warnings: { line: string; resource: Resource }[] = [];
  for (const finding of found) {
    const { resource, isTaken } = objects[finding.position];
    const named = { ...finding, object: nameable(finding.object, resource) };
    const path = [cluster?.name, nameOf(resource)].filter((part) => part !== undefined).join('/');
    if (finding.rule.severity === 'refused') {
      // What a server has taken, with all that it added, it does not refuse.
      if (!isTaken && runtime.isDryRun()) { errors.push(`[${path}] ${describeFault(refusalFault(named))}`); }
      continue;
    }
    if ((mayMiss && isOfWhatElseThereIs(finding)) || (isTaken && FILLED_IN.includes(finding.rule.id)) || isSaid(finding, resource, program)) { continue; }
    const warning = policyWarning(named);
    if (warning.accepted !== undefined || isAcceptedIn(cluster, warning.id)) { continue; }
    const line = formatWarning({ ...warning, path });
    if (isErrorIn(cluster, warning.id)) { errors.push(line); } else { warnings.push({ line, resource }); }
  }
  return { errors, warnings };
}

/** Rules about what an API server, or a controller, fills in where the program leaves it out. */
const FILLED_IN: readonly string[] = ['network/node-port', 'reference/scaled-replicas'];
/** Rules that miss something. Where not all is seen, it may well be there. */
const MISSING: readonly string[] = ['network/policy', 'reliability/disruption-budget', 'security/token-automount'];
/** Rules about references that look at what is there. */
const PRESENT: readonly string[] = ['reference/backend-port', 'reference/distinct-services', 'reference/key', 'reference/scaled-replicas', 'reference/unique-host'];

function isOfWhatElseThereIs({ rule: { id } }: ManifestFinding): boolean {
  return MISSING.includes(id) || (id.startsWith('reference/') && !PRESENT.includes(id));
}

/** Whether the component that made it has said it in its own words. */
function isSaid({ rule }: ManifestFinding, resource: Resource, { planned }: Program): boolean {
  const own = planned.get(resource);
  // What namespaces refuse, each component asks itself.
  return own !== undefined && (rule.id === 'security/enforced-level' || (rule.sameAs ?? []).some((id) => own.said.has(id)));
}

/** As messages name it: nothing that is secret or unknown, and the name of the resource where the object's is. */
function nameable(object: KubernetesObject, resource: Resource): KubernetesObject {
  const { name, generateName, ...metadata } = object.metadata ?? {};
  const own = [name, generateName].find((each) => typeof each === 'string' && isKnown(each));
  const known = knownPart({ ...object, metadata }) as KubernetesObject;
  return { ...known, metadata: { ...known.metadata, ...(own === undefined ? { name: nameOf(resource) } : { name, generateName }) } };
}

function nameOf(resource: Resource): string {
  return (resource as any).__name;
}
