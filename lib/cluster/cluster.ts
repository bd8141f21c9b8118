import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, AppProps, Chart, Names, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { acceptWarning, checkAccepted, checkWarningId } from '../construct/acceptance';
import { apiObjectsOf } from '../construct/api-objects';
import { describeNetwork } from '../construct/cluster-network';
import { filled, list, texts } from '../construct/collection';
import { refuse } from '../construct/edit';
import { Faults, withUnread } from '../construct/faults';
import { Finding } from '../construct/finding';
import { FleetError } from '../construct/fleet-error';
import { nameRoot } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { checkConstruct } from '../construct/required-construct';
import { also, anything, dnsLabel, instance, known, knownFlag, required, ruled, Shape, text, textOf } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { announcesItself, printWarnings } from '../construct/warning';
import { cidrFault, ipFamily, prefixLength } from '../manifest/ip-address';
import { knownPart } from '../manifest/known';
import { atLeast, OLDEST_SUPPORTED, parseKubernetesVersion } from '../manifest/kubernetes-version';
import { KubernetesObject } from '../manifest/object';
import { stringifyYaml } from '../manifest/yaml';
import { API_SERVER, ApiServer } from './api-server';
import { CAPABILITIES, ClusterCapabilities, MESH_NAME } from './capabilities';
import { Cloud } from './cloud';
import { CLUSTER_WORKLOADS, ClusterWorkloads } from './cluster-workloads';
import { chartsInOrder } from './dependencies';
import { placeFaults } from './known-places';
import { promotedWarnings, Synthesis, synthesize } from './synthesis';
import { tellFindings } from './validation';

/** A warning that somebody lives with. */
export interface AcceptedWarning {
  /** Id of the warning, e.g. `workload/single-replica`. */
  readonly id: string;

  /** Why it is all right. It is written on the objects. */
  readonly reason: string;

  /**
   * Environments in which it is: those of `Cluster.environment`.
   * @default - all
   */
  readonly environments?: string[];
}

/** Properties for `Cluster`. */
export interface ClusterProps extends AppProps {
  /** Name of the cluster: a DNS label. It stands first in every error and warning. */
  readonly name: string;

  /**
   * Region, in the cloud's own spelling, e.g. `eu-central-1`. Pods that select another one are an error.
   *
   * @default - unknown
   */
  readonly region?: string;

  /**
   * Zones that have nodes, as nodes carry them in `topology.kubernetes.io/zone`. Pods that select none of them are an error, and so is a `SpotNodePool` with
   * another one.
   *
   * @default - unknown: constructs say nothing about the loss of one
   */
  readonly zones?: string[];

  /**
   * Who runs the machines.
   * @default - unknown
   */
  readonly cloud?: Cloud;

  /**
   * Environment, e.g. `production`. Free text for your own constructs.
   * @default - unknown
   */
  readonly environment?: string;

  /**
   * Version of the control plane, e.g. `1.33` or `v1.33.5-gke.1080000`; at least 1.28.
   *
   * Fields that came with a later version are left out, or written in their older form.
   *
   * @default - unknown: nothing newer than Kubernetes 1.28 is written
   */
  readonly kubernetesVersion?: string;

  /**
   * Ranges from which Services get their addresses, e.g. `172.20.0.0/16`: on EKS the "service IPv4 range" of the cluster.
   *
   * Policies that let workloads out to addresses behind a Service let them out to these, too: some network plugins, such as the VPC CNI of AWS, ask policies
   * before the address of a Service is replaced by one behind it.
   *
   * One of each family, of at most 2^20 addresses (`/12`, or `/108` of IPv6). From Kubernetes 1.33 on there may be more, and from 1.34 on larger ones.
   *
   * @default - unknown
   */
  readonly serviceCidrs?: string[];

  /**
   * Where the API server is, for policies that let workloads out to it: `NetworkPeer.apiServer()`. Not needed with Cilium, which knows it by itself.
   *
   * @default - unknown
   */
  readonly apiServer?: ApiServer;

  /**
   * Whether the platform chooses user, group and `fsGroup` of every pod, and refuses others: OpenShift does with its SCC `restricted-v2`. Then nothing writes
   * ids of its own accord; that pods do not run as root is written as ever.
   *
   * @see https://docs.redhat.com/en/documentation/openshift_container_platform/4.19/html/authentication_and_authorization/managing-pod-security-policies
   * @default false
   */
  readonly platformChoosesIds?: boolean;

  /**
   * How this library's workloads run here, as development, staging and production differ: numbers of pods, spread, budgets, resources.
   * @default - as each workload says
   */
  readonly workloads?: ClusterWorkloads;

  /**
   * What is installed in the cluster.
   * @default - nothing that constructs may rely on
   */
  readonly capabilities?: ClusterCapabilities;

  /**
   * Ids of warnings that end the synth as errors do, unless they are accepted; `*` for all. docs/findings.md lists the ids.
   * @default - none
   */
  readonly warningsAsErrors?: string[];

  /**
   * Warnings that are all right in the whole cluster. Where one is all right in one place, call `Warnings.accept`.
   *
   * Each is written on the objects that it is about, with its reason. One that nothing raises is an error.
   *
   * @default - none
   */
  readonly acceptedWarnings?: AcceptedWarning[];
}

const NAME_ITSELF = 'Give the name itself';
const NAME_FIX = "Use a name such as 'prod-eu'";

/** A zone is counted and compared, so that one which is known later is none. */
const ZONE = known(text, NAME_ITSELF);
const ZONE_LIST = list(ZONE, "['eu-central-1a', 'eu-central-1b']", 'a list of strings');
const ZONES: Shape<string[]> = (value, prop) => {
  const read = ZONE_LIST(value, prop);
  if (Array.isArray(value) && (value.length === 0 || new Set(value).size < value.length || value.includes(''))) {
    prop.fault({ id: 'prop/grammar', rule: 'must list each zone once, and at least one', got: value, fix: "Leave 'zones' out if they are not known" });
  }
  return read;
};

const KUBERNETES_VERSION: Shape<string> = (value, prop) => {
  if (value === undefined || value === null) { return undefined; }
  if (!isKubernetesVersion(value)) {
    prop.fault({ id: 'prop/grammar', rule: 'must be a Kubernetes version', got: value, fix: "Use '1.33' or the full version that the API server reports" });
  } else if (!atLeast(value, OLDEST_SUPPORTED)) {
    prop.fault({ id: 'prop/range', rule: `must be at least ${OLDEST_SUPPORTED}, the oldest version that this library writes for`, got: value, fix: 'Upgrade the cluster' });
  }
  return value as string;
};

const SERVICE_CIDR_FIX = "Use the range of the cluster's Services, e.g. '172.20.0.0/16'";

// As a number, 1.30 is 1.3.
const MINOR_FIX = "Use a text such as '1.30'";
const MINOR = required(also(text, ruled((minor) => (isKubernetesVersion(minor) ? undefined : 'must be a minor version of Kubernetes'), { fix: MINOR_FIX })), MINOR_FIX);

const SHAPES: Shapes<ClusterProps> = {
  // It stands in every path.
  name: required(known(dnsLabel(NAME_FIX), NAME_ITSELF), NAME_FIX),
  region: text,
  zones: ZONES,
  cloud: instance('Cloud', 'AWS', ['spotNoticeSeconds']),
  environment: text,
  serviceCidrs: list(textOf(cidrFault, { fix: SERVICE_CIDR_FIX }), "['172.20.0.0/16']", 'a list of strings'),
  apiServer: API_SERVER,
  kubernetesVersion: KUBERNETES_VERSION,
  platformChoosesIds: knownFlag,
  workloads: CLUSTER_WORKLOADS,
  capabilities: CAPABILITIES,
  acceptedWarnings: list(struct<AcceptedWarning>("{ id: 'workload/single-replica', reason: 'nobody waits for it' }", {
    // What they must be is the same wherever a warning is accepted.
    id: anything, reason: anything, environments: filled(texts("['dev']"), 'Leave it out for all of them'),
  }), "[{ id: 'workload/single-replica', reason: 'nobody waits for it' }]"),
  warningsAsErrors: texts("['workload/single-replica']"),
  // cdk8s' own.
  outdir: anything,
  outputFileExtension: anything,
  yamlOutputType: anything,
  recordConstructMetadata: anything,
  resolvers: anything,
};

const CLUSTER = Symbol.for('fleetwright.Cluster');

/**
 * A cdk8s App that knows the cluster its manifests are meant for. Constructs inside take their defaults from it.
 *
 * Any cdk8s Chart works inside it unchanged.
 *
 * @example
 * const cluster = new Cluster({
 *   name: 'prod-eu',
 *   zones: ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'],
 *   cloud: Cloud.AWS,
 *   kubernetesVersion: '1.33',
 * });
 * const chart = new Chart(cluster, 'payments', { namespace: 'payments' });
 * cluster.synth();
 */
export class Cluster extends App {
  /** Whether `x` is a Cluster, also one of another copy of this library. */
  public static isCluster(x: any): x is Cluster {
    return typeof x === 'object' && x !== null && CLUSTER in x;
  }

  /** The cluster that a construct is defined in. Throws where there is none. */
  public static containing(construct: IConstruct): Cluster {
    checkConstruct(construct, 'Cluster.containing');
    const cluster = Cluster.tryContaining(construct);
    if (cluster === undefined) {
      refuse(construct, { id: 'construct/place', rule: 'is in no Cluster', fix: "Define its chart in a 'new Cluster({ name: … })' instead of a 'new App()'" });
    }
    return cluster;
  }

  /** The cluster that a construct is defined in, or undefined where there is none. */
  public static tryContaining(construct: IConstruct): Cluster | undefined {
    checkConstruct(construct, 'Cluster.tryContaining');
    const root = construct.node.root;
    return Cluster.isCluster(root) ? root : undefined;
  }

  /**
   * Whether the cluster around a construct runs at least a minor version of Kubernetes, e.g. `1.30`.
   *
   * Without a cluster, or one of unknown version, it is taken to be the oldest supported one, 1.28.
   */
  public static atLeast(construct: IConstruct, minor: string): boolean {
    checkConstruct(construct, 'Cluster.atLeast');
    const faults = new Faults('Cluster.atLeast');
    MINOR(minor, faults.props.at('minor'));
    faults.throwIfAny();
    return atLeast(Cluster.tryContaining(construct)?.kubernetesVersion, minor);
  }

  /** Name of the cluster. */
  public readonly name: string;
  /** Region, if known. */
  public readonly region?: string;
  /** Zones that have nodes, if known. */
  public readonly zones?: string[];
  /** Who runs the machines, if known. */
  public readonly cloud?: Cloud;
  /** Environment, if known. */
  public readonly environment?: string;
  /** Version of the control plane, if known. */
  public readonly kubernetesVersion?: string;
  /** Ranges from which Services get their addresses, if known. */
  public readonly serviceCidrs?: string[];
  /** Where the API server is, if known. */
  public readonly apiServer?: ApiServer;
  /** Whether the platform chooses user, group and `fsGroup` of every pod. */
  public readonly platformChoosesIds: boolean;
  /** How this library's workloads run here. */
  public readonly workloads: ClusterWorkloads;
  /** What is installed in the cluster. */
  public readonly capabilities: ClusterCapabilities;

  /**
   * The props, without their nulls: for a copy of it.
   * @internal
   */
  public readonly _given: ClusterProps;

  private readonly warningsAsErrors: string[];
  private readonly acceptedWarnings: AcceptedWarning[];
  private readonly writesMetadata: boolean;

  public constructor(props: ClusterProps) {
    super(props);
    Object.defineProperty(this, CLUSTER, { value: true });
    nameRoot(this, knownPart(props?.name) ?? 'Cluster');

    announcesItself(this);
    tellFindings(this);

    const faults = new Faults(this);
    props = readProps<ClusterProps>(faults, props, SHAPES, Cluster, (late, again) => checkServiceCidrs(late, again.props.at('serviceCidrs')));
    this._given = props;
    this.name = props.name;
    this.region = props.region;
    this.zones = props.zones;
    this.cloud = props.cloud;
    this.environment = props.environment;
    this.kubernetesVersion = props.kubernetesVersion;
    this.serviceCidrs = props.serviceCidrs?.length === 0 ? undefined : props.serviceCidrs;
    this.apiServer = props.apiServer;
    this.platformChoosesIds = props.platformChoosesIds ?? false;
    this.workloads = props.workloads ?? {};
    this.capabilities = props.capabilities ?? {};
    describeNetwork(this, {
      apiServer: this.apiServer,
      serviceCidrs: this.serviceCidrs,
      hasCilium: this.capabilities.cilium !== undefined,
      domain: this.capabilities.dns?.clusterDomain,
      metadata: this.cloud?._metadata,
    });
    this.warningsAsErrors = props.warningsAsErrors ?? [];
    this.acceptedWarnings = (props.acceptedWarnings ?? [])
      .filter(({ environments }) => environments === undefined || environments.includes(props.environment!));
    // cdk8s-cli asks for the file in this way when it validates.
    this.writesMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    checkProps(props, faults.props);
    faults.throwIfAny();
    this.acceptedWarnings.forEach((accepted) => acceptWarning(this, accepted));
  }

  /** All warnings of the constructs in this cluster. Renders the manifests. */
  public get warnings(): Finding[] {
    return [...this.synthesize().warnings];
  }

  /** Validates, renders and writes the manifests, each once. Warnings go to standard error. */
  public synth(): void {
    const { charts, warnings } = this.synthesizeOrThrow();
    printWarnings(warnings);
    const files = outputFiles(charts, this.yamlOutputType, this.outputFileExtension);
    const folders = new Set<string>();
    const makeFolder = (folder: string) => { if (!folders.has(folder)) { fs.mkdirSync(folder, { recursive: true }); folders.add(folder); } };
    makeFolder(this.outdir);
    for (const [file, objects] of files) {
      const target = path.join(this.outdir, file);
      if (objects.length === 0) {
        // A file of nothing helps nobody, and one of an earlier synth would be applied.
        fs.rmSync(target, { force: true });
        continue;
      }
      makeFolder(path.dirname(target));
      fs.writeFileSync(target, stringifyYaml(objects));
    }
    if (this.writesMetadata) {
      const objects = apiObjectsOf(this);
      const resources = Object.fromEntries(objects.map((object) => [object.name, { path: object.node.path }]));
      fs.writeFileSync(path.join(this.outdir, 'construct-metadata.json'), JSON.stringify({ version: '1.0.0', resources }));
    }
  }

  /** The manifests of all charts as one YAML text. */
  public synthYaml(): string {
    return stringifyYaml(this.synthesizeOrThrow().charts.flatMap(({ objects }) => objects));
  }

  private synthesize(): Synthesis {
    return synthesize(this, () => chartsInOrder(this), { judge: (object) => placeFaults(object, this) });
  }

  private synthesizeOrThrow(): Synthesis {
    const synthesis = this.synthesize();
    const errors = withUnread([...synthesis.errors, ...promotedWarnings(synthesis.warnings, this.warningsAsErrors)], synthesis.warnings);
    if (errors.length > 0) {
      throw new FleetError(errors, (lines) => `Nothing was written: the manifests have ${lines.length === 1 ? 'an error' : `${lines.length} errors`}.\n  ${lines.join('\n  ')}`);
    }
    return synthesis;
  }
}

/** Which objects go to which file: the names that cdk8s' App gives them. */
function outputFiles(charts: Synthesis['charts'], type: YamlOutputType, extension: string): Map<string, KubernetesObject[]> {
  const files = new Map<string, KubernetesObject[]>();
  const add = (file: string, objects: readonly KubernetesObject[]) => {
    const there = files.get(file);
    if (there === undefined) { files.set(file, [...objects]); } else { there.push(...objects); }
  };
  const numbered = charts.some(({ chart }) => chart.node.dependencies.some((other) => Chart.isChart(other) && other !== chart));
  const resourceFile = (object: KubernetesObject) => `${`${object.kind}.${object.metadata?.name}`.replace(/[^0-9a-zA-Z-_.]/g, '')}${extension}`;

  charts.forEach(({ chart, objects }, index) => {
    const name = `${numbered ? `${String(index).padStart(4, '0')}-` : ''}${Names.toDnsLabel(chart)}`;
    switch (type) {
      case YamlOutputType.FILE_PER_APP: return add(`app${extension}`, objects);
      case YamlOutputType.FILE_PER_RESOURCE: return objects.forEach((object) => add(resourceFile(object), [object]));
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
        return objects.forEach((object) => add(path.join(name, resourceFile(object)), [object]));
      default: return add(`${name}${extension}`, objects);
    }
  });
  return files;
}

function checkProps(props: ClusterProps, prop: Prop): void {
  const mesh = props.capabilities?.cilium?.mesh;
  if (mesh !== undefined && mesh.name === undefined) { MESH_NAME(props.name, prop.at('capabilities', 'cilium', 'mesh', 'name')); }
  checkServiceCidrs(props, prop.at('serviceCidrs'));
  props.warningsAsErrors?.forEach((id, index) => { if (id !== '*') { checkWarningId(id, prop.at('warningsAsErrors', index)); } });
  props.acceptedWarnings?.forEach((accepted, index) => checkAcceptedHere(accepted, props, prop.at('acceptedWarnings', index)));
}

function checkAcceptedHere(accepted: AcceptedWarning, { environment }: ClusterProps, prop: Prop): void {
  checkAccepted(accepted, prop);
  if (accepted.environments === undefined || environment !== undefined) { return; }
  prop.at('environments').fault({
    id: 'acceptance/environment', rule: "must not be given where the Cluster has no 'environment': it is none of them", fix: "Give the Cluster its 'environment', or leave this out",
  });
}

/**
 * Policies let workloads out to all of these. What API servers take is at most 2^20 addresses, one range of each family; later ones keep each address as
 * an object of its own, so that IPv6 may have a /64 and further ranges may be added.
 *
 * @see https://kubernetes.io/docs/tasks/network/extend-service-ip-ranges/
 */
function checkServiceCidrs({ serviceCidrs = [], kubernetesVersion }: ClusterProps, prop: Prop): void {
  // One that is no version is told in its own place.
  const version = isKubernetesVersion(kubernetesVersion) ? kubernetesVersion : undefined;
  const shortest = atLeast(version, '1.34') ? { IPv4: 8, IPv6: 64 } : { IPv4: 12, IPv6: 108 };
  const families = knownPart(serviceCidrs).map((cidr) => ipFamily(String(cidr).split('/')[0]));
  serviceCidrs.forEach((cidr, index) => {
    const family = families[index];
    if (family === undefined) { return; }
    if (prefixLength(cidr)! < shortest[family]) {
      prop.at(index).fault({ id: 'prop/range', rule: `must be no larger than a /${shortest[family]}, as the ranges of Services are`, got: cidr, fix: SERVICE_CIDR_FIX });
    }
    if (serviceCidrs.indexOf(cidr) < index) {
      prop.at(index).fault({ id: 'prop/range', rule: 'must not be given twice', got: cidr, fix: 'Leave one of the two out' });
    } else if (families.indexOf(family) < index && !atLeast(version, '1.33')) {
      prop.at(index).fault({
        id: 'prop/range', rule: `must not be a second range of ${family}: before Kubernetes 1.33 a cluster has one of each family`, got: cidr, fix: "Leave it out, or say the 'kubernetesVersion'",
      });
    }
  });
  if (serviceCidrs.length > 2 && !atLeast(version, '1.33') && families.includes(undefined)) {
    prop.fault({ id: 'prop/range', rule: 'must hold one range of each family at most before Kubernetes 1.33', got: serviceCidrs.length, fix: "Leave others out, or say the 'kubernetesVersion'" });
  }
}

function isKubernetesVersion(version: unknown): version is string {
  try {
    parseKubernetesVersion(version as string);
    return true;
  } catch {
    return false;
  }
}
