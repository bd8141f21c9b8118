import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { instance, required, ruled, Shape } from '../construct/shape';
import { localPathFault } from './local-path';

/**
 * Which system calls a container may make.
 * @see https://kubernetes.io/docs/tutorials/security/seccomp/
 */
export class SeccompProfile {
  /** The container runtime's own profile. */
  public static readonly RUNTIME_DEFAULT = new SeccompProfile({ type: 'RuntimeDefault' });

  /** No restriction; needs the exception `unconfinedSeccomp`. */
  public static readonly UNCONFINED = new SeccompProfile({ type: 'Unconfined' });

  /** A profile on the node, as path below the kubelet's seccomp directory: `profiles/audit.json`. */
  public static localhost(path: string): SeccompProfile {
    return new SeccompProfile({ type: 'Localhost', localhostProfile: path });
  }

  private constructor(
    /** @internal */
    public readonly _profile: { readonly type: string; readonly localhostProfile?: string },
  ) {}
}

/**
 * What AppArmor lets a container do. Nodes without AppArmor refuse a pod that names a profile.
 *
 * Written as field from Kubernetes 1.30, below as annotation.
 *
 * @see https://kubernetes.io/docs/tutorials/security/apparmor/
 */
export class AppArmorProfile {
  /** The container runtime's own profile. */
  public static readonly RUNTIME_DEFAULT = new AppArmorProfile({ type: 'RuntimeDefault' });

  /** No restriction; needs the exception `unconfinedAppArmor`. */
  public static readonly UNCONFINED = new AppArmorProfile({ type: 'Unconfined' });

  /** A profile that is loaded on the node, by its name there. */
  public static localhost(profileName: string): AppArmorProfile {
    return new AppArmorProfile({ type: 'Localhost', localhostProfile: profileName });
  }

  private constructor(
    /** @internal */
    public readonly _profile: { readonly type: string; readonly localhostProfile?: string },
  ) {}
}

/** A profile as `securityContext` states it. */
export type ProfileManifest = SeccompProfile['_profile'];

/** Whether a profile restricts nothing, whichever copy of the package made it. */
export function isUnconfined(profile: SeccompProfile | AppArmorProfile | undefined): boolean {
  return profile?._profile.type === 'Unconfined';
}

const PATH_FIX = "Use a path such as 'profiles/audit.json'";
const NAME_FIX = 'Use the name under which it is loaded on the nodes';

/** A seccomp profile. */
export const SECCOMP_PROFILE = profile<SeccompProfile>('SeccompProfile', ruled(localPathFault, { fix: PATH_FIX }), PATH_FIX);

/** An AppArmor profile. */
export const APP_ARMOR_PROFILE = profile<AppArmorProfile>('AppArmorProfile', ruled((name) => (
  typeof name !== 'string' || name === '' || name.trim() !== name || name.length > 4095
    ? 'must name a profile, without spaces around it, in at most 4095 characters' : undefined
), { fix: NAME_FIX }), NAME_FIX);

/** One of the classes above, with the name or path of what is on the node. */
function profile<T extends SeccompProfile | AppArmorProfile>(className: string, localhost: Shape<string>, fix: string): Shape<T> {
  const shape = instance<T>(className, 'RUNTIME_DEFAULT', ['_profile']);
  const needed = required(localhost, fix);
  return (value, prop) => {
    const read = shape(value, prop);
    if (read?._profile.type === 'Localhost') { needed(read._profile.localhostProfile, prop); }
    return read;
  };
}

/** Whether profiles are fields of `securityContext`; before, they were annotations of the pod. */
export function hasAppArmorField(construct: Construct): boolean {
  return Cluster.atLeast(construct, '1.30');
}

const APP_ARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
/** Annotations by which a pod could loosen what its fields say. */
export const PROFILE_ANNOTATIONS: readonly string[] = [APP_ARMOR_ANNOTATION, 'container.seccomp.security.alpha.kubernetes.io/', 'seccomp.security.alpha.kubernetes.io/'];

/** An AppArmor profile as annotation of the pod, for clusters without the field. */
export function appArmorAnnotation(container: string, { _profile: { type, localhostProfile } }: AppArmorProfile): { [key: string]: string } {
  const values: { [type: string]: string } = { RuntimeDefault: 'runtime/default', Unconfined: 'unconfined', Localhost: `localhost/${localhostProfile}` };
  return { [`${APP_ARMOR_ANNOTATION}${container}`]: values[type] };
}
