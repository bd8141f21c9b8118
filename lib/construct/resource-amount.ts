import { isKnown } from '../manifest/known';
import { printed } from '../manifest/printed';
import { compareQuantities, parseQuantity, quantityOf } from '../manifest/quantity';
import { Prop } from './prop';
import { given, ruled, Shape } from './shape';

/** A size in bytes: `500m` is legal for the API server, and half a byte. Of memory, less than `1Mi` is of no use even with a unit. */
export function bytes(fix: string, { needsMi = false }: { readonly needsMi?: boolean } = {}): Shape<string> {
  const whole = ruled((value) => (isWholeAmount(value) ? undefined : 'must be a quantity of whole bytes from 1 to 8Pi'), { fix });
  return given((value, prop) => {
    if (isWholeAmount(value)) { warnOfFewBytes(value, prop, needsMi); }
    return whole(value, prop);
  });
}

/** Cores, or thousandths of one. */
export function cores(fix: string): Shape<string> {
  const amount = ruled((value) => (isAmount(value) ? undefined : 'must be a quantity above 0'), { fix });
  return given((value: any, prop) => {
    // cdk8s-plus' own, told by its members.
    if (typeof value?.amount === 'string' && !isKnown(value)) {
      prop.fault({ id: 'prop/type', rule: "must not be a 'Cpu' of cdk8s-plus", fix });
      return undefined;
    }
    warnOfManyCores(value, prop);
    return amount(value, prop);
  });
}

/** Whoever writes a unit means it; who forgets it means megabytes. */
function warnOfFewBytes(value: unknown, prop: Prop, needsMi: boolean): void {
  const text = printed(value);
  if (compareQuantities(text, '1Mi') >= 0 || (!needsMi && /(k|Ki)$/.test(text))) { return; }
  const bytes = parseQuantity(text).numerator;
  const meant = /^\d{1,5}$/.test(text) ? `Did you mean '${text}Mi'?` : "Write a unit such as 'Mi'.";
  prop.warn({ id: 'workload/tiny-memory', message: `is ${bytes === 1n ? '1 byte' : `${bytes} bytes`}: ${needsMi ? 'no container starts with that' : 'hardly a file fits in there'}. ${meant}` });
}

const MANY_CORES = '64';

/** Who forgets the `m` reserves whole machines: the pods stay pending. */
function warnOfManyCores(value: unknown, prop: Prop): void {
  if (quantityOf(value) === undefined) { return; }
  const text = printed(value);
  if (text.endsWith('m') || compareQuantities(text, MANY_CORES) < 0) { return; }
  const meant = /^\d+$/.test(text) ? ` Did you mean '${text}m', thousandths of a core?` : '';
  prop.warn({ id: 'workload/huge-cpu', message: `is '${text}', in whole cores: few nodes have as many.${meant}` });
}

/** Whether a value is a quantity above 0. */
export function isAmount(value: unknown): boolean {
  const amount = quantityOf(value);
  return amount !== undefined && amount.numerator > 0n;
}

// Kubernetes counts thousandths in 64 bits: of what is beyond, it says that it is no whole number.
const MAX_WHOLE_AMOUNT = 2n ** 53n;

/** Whether a value is a whole quantity above 0 that Kubernetes can count. */
export function isWholeAmount(value: unknown): boolean {
  const amount = quantityOf(value);
  return amount !== undefined && amount.denominator === 1n && amount.numerator > 0n && amount.numerator <= MAX_WHOLE_AMOUNT;
}
