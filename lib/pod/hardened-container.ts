import { Construct } from 'constructs';
import { list, texts } from '../construct/collection';
import { Prop } from '../construct/prop';
import { dnsLabel, oneOf, required, ruled } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { isFixedImage } from '../manifest/image';
import { Container } from '../manifest/object';
import { checkFixedImage, imageReference } from './container-image';
import { ContainerPort, DeclaredPort, PORTS, portsManifest } from './container-port';
import { decision } from './decision';
import { ENV, ENV_FROM, ENV_VALUE_FROM, envFromManifest, EnvFromSource, envManifest, EnvValueSource } from './env';
import { CONTAINER_EXCEPTIONS, ContainerExceptions, PodExceptions } from './exceptions';
import { ContainerLifecycle, LIFECYCLE, lifecycleManifest } from './lifecycle';
import { Mount, MOUNTS, mountsManifest, WRITABLE_PATHS, writableMountsManifest, writablePaths } from './mount';
import { CONTAINER_SECURITY, ContainerSecurity, containerSecurityContextManifest, unusedSecurityExceptions } from './pod-security-context';
import { PodVolumes } from './pod-volumes';
import { Probes, PROBES, probesManifest } from './probe';
import { ContainerResources, RESOURCES, resourcesManifest } from './resources';

/** When a node asks the registry for an image. */
export enum ImagePullPolicy {
  /** At each start; the layers come from the node if it has them. */
  ALWAYS = 'Always',
  /** When the node does not have it. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the node must have it. */
  NEVER = 'Never',
}

/** What every hardened container has: the main one, init containers and sidecars. */
export interface HardenedContainerProps {
  /**
   * Image, with a fixed tag or a digest: `registry.example.com/shop/api:1.4.2`. A tag that moves needs the exception
   * `floatingTag`.
   */
  readonly image: string;

  /**
   * When a node asks the registry for the image.
   * @default - Kubernetes' own: `Always` for the tag `latest` or none, else `IfNotPresent`
   */
  readonly imagePullPolicy?: ImagePullPolicy;

  /**
   * Program to run, without a shell.
   * @default - the image's entry point
   */
  readonly command?: string[];

  /**
   * Arguments of the program.
   * @default - the image's, unless `command` is given
   */
  readonly args?: string[];

  /**
   * Working directory, absolute.
   * @default - the image's
   */
  readonly workingDir?: string;

  /**
   * Environment variables. `$(NAME)` stands for the value of one that comes from elsewhere or stands before.
   *
   * No place for credentials: a name that looks like one raises the warning `workload/literal-secret`.
   *
   * @default - none
   */
  readonly env?: { [name: string]: string };

  /**
   * Environment variables whose value comes from a Secret, a ConfigMap or the pod itself.
   * @default - none
   */
  readonly envValueFrom?: { [name: string]: EnvValueSource };

  /**
   * ConfigMaps and Secrets of which every key becomes an environment variable.
   * @default - none
   */
  readonly envFrom?: EnvFromSource[];

  /**
   * What the container may use.
   * @default - 256Mi of memory and 512Mi of local disk as request and limit, a request of 100m CPU without limit
   */
  readonly resources?: ContainerResources;

  /**
   * Volumes that the container sees.
   * @default - none
   */
  readonly mounts?: Mount[];

  /**
   * Directories that the container may write to, with the size of each: the rest of its file system is read-only. Each is an
   * emptyDir of this container alone, lost with the pod.
   *
   * @default - `{ '/tmp': '64Mi' }`; nothing with the exception `writableRootFilesystem`
   */
  readonly writablePaths?: { [path: string]: string };
}

/** What a container has that runs as long as its pod: the main one and sidecars. */
export interface RunningContainerProps extends HardenedContainerProps {
  /**
   * Ports on which the container listens.
   * @default - none
   */
  readonly ports?: ContainerPort[];

  /**
   * How its health is asked for.
   * @default - not at all
   */
  readonly probes?: Probes;

  /**
   * What happens after it starts and before it ends.
   * @default - from Kubernetes 1.30, a main container with ports sleeps 5 s before it ends; otherwise nothing
   */
  readonly lifecycle?: ContainerLifecycle;
}

/**
 * A container that must end before the main one starts.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
 */
export interface InitContainer extends HardenedContainerProps {
  /** Name of the container: a DNS label, unique in the pod. */
  readonly name: string;

  /**
   * Whom it runs as and what it may do.
   * @default - as the pod's main container, without capabilities
   */
  readonly security?: ContainerSecurity;

  /**
   * What it may do although it is hardened.
   * @default - nothing
   */
  readonly exceptions?: ContainerExceptions;
}

/**
 * A container that starts before the main one and ends after it. Needs Kubernetes 1.29.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 */
export interface SidecarContainer extends RunningContainerProps {
  /** Name of the container: a DNS label, unique in the pod. */
  readonly name: string;

  /**
   * Whether it starts only when the init containers have ended, instead of before them.
   * @default false
   */
  readonly afterInitContainers?: boolean;

  /**
   * Whom it runs as and what it may do.
   * @default - as the pod's main container, without capabilities
   */
  readonly security?: ContainerSecurity;

  /**
   * What it may do although it is hardened.
   * @default - nothing
   */
  readonly exceptions?: ContainerExceptions;
}

const IMAGE = 'registry.example.com/shop/api:1.4.2';

const CONTAINER: Shapes<HardenedContainerProps> = {
  image: required(imageReference(IMAGE), `Use one such as '${IMAGE}'`),
  imagePullPolicy: oneOf(ImagePullPolicy),
  command: texts("['/bin/server']"),
  args: texts("['--verbose']"),
  workingDir: ruled((path) => (typeof path === 'string' && path.startsWith('/') ? undefined : 'must be an absolute path'), { fix: "Use a path such as '/srv'" }),
  env: ENV,
  envValueFrom: ENV_VALUE_FROM,
  envFrom: ENV_FROM,
  resources: RESOURCES,
  mounts: MOUNTS,
  writablePaths: WRITABLE_PATHS,
};

/** What a container that runs as long as its pod must look like. */
export const RUNNING_CONTAINER: Shapes<RunningContainerProps> = { ...CONTAINER, ports: PORTS, probes: PROBES, lifecycle: LIFECYCLE };

const NAME_FIX = "Use a name such as 'migrate'";
const OTHER_CONTAINER = { name: required(dnsLabel(NAME_FIX), NAME_FIX), security: CONTAINER_SECURITY, exceptions: CONTAINER_EXCEPTIONS };
const INIT_EXAMPLE = "{ name: 'migrate', image: 'registry.example.com/shop/migrate:1.4.2' }";
const SIDECAR_EXAMPLE = "{ name: 'proxy', image: 'registry.example.com/shop/proxy:1.4.2' }";

/** What `initContainers` must look like. */
export const INIT_CONTAINERS = list(struct<InitContainer>(INIT_EXAMPLE, { ...CONTAINER, ...OTHER_CONTAINER }), `[${INIT_EXAMPLE}]`);

/** What `sidecars` must look like. */
export const SIDECARS = list(struct<SidecarContainer>(SIDECAR_EXAMPLE, { ...RUNNING_CONTAINER, ...OTHER_CONTAINER, afterInitContainers: decision }), `[${SIDECAR_EXAMPLE}]`);

/** What a container needs to know of its pod. */
export interface ContainerContext {
  readonly construct: Construct;
  /** Names of all containers of the pod. */
  readonly containers: readonly string[];
  readonly volumes: PodVolumes;
  readonly terminationGracePeriodSeconds: number;
  /** Whether the pod gets requests. */
  readonly serves: boolean;
  /** What the pod's securityContext says for all its containers. */
  readonly sharedSecurity: ContainerSecurity;
}

/** Any container with a name, what it may do, and what it is there for. */
export interface NamedContainer extends RunningContainerProps {
  readonly name: string;
  readonly role: 'main' | 'init' | 'sidecar';
  readonly security: ContainerSecurity;
  readonly exceptions: ContainerExceptions;
  /** With defaults filled in. */
  readonly declaredPorts: readonly DeclaredPort[];
}

/** A container as its pod states it. Its volumes must have been added to the pod before. */
export function containerManifest(container: NamedContainer, context: ContainerContext, prop: Prop): Container {
  const { name, role, image, exceptions, security, declaredPorts: ports, mounts = [] } = container;
  const { construct, volumes, serves } = context;
  checkFixedImage(image, { example: IMAGE, mayFloat: exceptions.floatingTag !== undefined }, prop.at('image'));
  const paths = writablePaths(container.writablePaths, mounts, exceptions.writableRootFilesystem !== undefined);
  const volumeMounts = [
    ...mountsManifest(mounts, { construct, container: name }, prop.at('mounts')),
    ...writableMountsManifest(paths, role === 'main' ? '' : `${name}-`, mounts, volumes, prop.at('writablePaths')),
  ];
  const drains = serves && role === 'main' && ports.length > 0;

  return {
    name,
    image,
    imagePullPolicy: container.imagePullPolicy,
    restartPolicy: role === 'sidecar' ? 'Always' : undefined,
    command: container.command,
    args: container.args,
    workingDir: container.workingDir,
    ports: portsManifest(ports),
    envFrom: envFromManifest(container.envFrom ?? [], construct, prop.at('envFrom')),
    env: envManifest(container.env ?? {}, container.envValueFrom ?? {}, { construct, container: name, containers: context.containers }, prop),
    resources: resourcesManifest(construct, container.resources ?? {}, exceptions.noMemoryLimit === undefined, prop.at('resources')),
    ...probesManifest(container.probes ?? {}, ports, prop.at('probes')),
    lifecycle: lifecycleManifest(container.lifecycle ?? {}, { ...context, ports, drains }, prop.at('lifecycle')),
    securityContext: containerSecurityContextManifest({ construct, security, exceptions, shared: context.sharedSecurity }, prop.at('security')),
    volumeMounts: volumeMounts.length === 0 ? undefined : volumeMounts,
  };
}

/** The exceptions of a container that excuse nothing. */
export function unusedExceptions({ image, security }: NamedContainer): (keyof PodExceptions)[] {
  return [...(isFixedImage(image) ? ['floatingTag' as const] : []), ...unusedSecurityExceptions(security)];
}
