import { apiGroup, KubernetesObject } from '../../manifest/object';
import { printed } from '../../manifest/printed';
import { isAmbiguousKind } from './built-in-kinds';

/** Where objects are that state no namespace. No namespace can have this name. */
export const NO_NAMESPACE = '_cluster';

/** The longest name that the file systems in use take, in bytes. */
export const LONGEST_NAME = 255;

/**
 * A text as the name of a file or folder, that every file system takes, and from which `decodeURIComponent` makes the text again: whatever is no letter, digit,
 * `.`, `_` or `-` stands as the bytes of its UTF-8, `%3A`. So it is ASCII, and no normalization of Unicode changes it.
 */
export function fileName(text: string): string {
  // Hidden files, `.` and `..`; and what Windows drops at the end.
  return withoutDevice(encoded(text).replace(/^\.|\.$/g, percent));
}

/** The folder of an object in that of its cluster: its namespace. */
export function folderOf(object: KubernetesObject): string {
  const namespace = textOf(object.metadata?.namespace);
  // No namespace holds a dot or begins with this: what does is hostile, and takes the place of nothing of ours.
  return namespace === '' ? NO_NAMESPACE : fileName(namespace).replace(/\.|^_/g, percent);
}

/** The file of an object in its folder: `deployment-api.yaml`. */
export function objectFileName(object: KubernetesObject): string {
  // Without dots and hyphens, so that it is clear where the kind ends.
  const kind = textOf(object.kind).toLowerCase().replace(/[^a-z0-9]+/g, percent);
  const group = isAmbiguousKind(object) ? `.${encoded(apiGroup(object))}` : '';
  const name = textOf(object.metadata?.name);
  const called = name === '' ? textOf(object.metadata?.generateName) : name;
  return withoutDevice(`${kind}${group}${called === '' ? '' : `-${encoded(called)}`}.yaml`);
}

// What Windows takes for a device, whatever stands behind a dot.
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i;

function withoutDevice(name: string): string {
  return DEVICE.test(name) ? `${percent(name[0])}${name.slice(1)}` : name;
}

function encoded(text: string): string {
  return text.replace(/[^A-Za-z0-9._-]+/g, percent);
}

function percent(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

// Hand-written YAML holds null and numbers where a name should stand.
function textOf(value: unknown): string {
  return value === undefined || value === null ? '' : printed(value);
}
