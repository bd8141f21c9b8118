/**
 * What a rule asks of an object, in CEL, so that a cluster can ask it by itself: of what is being written, as the API server has filled it in.
 *
 * `object` is the object. `variables.options` holds the options of the rule. Where the rule is about pods, `variables.template` is their template,
 * `variables.podSpec` its spec and `variables.containers` all of their containers. A rule about containers is asked for each of those of its roles, as
 * `container`. What is missing must be asked for by `has` or by optional fields (`object.?spec.?replicas`): other fields fail the request.
 */
export interface AdmissionCheck {
  /** True where all is well. */
  readonly expression: string;
  /** What is the matter where it is not, as a text: a clause without its full stop, as violations have it. */
  readonly messageExpression: string;
  /** What both may call `variables.<name>`. */
  readonly variables?: { readonly [name: string]: string };
  /** As `group/Kind`, where they are not those of the rule: all that make pods for a rule that names none. */
  readonly kinds?: readonly string[];
}

/** Why rules that look around can't be asked by a cluster: what it asks sees one object. */
export const OTHER_OBJECTS = 'it looks at other objects too';
