import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { JsonPatch } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { ClusterDefaults, CLUSTER_DEFAULTS } from '../cluster/cluster-defaults';
import { ClusterDescription, CLUSTER_DESCRIPTION } from '../cluster/cluster-description';
import { ObjectSource, writeConstructMetadata } from '../cluster/construct-metadata';
import { claimFolder, folderFault, givenFolder } from '../cluster/output-folder';
import { promotedWarnings } from '../cluster/synthesis';
import { filled, list, map } from '../construct/collection';
import { findingOf } from '../construct/fault';
import { Faults } from '../construct/faults';
import { Finding } from '../construct/finding';
import { fail, FleetError } from '../construct/fleet-error';
import { readProps } from '../construct/read-props';
import { SYNTH_VARIABLE } from '../construct/run-by-cli';
import { flag, instance, oneOf, required, someText } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';
import { visible, visibleLine } from '../manifest/visible';
import { stringifyYaml } from '../manifest/yaml';
import { ClusterBuild, SynthesizedCluster } from './cluster-build';
import { IClusterProgram } from './cluster-program';
import { ClusterSelector } from './cluster-selector';
import { DeliveredCluster, DeliveredTree } from './delivered-tree';
import { diffFleets } from './diff/fleet-diff';
import { DiffFormat, formatDiff } from './diff/format';
import { checkFleetProps, FleetDefaults } from './fleet-defaults';
import { IFleetDelivery } from './fleet-delivery';
import { acceptedBy, fleetFindings } from './fleet-findings';
import { FleetGlobalService, FleetGlobalServiceProps } from './fleet-global-service';
import { FleetHandle } from './fleet-handle';
import { FleetOverride, ObjectTarget, readOverride } from './fleet-override';
import { partOf } from './fleet-part';
import { FleetSnapshots, FleetSnapshotsProps } from './fleet-snapshots';
import { FleetWorkload, FleetWorkloadProps } from './fleet-workload';
import { FolderOrder } from './folder-order';
import { formatGroupedError, formatGroupedWarning, groupFindings } from './grouped-findings';
import { clusterFiles } from './output/cluster-files';
import { FleetLayout } from './output/fleet-layout';
import { readFleet } from './output/fleet-reader';
import { FleetCommit, FleetWriter } from './output/fleet-writer';
import { Progress } from './progress';
import { CLUSTER_SELECTOR } from './selected-clusters';
import { describeSynth } from './synth-summary';
import { ImageVersions } from './versions/image-versions';

/** Properties for `Fleet`. */
export interface FleetProps {
  /**
   * The clusters, in the order in which they are written: in code, or of an inventory.
   *
   * Each gets its manifests in a folder of its own name.
   */
  readonly clusters: ClusterDescription[];

  /**
   * How things are done in every cluster, where constructs do not say.
   * @default - as constructs say
   */
  readonly defaults?: ClusterDefaults;

  /**
   * How things are done in the clusters of an environment, by its name, e.g. `{ dev: { workloads: { maxReplicas: 1 } } }`. What is said here goes before
   * `defaults`; lists are added to theirs.
   *
   * @default - as everywhere
   */
  readonly environments?: { [name: string]: ClusterDefaults };

  /**
   * Which images run where. The program asks for them; what of it no cluster gets is a warning.
   * @default - the program says it
   */
  readonly versions?: ImageVersions;

  /**
   * Folder of all clusters.
   * @default - the environment variable `CDK8S_OUTDIR`, which cdk8s-cli sets, else `dist`
   */
  readonly outdir?: string;

  /**
   * How objects are spread over files.
   * @default FleetLayout.FILE_PER_OBJECT
   */
  readonly layout?: FleetLayout;

  /**
   * Whether each folder gets a `kustomization.yaml` that lists what is in it.
   * @default false
   */
  readonly kustomization?: boolean;
}

const SELECTOR = required(CLUSTER_SELECTOR, "Use one such as 'ClusterSelector.all()'");
const DEFAULTS = struct<ClusterDefaults>('{ workloads: { maxReplicas: 1 } }', CLUSTER_DEFAULTS);
const HUB = struct<ClusterDescription>("{ name: 'hub' }", CLUSTER_DESCRIPTION);
const CLUSTERS_FIX = "Give it one such as { name: 'prod-eu' }";

const SHAPES: Shapes<FleetProps> = {
  clusters: required(filled(list(struct<ClusterDescription>("{ name: 'prod-eu' }", CLUSTER_DESCRIPTION), "[{ name: 'prod-eu' }]"), CLUSTERS_FIX), CLUSTERS_FIX),
  defaults: DEFAULTS,
  environments: map(DEFAULTS, '{ dev: { workloads: { maxReplicas: 1 } } }'),
  versions: instance<ImageVersions>('ImageVersions', "fromFile('versions.yaml')", ['at', '_unused']),
  outdir: someText("Leave it out for 'dist'"),
  layout: oneOf(FleetLayout),
  kustomization: flag,
};

/**
 * One program for many clusters: what runs where, how things are done in each environment, and what must agree between clusters.
 *
 * Each cluster is built, checked and written before the next one, so that memory does not grow with their number. Nothing is replaced unless all of
 * them are without errors.
 *
 * What runs there is an `IClusterProgram`: in TypeScript `{ define: (cluster) => { … } }`.
 *
 * @example
 * const fleet = new Fleet({
 *   clusters: [
 *     { name: 'prod-eu', region: 'eu-central-1', environment: 'production' },
 *     { name: 'prod-us', region: 'us-east-1', environment: 'production' },
 *     { name: 'dev', environment: 'dev' },
 *   ],
 *   environments: { dev: { workloads: { maxReplicas: 1 } } },
 * });
 * fleet.run(ClusterSelector.all(), program);
 * fleet.synth();
 */
export class Fleet {
  /** All clusters, in the order in which they are written. */
  public readonly clusters: ClusterDescription[];
  /** Folder of all clusters. */
  public readonly outdir: string;

  private readonly props: FleetProps;
  private readonly defaults: FleetDefaults;
  private readonly runs: FleetRun[] = [];
  private readonly overrides: FleetOverride[] = [];
  private delivery: Delivery | undefined;
  private isWritten = false;
  private readonly handles: FleetHandle[] = [];

  public constructor(props: FleetProps) {
    const faults = new Faults('Fleet');
    this.props = readProps<FleetProps>(faults, props, SHAPES, Fleet);
    this.clusters = this.props.clusters;
    this.outdir = this.props.outdir ?? givenFolder() ?? 'dist';
    checkFleetProps(this.props, faults.props);
    const outside = folderFault(this.outdir);
    if (outside !== undefined) { faults.add(outside); }
    faults.throwIfAny();
    this.defaults = new FleetDefaults(this.props);
  }

  /** Says that a program runs in clusters. Several may run in one, in the order in which they were said. */
  public run(clusters: ClusterSelector, program: IClusterProgram): void {
    const faults = new Faults('Fleet.run');
    this.refuseLate(faults);
    SELECTOR(clusters, faults.props.at('clusters'));
    if (typeof program?.define !== 'function') {
      faults.props.at('program').fault({ id: 'prop/type', rule: "must have a method 'define'", fix: 'Use one such as { define: (cluster) => { … } }' });
    }
    this.throwIfAny(faults, clusters);
    this.runs.push({ clusters, program });
  }

  /**
   * A workload that runs in many clusters, as others refer to it from theirs. In each of its clusters, something must be said to be it.
   * @param name its name in every cluster
   */
  public workload(name: string, props: FleetWorkloadProps): FleetWorkload {
    return this.kept(FleetWorkload._of(name, props, this.clusters));
  }

  /**
   * A service that clusters of one Cilium cluster mesh share. Each of its members must define it.
   * @param name its name in every cluster
   */
  public globalService(name: string, props: FleetGlobalServiceProps): FleetGlobalService {
    return this.kept(FleetGlobalService._of(name, props, this.clusters));
  }

  /**
   * One schedule for the snapshots of many Elasticsearch clusters: each has a folder of its own, and they begin at different times.
   * @param name its name, which is that of snapshotters too where there is one in a namespace
   */
  public snapshots(name: string, props: FleetSnapshotsProps = {}): FleetSnapshots {
    return FleetSnapshots._of(name, props);
  }

  /**
   * Changes an object in some clusters alone, after everything else has, and says why: the difference is noted in the index of each of them.
   *
   * @param clusters where; in each of them there must be such an object
   * @param target which object
   * @param reason why it differs there, for whoever reads the report
   * @param operations RFC 6902 operations; one that does not apply is an error
   */
  public override(clusters: ClusterSelector, target: ObjectTarget, reason: string, ...operations: JsonPatch[]): void {
    const faults = new Faults('Fleet.override');
    this.refuseLate(faults);
    SELECTOR(clusters, faults.props.at('clusters'));
    const override = readOverride({ clusters, target, reason, operations }, faults.props);
    this.throwIfAny(faults, clusters);
    this.overrides.push(override);
  }

  /**
   * Says how what is written reaches the clusters: an engine, whose own objects are written beside the clusters, in the folder of the hub. Whoever applies
   * that folder there has the engine apply all others.
   *
   * A run that writes a part of the fleet leaves the hub as it is.
   *
   * @param delivery the engine
   * @param hub the cluster that the engine runs in, as it is described: `{ name: 'hub' }` where nothing is said. Its name is that of the folder, and no
   *   cluster of the fleet has it
   */
  public deliver(delivery: IFleetDelivery, hub: ClusterDescription = { name: 'hub' }): void {
    const faults = new Faults('Fleet.deliver');
    this.refuseLate(faults);
    if (typeof delivery?.deliver !== 'function') {
      faults.props.at('delivery').fault({ id: 'prop/type', rule: "must have a method 'deliver'", fix: 'Use one such as { deliver: (hub, tree) => { … } }' });
    }
    const read = HUB(hub, faults.props.at('hub'));
    const twin = this.clusters.find(({ name }) => name.toLowerCase() === String(read?.name).toLowerCase());
    if (twin !== undefined) {
      faults.props.at('hub', 'name').fault({
        id: 'fleet/hub', rule: 'must not be that of a cluster of the fleet: the folder of the hub is its own', got: twin.name, fix: "Use 'hub', also where that cluster is the hub",
      });
    }
    if (this.props.layout === FleetLayout.FILE_PER_CHART) {
      faults.add({ id: 'fleet/hub', rule: "needs a folder for each namespace, which 'FleetLayout.FILE_PER_CHART' does not write", fix: "Leave out 'layout'" });
    }
    if (this.delivery !== undefined) {
      faults.add({ id: 'fleet/hub', rule: 'must be said once: two engines would apply the same objects', fix: 'Use one of the two' });
    }
    faults.throwIfAny();
    this.delivery = { engine: delivery, hub: read! };
  }

  /** Builds one of the clusters: for tests, or to deploy it in another way. */
  public buildCluster(name: string): Cluster {
    const build = this.buildOf(this.described(name));
    throwIfAny(build.thrown);
    return build.cluster;
  }

  /** The manifests of one of the clusters as one YAML text. */
  public synthYaml(name: string): string {
    const { charts, errors } = this.buildOf(this.described(name)).synthesize();
    throwIfAny(errors);
    return stringifyYaml(charts.flatMap(({ objects }) => objects));
  }

  /** All warnings of all clusters, and of what must agree between them. Builds each of them; throws where there are errors. */
  public get warnings(): Finding[] {
    // The hub is made of what was written.
    if (this.delivery !== undefined) { return this.elsewhere((folder) => [...this.write(folder).warnings]); }
    const { errors, warnings } = this.judge(() => NOTHING);
    throwIfAny(errors);
    return [...warnings];
  }

  /**
   * What would be written now, by the folder, and what the synth warns of.
   * @internal
   */
  public _manifests(): { readonly clusters: ReadonlyMap<string, KubernetesObject[]>; readonly warnings: readonly Finding[] } {
    return this.elsewhere((folder) => {
      const { warnings } = this.write(folder);
      return { clusters: new Map(readFleet(folder).map((cluster) => [cluster.name, cluster.objects.map((object) => cluster.read(object)!)])), warnings };
    });
  }

  /**
   * How what would be written now differs from what is in the output folder. Builds each of the clusters; throws where there are errors.
   * @param format for whom it is
   */
  public diff(format: DiffFormat = DiffFormat.TEXT): string {
    return this.elsewhere((folder) => {
      const { isWhole, clusters } = this.write(folder);
      const before = readFleet(this.outdir).filter(({ name }) => isWhole || clusters.includes(name));
      return formatDiff(diffFleets(before, readFleet(folder)), format);
    });
  }

  /** Builds, checks and writes all clusters. Warnings go to standard error, the same one in many clusters once. */
  public synth(): void {
    this.refuseUse();
    const { clusters, warnings, commit } = this.write(this.outdir);
    this.isWritten = true;
    groupFindings(warnings.filter(({ accepted }) => accepted === undefined))
      .forEach((group) => tell(`warning ${formatGroupedWarning(group)}`));
    if (commit.removed.length > 0) { tell(`removed from '${this.outdir}', because the fleet no longer has them: ${visibleLine(commit.removed.join(', '))}`); }
    if (clusters.length === 0) {
      tell('this shard holds no cluster, for there are more shards than clusters: nothing is written');
    } else if (process.env[SYNTH_VARIABLE] === 'summary') {
      tell(describeSynth(this.outdir, clusters.length, commit, warnings));
    }
  }

  /** What would remove what somebody else has written, or write nothing. */
  private refuseUse(): void {
    const faults = new Faults('Fleet.synth');
    if (this.runs.length === 0) {
      faults.add({ id: 'fleet/program', rule: 'must come after a program was said to run: all manifests would be removed', fix: "Call 'fleet.run' first" });
    }
    const taken = claimFolder(this.outdir, `of ${this.names.join(', ')}`);
    if (taken !== undefined) {
      faults.add({ ...taken, rule: 'must not be that of another Fleet of this program: each removes the clusters that it does not have', fix: 'Make one Fleet of them, or give each a folder' });
    }
    faults.throwIfAny();
  }

  /** A selector is asked of the fleet once it is one. */
  private throwIfAny(faults: Faults, clusters: ClusterSelector): void {
    faults.throwIfAny();
    clusters._check(this.clusters, faults.props.at('clusters'));
    faults.throwIfAny();
  }

  private refuseLate(faults: Faults): void {
    if (this.isWritten) { faults.add({ id: 'fleet/program', rule: 'must come before the synth: what was written is not written again', fix: 'Say it earlier' }); }
  }

  /** Works in a folder that is there no longer. */
  private elsewhere<T>(work: (folder: string) => T): T {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-'));
    try {
      return work(folder);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  private write(outdir: string): Judgement & { readonly commit: FleetCommit } {
    const writer = new FleetWriter(outdir);
    writer.open();
    try {
      const constructs: ObjectSource[] = [];
      const orders = new Map<string, FolderOrder>();
      const judgement = this.judge((built, description) => {
        built.constructs.forEach((source) => constructs.push(source));
        if (this.delivery !== undefined) { orders.set(built.name, built.folderOrder()); }
        return this.stage(writer, built, description);
      });
      throwIfAny(judgement.errors);
      const hub = judgement.isWhole ? this.stageHub(writer, orders) : NOTHING;
      throwIfAny(hub.errors);
      // A part leaves the hub as it is.
      const commit = writer.commit({ isPartial: !judgement.isWhole });
      if (constructs.length > 0) { writeConstructMetadata(outdir, constructs); }
      return { ...judgement, warnings: [...judgement.warnings, ...hub.warnings], commit };
    } finally {
      writer.abandon();
    }
  }

  /** Goes through the clusters, one at a time; of each, only facts and findings are kept. */
  private judge(finish: (built: SynthesizedCluster, description: ClusterDescription) => Findings): Judgement {
    const { clusters, isWhole } = partOf(this.clusters);
    const progress = new Progress(clusters.length);
    const judged = clusters.map((description) => {
      progress.at(description.name);
      const built = this.buildOf(description).synthesize();
      const { errors, warnings } = built.errors.length > 0 ? NOTHING : finish(built, description);
      return { facts: built.facts, isComplete: built.isComplete, warnings: [...built.warnings, ...warnings], errors: [...built.errors, ...errors] };
    });
    progress.end();
    const errors = judged.flatMap((each) => each.errors);
    // Of what a program did not come to define, the others would be told that it is missing.
    const facts = judged.every(({ isComplete }) => isComplete) ? judged.map((each) => each.facts) : [];
    const between = fleetFindings(facts, (cluster) => this.defaults.of(this.described(cluster)), { areAll: isWhole });
    // Of what could not be built, nothing is known.
    const isKnown = isWhole && errors.length === 0;
    const { acceptedWarnings = [], warningsAsErrors = [] } = this.props.defaults ?? {};
    const versions = (isKnown ? this.props.versions?._unused(this.clusters) ?? [] : []).map((warning) => acceptedBy(warning, acceptedWarnings));
    const warnings = [...judged.flatMap((each) => each.warnings), ...between.warnings, ...versions];
    const unused = isKnown ? this.defaults.unused(warnings) : [];
    return {
      errors: [...errors, ...between.errors, ...promotedWarnings(versions, warningsAsErrors), ...unused],
      warnings, isWhole, clusters: clusters.map(({ name }) => name),
    };
  }

  /** The hub is built as a cluster is, of what was staged. */
  private stageHub(writer: FleetWriter, orders: ReadonlyMap<string, FolderOrder>): Findings {
    if (this.delivery === undefined) { return NOTHING; }
    const { engine, hub } = this.delivery;
    const tree = DeliveredTree._of(this.clusters.map((description) => (
      DeliveredCluster._of(description, writer.read(description.name), orders.get(description.name) ?? {}))));
    const built = new ClusterBuild(hub, this.defaults.of(hub), [{ define: (cluster) => engine.deliver(cluster, tree) }], [], []).synthesize();
    if (built.errors.length > 0) { return built; }
    const { errors, warnings } = this.stage(writer, built, hub);
    return { errors, warnings: [...built.warnings, ...warnings] };
  }

  private stage(writer: FleetWriter, { name, charts, facts, warningsOf }: SynthesizedCluster, description: ClusterDescription): Findings {
    const { layout = FleetLayout.FILE_PER_OBJECT, kustomization = false } = this.props;
    const { files, faults } = clusterFiles(charts, { layout, kustomization });
    if (faults.length > 0) { return { errors: faults.map(({ chart, ...fault }) => findingOf(fault, `${name}/${chart}`)), warnings: [] }; }
    const { immutable } = writer.stage(name, files, facts, description.kubernetesVersion);
    const { acceptedWarnings = [], warningsAsErrors = [] } = this.defaults.of(description);
    const warnings = warningsOf(immutable).map((warning) => acceptedBy(warning, acceptedWarnings));
    return { errors: promotedWarnings(warnings, warningsAsErrors), warnings };
  }

  private buildOf(description: ClusterDescription): ClusterBuild {
    const programs = this.runs.filter(({ clusters }) => clusters.selects(description)).map(({ program }) => program);
    const overrides = this.overrides.filter(({ clusters }) => clusters.selects(description));
    return new ClusterBuild(description, this.defaults.of(description), programs, overrides, this.handles);
  }

  private kept<T extends FleetHandle>(handle: T): T {
    this.handles.push(handle);
    return handle;
  }

  private described(name: string): ClusterDescription {
    const found = this.clusters.find((cluster) => cluster.name === name);
    if (found !== undefined) { return found; }
    const faults = new Faults('Fleet');
    faults.add({
      id: 'fleet/no-such-cluster', prop: 'name', rule: 'must be a cluster of the fleet', got: name,
      fix: useNearest(name, this.names, `It has ${listed(this.names, Infinity)}`),
    });
    fail(faults.error);
  }

  private get names(): string[] {
    return this.clusters.map(({ name }) => name);
  }
}

interface Findings {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const NOTHING: Findings = { errors: [], warnings: [] };

/** What one way through the clusters came to. */
interface Judgement extends Findings {
  /** Those that were built. */
  readonly clusters: readonly string[];
  /** Whether these are all of the fleet. */
  readonly isWhole: boolean;
}

interface Delivery {
  readonly engine: IFleetDelivery;
  readonly hub: ClusterDescription;
}

interface FleetRun {
  readonly clusters: ClusterSelector;
  readonly program: IClusterProgram;
}

function tell(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

function throwIfAny(errors: readonly Finding[]): void {
  if (errors.length === 0) { return; }
  const groups = groupFindings(errors);
  const count = groups.length === 1 ? 'an error' : `${groups.length} errors`;
  fail(new FleetError([...errors], () => `Nothing was written: the manifests have ${count}.\n  ${groups.map(formatGroupedError).join('\n  ')}`));
}
