/** Where a field stands in an object, from its root: keys and list indexes. */
export type FieldPath = readonly (string | number)[];

/**
 * A field path as people write it: `spec.containers[0].image`,
 * `metadata.annotations['example.com/owner']`.
 */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') { return `${text}[${step}]`; }
    if (!/^[A-Za-z_][\w-]*$/.test(step)) { return `${text}['${step}']`; }
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** The value at `path`, or `undefined` where the path leaves the object. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  return path.reduce<any>((value, step) => (value === null || value === undefined ? undefined : value[step]), root);
}
