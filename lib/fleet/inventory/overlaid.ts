import { isPlainObject } from '../../construct/shape';
import { Places } from '../../manifest/located-yaml';

/** What is said of a cluster over what was said before: maps are merged, at any depth; anything else is replaced. A null takes away. */
export function overlaid(base: unknown, over: unknown, places?: Places): unknown {
  if (over === undefined) { return base; }
  if (!isPlainObject(base) || !isPlainObject(over)) { return over; }
  const [below, above] = [base as Record<string, unknown>, over as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  // Not read by name alone: a key may be `__proto__`.
  const own = (from: Record<string, unknown>, key: string) => (Object.hasOwn(from, key) ? from[key] : undefined);
  const merged = Object.fromEntries(keys.map((key) => [key, overlaid(own(below, key), own(above, key), places)]));
  places?.merge(merged, [above, below]);
  return merged;
}
