import * as fs from 'node:fs';
import * as path from 'node:path';
import { App, AppProps } from 'cdk8s';
import { IConstruct } from 'constructs';
import { acceptWarning } from '../construct/acceptance';
import { describeNetwork } from '../construct/cluster-network';
import { refuse } from '../construct/edit';
import { findingOf } from '../construct/fault';
import { Faults, withUnread } from '../construct/faults';
import { Finding } from '../construct/finding';
import { fail, FleetError } from '../construct/fleet-error';
import { nameRoot } from '../construct/path';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { checkConstruct } from '../construct/required-construct';
import { judgeByRules } from '../construct/rule-findings';
import { also, anything, required, ruled, text } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { announcesItself, printWarnings } from '../construct/warning';
import { ImmutableChange, immutableChanges } from '../manifest/immutable-fields';
import { knownPart } from '../manifest/known';
import { atLeast, isKubernetesVersion } from '../manifest/kubernetes-version';
import { stringifyYaml } from '../manifest/yaml';
import { ApiServer } from './api-server';
import { ClusterCapabilities } from './capabilities';
import { Cloud } from './cloud';
import { AcceptedWarning, checkDefaults, ClusterDefaults, CLUSTER_DEFAULTS } from './cluster-defaults';
import { checkDescription, checkServiceCidrs, ClusterDescription, CLUSTER_DESCRIPTION } from './cluster-description';
import { ClusterValues } from './cluster-values';
import { ClusterWorkloads } from './cluster-workloads';
import { objectSource, writeConstructMetadata } from './construct-metadata';
import { immutableWarnings } from './immutable-warnings';
import { placeFaults } from './known-places';
import { outputFiles } from './output-files';
import { claimFolder, folderFault, outputFolder } from './output-folder';
import { rulesOf } from './rule-settings';
import { promotedWarnings, Synthesis, synthesize } from './synthesis';
import { tellFindings } from './validation';

/** Properties for `Cluster`. */
export interface ClusterProps extends AppProps, ClusterDescription, ClusterDefaults {}

const SHAPES: Shapes<ClusterProps> = {
  ...CLUSTER_DESCRIPTION,
  ...CLUSTER_DEFAULTS,
  // cdk8s' own.
  outdir: anything,
  outputFileExtension: anything,
  yamlOutputType: anything,
  recordConstructMetadata: anything,
  resolvers: anything,
};

// As a number, 1.30 is 1.3.
const MINOR_FIX = "Use a text such as '1.30'";
const MINOR = required(also(text, ruled((minor) => (isKubernetesVersion(minor) ? undefined : 'must be a minor version of Kubernetes'), { fix: MINOR_FIX })), MINOR_FIX);

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
    // Asked for each of many pods.
    if (!isKubernetesVersion(minor)) {
      const faults = new Faults('Cluster.atLeast');
      MINOR(minor, faults.props.at('minor'));
      faults.throwIfAny();
    }
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
  /** Ranges from which pods get their addresses, if known. */
  public readonly podCidrs?: string[];
  /** Ranges from which nodes get their addresses, if known. */
  public readonly nodeCidrs?: string[];
  /** Labels by which a `ClusterSelector` finds it. */
  public readonly labels: { [key: string]: string };
  /** What your own programs want to know of it. */
  public readonly values: ClusterValues;

  /**
   * The props, without their nulls: for a copy of it.
   * @internal
   */
  public readonly _given: ClusterProps;

  private readonly warningsAsErrors: string[];
  private readonly acceptedWarnings: AcceptedWarning[];
  private readonly writesMetadata: boolean;

  public constructor(props: ClusterProps) {
    super({ ...props, outdir: outputFolder(props?.outdir, String(knownPart(props?.name) ?? '')) });
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
    this.podCidrs = props.podCidrs;
    this.nodeCidrs = props.nodeCidrs;
    this.labels = props.labels ?? {};
    this.values = new ClusterValues(this, props.values ?? {});
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
    judgeByRules(this, () => rulesOf(this));
  }

  /** All warnings of the constructs in this cluster. Renders the manifests. */
  public get warnings(): Finding[] {
    return [...this._synthesize().warnings];
  }

  /** Validates, renders and writes the manifests, each once. Warnings go to standard error. */
  public synth(): void {
    const { charts, warnings, texts } = this.synthesizeOrThrow();
    const files = [...outputFiles(charts, this.yamlOutputType, this.outputFileExtension)].map(([file, objects]) => ({
      target: path.join(this.outdir, file), text: objects.length === 0 ? undefined : texts.together(objects),
    }));
    this.refuseFolder();
    const changes = immutableWarnings(this, fs.existsSync(this.outdir) ? files.flatMap(({ target, text = '' }) => this.changesIn(target, text)) : []);
    this.throwIfAny(promotedWarnings(changes, this.warningsAsErrors));
    printWarnings([...warnings, ...changes]);
    const folders = new Set<string>();
    const makeFolder = (folder: string) => { if (!folders.has(folder)) { fs.mkdirSync(folder, { recursive: true }); folders.add(folder); } };
    makeFolder(this.outdir);
    for (const { target, text } of files) {
      if (text === undefined) {
        // A file of nothing helps nobody, and one of an earlier synth would be applied.
        fs.rmSync(target, { force: true });
        continue;
      }
      makeFolder(path.dirname(target));
      fs.writeFileSync(target, text);
    }
    if (this.writesMetadata) {
      const sources = charts.flatMap((each) => each.objects.flatMap((object, index) => objectSource(object, each.sources[index].node.path)));
      writeConstructMetadata(this.outdir, sources);
    }
  }

  /** The manifests of all charts as one YAML text. */
  public synthYaml(): string {
    const { charts, texts } = this.synthesizeOrThrow();
    return stringifyYaml(charts.flatMap(({ objects }) => objects), texts);
  }

  /**
   * Accepts warnings that a whole fleet lives with: here nothing may raise them.
   * @internal
   */
  public _acceptForFleet(accepted: readonly AcceptedWarning[]): void {
    accepted.forEach((each) => acceptWarning(this, each, { mayBeUnused: true }));
  }

  /**
   * What the cluster becomes, with all that is at fault.
   * @internal
   */
  public _synthesize(): Synthesis {
    const synthesis = synthesize(this, { judge: (object) => placeFaults(object, this) });
    return { ...synthesis, errors: withUnread([...synthesis.errors, ...promotedWarnings(synthesis.warnings, this.warningsAsErrors)], synthesis.warnings) };
  }

  private refuseFolder(): void {
    const fault = folderFault(this.outdir) ?? claimFolder(this.outdir, this.name);
    this.throwIfAny(fault === undefined ? [] : [findingOf(fault, this.name)]);
  }

  private synthesizeOrThrow(): Synthesis {
    const synthesis = this._synthesize();
    this.throwIfAny(synthesis.errors);
    return synthesis;
  }

  private throwIfAny(errors: readonly Finding[]): void {
    if (errors.length === 0) { return; }
    fail(new FleetError([...errors], (lines) => `Nothing was written: the manifests have ${lines.length === 1 ? 'an error' : `${lines.length} errors`}.\n  ${lines.join('\n  ')}`));
  }

  /** What the manifests of an earlier synth had, and nobody may change. */
  private changesIn(target: string, text: string): ImmutableChange[] {
    const before = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : text;
    return before === text ? [] : immutableChanges(before, text, this.kubernetesVersion);
  }
}

function checkProps(props: ClusterProps, prop: Prop): void {
  checkDescription(props, prop);
  checkDefaults(props, prop);
  props.acceptedWarnings?.forEach((accepted, index) => checkEnvironments(accepted, props, prop.at('acceptedWarnings', index)));
}

function checkEnvironments(accepted: AcceptedWarning, { environment }: ClusterProps, prop: Prop): void {
  if (accepted.environments === undefined || environment !== undefined) { return; }
  prop.at('environments').fault({
    id: 'acceptance/environment', rule: "must not be given where the Cluster has no 'environment': it is none of them", fix: "Give the Cluster its 'environment', or leave this out",
  });
}

