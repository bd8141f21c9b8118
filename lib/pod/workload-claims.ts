import { annotations, labels, list } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsSubdomain, known, required } from '../construct/shape';
import { struct } from '../construct/struct';
import { WarningText } from '../construct/warning';
import { isFullyKnown } from '../manifest/known';
import { nearestName } from '../manifest/nearest-name';
import { PodTemplate } from '../manifest/object';
import { EphemeralVolumeOptions, NEW_CLAIM } from './volume';
import { changedLabels } from './workload-metadata';

/**
 * A PersistentVolumeClaim of a workload: one volume for all of its pods. Containers mount it with `Volume.persistentVolumeClaim(name)`.
 * @see https://kubernetes.io/docs/concepts/storage/persistent-volumes/
 */
export interface WorkloadClaim extends EphemeralVolumeOptions {
  /** Name of the claim, e.g. `api-data`. Another name is another volume, and an empty one. */
  readonly name: string;

  /**
   * Further labels of the claim, as backups select by them.
   * @default - those of all objects of the workload
   */
  readonly labels?: { [key: string]: string };

  /**
   * Annotations of the claim, as tools read them that must not delete it: `argocd.argoproj.io/sync-options: Prune=false`.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

const NAME_FIX = "Use a name such as 'api-data'";

/** What `claims` must look like. */
export const CLAIMS = list(struct<WorkloadClaim>("{ name: 'api-data', size: '20Gi' }", {
  ...NEW_CLAIM,
  name: required(known(dnsSubdomain(NAME_FIX), 'Give the name itself'), NAME_FIX),
  labels: labels(),
  annotations: annotations("{ 'argocd.argoproj.io/sync-options': 'Prune=false' }", 'argocd.argoproj.io/sync-options'),
}), "[{ name: 'api-data', size: '20Gi' }]");

/** What the claims of one workload must not have in common with each other, and what they must. */
export function checkClaims(claims: readonly WorkloadClaim[], own: { readonly [key: string]: string }, prop: Prop): void {
  claims.forEach(({ name, labels: given = {} }, index) => {
    const at = prop.at(index);
    if (claims.slice(0, index).some((other) => other.name === name)) {
      at.at('name').fault({ id: 'workload/unique', rule: 'must be unique among the claims', got: name, fix: 'Give it another name' });
    }
    for (const key of changedLabels(given, own)) {
      at.at('labels', key).fault({ id: 'construct/own-key', rule: 'must not be given: the workload sets it', got: given[key], fix: 'Leave it out' });
    }
  });
}

/** That a claim is there for nothing: no container mounts it, as where its name was misspelt. */
export function idleClaimWarnings(claims: readonly WorkloadClaim[], { spec }: PodTemplate): WarningText[] {
  const mounted: unknown[] = (spec.volumes ?? []).map((volume: any) => volume?.persistentVolumeClaim?.claimName);
  if (!isFullyKnown(mounted)) { return []; }
  return claims.filter(({ name }) => !mounted.includes(name)).map(({ name }) => {
    const others = mounted.filter((other): other is string => typeof other === 'string' && claims.every((claim) => claim.name !== other));
    const meant = nearestName(name, others);
    return {
      id: 'workload/idle-claim',
      object: `PersistentVolumeClaim '${name}'`,
      message: `no container mounts it. ${meant === undefined ? `Mount 'Volume.persistentVolumeClaim('${name}')', or leave it out.` : `Did you mean it by '${meant}'?`}`,
    };
  });
}

/** Without those whose name another one has: that has been told. */
export function distinctClaims(claims: readonly WorkloadClaim[]): readonly WorkloadClaim[] {
  return claims.filter(({ name }, index) => claims.findIndex((other) => other.name === name) === index);
}
