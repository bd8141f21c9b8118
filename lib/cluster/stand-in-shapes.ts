import { list, map } from '../construct/collection';
import { matching, oneOf, required, Shape, someText } from '../construct/shape';
import { struct } from '../construct/struct';
import { ExternalObject } from '../rules/stand-ins/external-object';
import { MadeObjects, MadePods, StandIn, StandInRole } from '../rules/stand-ins/stand-in';

// What a team says of what its manifests do not hold. What nothing reads is a fault in it: without it, more or less is meant.

const NAME = String.raw`(?:[A-Za-z_][\w-]*|\*)`;
const STEP = String.raw`(?:\.${NAME}|\['[^'\]]+'\])`;
const PATH = String.raw`${NAME}${STEP}*`;
/** The first that is there of several, or a text. */
const PATHS = String.raw`${PATH}(?:\|(?:${PATH}|'[^'{}]*'))*`;

const GROUP_KIND = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\/[A-Z][A-Za-z0-9]*$/;
const MADE_KIND = /^(?:\*|(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)?\/?[A-Z][A-Za-z0-9]*)$/;
const FIELD = new RegExp(`^${PATH}$`);
const FIELDS = new RegExp(`^${PATHS}$`);
const TEXT = new RegExp(String.raw`^(?:[^{}\s]|\{${PATHS}\})+$`);

function field(example: string): Shape<string> {
  return matching(FIELD, 'must be the path of a field', `Use one such as '${example}'`);
}

const NAME_FIX = "Use one such as '{metadata.name}-tls'";
const TEXT_RULE = 'must be a text in which fields stand in braces';
const MAKES = "[{ kind: 'Secret', name: '{metadata.name}-tls' }]";

const MADE_OBJECTS = struct<MadeObjects>("{ kind: 'Secret', name: '{metadata.name}-tls' }", {
  kind: required(matching(MADE_KIND, "must be a kind, with its group where that is not Kubernetes' core", "Use one such as 'Secret' or 'apps/Deployment'"), "Use one such as 'Secret'"),
  name: required(matching(TEXT, TEXT_RULE, NAME_FIX), NAME_FIX),
  namespace: matching(TEXT, TEXT_RULE, "Leave it out for that of the maker, or use '*' for any"),
  when: matching(FIELDS, 'must be the path of a field', "Use one such as 'spec.tls.enabled'"),
}, 'faults');

const MADE_PODS = struct<MadePods>("{ labels: { app: '{metadata.name}' } }", {
  labels: map(matching(TEXT, TEXT_RULE, "Use one such as '{metadata.name}'"), "{ app: '{metadata.name}' }"),
  labelsAt: field('spec.podLabels'),
}, 'faults');

/** Kinds of a team. */
export const STAND_INS_SHAPE = list(struct<StandIn>("{ kind: 'shop.example.com/WebApp', podTemplate: 'spec.template', replicas: 'spec.size' }", {
  kind: required(matching(GROUP_KIND, 'must be a group and a kind', "Use one such as 'shop.example.com/WebApp'"), "Use one such as 'shop.example.com/WebApp'"),
  podTemplate: field('spec.template'),
  replicas: field('spec.size'),
  makes: list(MADE_OBJECTS, MAKES),
  pods: list(MADE_PODS, "[{ labels: { app: '{metadata.name}' } }]"),
  role: oneOf(StandInRole),
  selector: field('spec.podSelector'),
  target: field('spec.scaleTargetRef.name'),
  fewest: field('spec.minReplicas'),
  see: someText('Leave it out where there is no page'),
}, 'faults'), "[{ kind: 'shop.example.com/WebApp', podTemplate: 'spec.template', replicas: 'spec.size' }]");

/** What comes from elsewhere. */
export const EXTERNAL_SHAPE = list(struct<ExternalObject>("{ kind: 'Secret', name: '*-tls' }", {
  kind: required(someText("Use one such as 'Secret'"), "Use one such as 'Secret'"),
  name: required(someText("Use '*' for all"), "Use '*' for all"),
  namespace: someText('Leave it out for any'),
  cluster: someText('Leave it out for any'),
}, 'faults'), "[{ kind: 'Secret', name: '*-tls' }]");
