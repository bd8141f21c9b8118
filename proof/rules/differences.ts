import { valueAt } from '../../lib/manifest/field-path';
import { Comparison } from './comparison';

/** Where we say something else than an API server, and mean to. */
export interface Difference {
  readonly reason: string;
  readonly isIt: (comparison: Comparison) => boolean;
}

const kindOf = ({ mutant }: Comparison) => mutant.object.kind;
const isOfNull = ({ mutant }: Comparison) => /^(null|\[null\]) for /.test(mutant.change);
const refusal = ({ theirs }: Comparison) => theirs?.message ?? '';

/** Written by controllers and kubelets, never by those who write manifests. */
const OF_PROGRAMS = ['Event', 'CSINode', 'CSIStorageCapacity', 'VolumeAttachment', 'ResourceSlice', 'IPAddress', 'ControllerRevision'];

/** What a server refuses and we do not. */
export const ONLY_THEIRS: readonly Difference[] = [
  { reason: 'of kinds that programs write, the schema is judged and no more', isIt: (one) => OF_PROGRAMS.includes(kindOf(one)) },
  { reason: 'expressions of CEL are not compiled', isIt: (one) => /compilation failed|CEL expression|must evaluate to/i.test(refusal(one)) },
  { reason: 'defaults of a definition are not judged by its schema', isIt: (one) => /\.default: Invalid value/.test(refusal(one)) },
  { reason: 'the ratio of bounds that are negative or beyond all numbers is not told', isIt: (one) => /ratio .* is greater than max\/min/.test(refusal(one)) },
  { reason: 'null in the place of a value counts as nothing, and not as an empty value', isIt: isOfNull },
  { reason: 'admission, which is off here, gives pods an account before that is asked for', isIt: (one) => refusal(one).includes('must not be specified when serviceAccountName is not set') },
];

/** What we say that servers refuse, and this one takes. */
export const ONLY_OURS: readonly Difference[] = [
  { reason: 'null in the place of a value counts as nothing, and not as an empty value', isIt: isOfNull },
  { reason: 'of kinds that programs write, nobody drops a field by accident', isIt: (one) => OF_PROGRAMS.includes(kindOf(one)) },
  {
    reason: 'API servers look at pods and claims of a StatefulSet late, some minors not at all: they refuse them when they are to be made, and there are none',
    isIt: (one) => kindOf(one) === 'StatefulSet' && one.ours.every(({ field }) => /^spec\.(template\.spec|volumeClaimTemplates\[)/.test(field)),
  },
  {
    reason: 'a server does not count as far as we do',
    isIt: (one) => kindOf(one) === 'LimitRange' && one.ours.every(({ field }) => field.includes('maxLimitRequestRatio')),
  },
  {
    reason: 'a range with bits beyond its prefix is another one than it seems to be',
    isIt: (one) => kindOf(one) === 'NetworkPolicy' && one.ours.every(({ field }) => /ipBlock\.except/.test(field)),
  },
  {
    reason: 'a value that no label can have picks nothing, also where older minors take it',
    isIt: ({ ours }) => ours.every(({ field }) => /nodeSelectorTerms\[\d+\]\.matchExpressions\[\d+\]\.values/.test(field)),
  },
  {
    reason: 'a template without what it is for makes claims of nothing',
    isIt: (one) => kindOf(one) === 'ResourceClaimTemplate' && one.ours.every(({ field }) => field === 'spec.spec'),
  },
  {
    reason: 'a source that a claim cannot be filled from is dropped unread: nobody writes one to be dropped',
    isIt: ({ ours }) => ours.every(({ field }) => field.includes('dataSource')),
  },
  {
    reason: 'below items and additionalProperties of a definition the server passes over what it does not know',
    isIt: ({ ours }) => ours.every(({ rule, field }) => rule === 'api/schema' && /\.(additionalProperties|items)\./.test(field)),
  },
  {
    reason: 'a feature that is off drops its field unread: it is wrong all the same, and refused as soon as the feature is on',
    isIt: ({ ours }) => ours.every(({ field }) => /\.(procMount|resizePolicy(\[\d+\]\.\w+)?)$/.test(field)),
  },
  {
    reason: 'admission of RuntimeClasses is off in this proof, since it asks for the class itself',
    isIt: ({ ours, mutant }) => ours.every(({ field }) => /(^|\.)overhead$/.test(field) && valueAt(mutant.object, field.split('.')) !== undefined),
  },
];
