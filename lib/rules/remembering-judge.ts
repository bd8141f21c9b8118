import { isDeepStrictEqual } from 'node:util';
import { KubernetesObject } from '../manifest/object';
import { Target } from './cluster-manifests';
import { ChosenRule, RuleJudge, TextOf } from './judge';
import { JudgeOptions, judgeManifests, ManifestJudgement } from './judge-manifests';

/** What decides about objects besides themselves. */
interface Grounds {
  readonly chosen: readonly ChosenRule[];
  /** Without its name, unless that decides something. */
  readonly target: Target;
  readonly options: JudgeOptions;
  /** The texts of the definitions of custom resources. */
  readonly definitions: readonly (string | undefined)[];
}

/** What was found out on the same grounds. */
interface Remembered extends Grounds {
  readonly judge: RuleJudge;
  readonly clusters: { readonly texts: readonly (string | undefined)[]; readonly judgement: ManifestJudgement }[];
}

// Environments of a fleet differ in their rules and versions, and its clusters in what runs there; few programs have more kinds of either.
const MOST_GROUNDS = 8;
const MOST_CLUSTERS = 4;

/**
 * Judges one cluster of a fleet after the other, as `judgeManifests` does. Much is the same in many clusters: an object like one before is asked less, and a
 * cluster like one before not at all.
 */
export class RememberingJudge {
  private readonly remembered: Remembered[] = [];

  /** @param textOf the text of an object, which equal ones share; undefined where it has none */
  public judge(
    manifests: readonly KubernetesObject[], target: Target, chosen: readonly ChosenRule[], textOf: TextOf, options: JudgeOptions,
  ): ManifestJudgement {
    const texts = manifests.map(textOf);
    const definitions = texts.filter((_, index) => MAY_DEFINE.has(manifests[index].kind));
    const remembered = this.on({ chosen, target: withoutIdleName(target), options, definitions });
    const before = remembered.clusters.find((each) => isSame(each.texts, texts));
    if (before !== undefined) { return before.judgement; }
    const judgement = judgeManifests(manifests, target, chosen, { ...options, judge: remembered.judge, textOf });
    remembered.clusters.unshift({ texts, judgement });
    remembered.clusters.splice(MOST_CLUSTERS);
    return judgement;
  }

  private on(grounds: Grounds): Remembered {
    const before = this.remembered.find((each) => isAlike(each, grounds));
    if (before !== undefined) { return before; }
    const remembered = { ...grounds, judge: new RuleJudge(grounds.chosen), clusters: [] };
    this.remembered.unshift(remembered);
    this.remembered.splice(MOST_GROUNDS);
    return remembered;
  }
}

/** The name of a cluster says which external objects there are, and nothing else. */
function withoutIdleName({ name, ...target }: Target): Target {
  return target.external?.some(({ cluster }) => cluster !== undefined) === true ? { ...target, name } : target;
}

/** A list may hold one, too. */
const MAY_DEFINE: ReadonlySet<unknown> = new Set(['CustomResourceDefinition', 'CustomResourceDefinitionList', 'List']);

function isAlike(a: Grounds, b: Grounds): boolean {
  // A team's own rules may share no more than an id.
  return a.chosen.length === b.chosen.length
    && a.chosen.every(({ rule, options }, index) => rule === b.chosen[index].rule && isDeepStrictEqual(options, b.chosen[index].options))
    && isDeepStrictEqual([a.target, a.options], [b.target, b.options]) && isSame(a.definitions, b.definitions);
}

/** What has no text can't be told from another. */
function isSame(a: readonly (string | undefined)[], b: readonly (string | undefined)[]): boolean {
  return a.length === b.length && a.every((text, index) => text !== undefined && text === b[index]);
}
