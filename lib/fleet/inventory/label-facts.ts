import { ClusterDescription } from '../../cluster/cluster-description';
import { REGION_KEY } from '../../cluster/known-places';
import { isPlainObject } from '../../construct/shape';
import { Fact } from './found-cluster';
import { FoundObject } from './objects-in-folder';

/** By the first of these that it has. */
const ENVIRONMENT_KEYS = ['environment', 'env'];

type Facts = { readonly [K in keyof ClusterDescription]?: Fact };

/** What the labels of an object say of its cluster: all are its labels, and some tell more. Those that a tool needs for itself are left out. */
export function labelFacts({ value, at }: FoundObject, isOfTool: (key: string) => boolean = () => false): Facts {
  const { labels } = value.metadata ?? {};
  const path = [...at, 'metadata', 'labels'];
  if (!isPlainObject(labels)) { return labels === undefined ? {} : { labels: { value: labels, path } }; }
  const fact = (key: string | undefined): Fact | undefined => (key === undefined ? undefined : { value: (labels as any)[key], path: [...path, key] });
  const has = (key: string) => Object.hasOwn(labels, key);
  const kept = Object.fromEntries(Object.entries(labels).filter(([key]) => !isOfTool(key)));
  return {
    labels: { value: kept, path },
    region: fact(has(REGION_KEY) ? REGION_KEY : undefined),
    environment: fact(ENVIRONMENT_KEYS.find(has)),
  };
}
