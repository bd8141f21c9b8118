import { isKnown } from './known';

/**
 * A copy of plain data that shares no map or list with it, nor within itself. Tokens stay the same tokens: `structuredClone` would turn them
 * into data.
 */
export function plainCopy<T>(value: T): T {
  if (typeof value !== 'object' || value === null || !isKnown(value)) { return value; }
  if (Array.isArray(value)) { return value.map(plainCopy) as T; }
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, plainCopy(child)])) as T;
}
