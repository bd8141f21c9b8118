import { isDeepStrictEqual } from 'node:util';
import { Prop } from '../construct/prop';
import { dnsLabelFault } from '../manifest/dns-name';
import { Volume, VolumeContext, volumeManifest, volumeName } from './volume';

const NO_TEMPLATES = {
  id: 'workload/consistent',
  rule: "must not be a 'Volume.claimTemplate(…)': only a StatefulSet makes a claim for each of its pods",
  fix: "Use a 'HardenedStatefulSet', 'Volume.ephemeral(…)' for what is lost with the pod, or 'Volume.persistentVolumeClaim(…)' for a claim that is there",
};

const NO_HOST_PATHS = {
  id: 'workload/needs-exception',
  rule: 'must not be a path of the node, which Pod Security forbids',
  fix: "Use 'writablePaths' or 'Volume.emptyDir(…)' for what is lost with the pod and 'Volume.persistentVolumeClaim(…)' for what stays, or say why in 'exceptions.hostPath'",
};

/** The volumes of a pod, each once, however many containers mount it. */
export class PodVolumes {
  private readonly volumes = new Map<string, { readonly volume: Volume; readonly manifest: { [field: string]: any } }>();

  constructor(private readonly context: VolumeContext) {}

  /** Takes a volume that a container mounts. */
  public add(volume: Volume, prop: Prop): void {
    const name = volumeName(volume);
    const known = this.volumes.get(name);
    if (known?.volume === volume) { return; }
    if (known === undefined) {
      if (volume._kind === 'claimTemplate' && this.context.claimTemplates !== true) { prop.fault(NO_TEMPLATES); }
      if (volume._kind === 'hostPath' && this.context.hostPaths !== true) { prop.fault(NO_HOST_PATHS); }
      prop.at('volumeName').check(dnsLabelFault(name), { id: 'prop/grammar', got: name, fix: "Set 'volumeName' to a DNS label" });
      this.volumes.set(name, { volume, manifest: volumeManifest(volume, name, this.context, prop) });
    } else if (!isDeepStrictEqual([known.volume._kind, known.volume._source], [volume._kind, volume._source])) {
      prop.at('volumeName').fault({ id: 'workload/unique', rule: 'must not stand for two volumes in one pod', got: name, fix: "Set 'volumeName' of one of the two" });
    }
  }

  /** Makes an empty directory and answers its name, which nothing else has: so add what the user named before. */
  public addEmptyDir(wanted: string, sizeLimit: string): string {
    const name = this.free(wanted);
    const volume = Volume.emptyDir(name, { sizeLimit });
    // Its size is a prop of the container, which checks it.
    this.volumes.set(name, { volume, manifest: { name, emptyDir: { sizeLimit } } });
    return name;
  }

  /** Sizes of the directories that fill the node's disk. */
  public get sizesOnDisk(): unknown[] {
    return [...this.volumes.values()].filter(({ manifest }) => manifest.emptyDir !== undefined && manifest.emptyDir.medium === undefined)
      .map(({ manifest }) => manifest.emptyDir.sizeLimit);
  }

  /** Whether one of them is a path of the node. */
  public get seesNode(): boolean {
    return [...this.volumes.values()].some(({ volume }) => volume._kind === 'hostPath');
  }

  /** As the pod states them. */
  public manifest(): { [field: string]: any }[] | undefined {
    return this.manifestsOf(({ _kind: kind }) => kind !== 'claimTemplate');
  }

  /** As the workload states those of which it makes a claim for each pod. */
  public claimTemplates(): { [field: string]: any }[] | undefined {
    return this.manifestsOf(({ _kind: kind }) => kind === 'claimTemplate');
  }

  private manifestsOf(isMeant: (volume: Volume) => boolean): { [field: string]: any }[] | undefined {
    const meant = [...this.volumes.values()].filter(({ volume }) => isMeant(volume));
    return meant.length === 0 ? undefined : meant.map(({ manifest }) => manifest);
  }

  private free(wanted: string, attempt = 1): string {
    const suffix = attempt === 1 ? '' : `-${attempt}`;
    const name = `${wanted.slice(0, 63 - suffix.length).replace(/-+$/, '')}${suffix}`;
    return this.volumes.has(name) ? this.free(wanted, attempt + 1) : name;
  }
}
