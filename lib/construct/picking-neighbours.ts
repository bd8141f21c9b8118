import { IConstruct } from 'constructs';
import { indexBySelector } from '../manifest/label-index';
import { KubernetesObject, LabelSelector } from '../manifest/object';
import { Neighbour, neighboursOf } from './edit';
import { oncePerSynth } from './synth-cache';

/** How objects that pick pods say which. */
const SELECTORS: { readonly [kind: string]: (object: KubernetesObject) => LabelSelector | undefined } = {
  NetworkPolicy: ({ spec }) => spec?.podSelector,
  PodDisruptionBudget: ({ spec }) => spec?.selector,
  Service: ({ spec }) => ({ matchLabels: spec?.selector }),
};

/** Those of `neighboursOf` whose selectors may pick pods with some labels: all that `matchesSelector` does not deny, and few others. */
export function neighboursPicking(construct: IConstruct, kind: string, namespace: string | undefined, labels: unknown): readonly Neighbour[] {
  const neighbours = neighboursOf(construct, kind, namespace);
  const find = oncePerSynth(construct, `${kind} by selector in ${namespace ?? ''}`, () => indexBySelector(neighbours, ({ object }) => SELECTORS[kind](object)));
  return find(labels);
}
