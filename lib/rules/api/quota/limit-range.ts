import { qualifiedNameFault } from '../../../manifest/label';
import { compareQuantities, quantityOf } from '../../../manifest/quantity';
import { ObjectRule } from '../../rule';
import { faultsIn, Field, repeated } from '../field';
import { checkResourceName, mayBeOvercommitted } from '../resource-name';

/** The amounts of a LimitRange follow one another: min, defaultRequest, default, max. */
export const limitRange: ObjectRule = {
  id: 'api/limit-range',
  severity: 'refused',
  about: 'object',
  kinds: ['/LimitRange'],
  why: 'A default outside of the bounds would be refused with every pod that gets it.',
  fix: 'Write amounts so that min ≤ defaultRequest ≤ default ≤ max, and each type once',
  docs: 'https://kubernetes.io/docs/concepts/policy/limit-range/',
  check: (object) => faultsIn(object, (root) => {
    const limits = root.at('spec', 'limits').items;
    for (const type of repeated(limits.map((limit) => limit.at('type')))) { type.fault(`limits of type ${type.text} are there twice`); }
    for (const limit of limits) { checkLimit(limit); }
  }),
};

const TYPES = ['Pod', 'Container', 'PersistentVolumeClaim'];
const AMOUNTS = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'];

function checkLimit(limit: Field): void {
  const type = limit.at('type');
  if (!type.isKnown) { return; }
  if (!type.text.includes('/')) { type.mustBeOneOf('the type', TYPES, 'required'); } else { type.must('the type', qualifiedNameFault); }
  const isPod = type.text === 'Pod';
  const use = isPod || type.text === 'Container' ? 'container' : 'general';
  for (const field of AMOUNTS) {
    if (isPod && field.startsWith('default')) {
      if (limit.at(field).entries.length > 0) { limit.at(field).fault('pods have no defaults, only containers have'); }
      continue;
    }
    for (const amount of limit.at(field).entries) { checkResourceName(amount, amount.key, use); }
  }
  if (type.text === 'PersistentVolumeClaim' && !limit.at('min', 'storage').isGiven && !limit.at('max', 'storage').isGiven) {
    limit.fault('a limit of claims says neither the least nor the most storage');
  }
  const resources = new Set(AMOUNTS.flatMap((field) => limit.at(field).entries.map(({ key }) => key)));
  for (const resource of resources) { checkOrder(limit, resource, isPod); }
}

/** The smaller one, the larger one, and which of them is told of. */
const ORDER = [
  ['min', 'max', 'min'], ['min', 'defaultRequest', 'defaultRequest'], ['defaultRequest', 'max', 'defaultRequest'], ['defaultRequest', 'default', 'defaultRequest'],
  ['min', 'default', 'default'], ['default', 'max', 'default'],
];

function checkOrder(limit: Field, resource: string, isPod: boolean): void {
  const amountOf = (field: string) => (isPod && field.startsWith('default') ? undefined : quantityOf(limit.at(field, resource).value));
  const exceeds = (a: string, b: string) => amountOf(a) !== undefined && amountOf(b) !== undefined
    && compareQuantities(limit.at(a, resource).value, limit.at(b, resource).value) > 0;
  for (const [low, high, at] of ORDER) {
    if (!exceeds(low, high)) { continue; }
    limit.at(at, resource).fault(`the ${low} of ${resource} is ${limit.at(low, resource).value}, and must be at most the ${high}, ${limit.at(high, resource).value}`);
  }
  if (!mayBeOvercommitted(resource) && exceeds('default', 'defaultRequest')) {
    limit.at('defaultRequest', resource).fault(`the defaultRequest of ${resource} must be its default: no more of it can be promised than there is`);
  }
  checkRatio(limit, resource);
}

function checkRatio(limit: Field, resource: string): void {
  const ratio = limit.at('maxLimitRequestRatio', resource);
  const [most, least, times] = ['max', 'min', 'maxLimitRequestRatio'].map((field) => numberOf(limit.at(field, resource)));
  if (times === undefined) { return; }
  if (times < 1) { ratio.fault(`the ratio of ${resource} is ${ratio.value}, and must be at least 1`); }
  if (least !== undefined && most !== undefined && least > 0 && times > most / least) {
    ratio.fault(`the ratio of ${resource} is ${ratio.value}, and the max is no more than ${most / least} times the min`);
  }
}

function numberOf({ value }: Field): number | undefined {
  const amount = quantityOf(value);
  return amount === undefined ? undefined : Number(amount.numerator * 1000n / amount.denominator) / 1000;
}
