import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { formatPath } from '../manifest/field-path';
import { whereKnown } from '../manifest/known';
import { useNearest } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';
import { describeObject } from '../manifest/object-key';
import { podTemplatesOf } from '../manifest/pod-template';
import { acceptedAnnotation, acceptedIds } from '../rules/accepted-annotation';
import { ruleOf } from '../rules/catalogue';
import { acceptableIds, mayBeAccepted } from './acceptable-ids';
import { Accepted, acceptedAt, acceptedBy, markAccepted } from './accepted';
import { apiObjectsOf } from './api-objects';
import { addEdit, render } from './edit';
import { Fault } from './fault';
import { faultAtSynth, Faults } from './faults';
import { Prop } from './prop';
import { Raised, warningsRaisedIn } from './warning';

/**
 * Accepts a warning in a construct and below it; what is no warning is an error of the synth, and so is what nothing raises, unless somebody else looks
 * whether anything does.
 */
export function acceptWarning(scope: IConstruct, accepted: Accepted, { mayBeUnused = false }: { readonly mayBeUnused?: boolean } = {}): void {
  const faults = new Faults(scope);
  checkAccepted(accepted, faults.props);
  faults.report();
  if (warningIdFault(accepted.id) !== undefined) { return; }
  if (acceptedAt(scope, accepted.id) !== undefined) {
    faultAtSynth(scope, () => [twice(accepted)]);
    return;
  }
  markAccepted(scope, accepted);
  faultAtSynth(scope, () => {
    const raised = raisedIfAny(scope);
    if (raised === undefined) { return []; }
    const matching = raised.filter(({ warning }) => warning.id === accepted.id);
    // The nearest reason counts.
    matching.filter(({ construct }) => acceptedBy(construct, accepted.id) === accepted).forEach((each) => annotate(each, accepted));
    return matching.length > 0 || mayBeUnused ? [] : [unused(accepted)];
  });
}

/** What keeps an acceptance from being one. */
export function checkAccepted({ id, reason }: Accepted, prop: Prop): void {
  prop.at('id').check(warningIdFault(id), { id: 'acceptance/id', got: id, fix: wayOut(id) });
  prop.at('reason').check(reasonFault(reason), { id: 'acceptance/reason', got: reason, fix: 'Write why it is all right here' });
}

const reasonFault = whereKnown((reason) => (typeof reason === 'string' && reason.trim() !== '' ? undefined : 'must say why'));

/** Ids of warnings that do not exist are slips that would hide something. */
export function checkWarningId(id: string, prop: Prop): void {
  prop.check(warningIdFault(id), { id: 'acceptance/id', got: id, fix: wayOut(id) });
}

function warningIdFault(id: unknown): string | undefined {
  // What nothing raises is an error where it is accepted.
  if (mayBeAccepted(String(id))) { return undefined; }
  return ruleOf(String(id)) === undefined ? 'must be the id of a warning of this library' : 'must not be the id of what API servers refuse: nobody can live with that';
}

/** What an object says to accept and nobody can, or no rule says. */
export function annotationFaults(object: KubernetesObject): Fault[] {
  return acceptedIds(object).flatMap((id): Fault[] => {
    const rule = warningIdFault(id);
    return rule === undefined ? [] : [{ id: 'acceptance/id', prop: formatPath(['metadata', 'annotations', acceptedAnnotation(id)]), rule, got: id, fix: wayOut(id) }];
  });
}

function wayOut(id: unknown): string {
  if (ruleOf(String(id)) !== undefined) { return 'Correct what it finds'; }
  return useNearest(String(id), acceptableIds(), 'docs/findings.md and docs/rules.md list them');
}

function unused({ id }: Accepted): Fault {
  return { id: 'acceptance/unused', rule: `the accepted warning '${id}' must be raised here, and nothing raises it`, fix: 'Accept it no longer, or at the construct that raises it' };
}

function twice({ id }: Accepted): Fault {
  return { id: 'acceptance/once', rule: `the warning '${id}' must be accepted once here, and it is accepted twice`, fix: 'Leave one of the two out' };
}

/** What can't be rendered says so itself. */
function raisedIfAny(scope: IConstruct): Raised[] | undefined {
  try {
    return warningsRaisedIn(scope);
  } catch {
    return undefined;
  }
}

function annotate(raised: Raised, { id, reason }: Accepted): void {
  const target = objectOf(raised);
  if (target === undefined) { return; }
  addEdit(target, {
    slot: `accepted/${id}`,
    last: true,
    apply: (object) => ({
      object: {
        ...object,
        metadata: { ...object.metadata, annotations: { ...object.metadata?.annotations, [acceptedAnnotation(id)]: reason } },
      },
    }),
  });
}

/** The object that a warning is about: the one that it names, else the one with the pods, else the first. */
function objectOf({ construct, warning }: Raised): ApiObject | undefined {
  const objects = apiObjectsOf(construct);
  const rendered = objects.map((source) => ({ source, object: render(source).object }));
  const found = rendered.find(({ object }) => describeObject(object) === warning.object)
    ?? rendered.find(({ object }) => podTemplatesOf(object).length > 0)
    ?? rendered[0];
  return found?.source;
}
