import { Fault } from '../construct/fault';
import { containersOf } from '../manifest/containers';
import { FieldPath, formatPath, valueAt } from '../manifest/field-path';
import { KubernetesObject } from '../manifest/object';
import { podTemplatesOf } from '../manifest/pod-template';

/**
 * Where an object has a map or a list though Kubernetes takes texts alone there, whatever the object. Constructs take an Output for a text, so that
 * nobody else notices what it turned out to be.
 */
export function textFaults(object: KubernetesObject): Fault[] {
  const maps = (['labels', 'annotations'] as const).flatMap((field) => Object.keys(object.metadata?.[field] ?? {}).map((key): FieldPath => ['metadata', field, key]));
  const paths: FieldPath[] = [['metadata', 'namespace'], ...maps, ...variables(object)];
  return paths.flatMap((path) => {
    const value: unknown = valueAt(object, path);
    return typeof value !== 'object' || value === null ? [] : [{
      id: 'prop/type',
      prop: formatPath(path), rule: `must be a text, but turned out to be ${Array.isArray(value) ? 'a list' : 'a map'}`, fix: "Give a text, for example with 'apply'",
    }];
  });
}

function variables(object: KubernetesObject): FieldPath[] {
  return podTemplatesOf(object).flatMap(({ template, path }) => containersOf(template.spec).flatMap(({ container, path: below }) =>
    (Array.isArray(container.env) ? [...container.env.keys()] : []).map((index) => [...path, 'spec', ...below, 'env', index, 'value'])));
}
