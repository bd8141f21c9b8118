import { apiGroup, KubernetesObject } from './object';
import { visibleLine } from './visible';

/**
 * Which object this is, whatever version of its API it is written in: `apps/Deployment/shop/api`. Parts that are missing are
 * empty: `/Namespace//shop`. A `generateName` stands with a `*` behind it, and names no particular object.
 */
export function objectKey(object: KubernetesObject): string {
  return `${apiGroup(object)}/${text(object.kind)}/${text(object.metadata?.namespace)}/${nameOf(object)}`;
}

/** An object as messages name it: `Deployment 'shop/api'`, `Namespace 'shop'`. */
export function describeObject(object: KubernetesObject): string {
  const kind = text(object.kind) === '' ? 'Object' : text(object.kind);
  const name = nameOf(object);
  if (name === '') { return `${visibleLine(kind)} without a name`; }
  const namespace = text(object.metadata?.namespace);
  return visibleLine(`${kind} '${namespace === '' ? name : `${namespace}/${name}`}'`);
}

function nameOf(object: KubernetesObject): string {
  const name = text(object.metadata?.name);
  const generateName = text(object.metadata?.generateName);
  return name === '' && generateName !== '' ? `${generateName}*` : name;
}

// Hand-written YAML holds null and numbers where a name should stand.
function text(value: unknown): string {
  return value === undefined || value === null ? '' : String(value);
}
