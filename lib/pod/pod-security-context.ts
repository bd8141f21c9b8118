import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { list } from '../construct/collection';
import { Faults } from '../construct/faults';
import { Prop } from '../construct/prop';
import { oneOf, ruled, wholeNumber } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { MAX_INT32 } from '../manifest/int32';
import { knownPart } from '../manifest/known';
import { decision } from './decision';
import { ContainerExceptions, PodExceptions } from './exceptions';
import { APP_ARMOR_PROFILE, AppArmorProfile, hasAppArmorField, isUnconfined, SECCOMP_PROFILE, SeccompProfile } from './security-profile';

/** Whom a container runs as and what it may do. */
export interface ContainerSecurity {
  /**
   * Numeric user id, 1 to 2147483647; 0 needs the exception `runAsRoot`.
   * @default - 65532 for the main container, or what the platform chooses where a `Cluster` says that it does; the pod's for others
   */
  readonly runAsUser?: number;

  /**
   * Numeric group id, 1 to 2147483647; 0 needs the exception `runAsRoot`.
   * @default - 65532 for the main container, or what the platform chooses where a `Cluster` says that it does; the pod's for others
   */
  readonly runAsGroup?: number;

  /**
   * Linux capabilities besides none. Pod Security `restricted` allows `NET_BIND_SERVICE`; others need the exception
   * `addedCapabilities`.
   * @default - none
   */
  readonly addCapabilities?: string[];

  /**
   * System calls that may be made.
   * @default - `SeccompProfile.RUNTIME_DEFAULT` for the main container, the pod's for others
   */
  readonly seccompProfile?: SeccompProfile;

  /**
   * AppArmor profile.
   * @default - the main container's, or none: the runtime uses its own where AppArmor is on
   */
  readonly appArmorProfile?: AppArmorProfile;
}

/** When the group of a volume's files is set to `fsGroup`. */
export enum FsGroupChangePolicy {
  /** Only when that of the volume's root differs. */
  ON_ROOT_MISMATCH = 'OnRootMismatch',
  /** At each start of a pod; takes long on large volumes. */
  ALWAYS = 'Always',
}

/** Whom a pod runs as and what it may do. Ids and profiles count for all its containers, `addCapabilities` for the main one. */
export interface PodSecurity extends ContainerSecurity {
  /**
   * Group that owns the files of volumes, 1 to 2147483647.
   * @default 65532, or what the platform chooses where a `Cluster` says that it does
   */
  readonly fsGroup?: number;

  /**
   * When the group of a volume's files is set.
   * @default FsGroupChangePolicy.ON_ROOT_MISMATCH
   */
  readonly fsGroupChangePolicy?: FsGroupChangePolicy;

  /**
   * Further groups of all processes, 1 to 2147483647.
   * @default - none
   */
  readonly supplementalGroups?: number[];

  /**
   * Whether the pod has users of its own, so that none of them is a user of the node. From Kubernetes 1.33, on nodes whose kernel,
   * runtime and file systems support it.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
   * @default false
   */
  readonly userNamespace?: boolean;
}

const DEFAULT_ID = 65532;
const ID = wholeNumber({ min: 0, max: MAX_INT32, fix: `Leave it out for ${DEFAULT_ID}` });

const SECURITY: Shapes<ContainerSecurity> = {
  runAsUser: ID,
  runAsGroup: ID,
  addCapabilities: list(ruled((capability) => (
    typeof capability === 'string' && /^(?!CAP_)[A-Z][A-Z_]*$/.test(capability) ? undefined : "must name a Linux capability in capitals, without 'CAP_'"
  ), { fix: "Use a name such as 'CHOWN'" }), "['NET_BIND_SERVICE']"),
  seccompProfile: SECCOMP_PROFILE,
  appArmorProfile: APP_ARMOR_PROFILE,
};

/** What `security` of a container must look like. */
export const CONTAINER_SECURITY = struct<ContainerSecurity>('{ runAsUser: 1000 }', SECURITY);

/** What `security` of a pod must look like. */
export const POD_SECURITY = struct<PodSecurity>('{ runAsUser: 1000 }', {
  ...SECURITY,
  fsGroup: ID,
  fsGroupChangePolicy: oneOf(FsGroupChangePolicy),
  supplementalGroups: list(ID, '[4000]'),
  userNamespace: decision,
});

/** What Pod Security `restricted` lets a container add. */
const ALLOWED_CAPABILITY = 'NET_BIND_SERVICE';

/** What the securityContext of a pod needs to know of it. */
export interface PodSecurityInput {
  readonly construct: Construct;
  readonly security: PodSecurity;
  readonly exceptions: PodExceptions;
}

/** A pod's `securityContext`: what its containers share. Whatever needs an exception stands with the main container instead. */
export function podSecurityContextManifest({ construct, security, exceptions }: PodSecurityInput, prop: Prop): { [field: string]: any } {
  const ownId = Cluster.tryContaining(construct)?.platformChoosesIds === true ? undefined : DEFAULT_ID;
  const { fsGroup = ownId, fsGroupChangePolicy = FsGroupChangePolicy.ON_ROOT_MISMATCH, supplementalGroups } = security;
  const rootAllowed = exceptions.runAsRoot !== undefined;
  checkId(fsGroup, rootAllowed, prop.at('fsGroup'));
  supplementalGroups?.forEach((group, index) => checkId(group, rootAllowed, prop.at('supplementalGroups', index)));
  const shared = sharedSecurity(security, exceptions);

  return {
    runAsNonRoot: true,
    runAsUser: shared.runAsUser ?? ownId,
    runAsGroup: shared.runAsGroup ?? ownId,
    fsGroup,
    fsGroupChangePolicy,
    supplementalGroups,
    seccompProfile: (shared.seccompProfile ?? SeccompProfile.RUNTIME_DEFAULT)._profile,
    appArmorProfile: hasAppArmorField(construct) ? shared.appArmorProfile?._profile : undefined,
  };
}

/** What the main container's security says for all containers of the pod. */
export function sharedSecurity(security: ContainerSecurity, exceptions: ContainerExceptions): ContainerSecurity {
  const { runAsUser, runAsGroup, seccompProfile, appArmorProfile } = security;
  return {
    ...(!mayBeRoot(runAsUser, exceptions) && { runAsUser }),
    ...(!mayBeRoot(runAsGroup, exceptions) && { runAsGroup }),
    ...(!isUnconfined(seccompProfile) && { seccompProfile }),
    ...(!isUnconfined(appArmorProfile) && { appArmorProfile }),
  };
}

/** What the securityContext of a container needs to know of it. */
export interface ContainerSecurityInput {
  readonly construct: Construct;
  readonly security: ContainerSecurity;
  readonly exceptions: ContainerExceptions;
  /** What the pod says already. */
  readonly shared: ContainerSecurity;
}

/** A container's own `securityContext`: what it does not share with its pod. */
export function containerSecurityContextManifest({ construct, security, exceptions, shared }: ContainerSecurityInput, prop: Prop): { [field: string]: any } {
  checkContainerSecurity(security, exceptions, prop);
  const isRoot = mayBeRoot(security.runAsUser, exceptions);
  const own = <K extends keyof ContainerSecurity>(field: K) => (security[field] === shared[field] ? undefined : security[field]);

  return {
    runAsNonRoot: isRoot ? false : undefined,
    runAsUser: isRoot ? security.runAsUser ?? 0 : own('runAsUser'),
    runAsGroup: isRoot ? security.runAsGroup ?? 0 : own('runAsGroup'),
    allowPrivilegeEscalation: exceptions.privilegeEscalation !== undefined,
    capabilities: { drop: ['ALL'], add: security.addCapabilities },
    readOnlyRootFilesystem: exceptions.writableRootFilesystem === undefined,
    seccompProfile: own('seccompProfile')?._profile,
    appArmorProfile: hasAppArmorField(construct) ? own('appArmorProfile')?._profile : undefined,
  };
}

/** The securityContext of a pod and that of its containers, where nobody said anything of them. */
export function defaultSecurity(construct: Construct): { readonly pod: { [field: string]: any }; readonly container: { [field: string]: any } } {
  const unsaid = { construct, security: {}, exceptions: {} };
  // Nothing is given that could be at fault.
  const prop = new Prop(new Faults(construct));
  return { pod: podSecurityContextManifest(unsaid, prop), container: containerSecurityContextManifest({ ...unsaid, shared: {} }, prop) };
}

/** Whether the exception `runAsRoot` counts for a user or group: one that is 0, or left out, or not known yet. */
export function mayBeRoot(id: number | undefined, { runAsRoot }: ContainerExceptions): boolean {
  return runAsRoot !== undefined && (knownPart(id) ?? 0) === 0;
}

/** The exceptions about security that excuse nothing. */
export function unusedSecurityExceptions(security: PodSecurity): (keyof ContainerExceptions)[] {
  const { runAsUser = 0, runAsGroup, fsGroup, supplementalGroups = [], addCapabilities = [], seccompProfile, appArmorProfile } = security;
  const ids = knownPart([runAsUser, runAsGroup, fsGroup, ...supplementalGroups].filter((id) => id !== undefined));
  const unused: [keyof ContainerExceptions, boolean][] = [
    ['runAsRoot', ids.every((id) => id !== undefined && id !== 0)],
    ['addedCapabilities', addCapabilities.every((capability) => capability === ALLOWED_CAPABILITY)],
    ['unconfinedSeccomp', !isUnconfined(seccompProfile)],
    ['unconfinedAppArmor', !isUnconfined(appArmorProfile)],
  ];
  return unused.filter(([, isUnused]) => isUnused).map(([field]) => field);
}

function checkContainerSecurity(security: ContainerSecurity, exceptions: ContainerExceptions, prop: Prop): void {
  const rootAllowed = exceptions.runAsRoot !== undefined;
  checkId(security.runAsUser, rootAllowed, prop.at('runAsUser'));
  checkId(security.runAsGroup, rootAllowed, prop.at('runAsGroup'));
  knownPart(security.addCapabilities ?? []).forEach((capability, index) => {
    if (exceptions.addedCapabilities !== undefined || capability === undefined || capability === ALLOWED_CAPABILITY) { return; }
    prop.at('addCapabilities', index).fault({
      id: 'workload/needs-exception', rule: `must be ${ALLOWED_CAPABILITY}`, got: capability, fix: "Leave it out, or say why in 'exceptions.addedCapabilities'",
    });
  });
  for (const [field, exception] of [['seccompProfile', 'unconfinedSeccomp'], ['appArmorProfile', 'unconfinedAppArmor']] as const) {
    if (isUnconfined(security[field]) && exceptions[exception] === undefined) {
      prop.at(field).fault({ id: 'workload/needs-exception', rule: 'must not be unconfined', fix: `Leave it out, or say why in 'exceptions.${exception}'` });
    }
  }
}

function checkId(id: unknown, rootAllowed: boolean, prop: Prop): void {
  if (id !== 0 || rootAllowed) { return; }
  prop.fault({ id: 'workload/needs-exception', rule: 'must not be 0, which is root', got: id, fix: `Leave it out for ${DEFAULT_ID}, or say why in 'exceptions.runAsRoot'` });
}
