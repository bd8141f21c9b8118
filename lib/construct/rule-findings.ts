import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { askOnce } from '../manifest/ask-once';
import { formatPath } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { acceptedReason } from '../rules/accepted-annotation';
import { chooseRules } from '../rules/choice';
import { Target } from '../rules/cluster-manifests';
import { ChosenRule } from '../rules/judge';
import { ManifestFinding } from '../rules/judge-manifests';
import { RememberingJudge } from '../rules/remembering-judge';
import { annotationFaults } from './acceptance';
import { apiObjectsAround } from './api-objects';
import { render } from './edit';
import { Fault } from './fault';
import { PlainTexts } from './plain-texts';
import { oncePerSynth } from './synth-cache';
import { raiseFor, WarningText } from './warning';

/** How the objects of a tree are judged. */
export interface TreeRules {
  readonly target: Target;
  readonly chosen: readonly ChosenRule[];
  /** Whether values may stand in the objects that only a deployment knows. */
  readonly mayBeLate: boolean;
}

const RULES = Symbol.for('fleetwright.rules');

/** Of all clusters of a program. It changes no answer. */
const JUDGE = new RememberingJudge();

/** Has all objects of a tree judged by rules in each synth. What is policy becomes warnings of the objects. */
export function judgeByRules(root: IConstruct, rules: () => TreeRules): void {
  Object.defineProperty(root, RULES, { value: rules, configurable: true });
  raiseFor(root, (construct) => (ApiObject.isApiObject(construct) ? warningsFor(construct) : NONE));
}

/** Whether somebody said already how they are judged. */
export function isJudgedByRules(root: IConstruct): boolean {
  return (root as any)[RULES] !== undefined;
}

/** What API servers refuse of the objects of a tree, and what of them nobody can accept, by what writes them. */
export function refusalsIn(root: IConstruct): [ApiObject, Fault[]][] {
  const { found, faults } = findingsIn(root);
  return [...new Set([...found.keys(), ...faults.keys()])].map((source) => (
    [source, [...(found.get(source) ?? NONE).filter(({ rule }) => rule.severity === 'refused').map(refusalFault), ...faults.get(source) ?? NONE]]));
}

const NONE: readonly never[] = [];
/** What namespaces refuse, and are refused for: see `levelFaults`. */
const TOLD_AS_FAULTS: readonly string[] = ['security/enforced-level', 'api/pod-security-label'];
const NOTHING: TreeFindings = { found: new Map(), faults: new Map() };

function warningsFor(source: ApiObject): readonly WarningText[] {
  const found = findingsIn(source.node.root).found.get(source);
  return found === undefined ? NONE : found.filter(({ rule }) => rule.severity !== 'refused').map(policyWarning);
}

/** What is policy as a warning, accepted where the object says so. */
export function policyWarning({ rule: { id, sameAs = NONE }, object, path, message, fix }: RuleFinding): WarningText {
  return { id, object: describeObject(object), prop: formatPath(path), message: `${message}. ${fix}.`, accepted: acceptedReason(object, id), sameAs };
}

/** What API servers refuse. */
export function refusalFault({ rule: { id }, object, path, message, fix }: RuleFinding): Fault {
  const field = formatPath(path);
  return { id, rule: `${describeObject(object)}: ${field === '' ? '' : `${field}: `}${message}`, fix };
}

/** What they need to know of a finding. */
type RuleFinding = Pick<ManifestFinding, 'rule' | 'object' | 'path' | 'message' | 'fix'>;

interface TreeFindings {
  readonly found: ReadonlyMap<ApiObject, readonly ManifestFinding[]>;
  /** What objects accept and nobody can. */
  readonly faults: ReadonlyMap<ApiObject, readonly Fault[]>;
}

/** Asked once a synth. What can't be rendered says so itself. */
function findingsIn(root: IConstruct): TreeFindings {
  return oncePerSynth(root, RULES, () => {
    if (!isJudgedByRules(root)) { return NOTHING; }
    const { target, chosen, mayBeLate }: TreeRules = (root as any)[RULES]();
    const rendered = apiObjectsAround(root).flatMap((source) => {
      const object = renderedOrNot(source);
      return object === undefined ? [] : [{ source, object }];
    });
    const found = new Map<ApiObject, ManifestFinding[]>();
    const asked = chosen.filter(({ rule }) => !TOLD_AS_FAULTS.includes(rule.id));
    const texts = PlainTexts.in(root);
    for (const each of JUDGE.judge(rendered.map(({ object }) => object), target, asked, (object) => texts.of(object), { mayBeLate }).found) {
      const { source } = rendered[each.position];
      const others = found.get(source);
      if (others === undefined) { found.set(source, [each]); } else { others.push(each); }
    }
    const faults = new Map<ApiObject, readonly Fault[]>();
    for (const { source, object } of rendered) {
      const own = askOnce(object, annotationFaults);
      if (own.length > 0) { faults.set(source, own); }
    }
    return { found, faults };
  });
}

function renderedOrNot(source: ApiObject): KubernetesObject | undefined {
  try {
    return render(source).object;
  } catch {
    return undefined;
  }
}

/** The rules of a tree in which nobody can choose: a plain App has no place for it. */
export function rulesWithoutChoice(): readonly ChosenRule[] {
  return chooseRules({ pack: 'refused' }).chosen;
}
