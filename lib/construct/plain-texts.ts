import { IConstruct } from 'constructs';
import { KubernetesObject } from '../manifest/object';
import { plainYaml } from '../manifest/plain-yaml';
import { oncePerSynth } from './synth-cache';

/** The YAML of objects that a synth writes, made once for whoever judges and for whoever writes them. Nothing for what is unusual. */
export class PlainTexts {
  private readonly texts = new Map<KubernetesObject, string | undefined>();

  /** Of a synth that is under way. */
  public static in(root: IConstruct): PlainTexts {
    return oncePerSynth(root, PlainTexts, () => new PlainTexts());
  }

  public of(object: KubernetesObject): string | undefined {
    const before = this.texts.get(object);
    if (before !== undefined || this.texts.has(object)) { return before; }
    const text = plainYaml(object);
    this.texts.set(object, text);
    return text;
  }
}
