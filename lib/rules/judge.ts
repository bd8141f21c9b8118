import { containersOf } from '../manifest/containers';
import { FieldPath } from '../manifest/field-path';
import { withoutTokens } from '../manifest/known-token';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { visible } from '../manifest/visible';
import { Asked, AskedRules, RuleCount, StillAsked } from './asked-rules';
import { BUILT_IN_WORKLOADS } from './built-in-workloads';
import { ClusterManifests, groupKindOf } from './cluster-manifests';
import { Addition, Answer, ClusterRule, ContainerRule, ObjectRule, ObjectViolation, OptionValues, PodRule, Rule, Violation } from './rule';

/** A rule that is asked, with its options. */
export interface ChosenRule {
  readonly rule: Rule;
  readonly options: OptionValues;
}

/** What a rule found in an object: all paths are from the object's root. */
export interface Judged {
  readonly rule: Rule;
  readonly object: KubernetesObject;
  readonly path: FieldPath;
  readonly message: string;
  readonly fix: string;
  readonly add: readonly Addition[];
}

/** The text of an object, which equal ones share; undefined where it has none. */
export type TextOf = (object: KubernetesObject) => string | undefined;

/** All that rules said of a cluster. */
export interface Judgement {
  /** In the order of the objects, and for each in the order of the rules. */
  readonly found: readonly Judged[];
  /** By ids. Every rule that was chosen is among them. Where an object is like one before, those that had nothing to say of that one are not counted again. */
  readonly counts: ReadonlyMap<string, Readonly<RuleCount>>;
}

/** A rule that failed by itself: a fault of the rule, not of what it looked at. */
export class RuleCrash extends Error {
  public constructor(public readonly id: string, about: string, cause: unknown) {
    super(`The rule '${id}' failed on ${about}: ${(cause as Error)?.message ?? String(cause)}`, { cause });
    this.name = 'RuleCrash';
  }
}

/** Asks rules about the objects of a cluster, or about some of them beside the others. A rule that throws ends it by its name. */
export class RuleJudge {
  private readonly counts = new Map<string, RuleCount>();
  private readonly objects: Asked<ObjectRule>[] = [];
  private readonly pods: Asked<PodRule>[] = [];
  private readonly containers: Asked<ContainerRule>[] = [];
  private readonly clusters: Asked<ClusterRule>[] = [];
  private readonly ofKind = new Map<string, AskedRules>();
  private readonly still = new StillAsked();

  public constructor(chosen: readonly ChosenRule[]) {
    for (const { rule, options } of chosen) {
      const count = { applied: 0, found: 0 };
      this.counts.set(rule.id, count);
      switch (rule.about) {
        case 'object': this.objects.push({ rule, options, count }); break;
        case 'pod': this.pods.push({ rule, options, count }); break;
        case 'container': this.containers.push({ rule, options, count }); break;
        case 'cluster': this.clusters.push({ rule, options, count }); break;
      }
    }
  }

  /** Whether an object of this text was judged before. */
  public knows(text: string): boolean {
    return this.still.of(text) !== undefined;
  }

  /**
   * @param objects those that are judged; all of the cluster where none are named
   * @param textOf the text of an object: of equal ones, not all is asked twice. Whoever gives it has clusters of one version and the same custom resources
   */
  public judge(cluster: ClusterManifests, objects: readonly KubernetesObject[] = cluster.objects, textOf: TextOf = noText): Judgement {
    this.counts.forEach((count) => { count.applied = 0; count.found = 0; });
    const found: Judged[] = [];
    for (const object of objects) { this.judgeObject(object, cluster, textOf(object), found); }
    const judged = new Set(objects);
    for (const chosen of this.clusters) {
      const violations = this.judgeCluster(chosen, cluster).filter(({ object }) => judged.has(object));
      violations.forEach((violation) => found.push(judgedOf(chosen.rule, violation.object, ROOT, violation)));
    }
    return { found: this.clusters.length === 0 ? found : inOrder(found, objects), counts: new Map([...this.counts].map(([id, count]) => [id, { ...count }])) };
  }

  private judgeCluster({ rule, options, count }: Asked<ClusterRule>, cluster: ClusterManifests): readonly ObjectViolation[] {
    let answer: readonly ObjectViolation[] | undefined;
    try {
      answer = rule.check(cluster, options);
    } catch (error) {
      throw new RuleCrash(rule.id, `the objects of ${cluster.target.name ?? 'the cluster'}`, error);
    }
    if (answer === undefined) { return ROOT; }
    count.applied++;
    if (answer.length > 0) { count.found++; }
    return answer;
  }

  private judgeObject(object: KubernetesObject, cluster: ClusterManifests, text: string | undefined, found: Judged[]): void {
    const before = text === undefined ? undefined : this.still.of(text);
    const asked = before ?? this.askedAbout(groupKindOf(object));
    const again = text === undefined || before !== undefined ? undefined : new Set<Asked>();
    ask(asked, object, cluster, found, again);
    if (again !== undefined) { this.still.set(text!, asked, again); }
  }

  /** Who is asked about objects of a kind. */
  private askedAbout(groupKind: string): AskedRules {
    const before = this.ofKind.get(groupKind);
    if (before !== undefined) { return before; }
    const isOurs = BUILT_IN_WORKLOADS.has(groupKind);
    const isOfPod = ({ rule }: Asked) => isOurs || rule.severity !== 'refused';
    const asked = {
      objects: [...this.objects.filter(({ rule }) => rule.kinds === undefined), ...this.objects.filter(({ rule }) => rule.kinds?.includes(groupKind))],
      pods: this.pods.filter(isOfPod),
      containers: this.containers.filter(isOfPod),
    };
    this.ofKind.set(groupKind, asked);
    return asked;
  }
}

function noText(): undefined {
  return undefined;
}

// Asked for each object of a fleet: nothing is made in these loops that is not kept.
function ask(
  { objects, pods, containers }: AskedRules, object: KubernetesObject, cluster: ClusterManifests, found: Judged[], again: Set<Asked> | undefined,
): void {
  let asked: Asked | undefined;
  try {
    for (const each of objects) {
      asked = each;
      const { looks } = cluster;
      const answer = each.rule.check(object, cluster, each.options);
      if (collect(each, object, ROOT, found, answer) || cluster.looks !== looks) { again?.add(each); }
    }
    if (pods.length === 0 && containers.length === 0) { return; }
    for (const { template: pod, path } of cluster.workloads.templatesOf(object)) {
      const place = { object, cluster };
      for (const each of pods) {
        asked = each;
        const { looks } = cluster;
        const answer = each.rule.check(pod, place, each.options);
        if (collect(each, object, path, found, answer) || cluster.looks !== looks) { again?.add(each); }
      }
      if (containers.length === 0) { continue; }
      for (const { container, role, path: at } of containersOf(pod.spec)) {
        const whole = [...path, 'spec', ...at];
        const inPod = { object, cluster, pod, role };
        for (const each of containers) {
          asked = each;
          if (each.rule.roles?.includes(role) === false) { continue; }
          const { looks } = cluster;
          const answer = each.rule.check(container, inPod, each.options);
          if (collect(each, object, whole, found, answer) || cluster.looks !== looks) { again?.add(each); }
        }
      }
    }
  } catch (error) {
    throw new RuleCrash(asked?.rule.id ?? 'none', describeObject(object), error);
  }
}

const ROOT: readonly never[] = [];

/** Whether it found something. */
function collect({ rule, count }: Asked, object: KubernetesObject, path: FieldPath, found: Judged[], answer: Answer): boolean {
  if (answer === undefined) { return false; }
  count.applied++;
  if (answer.length === 0) { return false; }
  count.found++;
  for (const violation of answer) { found.push(judgedOf(rule, object, path, violation)); }
  return true;
}

/** Whatever stands in a manifest may come to stand in a message. */
function shown(text: string): string {
  return visible(withoutTokens(text));
}

function judgedOf(rule: Rule, object: KubernetesObject, path: FieldPath, { path: at, message, fix, add = [] }: Violation): Judged {
  return {
    rule,
    object,
    path: [...path, ...at],
    message: shown(message),
    fix: fix === undefined ? rule.fix : shown(fix),
    add: add.map((each) => ({ ...each, path: [...path, ...each.path] })),
  };
}

/** What was found across objects stands with each of them. */
function inOrder(found: readonly Judged[], objects: readonly KubernetesObject[]): Judged[] {
  const positions = new Map(objects.map((object, position) => [object, position]));
  return [...found].sort((a, b) => positions.get(a.object)! - positions.get(b.object)!);
}
