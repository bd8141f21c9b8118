import { Construct } from 'constructs';
import { Prop } from '../../construct/prop';
import { dnsLabelFault } from '../../manifest/dns-name';
import { isKnown, KnownPart, knownPart } from '../../manifest/known';
import { PodTemplate } from '../../manifest/object';
import { needsKubernetes } from '../../pod/needs-kubernetes';
import type { JobWorkloadProps } from './job-workload';
import { checkPodFailurePolicy } from './pod-failure-policy';
import { checkSuccessPolicy } from './success-policy';

const id = 'workload/consistent';

const INDEXED = 'Indexed';
const MAX_PARALLELISM = 100_000;
/** From that many indexes on, Kubernetes can't tell any number of them that have failed. */
const MANY_INDEXES = 100_000;
const MAX_OF_MANY = 10_000;

/** What Kubernetes puts on the pods of each Job. */
const OF_JOBS = ['job-name', 'controller-uid', 'batch.kubernetes.io/job-name', 'batch.kubernetes.io/controller-uid'];

/** What the API server would refuse of a Job beyond what each of its fields says, or take without doing it. */
export function checkJob(construct: Construct, props: JobWorkloadProps, template: PodTemplate, prop: Prop): void {
  checkVersions(construct, props, prop);
  checkOwnLabels(props, prop);
  checkIndexes(props, prop);
  checkFailures(props, prop);
  const { podFailurePolicy, successPolicy, backoffLimitPerIndex } = props;
  if (podFailurePolicy !== undefined) {
    const { initContainers = [], containers } = template.spec;
    const pods = { containers: [...containers, ...initContainers].map(({ name }) => name), failsByIndex: backoffLimitPerIndex !== undefined };
    checkPodFailurePolicy(podFailurePolicy, pods, prop.at('podFailurePolicy'));
  }
  if (successPolicy !== undefined) { checkSuccessPolicy(successPolicy, knownPart(props.completions), prop.at('successPolicy')); }
}

/** What a Job, or what makes Jobs, is called. */
export interface JobName {
  readonly name: string;
  /** Whether the prop `suffix` is a part of it. */
  readonly hasSuffix: boolean;
  /** How many characters Kubernetes adds to it for each Job. */
  readonly added: number;
}

/** A name must leave room for what Kubernetes adds to it, so that the names of Jobs and the host names of indexed pods are DNS labels. */
export function checkRoom(props: JobWorkloadProps, { name, hasSuffix, added }: JobName, prop: Prop): void {
  const { completionMode, completions } = knownPart({ completionMode: props.completionMode, completions: props.completions });
  const ofIndex = completionMode === INDEXED && Number.isSafeInteger(completions) ? `-${completions! - 1}`.length : 0;
  const room = MAX_LABEL - added - ofIndex;
  if (!isKnown(name) || !isDnsLabel(name) || name.length <= room) { return; }
  const why = [...(added === 0 ? [] : [`${added} for each Job`]), ...(ofIndex === 0 ? [] : [`${ofIndex} for the index of a pod`])];
  const rule = `must ${hasSuffix ? 'make a name of' : 'have'} at most ${room} characters${why.length === 0 ? '' : `: Kubernetes adds ${why.join(' and ')}`}`;
  prop.at(hasSuffix ? 'suffix' : 'name').fault({ id: 'prop/grammar', rule, got: name, fix: 'Use a shorter one' });
}

const MAX_LABEL = 63;

/** Whatever its length, which is told here. */
function isDnsLabel(name: string): boolean {
  return dnsLabelFault(name.slice(0, MAX_LABEL).replace(/-+$/, '')) === undefined && !name.endsWith('-');
}

function checkVersions(construct: Construct, props: JobWorkloadProps, prop: Prop): void {
  for (const [field, minor] of [['backoffLimitPerIndex', '1.29'], ['podReplacementPolicy', '1.29'], ['successPolicy', '1.31']] as const) {
    if (props[field] !== undefined) { needsKubernetes(construct, minor, prop.at(field)); }
  }
}

function checkOwnLabels(props: JobWorkloadProps, prop: Prop): void {
  for (const field of ['podLabels', 'selector'] as const) {
    Object.keys(props[field] ?? {}).filter((key) => OF_JOBS.includes(key)).forEach((key) => {
      prop.at(field, key).fault({ id: 'construct/own-key', rule: 'must not be given: Kubernetes itself sets it, to another value for each Job', fix: 'Leave it out' });
    });
  }
}

/** What is known of the numbers. */
type Numbers = KnownPart<Pick<JobWorkloadProps, 'completions' | 'parallelism' | 'maxFailedIndexes'>>;

function checkIndexes(props: JobWorkloadProps, prop: Prop): void {
  const { completionMode, completions, parallelism, backoffLimitPerIndex, maxFailedIndexes, successPolicy } = props;
  if (maxFailedIndexes !== undefined && backoffLimitPerIndex === undefined) {
    prop.at('maxFailedIndexes').fault({ id, rule: "needs 'backoffLimitPerIndex': without it, no index fails by itself", fix: 'Give it too, or leave it out' });
  }
  if (!isKnown(completionMode)) { return; }
  if (completionMode !== INDEXED) {
    for (const [field] of Object.entries({ backoffLimitPerIndex, successPolicy }).filter(([, value]) => value !== undefined)) {
      prop.at(field).fault({ id, rule: "needs 'JobCompletionMode.INDEXED': pods of other Jobs have no index", fix: "Set 'completionMode', or leave it out" });
    }
    return;
  }
  if (completions === undefined) {
    prop.at('completions').fault({ id, rule: "must be given with 'JobCompletionMode.INDEXED': it says which indexes there are", fix: 'Use one such as 3' });
  }
  const given = { isCounted: maxFailedIndexes !== undefined, byIndex: backoffLimitPerIndex !== undefined };
  checkNumbers(knownPart({ completions, parallelism, maxFailedIndexes }), given, prop);
}

/** What is given at all, known or not. */
interface Given {
  readonly isCounted: boolean;
  readonly byIndex: boolean;
}

function checkNumbers({ completions = 0, parallelism = 0, maxFailedIndexes = 0 }: Numbers, { isCounted, byIndex }: Given, prop: Prop): void {
  const hasMany = completions > MANY_INDEXES;
  const why = `with more than ${MANY_INDEXES} indexes`;
  const most = hasMany ? MAX_OF_MANY : MAX_PARALLELISM;
  if (parallelism > most) {
    prop.at('parallelism').fault({
      id: 'prop/range', rule: `must be at most ${most} ${hasMany ? why : "with 'JobCompletionMode.INDEXED'"}`, got: parallelism, fix: `Use ${most}`,
    });
  }
  if (completions > 0 && maxFailedIndexes > completions) {
    prop.at('maxFailedIndexes').fault({ id: 'prop/range', rule: `must not be more than 'completions', ${completions}`, got: maxFailedIndexes, fix: 'Leave it out' });
  } else if (hasMany && byIndex && (!isCounted || maxFailedIndexes > MAX_OF_MANY)) {
    const got = isCounted ? { got: maxFailedIndexes } : {};
    prop.at('maxFailedIndexes').fault({ id: 'prop/range', rule: `must be given, and at most ${MAX_OF_MANY}, ${why}`, ...got, fix: `Use ${MAX_OF_MANY}` });
  }
}

function checkFailures(props: JobWorkloadProps, prop: Prop): void {
  const { podFailurePolicy, backoffLimitPerIndex } = props;
  const { restartPolicy, podReplacementPolicy } = knownPart({ restartPolicy: props.restartPolicy, podReplacementPolicy: props.podReplacementPolicy });
  const [needs] = Object.entries({ podFailurePolicy, backoffLimitPerIndex }).filter(([, value]) => value !== undefined);
  if (restartPolicy === 'OnFailure' && needs !== undefined) {
    prop.at('restartPolicy').fault({ id, rule: `must be 'JobRestartPolicy.NEVER' with '${needs[0]}', which counts pods`, fix: 'Leave it out' });
  }
  if (podReplacementPolicy === 'TerminatingOrFailed' && podFailurePolicy !== undefined) {
    prop.at('podReplacementPolicy').fault({
      id, rule: "must be 'PodReplacementPolicy.FAILED' with 'podFailurePolicy', which waits for how pods have ended", fix: 'Leave it out',
    });
  }
}
