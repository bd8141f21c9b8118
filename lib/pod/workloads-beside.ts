import { IConstruct } from 'constructs';
import { apiObjectsAround } from '../construct/api-objects';
import { objectsOf } from '../construct/edit';
import { oncePerSynth } from '../construct/synth-cache';
import { isKnown } from '../manifest/known';
import { indexByLabels, indexBySelector } from '../manifest/label-index';
import { matchesSelector } from '../manifest/label-selector';
import { KubernetesObject, LabelSelector, listOf, PodTemplate } from '../manifest/object';
import { podTemplatesOf, PodTemplateRef } from '../manifest/pod-template';

/** A pod template of a workload. */
export interface PlacedTemplate extends Pick<PodTemplateRef, 'template' | 'selector'> {
  readonly workload: KubernetesObject;
}

/**
 * The workloads of a namespace, of whatever make. Each of them asks for some of the others, and who looked at all for each would wait for the square
 * of them: they are found by what is asked for.
 */
export class WorkloadsBeside {
  private readonly byLabels: (selector: LabelSelector | undefined) => readonly PlacedTemplate[];
  private readonly bySelector: (labels: unknown) => readonly PlacedTemplate[];
  private readonly byClaim = new Map<string, PlacedTemplate[]>();

  public constructor(placed: readonly PlacedTemplate[]) {
    this.byLabels = indexByLabels(placed, labelsOf);
    this.bySelector = indexBySelector(placed.filter(({ selector }) => selector !== undefined), ({ selector }) => selector);
    for (const each of placed) {
      for (const claim of claimNames(each.template)) { add(this.byClaim, claim, each); }
    }
  }

  /** Those whose pods a selector takes; `orMay` also those of which that is not known yet. */
  public takenBy(selector: LabelSelector | undefined, { orMay = false } = {}): KubernetesObject[] {
    if (selector === undefined || selector === null) { return []; }
    return workloadsOf(this.byLabels(selector).filter((each) => {
      const answer = matchesSelector(selector, labelsOf(each));
      return answer === true || (orMay && answer === undefined);
    }));
  }

  /** Those whose selectors are sure to take the pods of a workload. */
  public taking(workload: KubernetesObject): KubernetesObject[] {
    return workloadsOf(podTemplatesOf(workload).map(labelsOf).flatMap((labels) => (
      this.bySelector(labels).filter(({ selector }) => matchesSelector(selector, labels) === true))));
  }

  /** The pods that mount a claim. */
  public mounting(claim: string): readonly PlacedTemplate[] {
    return this.byClaim.get(claim) ?? [];
  }
}

const NONE = new WorkloadsBeside([]);

/** Those in the namespace of one, itself among them, in the tree that a construct stands in. Kept while a synth is under way. */
export function workloadsBeside(construct: IConstruct, { metadata }: KubernetesObject): WorkloadsBeside {
  return oncePerSynth(construct, workloadsBeside, () => byNamespace(construct)).get(metadata?.namespace) ?? NONE;
}

/** The names of the claims that pods mount. */
export function claimNames({ spec }: PodTemplate): ReadonlySet<string> {
  const names: unknown[] = listOf(spec.volumes).map((volume) => volume?.persistentVolumeClaim?.claimName);
  return new Set(names.filter((name): name is string => typeof name === 'string' && isKnown(name)));
}

function byNamespace(construct: IConstruct): ReadonlyMap<string | undefined, WorkloadsBeside> {
  const found = new Map<string | undefined, PlacedTemplate[]>();
  for (const workload of apiObjectsAround(construct).flatMap(objectsOf)) {
    for (const { template, selector } of podTemplatesOf(workload)) { add(found, workload.metadata?.namespace, { workload, template, selector }); }
  }
  return new Map([...found].map(([namespace, placed]) => [namespace, new WorkloadsBeside(placed)]));
}

function add<K, V>(found: Map<K, V[]>, key: K, value: V): void {
  const values = found.get(key);
  if (values === undefined) { found.set(key, [value]); } else { values.push(value); }
}

function labelsOf({ template }: Pick<PodTemplateRef, 'template'>): { [key: string]: string } | undefined {
  return template.metadata?.labels;
}

function workloadsOf(placed: readonly PlacedTemplate[]): KubernetesObject[] {
  return [...new Set(placed.map(({ workload }) => workload))];
}
