import { containersOf } from '../../manifest/containers';
import { KubernetesObject } from '../../manifest/object';
import { podTemplatesOf } from '../../manifest/pod-template';
import { CelExpression } from '../../schema/cel/expression';
import { CelFailure, CelUnknown } from '../../schema/cel/outcome';
import { celValue } from '../../schema/cel/values';
import { AdmissionCheck } from '../admission/admission-check';
import { cel } from '../admission/cel';
import { ObjectRule } from '../rule';
import { OwnRuleSeverity, placeOf, textOf, withoutStop } from './own-rule';

/**
 * A rule of a team in CEL, as a ValidatingAdmissionPolicy has it. It needs Node.js 20.19.
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export interface CelRule {
  /** Group and name, e.g. `shop/cost-centre`. The group is none of this library's. */
  readonly id: string;

  /** What it means that it finds something. */
  readonly severity: OwnRuleSeverity;

  /** What goes wrong otherwise, as a sentence. */
  readonly why: string;

  /** The way out, as a sentence without its full stop. */
  readonly fix: string;

  /**
   * The kinds that it is asked about, with their groups: `apps/Deployment`, `/Service`.
   * @default - all
   */
  readonly kinds?: string[];

  /**
   * What is true where all is well: `has(object.metadata.labels) && 'cost-centre' in object.metadata.labels`.
   *
   * Besides `object` there are `variables.pods`, the pod templates of the object with `metadata` and `spec`, and `variables.containers`, all containers of
   * those. An expression that fails, as one does that asks for a field that is not there, is a finding, as it is a refusal under `failurePolicy: Fail`.
   */
  readonly expression: string;

  /**
   * What is the matter, as an expression that makes a text.
   * @default - what `why` says
   */
  readonly messageExpression?: string;

  /**
   * The field that the finding is about, e.g. `metadata.labels`.
   * @default - the whole object
   */
  readonly field?: string;
}

/** A rule in CEL as one of this library's. Throws a `CelSyntaxFault` where an expression cannot be read: see `CEL_EXPRESSIONS`. */
export function ruleOfCel(rule: CelRule): ObjectRule {
  const expression = new CelExpression(rule.expression, VARIABLES, 'bool');
  const message = rule.messageExpression === undefined ? undefined : new CelExpression(rule.messageExpression, VARIABLES, 'string');
  const usual = withoutStop(rule.why);
  const path = placeOf(rule.field);
  const needsPods = [expression, message].some((each) => each?.uses('variables') === true);
  return {
    ...textOf(rule),
    admission: needsPods ? "it asks for 'variables', of which a cluster has others" : admissionOf(rule, usual),
    check: (object) => {
      const context = { object: celValue(object), variables: needsPods ? podsOf(object) : NOTHING };
      try {
        return expression.valueOf(context) === true ? [] : [{ path, message: message === undefined ? usual : messageOf(message, context, usual) }];
      } catch (error) {
        return [{ path, message: `the rule fails: ${failureOf(error)}`, fix: "Ask for fields that may be missing by 'has(…)', or correct the object" }];
      }
    },
  };
}

function admissionOf({ kinds, expression, messageExpression }: CelRule, usual: string): AdmissionCheck | string {
  return kinds === undefined ? 'it is asked about all kinds, and a cluster must be told which' : { kinds, expression, messageExpression: messageExpression ?? cel(usual) };
}

/** The fields of a rule that are expressions, and what they make. */
export const CEL_EXPRESSIONS = { expression: 'bool', messageExpression: 'string' } as const;

/** What expressions of own rules look at. */
export const VARIABLES: readonly string[] = ['object', 'variables'];

const NOTHING: ReadonlyMap<string, unknown> = new Map();

function podsOf(object: KubernetesObject): ReadonlyMap<string, unknown> {
  const templates = podTemplatesOf(object).map(({ template }) => template);
  const containers = templates.flatMap(({ spec }) => containersOf(spec).map(({ container }) => container));
  return new Map(Object.entries({ pods: celValue(templates), containers: celValue(containers) }));
}

function messageOf(message: CelExpression, context: { readonly [name: string]: unknown }, usual: string): string {
  try {
    const text = String(message.valueOf(context)).replace(/\s+/g, ' ').trim();
    return text === '' ? usual : withoutStop(text);
  } catch (error) {
    failureOf(error);
    return usual;
  }
}

/** What an expression says instead of its value. Any other error is one of this library. */
function failureOf(error: unknown): string {
  if (error instanceof CelFailure || error instanceof CelUnknown) { return error.message; }
  throw error;
}
