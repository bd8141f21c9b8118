import { IConstruct } from 'constructs';
import { settle } from '../manifest/ask-once';
import { KubernetesObject } from '../manifest/object';
import { isDuringSynth, oncePerSynth } from './synth-cache';

/**
 * The manifests of this synth and of the one before, by their names. The clusters of a fleet have much in common: what is the same in both is one object, and
 * what was found out of it holds.
 */
export class KnownManifests {
  /** Those of a synth that is under way; undefined outside of one. */
  public static in(construct: IConstruct): KnownManifests | undefined {
    return isDuringSynth(construct) ? oncePerSynth(construct, KnownManifests, () => { latest = new KnownManifests(latest?.now); return latest; }) : undefined;
  }

  private readonly now = new Map<string, KubernetesObject>();

  private constructor(private readonly earlier: ReadonlyMap<string, KubernetesObject> = new Map()) {}

  /** What the synth before had under a name. */
  public before(key: string): KubernetesObject | undefined {
    return this.earlier.get(key);
  }

  public add(key: string, manifest: KubernetesObject): void {
    this.now.set(key, manifest);
    settle(manifest);
  }
}

let latest: KnownManifests | undefined;
