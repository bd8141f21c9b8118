import { isDeepStrictEqual } from 'node:util';
import { FieldPath } from '../manifest/field-path';
import { groupBy } from '../manifest/group-by';
import { isKnown } from '../manifest/known';
import { KubernetesObject } from '../manifest/object';
import { itemsOf } from '../manifest/pod-template';
import { RuleCount } from './asked-rules';
import { ClusterManifests, Target } from './cluster-manifests';
import { ChosenRule, RuleJudge, TextOf } from './judge';
import { Addition, Rule } from './rule';
import { ExternalObject } from './stand-ins/external-object';
import { OwnWorkloads } from './stand-ins/own-workloads';
import { usedExternals } from './stand-ins/provided';
import { TargetSchemas } from './target-schemas';
import { isAtHole, knownObject, WellFormed, wellFormed } from './well-formed';

/** What is found in an object as it was given. */
export interface ManifestFinding {
  readonly rule: Rule;
  /** Where in what was given: its place in the list. */
  readonly position: number;
  /** The object itself, which may be an item of a list. */
  readonly object: KubernetesObject;
  /** From the root of what was given. */
  readonly path: FieldPath;
  readonly message: string;
  readonly fix: string;
  readonly add: readonly Addition[];
}

/** All that is found in the manifests of a cluster. */
export interface ManifestJudgement {
  /** In the order of the manifests. */
  readonly found: readonly ManifestFinding[];
  readonly counts: ReadonlyMap<string, Readonly<RuleCount>>;
  /** Those of the external objects of the target that somebody asked for. */
  readonly external: ReadonlySet<ExternalObject>;
  /** Kinds that no schema was there for, as `apiVersion/Kind`, sorted. */
  readonly unchecked: readonly string[];
  /** Rules of definitions that were not run, by `apiVersion/Kind`. */
  readonly uncheckedRules: { readonly [kind: string]: readonly string[] };
}

/** How manifests are judged. */
export interface JudgeOptions {
  /** Definitions of custom resources that are not among the manifests. */
  readonly definitions?: readonly KubernetesObject[];
  /** The file of the n-th manifest, where the files need not all be for one cluster. */
  readonly fileOf?: (position: number) => string;
  /** Whether values may stand in them that only a deployment knows. */
  readonly mayBeLate?: boolean;
  /** Who asks the rules; one that was asked before remembers. A new one where none is given. */
  readonly judge?: RuleJudge;
  /** The text of an object, for a judge that remembers. */
  readonly textOf?: TextOf;
}

/** An object that was given, or an item of a list that was. */
export interface Part {
  readonly position: number;
  /** Where the object stands in what was given. */
  readonly at: FieldPath;
  readonly original: KubernetesObject;
}

/**
 * Asks rules about the manifests of a cluster, items of lists included. What is not well-formed by its schema is told once, as that, and hidden from all other
 * rules: they neither stumble over it nor say it in other words.
 */
export function judgeManifests(
  manifests: readonly KubernetesObject[], target: Target, chosen: readonly ChosenRule[],
  { definitions = NONE, fileOf, mayBeLate = true, judge = new RuleJudge(chosen), textOf }: JudgeOptions = {},
): ManifestJudgement {
  const parts = manifests.flatMap((manifest, position) => partsOf(manifest, position)).filter(({ original }) => isOfKnownKind(original));
  const own = parts.map(({ original }) => original).filter(({ kind }) => kind === 'CustomResourceDefinition');
  const schemas = new TargetSchemas(target.kubernetesVersion, [...definitions, ...undisputed(own)]);
  const texts = textOf === undefined ? NONE : parts.map(({ original }) => textOf(original));
  const isJudged = texts.map((text) => text !== undefined && judge.knows(text));
  const workloads = new OwnWorkloads(target.standIns);
  const known = parts.map(({ original }, index) => (mayBeLate && !isJudged[index] ? knownObject(original) : whole(original)));
  const seen = known.map(({ object, holes }, index) => (
    isJudged[index] ? whole(object) : wellFormed(object, [...schemas.misfitsOf(object, holes.length > 0), ...schemas.oddPlacesOf(object, workloads)])));
  const placeOf = new Map(seen.map(({ object }, index) => [object, index]));
  const cluster = new ClusterManifests(seen.map(({ object }) => object), target, {
    schemas,
    originalOf: (object) => known[placeOf.get(object)!].object,
    ...(fileOf !== undefined && { fileOf: (object) => fileOf(parts[placeOf.get(object)!].position) }),
  });
  const { found, counts } = judge.judge(cluster, undefined, (object) => {
    const index = placeOf.get(object)!;
    return known[index].holes.length === 0 && seen[index].holes.length === 0 ? texts[index] : undefined;
  });
  return {
    found: found.flatMap((each) => {
      const index = placeOf.get(each.object)!;
      const { position, at, original } = parts[index];
      const holes = SCHEMA_RULES.includes(each.rule.id) ? known[index].holes : [...known[index].holes, ...seen[index].holes];
      if (holes.length > 0 && isAtHole(each.path, holes)) { return []; }
      // What goes together with a value that is not known yet, nobody knows yet.
      if (known[index].holes.length > 0 && each.rule.severity === 'refused' && !SCHEMA_RULES.includes(each.rule.id)) { return []; }
      const add = each.add.map(({ path, value }) => ({ path: [...at, ...path], value }));
      return [{ ...each, position, object: original, path: [...at, ...each.path], add }];
    }),
    counts,
    external: usedExternals(cluster),
    unchecked: [...new Set(parts.filter(({ original }) => schemas.isUnchecked(original)).map(({ original }) => `${original.apiVersion}/${original.kind}`))].sort(),
    uncheckedRules: schemas.uncheckedRules,
  };
}

const NONE: readonly never[] = [];
const SCHEMA_RULES: readonly string[] = ['api/schema', 'api/distinct-items'];

function whole(object: KubernetesObject): WellFormed {
  return { object, holes: NONE };
}

/** Definitions that stand there once, or the same each time: of two that differ, nobody knows which one the cluster has, and the kind is not checked. */
function undisputed(definitions: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const byName = groupBy(definitions, ({ metadata }) => String(metadata?.name));
  return definitions.filter((definition) => byName.get(String(definition.metadata?.name))!.every((other) => isDeepStrictEqual(other.spec, definition.spec)));
}

/** What an object is may be late, too. */
function isOfKnownKind({ apiVersion, kind }: KubernetesObject): boolean {
  return typeof apiVersion === 'string' && isKnown(apiVersion) && typeof kind === 'string' && isKnown(kind);
}

/** The objects in what was given: itself, or the items of a list. */
export function partsOf(manifest: KubernetesObject, position: number, at: FieldPath = NONE): Part[] {
  const items = itemsOf(manifest);
  if (items === undefined) { return [{ position, at, original: manifest }]; }
  return items.flatMap((item, index) => (item === null ? [] : partsOf(item, position, [...at, 'items', index])));
}
