import { ObjectRule } from '../../rule';

const MAX_REQUEST = 3 * 1024 * 1024;

/** An object fits into a request. */
export const objectSize: ObjectRule = {
  id: 'api/object-size',
  severity: 'refused',
  about: 'object',
  why: 'An API server reads no more than 3 MiB of a request, and etcd keeps no more than half of that in one object.',
  fix: 'Split it, or keep what is large elsewhere',
  docs: 'https://etcd.io/docs/v3.5/dev-guide/limit/',
  options: {
    bytes: { type: 'number', default: MAX_REQUEST, description: 'Most bytes as JSON. An API server reads 3145728; etcd keeps 1572864 unless it is told otherwise.' },
  },
  check: (object, _, { bytes }) => {
    // Only what may be too large is written out to be measured.
    if (leastSize(object) <= bytes / 6) { return []; }
    const size = Buffer.byteLength(JSON.stringify(object));
    return size <= bytes ? [] : [{ path: [], message: `it takes ${size} bytes as JSON, and may take ${bytes}` }];
  },
};

/** A size that is at least a sixth of that of its JSON: a character takes 6 bytes there at most. */
function leastSize(value: unknown): number {
  if (typeof value === 'string') { return value.length + 2; }
  if (typeof value !== 'object' || value === null) { return 5; }
  let size = 2;
  if (Array.isArray(value)) {
    for (const item of value) { size += leastSize(item) + 1; }
  } else {
    for (const key in value) { size += key.length + 4 + leastSize((value as { [key: string]: unknown })[key]); }
  }
  return size;
}
