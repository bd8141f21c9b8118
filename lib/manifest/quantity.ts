import { Remembered } from './remembered';

/** A quantity as an exact fraction in lowest terms; the denominator is positive. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const QUANTITY = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$/;

const DECIMAL_EXPONENTS: ReadonlyMap<string, bigint> = new Map([
  ['n', -9n], ['u', -6n], ['m', -3n], ['', 0n], ['k', 3n], ['M', 6n], ['G', 9n], ['T', 12n], ['P', 15n], ['E', 18n],
]);
const BINARY_EXPONENTS: ReadonlyMap<string, bigint> = new Map([
  ['Ki', 10n], ['Mi', 20n], ['Gi', 30n], ['Ti', 40n], ['Pi', 50n], ['Ei', 60n],
]);

const MAX_INT64 = 2n ** 63n - 1n;
const NANO = 10n ** 9n;
/** Far beyond any resource; keeps `1e999999999` from filling the memory with digits. */
const MAX_EXPONENT = 9999n;

/**
 * Whether a value reads as a Kubernetes quantity: `500m`, `1.5Gi`, `1e3`, or a number as YAML holds it. Ask `isKnown`
 * first: a value that is not known yet is no quantity.
 *
 * Kubernetes' parser also takes a suffix, a sign or a dot without any digit for 0, and spaces around a quantity. Its own
 * grammar has neither, and nobody who writes `Gi` means 0: both are refused here.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function isQuantity(text: unknown): boolean {
  return split(text) !== undefined;
}

/**
 * The amount that Kubernetes holds for a quantity, exactly: what is finer than a nano (`n`) is rounded away from zero, and an
 * amount with a binary suffix ends at 2^63-1. Throws where the text is no quantity or its exponent is beyond 9999.
 */
export function parseQuantity(text: string | number): Fraction {
  const parts = split(text);
  if (parts === undefined) { throw new Error(`'${text}' is no quantity: write a number with or without a suffix, such as '500m', '2', '1.5Gi' or '1e3'`); }
  const { negative, digits, fractionDigits, suffix } = parts;
  const mantissa = BigInt(digits);
  const nanos = inNanos(mantissa, fractionDigits, suffix, String(text));
  return reduce(negative ? -nanos : nanos, NANO);
}

/** The amount of a quantity; undefined where a value is none, is out of reach, or is not known yet. */
export function quantityOf(value: unknown): Fraction | undefined {
  return typeof value === 'string' || typeof value === 'number' ? AMOUNTS.of(String(value)) ?? undefined : undefined;
}

// Null, because what is undefined is asked for again.
const AMOUNTS = new Remembered((text): Fraction | null => {
  try {
    return parseQuantity(text);
  } catch {
    return null;
  }
});

/** Compares two quantities exactly, as `sort` wants it: below 0 where `a` is smaller, 0 where they are the same amount. */
export function compareQuantities(a: string | number, b: string | number): number {
  const [x, y] = [a, b].map((text) => quantityOf(text) ?? parseQuantity(text));
  const difference = x.numerator * y.denominator - y.numerator * x.denominator;
  if (difference === 0n) { return 0; }
  return difference < 0n ? -1 : 1;
}

interface Parts {
  readonly negative: boolean;
  /** All digits of the number, without its dot. */
  readonly digits: string;
  /** How many of them stand behind the dot. */
  readonly fractionDigits: number;
  readonly suffix: string;
}

function split(text: unknown): Parts | undefined {
  // JavaScript writes large and small numbers as `1e+21` and `1e-7`, which are quantities too.
  if (typeof text === 'number') { return split(String(text)); }
  if (typeof text !== 'string') { return undefined; }
  const match = QUANTITY.exec(text);
  if (match === null) { return undefined; }
  const [, sign, whole, fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') { return undefined; }
  if (isExponent(suffix) && !isInt64(BigInt(suffix.slice(1)))) { return undefined; }
  return { negative: sign === '-', digits: whole + fraction, fractionDigits: fraction.length, suffix };
}

function inNanos(mantissa: bigint, fractionDigits: number, suffix: string, text: string): bigint {
  if (mantissa === 0n) { return 0n; }
  const binary = BINARY_EXPONENTS.get(suffix);
  if (binary !== undefined) {
    const nanos = divideUp((mantissa << binary) * NANO, 10n ** BigInt(fractionDigits));
    return nanos > MAX_INT64 * NANO ? MAX_INT64 * NANO : nanos;
  }
  const exponent = DECIMAL_EXPONENTS.get(suffix) ?? BigInt(suffix.slice(1));
  if (exponent > MAX_EXPONENT || exponent < -MAX_EXPONENT) { throw new Error(`'${text}' is a quantity out of reach: its exponent is beyond ${MAX_EXPONENT}`); }
  const power = exponent - BigInt(fractionDigits) + 9n;
  return power >= 0n ? mantissa * 10n ** power : divideUp(mantissa, 10n ** -power);
}

/** No other suffix has a digit. */
function isExponent(suffix: string): boolean {
  return /[0-9]/.test(suffix);
}

function isInt64(value: bigint): boolean {
  return value >= -MAX_INT64 - 1n && value <= MAX_INT64;
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

function reduce(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator < 0n ? -numerator : numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
