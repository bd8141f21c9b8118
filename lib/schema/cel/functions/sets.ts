import type { AddFunction } from '../environment';
import { CelEnvironment } from '../library';
import { equality } from './lists';

/** What stands before the dot of `sets.contains`. */
class Sets {}

/**
 * @see https://kubernetes.io/docs/reference/using-api/cel/#cel-language-features
 */
export function addSetFunctions(add: AddFunction, environment: CelEnvironment): void {
  const equals = equality(environment);
  const holds = (list: readonly unknown[], item: unknown) => list.some((each) => equals(each, item));
  const contains = (list: readonly unknown[], others: readonly unknown[]) => others.every((item) => holds(list, item));
  environment.registerType('Sets', Sets).registerConstant('sets', 'Sets', new Sets());
  add('Sets.contains(list, list): bool', (_, list, others) => contains(list, others));
  add('Sets.equivalent(list, list): bool', (_, list, others) => contains(list, others) && contains(others, list));
  add('Sets.intersects(list, list): bool', (_, list: readonly unknown[], others) => list.some((item) => holds(others, item)));
}
