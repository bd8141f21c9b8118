import { Construct } from 'constructs';
import { Prop } from '../construct/prop';
import { ruled } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { knownPart } from '../manifest/known';

/**
 * What a container may do although it is hardened. Each value is the reason, which is written on the workload as annotation
 * `exception.fleetwright.io/<field>`, with the container's name and a dot in front for all but the main one.
 */
export interface ContainerExceptions {
  /**
   * Why the image's tag may be one that moves, such as `latest`, or may be missing.
   * @default - it must name a fixed tag or digest
   */
  readonly floatingTag?: string;

  /**
   * Why the container may write anywhere in its own file system. It then has no default writable paths.
   * @default - it may write to its writable paths and mounts only
   */
  readonly writableRootFilesystem?: string;

  /**
   * Why the container has no memory limit; `resources.memory` is then only requested.
   * @default - the limit is what is requested
   */
  readonly noMemoryLimit?: string;

  /**
   * Why the container runs as root: as user and group 0 where `security` names no other. Leaves Pod Security `restricted`.
   * @default - it runs as another user
   */
  readonly runAsRoot?: string;

  /**
   * Why `security.addCapabilities` may name others than `NET_BIND_SERVICE`. Leaves Pod Security `restricted`.
   * @default - it may not
   */
  readonly addedCapabilities?: string;

  /**
   * Why processes may gain more privileges than their parent, as set-uid binaries do. Leaves Pod Security `restricted`.
   * @default - they may not
   */
  readonly privilegeEscalation?: string;

  /**
   * Why `security.seccompProfile` may be unconfined. Leaves Pod Security `baseline`.
   * @default - it may not
   */
  readonly unconfinedSeccomp?: string;

  /**
   * Why `security.appArmorProfile` may be unconfined. Leaves Pod Security `baseline`.
   * @default - it may not
   */
  readonly unconfinedAppArmor?: string;
}

/** What a pod and its main container may do although they are hardened. */
export interface PodExceptions extends ContainerExceptions {
  /**
   * Why the pod uses the network of its node. NetworkPolicies do not reach it there. Leaves Pod Security `baseline`.
   * @default - it has a network of its own
   */
  readonly hostNetwork?: string;

  /**
   * Why containers of the pod see paths of its node: `Volume.hostPath`. Leaves Pod Security `baseline`.
   * @default - they may not
   */
  readonly hostPath?: string;
}

const REASON = ruled((reason) => (typeof reason !== 'string' || reason.trim() === '' ? 'must say why' : undefined), {
  fix: 'Write the reason, or leave the exception out',
});
const REASONS: Shapes<ContainerExceptions> = {
  floatingTag: REASON,
  writableRootFilesystem: REASON,
  noMemoryLimit: REASON,
  runAsRoot: REASON,
  addedCapabilities: REASON,
  privilegeEscalation: REASON,
  unconfinedSeccomp: REASON,
  unconfinedAppArmor: REASON,
};
const EXAMPLE = "{ writableRootFilesystem: 'unpacks its templates' }";

/** What `exceptions` of a container must look like. */
export const CONTAINER_EXCEPTIONS = struct<ContainerExceptions>(EXAMPLE, REASONS);

/** What `exceptions` of a pod must look like. */
export const POD_EXCEPTIONS = struct<PodExceptions>(EXAMPLE, { ...REASONS, hostNetwork: REASON, hostPath: REASON });

/** The domain of the annotations that carry the reasons. */
export const EXCEPTION_DOMAIN = 'exception.fleetwright.io';

type Level = 'restricted' | 'baseline';
const LEAVES: { readonly [field: string]: Level } = {
  runAsRoot: 'restricted',
  addedCapabilities: 'restricted',
  privilegeEscalation: 'restricted',
  unconfinedSeccomp: 'baseline',
  unconfinedAppArmor: 'baseline',
  hostNetwork: 'baseline',
  hostPath: 'baseline',
};

/** Whose exceptions they are. */
export interface ExceptionHolder {
  readonly construct: Construct;
  readonly container: string;
  /** Whether the container is the pod's main one, which shares its exceptions with the pod. */
  readonly isMain: boolean;
  /** Whether its user may be 0: a group may be, and a pod stay restricted. */
  readonly mayBeRoot: boolean;
}

/**
 * The annotations that carry the reasons of exceptions. Warns of those that leave Pod Security `restricted`.
 * `unused` are the exceptions that excuse nothing, which is a fault: whoever reads them would believe that they do.
 */
export function exceptionAnnotations(
  exceptions: PodExceptions, unused: readonly (keyof PodExceptions)[], { construct, container, isMain, mayBeRoot }: ExceptionHolder, prop: Prop,
): { [key: string]: string } {
  const given = Object.entries(exceptions).filter(([, reason]) => reason !== undefined) as [keyof PodExceptions, string][];
  for (const [field, reason] of given) {
    if (unused.includes(field)) { prop.at(field).fault({ id: 'workload/used-exception', rule: 'excuses nothing', fix: 'Leave it out' }); }
    if (LEAVES[field] !== undefined && (field !== 'runAsRoot' || mayBeRoot)) {
      const why = knownPart(reason) ?? 'for a reason not known yet';
      warn(construct, { id: 'workload/restricted', message: `container '${container}' leaves Pod Security '${LEAVES[field]}' by its exception '${field}': ${why}`, accepted: why });
    }
  }
  return Object.fromEntries(given.map(([field, reason]) => [`${isMain ? '' : `${container}.`}${EXCEPTION_DOMAIN}/${field}`, reason]));
}
