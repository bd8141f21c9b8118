import { Alias, CustomResourceOptions, Resource, URN } from '@pulumi/pulumi';
import { Fault } from '../construct/fault';
import { isKnown } from '../manifest/known';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';

/** A resource that exists already, which a component takes over instead of making another. */
export interface Adoption {
  /**
   * Name that it has had as a resource of Pulumi.
   * @default - the component's name for it
   */
  readonly name?: string;

  /**
   * Resource under which it has stood; `null` where it stood under none, as in a program of plain `@pulumi/kubernetes`.
   * @default - `null` with `name`
   */
  readonly parent?: Resource | null;

  /**
   * Its whole URN, instead of `name` and `parent`.
   * @default - made of `name` and `parent`
   */
  readonly urn?: URN;

  /**
   * Whether the object is in the cluster and unknown to Pulumi, as `kubectl apply` leaves it. Take this out once it has been imported. A Service
   * to which the cluster gave an address can't be imported: `upsertExistingObjects` of the provider takes it over.
   * @default false
   */
  readonly import?: boolean;
}

/** The options by which a resource takes over an existing one. */
export function adoptionOptions(adoption: Adoption | undefined, manifest: KubernetesObject): CustomResourceOptions {
  if (adoption === undefined) { return {}; }
  const { name, parent, urn, import: imported = false } = adoption;
  const aliases: (URN | Alias)[] = [];
  if (urn !== undefined) { aliases.push(urn); }
  if (name !== undefined || parent !== undefined) { aliases.push({ ...(name !== undefined && { name }), parent: parent ?? undefined }); }
  const { namespace, name: objectName } = manifest.metadata ?? {};
  return {
    ...(aliases.length > 0 && { aliases }),
    ...(imported && { import: namespace === undefined ? objectName : `${namespace}/${objectName}` }),
  };
}

/** What keeps resources from being taken over. */
export function adoptionFaults(
  adopt: { readonly [id: string]: Adoption }, objects: readonly { readonly id: string; readonly manifest: KubernetesObject }[],
): Fault[] {
  const ids = objects.map((object) => object.id);
  return Object.entries(adopt).flatMap(([id, adoption]): Fault[] => {
    const object = objects.find((each) => each.id === id);
    if (object === undefined) {
      return [{ id: 'pulumi/adoptable', prop: `adopt.${id}`, rule: 'must be the id of one of the objects', fix: useNearest(id, ids, `There are ${listed(ids, Infinity)}`) }];
    }
    if (adoption.import !== true) { return []; }
    if (!isKnown(object.manifest.metadata?.namespace)) {
      return [{ id: 'pulumi/adoptable', prop: `adopt.${id}.import`, rule: 'needs a namespace that is known when the program runs', fix: 'Give the namespace as plain text' }];
    }
    return hasAddressOfItsOwn(object.manifest) ? [{
      id: 'pulumi/adoptable',
      prop: `adopt.${id}.import`,
      rule: 'can\'t be, because the cluster gave the Service an address: Pulumi would read it as a change that needs a new Service',
      fix: "Leave it out, and set 'upsertExistingObjects: true' on the provider",
    }] : [];
  });
}

function hasAddressOfItsOwn({ kind, spec }: KubernetesObject): boolean {
  return kind === 'Service' && spec?.clusterIP === undefined && spec?.type !== 'ExternalName';
}

