import { IConstruct } from 'constructs';
import { askOnce, isSettled } from '../manifest/ask-once';
import { KubernetesObject } from '../manifest/object';
import { plainYaml } from '../manifest/plain-yaml';
import { stringifyYaml } from '../manifest/yaml';
import { oncePerSynth } from './synth-cache';

/** The YAML of objects that a synth writes, made once for whoever judges and for whoever writes them. */
export class PlainTexts {
  /** Of those that somebody may change when the synth is over. */
  private readonly texts = new Map<KubernetesObject, string | undefined>();

  /** Of a synth that is under way. */
  public static in(root: IConstruct): PlainTexts {
    return oncePerSynth(root, PlainTexts, () => new PlainTexts());
  }

  /** Undefined for what is unusual. */
  public of(object: KubernetesObject): string | undefined {
    if (isSettled(object)) { return askOnce(object, plainYaml); }
    const before = this.texts.get(object);
    if (before !== undefined || this.texts.has(object)) { return before; }
    const text = plainYaml(object);
    this.texts.set(object, text);
    return text;
  }

  /** Several as one text. Clusters that have the same file share it. */
  public together(objects: readonly KubernetesObject[]): string {
    if (objects.length === 0 || !objects.every(isSettled)) { return stringifyYaml(objects, this); }
    const file = askOnce(objects[0], fileThatBeginsWith);
    if (file.objects.length !== objects.length || file.objects.some((object, index) => object !== objects[index])) {
      file.objects = objects;
      file.text = stringifyYaml(objects, this);
    }
    return file.text;
  }
}

function fileThatBeginsWith(_: KubernetesObject): { objects: readonly KubernetesObject[]; text: string } {
  return { objects: [], text: '' };
}
