import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, App, AppProps, Chart, Names, YamlOutputType } from 'cdk8s';
import { IConstruct } from 'constructs';
import { coerce } from 'semver';
import { acceptWarning, checkAccepted, checkWarningId } from '../construct/acceptance';
import { Faults } from '../construct/faults';
import { Finding } from '../construct/finding';
import { FleetError } from '../construct/fleet-error';
import { nameRoot, pathOf } from '../construct/path';
import { readProps } from '../construct/shape';
import { announcesItself, printWarnings } from '../construct/warning';
import { dnsLabelFault, dnsSubdomainFault } from '../manifest/dns-name';
import { formatPath } from '../manifest/field-path';
import { ipFault } from '../manifest/ip-address';
import { isKnown } from '../manifest/known';
import { atLeast, OLDEST_SUPPORTED, parseKubernetesVersion } from '../manifest/kubernetes-version';
import { labelKeyFault, labelValueFault } from '../manifest/label';
import { KubernetesObject } from '../manifest/object';
import { stringifyYaml } from '../manifest/yaml';
import { ClusterCapabilities, DnsCapability } from './capabilities';
import { Cloud } from './cloud';
import { CLUSTER_SHAPES } from './cluster-shapes';
import { placeFaults } from './known-places';
import { meshFaults } from './mesh-identity';
import { promotedWarnings, Synthesis, synthesize } from './synthesis';

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
    const cluster = Cluster.tryContaining(construct);
    if (cluster === undefined) {
      throw new Error(`[${pathOf(construct)}] is in no Cluster. Define its chart in a 'new Cluster({ name: … })' instead of a 'new App()'.`);
    }
    return cluster;
  }

  /** The cluster that a construct is defined in, or undefined where there is none. */
  public static tryContaining(construct: IConstruct): Cluster | undefined {
    const root = construct.node.root;
    return Cluster.isCluster(root) ? root : undefined;
  }

  /**
   * Whether the cluster around a construct runs at least a minor version of Kubernetes, e.g. `1.30`.
   *
   * Without a cluster, or one of unknown version, it is taken to be the oldest supported one, 1.28.
   */
  public static atLeast(construct: IConstruct, minor: string): boolean {
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
  /** What is installed in the cluster. */
  public readonly capabilities: ClusterCapabilities;

  private readonly warningsAsErrors: string[];
  private readonly acceptedWarnings: AcceptedWarning[];
  private readonly writesMetadata: boolean;

  public constructor(props: ClusterProps) {
    super(props);
    Object.defineProperty(this, CLUSTER, { value: true });
    nameRoot(this, props?.name ?? 'Cluster');

    announcesItself(this);

    const faults = new Faults(this);
    props = readProps<ClusterProps>(faults, props, CLUSTER_SHAPES, Cluster);
    this.name = props.name;
    this.region = props.region;
    this.zones = props.zones;
    this.cloud = props.cloud;
    this.environment = props.environment;
    this.kubernetesVersion = props.kubernetesVersion;
    this.capabilities = props.capabilities ?? {};
    this.warningsAsErrors = props.warningsAsErrors ?? [];
    this.acceptedWarnings = (props.acceptedWarnings ?? [])
      .filter(({ environments }) => environments === undefined || environments.includes(props.environment!));
    // cdk8s-cli asks for the file in this way when it validates.
    this.writesMetadata = props.recordConstructMetadata ?? process.env.CDK8S_RECORD_CONSTRUCT_METADATA === 'true';
    checkProps(faults, props);
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
    fs.mkdirSync(this.outdir, { recursive: true });
    for (const [file, objects] of files) {
      const target = path.join(this.outdir, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, stringifyYaml(objects));
    }
    if (this.writesMetadata) {
      const objects = this.node.findAll().filter((child): child is ApiObject => ApiObject.isApiObject(child));
      const resources = Object.fromEntries(objects.map((object) => [object.name, { path: object.node.path }]));
      fs.writeFileSync(path.join(this.outdir, 'construct-metadata.json'), JSON.stringify({ version: '1.0.0', resources }));
    }
  }

  /** The manifests of all charts as one YAML text. */
  public synthYaml(): string {
    return stringifyYaml(this.synthesizeOrThrow().charts.flatMap(({ objects }) => objects));
  }

  private synthesize(): Synthesis {
    return synthesize(this, () => this.charts, { judge: (object) => placeFaults(object, this) });
  }

  private synthesizeOrThrow(): Synthesis {
    const synthesis = this.synthesize();
    const errors = [...synthesis.errors, ...promotedWarnings(synthesis.warnings, this.warningsAsErrors)];
    if (errors.length > 0) {
      throw new FleetError(errors, (lines) => `Nothing was written: the manifests have ${lines.length === 1 ? 'an error' : `${lines.length} errors`}.\n  ${lines.join('\n  ')}`);
    }
    return synthesis;
  }
}

/** Which objects go to which file: the names that cdk8s' App gives them. */
function outputFiles(charts: Synthesis['charts'], type: YamlOutputType, extension: string): Map<string, KubernetesObject[]> {
  const files = new Map<string, KubernetesObject[]>();
  const add = (file: string, objects: readonly KubernetesObject[]) => files.set(file, [...files.get(file) ?? [], ...objects]);
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

function checkProps(faults: Faults, props: ClusterProps): void {
  if (isKnown(props.name)) {
    faults.addRule(dnsLabelFault(props.name), { prop: 'name', got: props.name, fix: "Use a name such as 'prod-eu'" });
  }
  if (props.kubernetesVersion !== undefined) { checkVersion(faults, props.kubernetesVersion); }
  if (props.zones !== undefined && (props.zones.length === 0 || new Set(props.zones).size < props.zones.length || props.zones.includes(''))) {
    faults.add({ prop: 'zones', rule: 'must list each zone once, and at least one', got: props.zones, fix: "Leave 'zones' out if they are not known" });
  }
  meshFaults(props.name, props.capabilities?.cilium?.mesh).forEach((fault) => faults.add(fault));
  checkVersions(faults, props.capabilities ?? {});
  checkDns(faults, props.capabilities?.dns);
  props.warningsAsErrors?.forEach((id, index) => { if (id !== '*') { checkWarningId(id, faults.props.at('warningsAsErrors', index)); } });
  props.acceptedWarnings?.forEach((accepted, index) => checkAccepted(accepted, faults.props.at('acceptedWarnings', index)));
}

const INSTALLED = ['argoCd', 'cilium', 'descheduler', 'gatewayApi', 'istio', 'karpenter'] as const;

/** Without a number in it, a version counts as none at all. */
function checkVersions(faults: Faults, capabilities: ClusterCapabilities): void {
  for (const installed of INSTALLED) {
    const version = capabilities[installed]?.version;
    if (version === undefined || !isKnown(version) || coerce(version) !== null) { continue; }
    faults.add({ prop: `capabilities.${installed}.version`, rule: 'must be a version', got: version, fix: "Use one such as '1.19.4'" });
  }
}

function checkDns(faults: Faults, { namespace, podLabels, port, nodeLocalAddress, clusterDomain }: DnsCapability = {}): void {
  if (namespace !== undefined) {
    faults.addRule(dnsLabelFault(namespace), { prop: 'capabilities.dns.namespace', got: namespace, fix: 'Use the name of the namespace in which the DNS pods run' });
  }
  for (const [key, value] of Object.entries(podLabels ?? {})) {
    const prop = formatPath(['capabilities', 'dns', 'podLabels', key]);
    faults.addRule(labelKeyFault(key), { prop, fix: "Use a key such as 'k8s-app'" });
    faults.addRule(labelValueFault(value), { prop, got: value, fix: 'Correct the value' });
  }
  if (port !== undefined && isKnown(port) && !(Number.isInteger(port) && port >= 1 && port <= 65535)) {
    faults.add({ prop: 'capabilities.dns.port', rule: 'must be a port from 1 to 65535', got: port, fix: 'Use the port on which the DNS pods listen' });
  }
  if (nodeLocalAddress !== undefined) {
    faults.addRule(ipFault(nodeLocalAddress), { prop: 'capabilities.dns.nodeLocalAddress', got: nodeLocalAddress, fix: "Usual is '169.254.20.10'" });
  }
  if (clusterDomain !== undefined) {
    faults.addRule(dnsSubdomainFault(clusterDomain), { prop: 'capabilities.dns.clusterDomain', got: clusterDomain, fix: "Usual is 'cluster.local', without a dot at its end" });
  }
}

function checkVersion(faults: Faults, version: string): void {
  const fault = { prop: 'kubernetesVersion', got: version };
  try {
    parseKubernetesVersion(version);
  } catch {
    faults.add({ ...fault, rule: 'must be a Kubernetes version', fix: "Use '1.33' or the full version that the API server reports" });
    return;
  }
  if (!atLeast(version, OLDEST_SUPPORTED)) {
    faults.add({ ...fault, rule: `must be at least ${OLDEST_SUPPORTED}, the oldest version that this library writes for`, fix: 'Upgrade the cluster' });
  }
}
