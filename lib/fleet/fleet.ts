import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { JsonPatch } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { ClusterDefaults, CLUSTER_DEFAULTS } from '../cluster/cluster-defaults';
import { ClusterDescription, CLUSTER_DESCRIPTION } from '../cluster/cluster-description';
import { claimFolder, folderFault, givenFolder } from '../cluster/output-folder';
import { filled, list, map } from '../construct/collection';
import { Faults } from '../construct/faults';
import { Finding } from '../construct/finding';
import { fail } from '../construct/fleet-error';
import { readProps } from '../construct/read-props';
import { SYNTH_VARIABLE } from '../construct/run-by-cli';
import { flag, instance, oneOf, required, someText } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { listed } from '../manifest/listed';
import { useNearest } from '../manifest/nearest-name';
import { KubernetesObject } from '../manifest/object';
import { visibleLine } from '../manifest/visible';
import { stringifyYaml } from '../manifest/yaml';
import { IClusterProgram } from './cluster-program';
import { ClusterSelector } from './cluster-selector';
import { diffFleets } from './diff/fleet-diff';
import { DiffFormat, formatDiff } from './diff/format';
import { checkFleetProps } from './fleet-defaults';
import { IFleetDelivery } from './fleet-delivery';
import { FleetGlobalService, FleetGlobalServiceProps } from './fleet-global-service';
import { FleetHandle } from './fleet-handle';
import { FleetHub, NO_HUB, readHub } from './fleet-hub';
import { NOTHING, tell, throwIfAny } from './fleet-outcome';
import { FleetOverride, ObjectTarget, readOverride } from './fleet-override';
import { isHubAlone } from './fleet-part';
import { FleetSnapshots, FleetSnapshotsProps } from './fleet-snapshots';
import { FleetRun, FleetSynthesis } from './fleet-synthesis';
import { FleetWorkload, FleetWorkloadProps } from './fleet-workload';
import { formatGroupedWarning, groupFindings } from './grouped-findings';
import { FleetLayout } from './output/fleet-layout';
import { readFleet } from './output/fleet-reader';
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
  private readonly runs: FleetRun[] = [];
  private readonly overrides: FleetOverride[] = [];
  private hub: FleetHub | undefined;
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
   * A run that writes a part of the fleet leaves the hub as it is. `fleetwright synth --hub` writes it alone, of the clusters that are there.
   *
   * @param delivery the engine
   * @param hub the cluster that the engine runs in, as it is described: `{ name: 'hub' }` where nothing is said. Its name is that of the folder, and no
   *   cluster of the fleet has it
   */
  public deliver(delivery: IFleetDelivery, hub: ClusterDescription = { name: 'hub' }): void {
    const faults = new Faults('Fleet.deliver');
    this.refuseLate(faults);
    const read = readHub(delivery, hub, this.props, faults);
    if (this.hub !== undefined) {
      faults.add({ id: 'fleet/hub', rule: 'must be said once: two engines would apply the same objects', fix: 'Use one of the two' });
    }
    faults.throwIfAny();
    this.hub = read;
  }

  /** Builds one of the clusters: for tests, or to deploy it in another way. */
  public buildCluster(name: string): Cluster {
    const build = this.synthesis().buildOf(this.described(name));
    throwIfAny(build.thrown);
    return build.cluster;
  }

  /** The manifests of one of the clusters as one YAML text. */
  public synthYaml(name: string): string {
    const { charts, errors } = this.synthesis().buildOf(this.described(name)).synthesize();
    throwIfAny(errors);
    return stringifyYaml(charts.flatMap(({ objects }) => objects));
  }

  /** All warnings of all clusters, and of what must agree between them. Builds each of them; throws where there are errors. */
  public get warnings(): Finding[] {
    // The hub is made of what was written.
    if (this.hub !== undefined) { return this.elsewhere((folder) => [...this.synthesis().write(folder).warnings]); }
    const synthesis = this.synthesis();
    const judged = synthesis.judge(() => NOTHING);
    throwIfAny([...judged.errors, ...synthesis.unusedIn(judged)]);
    return [...judged.warnings];
  }

  /**
   * What would be written now, by the folder, and what the synth warns of.
   * @internal
   */
  public _manifests(): { readonly clusters: ReadonlyMap<string, KubernetesObject[]>; readonly warnings: readonly Finding[] } {
    return this.elsewhere((folder) => {
      const { warnings } = this.synthesis().write(folder);
      return { clusters: new Map(readFleet(folder).map((cluster) => [cluster.name, cluster.objects.map((object) => cluster.read(object)!)])), warnings };
    });
  }

  /**
   * How what would be written now differs from what is in the output folder. Builds each of the clusters; throws where there are errors.
   * @param format for whom it is
   */
  public diff(format: DiffFormat = DiffFormat.TEXT): string {
    return this.elsewhere((folder) => {
      const { isWhole, clusters } = this.synthesis().write(folder);
      const before = readFleet(this.outdir).filter(({ name }) => isWhole || clusters.includes(name));
      return formatDiff(diffFleets(before, readFleet(folder)), format);
    });
  }

  /** Builds, checks and writes all clusters. Warnings go to standard error, the same one in many clusters once. */
  public synth(): void {
    this.refuseUse();
    const isHub = isHubAlone();
    if (isHub && this.hub === undefined) { throwIfAny([NO_HUB]); }
    const { clusters, warnings, commit } = isHub ? this.synthesis().writeHub(this.outdir) : this.synthesis().write(this.outdir);
    this.isWritten = true;
    groupFindings(warnings.filter(({ accepted }) => accepted === undefined))
      .forEach((group) => tell(`warning ${formatGroupedWarning(group)}`));
    if (commit.removed.length > 0) { tell(`removed from '${this.outdir}', because the fleet no longer has them: ${visibleLine(commit.removed.join(', '))}`); }
    if (clusters.length === 0 && !isHub) {
      tell('this shard holds no cluster, for there are more shards than clusters: nothing is written');
    } else if (process.env[SYNTH_VARIABLE] === 'summary') {
      tell(describeSynth(this.outdir, isHub ? 'the hub' : clusters.length, commit, warnings));
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

  private synthesis(): FleetSynthesis {
    return new FleetSynthesis({ props: this.props, runs: this.runs, overrides: this.overrides, handles: this.handles, hub: this.hub });
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
