import { isKnown } from '../../../manifest/known';
import { Field } from '../field';

const MAX_COUNT = 512;
const MAX_SIZE = 256 * 1024;

/** That what is handed on to a driver has names, and an end. */
export function checkParameters(parameters: Field): void {
  const { entries } = parameters;
  if (entries.length > MAX_COUNT) { parameters.fault(`there are at most ${MAX_COUNT} parameters, got ${entries.length}`); return; }
  if (parameters.at('').isGiven) { parameters.fault('a parameter has no name'); }
  const size = entries.flatMap(({ key, value }) => [key, value]).reduce<number>((sum, text) => sum + (typeof text === 'string' && isKnown(text) ? Buffer.byteLength(text) : 0), 0);
  if (size > MAX_SIZE) { parameters.fault(`parameters hold at most ${MAX_SIZE} bytes, got ${size}`); }
}
