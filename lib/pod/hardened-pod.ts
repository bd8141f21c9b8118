import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { annotations, labels, list } from '../construct/collection';
import { Faults } from '../construct/faults';
import { Prop } from '../construct/prop';
import { dnsLabel, dnsSubdomain, flag, secretName, wholeNumber } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { warn } from '../construct/warning';
import { dnsSubdomainFault } from '../manifest/dns-name';
import { knownPart } from '../manifest/known';
import { Container, PodTemplate } from '../manifest/object';
import { DeclaredPort, declarePorts } from './container-port';
import { overfilledDisk } from './ephemeral-storage';
import { exceptionAnnotations, POD_EXCEPTIONS, PodExceptions } from './exceptions';
import {
  containerManifest, INIT_CONTAINERS, InitContainer, NamedContainer, RUNNING_CONTAINER, RunningContainerProps, SidecarContainer, SIDECARS, unusedExceptions,
} from './hardened-container';
import { AFFINITY, TOLERATIONS } from './kubernetes-shapes';
import { needsKubernetes } from './needs-kubernetes';
import { checkDns, DNS_CONFIG, DNS_POLICY, DnsPolicy, HOST_ALIASES, HostAlias, PodDnsConfig } from './pod-dns';
import { mayBeRoot, POD_SECURITY, PodSecurity, podSecurityContextManifest, sharedSecurity } from './pod-security-context';
import { PodVolumes } from './pod-volumes';
import { AppArmorProfile, appArmorAnnotation, hasAppArmorField, PROFILE_ANNOTATIONS } from './security-profile';
import { changedLabels } from './workload-metadata';

/** What every workload of hardened pods has. The main container's own properties stand among the pod's. */
export interface HardenedPodProps extends RunningContainerProps {
  /**
   * Name of the main container: a DNS label.
   * @default - the name of the workload
   */
  readonly containerName?: string;

  /**
   * Containers that must end, one after the other, before the main one starts.
   * @default - none
   */
  readonly initContainers?: InitContainer[];

  /**
   * Containers that run beside the main one. Need Kubernetes 1.29.
   * @default - none
   */
  readonly sidecars?: SidecarContainer[];

  /**
   * Whom the pod runs as and what it may do.
   * @default - user, group and fsGroup 65532, the runtime's seccomp profile, no capabilities
   */
  readonly security?: PodSecurity;

  /**
   * What pod and main container may do although they are hardened.
   * @default - nothing
   */
  readonly exceptions?: PodExceptions;

  /**
   * Whether the containers get a token for the API server, at the usual place.
   * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/
   * @default false
   */
  readonly automountServiceAccountToken?: boolean;

  /**
   * Names of Secrets in the same namespace with which images are pulled.
   * @default - none beyond the ServiceAccount's
   */
  readonly imagePullSecrets?: string[];

  /**
   * Seconds between the pod being told to end and being killed, preStop included; at least 1.
   * @default 30
   */
  readonly terminationGracePeriodSeconds?: number;

  /**
   * PriorityClass of the pods.
   * @default - the cluster's default
   */
  readonly priorityClassName?: string;

  /**
   * RuntimeClass of the pods, e.g. `gvisor`.
   * @default - the cluster's default runtime
   */
  readonly runtimeClassName?: string;

  /**
   * Whom the pods ask for names.
   * @default DnsPolicy.CLUSTER_FIRST, and on the node's network DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET
   */
  readonly dnsPolicy?: DnsPolicy;

  /**
   * DNS servers, search domains and options besides those of `dnsPolicy`.
   * @default - none
   */
  readonly dnsConfig?: PodDnsConfig;

  /**
   * Names that stand for an address without being looked up.
   * @default - none
   */
  readonly hostAliases?: HostAlias[];

  /**
   * Labels that a node must have.
   * @default - any node
   */
  readonly nodeSelector?: { [key: string]: string };

  /**
   * Taints that the pods tolerate, as Kubernetes' Toleration.
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
   * @default - Kubernetes' own
   */
  readonly tolerations?: { [field: string]: any }[];

  /**
   * Which nodes and which neighbours the pods want, as Kubernetes' Affinity.
   * @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
   * @default - none
   */
  readonly affinity?: { [field: string]: any };

  /**
   * Further labels of the pods.
   * @default - none
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Further annotations of the pods.
   * @default - none
   */
  readonly podAnnotations?: { [key: string]: string };
}

const LABELS = labels("{ 'example.com/team': 'payments' }", 'example.com/team', "Use a value such as 'payments'");
const OBJECT = dnsSubdomain('Use the name of the object');

/**
 * What the props of every workload of hardened pods must look like.
 * @internal
 */
export const POD: Shapes<HardenedPodProps> = {
  ...RUNNING_CONTAINER,
  containerName: dnsLabel("Set 'containerName' to a name such as 'app'"),
  initContainers: INIT_CONTAINERS,
  sidecars: SIDECARS,
  security: POD_SECURITY,
  exceptions: POD_EXCEPTIONS,
  automountServiceAccountToken: flag,
  imagePullSecrets: list(secretName, "['registry']"),
  terminationGracePeriodSeconds: wholeNumber({ min: 1, fix: 'Leave it out for 30' }),
  priorityClassName: OBJECT,
  runtimeClassName: OBJECT,
  dnsPolicy: DNS_POLICY,
  dnsConfig: DNS_CONFIG,
  hostAliases: HOST_ALIASES,
  nodeSelector: labels("{ 'kubernetes.io/arch': 'arm64' }", 'example.com/team', 'Use the value that the nodes have, as a text'),
  tolerations: TOLERATIONS,
  affinity: AFFINITY,
  podLabels: LABELS,
  podAnnotations: annotations("{ 'example.com/team': 'payments' }", 'example.com/team'),
};

/**
 * What a workload knows that its pods need.
 * @internal
 */
export interface HardenedPodContext {
  /** Name of the workload. */
  readonly name: string;
  /** Labels of the pods, those of the selector among them; `podLabels` may not change any of them. */
  readonly labels: { readonly [key: string]: string };
  readonly serviceAccountName: string;
  /**
   * Whether they get requests, so that it matters when they are ready, and that they end some seconds after they are told to.
   * @default true
   */
  readonly serves?: boolean;
  /** Written as they are. */
  readonly topologySpreadConstraints?: { [field: string]: any }[];
  /** Whether the workload makes a claim for each pod. */
  readonly claimTemplates?: boolean;
  /** Takes what is at fault in the props; the caller throws. */
  readonly faults: Faults;
}

/**
 * A pod template and what a workload must know of it.
 * @internal
 */
export interface HardenedPod {
  readonly template: PodTemplate;
  /** Of which the workload makes a claim for each pod. */
  readonly claimTemplates?: { [field: string]: any }[];
  /** The reasons of all exceptions, for `metadata.annotations` of the workload. */
  readonly annotations: { [key: string]: string };
  /** Ports of the main container. */
  readonly ports: DeclaredPort[];
}

/**
 * The pod template that Pod Security `restricted` admits, unless the props say otherwise. Raises its warnings on the construct.
 * @internal
 */
export function hardenedPod(construct: Construct, props: HardenedPodProps, context: HardenedPodContext): HardenedPod {
  const { security = {}, exceptions = {}, terminationGracePeriodSeconds = 30 } = props;
  const { serves = true } = context;
  const prop = new Prop(context.faults);
  const containers = podContainers(props, context.name, prop);
  checkNames(containers);
  checkPod(construct, props, context, prop);

  const names = containers.map(({ name }) => name);
  const shared = sharedSecurity(security, exceptions);
  const volumes = new PodVolumes({ construct, containers: names, claimTemplates: context.claimTemplates, hostPaths: exceptions.hostPath !== undefined });
  containers.forEach(({ mounts = [], at }) => mounts.forEach(({ volume }, index) => volumes.add(volume, at.at('mounts', index, 'volume'))));
  const manifests = containers.map((container) =>
    containerManifest(container, { construct, containers: names, volumes, terminationGracePeriodSeconds, serves, sharedSecurity: shared }, container.at));
  const [main, ...others] = manifests;
  const usesHostNetwork = exceptions.hostNetwork !== undefined;
  warnOfPod(construct, serves, containers, manifests, volumes);
  warnOfIds(construct, security.fsGroup, containers);

  return {
    template: {
      metadata: {
        // First, where they are looked for, and last, so that one which is not known yet changes none of them.
        labels: { ...context.labels, ...props.podLabels, ...context.labels },
        annotations: podAnnotations(construct, containers, shared.appArmorProfile, props.podAnnotations),
      },
      spec: {
        serviceAccountName: context.serviceAccountName,
        automountServiceAccountToken: props.automountServiceAccountToken ?? false,
        enableServiceLinks: false,
        hostUsers: security.userNamespace === true ? false : undefined,
        hostNetwork: usesHostNetwork ? true : undefined,
        // With the default policy, pods on the node's network ask the node's DNS, which knows no Services.
        dnsPolicy: props.dnsPolicy ?? (usesHostNetwork ? DnsPolicy.CLUSTER_FIRST_WITH_HOST_NET : undefined),
        dnsConfig: props.dnsConfig,
        hostAliases: props.hostAliases,
        securityContext: podSecurityContextManifest({ construct, security, exceptions }, prop.at('security')),
        terminationGracePeriodSeconds,
        priorityClassName: props.priorityClassName,
        runtimeClassName: props.runtimeClassName,
        imagePullSecrets: props.imagePullSecrets?.map((name) => ({ name })),
        nodeSelector: props.nodeSelector,
        affinity: props.affinity,
        tolerations: props.tolerations,
        topologySpreadConstraints: context.topologySpreadConstraints,
        initContainers: others.length === 0 ? undefined : others,
        containers: [main],
        volumes: volumes.manifest(),
      },
    },
    claimTemplates: volumes.claimTemplates(),
    annotations: Object.assign({}, ...containers.map((container) => {
      const { name, role, at, exceptions: given } = container;
      const holder = { construct, container: name, isMain: role === 'main', mayBeRoot: mayBeRoot(container.security.runAsUser, given) };
      const unused = [...unusedExceptions(container), ...(volumes.seesNode ? [] : ['hostPath' as const])];
      return exceptionAnnotations(given, unused, holder, at.at('exceptions'));
    })),
    ports: [...containers[0].declaredPorts],
  };
}

interface PodContainer extends NamedContainer {
  /** Where its props stand. */
  readonly at: Prop;
}

/** The main container, then the others in the order in which they start. */
function podContainers(props: HardenedPodProps, name: string, prop: Prop): PodContainer[] {
  const { security = {}, exceptions = {}, initContainers = [], sidecars = [], ports = [] } = props;
  const declaredPorts = declarePorts(ports, { isSidecar: false, before: [] }, prop.at('ports'));
  const main: PodContainer = { ...props, name: props.containerName ?? name, role: 'main', security, exceptions, declaredPorts, at: prop };
  const inits = initContainers.map((container, index): PodContainer => ({
    ...container, security: container.security ?? {}, exceptions: container.exceptions ?? {}, role: 'init', declaredPorts: [], at: prop.at('initContainers', index),
  }));
  const running: (PodContainer & SidecarContainer)[] = [];
  sidecars.forEach((container, index) => {
    const at = prop.at('sidecars', index);
    const before = [main, ...running].flatMap((other) => other.declaredPorts);
    running.push({
      ...container,
      security: container.security ?? {},
      exceptions: container.exceptions ?? {},
      role: 'sidecar',
      declaredPorts: declarePorts(container.ports ?? [], { isSidecar: true, before }, at.at('ports')),
      at,
    });
  });
  return [
    main,
    ...running.filter(({ afterInitContainers }) => afterInitContainers !== true),
    ...inits,
    ...running.filter(({ afterInitContainers }) => afterInitContainers === true),
  ];
}

function checkNames(containers: readonly PodContainer[]): void {
  const names = knownPart(containers.map(({ name }) => name));
  containers.forEach(({ at }, index) => {
    const name = names[index];
    if (name === undefined || names.indexOf(name) === index) { return; }
    at.at('name').fault({ id: 'workload/unique', rule: "must be unique among the pod's containers", got: name, fix: 'Give it another name' });
  });
}

function checkPod(construct: Construct, props: HardenedPodProps, { labels: own }: HardenedPodContext, prop: Prop): void {
  const { podLabels = {}, podAnnotations: given = {} } = props;
  const imagePullSecrets = knownPart(props.imagePullSecrets ?? []);
  for (const key of changedLabels(podLabels, own)) {
    prop.at('podLabels', key).fault({
      id: 'construct/own-key', rule: `must not change a label that the workload sets to '${own[key]}'`, got: podLabels[key], fix: 'Leave it out',
    });
  }
  for (const key of Object.keys(given).filter((name) => PROFILE_ANNOTATIONS.some((prefix) => name.startsWith(prefix)))) {
    prop.at('podAnnotations', key).fault({
      id: 'workload/consistent', rule: 'must not set what a container may do', fix: "Use 'security.appArmorProfile' or 'security.seccompProfile'",
    });
  }
  imagePullSecrets.forEach((name, index) => {
    if (name === undefined || dnsSubdomainFault(name) !== undefined || imagePullSecrets.indexOf(name) === index) { return; }
    prop.at('imagePullSecrets', index).fault({ id: 'workload/unique', rule: 'must be named once', got: name, fix: 'Leave one of the two out' });
  });
  checkDns(construct, props, props.exceptions?.hostNetwork !== undefined, prop);
  if (props.sidecars !== undefined && props.sidecars.length > 0) { needsKubernetes(construct, '1.29', prop.at('sidecars')); }
  if (props.security?.userNamespace === true) { checkUserNamespace(construct, props.exceptions, prop.at('security', 'userNamespace')); }
}

function checkUserNamespace(construct: Construct, exceptions: PodExceptions | undefined, prop: Prop): void {
  needsKubernetes(construct, '1.33', prop);
  if (exceptions?.hostNetwork !== undefined) {
    prop.fault({ id: 'workload/consistent', rule: "must not be set on the node's network", fix: "Leave it out, or leave out 'exceptions.hostNetwork'" });
  }
}

function podAnnotations(
  construct: Construct, containers: readonly PodContainer[], shared: AppArmorProfile | undefined, further: { readonly [key: string]: string } = {},
): { [key: string]: string } | undefined {
  const profiles = hasAppArmorField(construct) ? [] : containers.flatMap(({ name, security }) => {
    const profile = security.appArmorProfile ?? shared;
    return profile === undefined ? [] : [appArmorAnnotation(name, profile)];
  });
  const annotations: { [key: string]: string } = Object.assign({}, ...profiles, further);
  return Object.keys(annotations).length === 0 ? undefined : annotations;
}

function warnOfPod(construct: Construct, serves: boolean, containers: readonly PodContainer[], manifests: readonly Container[], volumes: PodVolumes): void {
  const { name, declaredPorts, probes } = containers[0];
  if (serves && declaredPorts.length > 0 && probes?.readiness === undefined) {
    warn(construct, {
      id: 'workload/readiness-probe',
      message: `container '${name}' has ports but no readiness probe: it gets traffic as soon as it has started, ready or not. Set 'probes.readiness'.`,
    });
  }
  // Init containers that end do not add to what the others may use.
  const limits = manifests.filter((_, index) => containers[index].role !== 'init').map(({ resources }) => resources.limits['ephemeral-storage']);
  const disk = overfilledDisk(volumes.sizesOnDisk, limits);
  if (disk !== undefined) { warn(construct, { id: 'workload/ephemeral-storage', message: disk }); }
}

/** That a platform which chooses ids itself refuses those that a pod names. */
function warnOfIds(construct: Construct, fsGroup: unknown, containers: readonly PodContainer[]): void {
  if (Cluster.tryContaining(construct)?.platformChoosesIds !== true) { return; }
  const users = containers.filter(({ security, exceptions }) => security.runAsUser !== undefined || exceptions.runAsRoot !== undefined)
    .map(({ name, security }) => `'${security.runAsUser === undefined ? 'exceptions.runAsRoot' : 'runAsUser'}' of container '${name}'`);
  const given = [...users, ...(fsGroup === undefined ? [] : ["'fsGroup'"])];
  if (given.length === 0) { return; }
  warn(construct, {
    id: 'workload/platform-ids',
    message: `the platform chooses ids itself and refuses others, unless the ServiceAccount may use them: ${given.join(', ')}. Leave them out.`,
  });
}
