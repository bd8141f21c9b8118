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

const STEP = /^(?:\.?([A-Za-z_$][\w$-]*)|\[(\d+)\]|\['([^']*)'\]|\["([^"]*)"\])/;

/** A field path as people write it; undefined where a text is none. */
export function parsePath(text: string): FieldPath | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const match = STEP.exec(rest);
    if (match === null || (path.length === 0 ? rest.startsWith('.') : match[1] !== undefined && !rest.startsWith('.'))) { return undefined; }
    const [whole, name, index, single, double] = match;
    path.push(index === undefined ? name ?? single ?? double : Number(index));
    rest = rest.slice(whole.length);
  }
  return path;
}

/** The value at `path`, or `undefined` where the path leaves the object. */
export function valueAt(root: unknown, path: FieldPath): unknown {
  let value: any = root;
  for (const step of path) {
    if (value === null || value === undefined) { return undefined; }
    value = value[step];
  }
  return value;
}
