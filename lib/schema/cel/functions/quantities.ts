import { Fraction, isQuantity, parseQuantity } from '../../../manifest/quantity';
import type { AddFunction } from '../environment';
import { CelEnvironment } from '../library';
import { CelFailure } from '../outcome';

/** An amount, exactly. */
class Quantity {
  public static of(text: string): Quantity {
    if (!isQuantity(text)) { throw new CelFailure(`'${text}' is no quantity`); }
    return new Quantity(parseQuantity(text));
  }

  public constructor(private readonly amount: Fraction) {}

  public get isInteger(): boolean {
    const { numerator, denominator } = this.amount;
    return denominator === 1n && BigInt.asIntN(64, numerator) === numerator;
  }

  public get asInteger(): bigint {
    if (!this.isInteger) { throw new CelFailure('cannot convert value to integer'); }
    return this.amount.numerator;
  }

  public get asFloat(): number {
    return Number(this.amount.numerator) / Number(this.amount.denominator);
  }

  public compareTo(other: Quantity): bigint {
    const difference = this.plus(other, -1n).amount.numerator;
    return difference < 0n ? -1n : difference > 0n ? 1n : 0n;
  }

  public plus(other: Quantity, sign: 1n | -1n): Quantity {
    const [a, b] = [this.amount, other.amount];
    const [numerator, denominator] = [a.numerator * b.denominator + sign * b.numerator * a.denominator, a.denominator * b.denominator];
    return new Quantity(numerator % denominator === 0n ? { numerator: numerator / denominator, denominator: 1n } : { numerator, denominator });
  }

  public get sign(): bigint {
    return this.compareTo(new Quantity({ numerator: 0n, denominator: 1n }));
  }
}

const TYPE = 'kubernetes.Quantity';

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-quantity-library
 */
export function addQuantityFunctions(add: AddFunction, environment: CelEnvironment): void {
  environment.registerType(TYPE, Quantity);
  add('isQuantity(string): bool', isQuantity);
  add(`quantity(string): ${TYPE}`, Quantity.of);
  add(`${TYPE}.isInteger(): bool`, ({ isInteger }: Quantity) => isInteger);
  add(`${TYPE}.asInteger(): int`, ({ asInteger }: Quantity) => asInteger);
  add(`${TYPE}.asApproximateFloat(): double`, ({ asFloat }: Quantity) => asFloat);
  add(`${TYPE}.sign(): int`, ({ sign }: Quantity) => sign);
  add(`${TYPE}.isGreaterThan(${TYPE}): bool`, (a: Quantity, b: Quantity) => a.compareTo(b) > 0n);
  add(`${TYPE}.isLessThan(${TYPE}): bool`, (a: Quantity, b: Quantity) => a.compareTo(b) < 0n);
  add(`${TYPE}.compareTo(${TYPE}): int`, (a: Quantity, b: Quantity) => a.compareTo(b));
  add(`${TYPE}.add(${TYPE}): ${TYPE}`, (a: Quantity, b: Quantity) => a.plus(b, 1n));
  add(`${TYPE}.sub(${TYPE}): ${TYPE}`, (a: Quantity, b: Quantity) => a.plus(b, -1n));
  const whole = (value: bigint) => new Quantity({ numerator: value, denominator: 1n });
  add(`${TYPE}.add(int): ${TYPE}`, (a: Quantity, b: bigint) => a.plus(whole(b), 1n));
  add(`${TYPE}.sub(int): ${TYPE}`, (a: Quantity, b: bigint) => a.plus(whole(b), -1n));
  environment.registerOperator(`${TYPE} == ${TYPE}`, (a: Quantity, b: Quantity) => a.compareTo(b) === 0n);
}
