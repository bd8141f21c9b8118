import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { JsonPatch } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { ClusterDefaults, CLUSTER_DEFAULTS } from '../cluster/cluster-defaults';
import { ClusterDescription, CLUSTER_DESCRIPTION } from '../cluster/cluster-description';
import { claimFolder, folderFault, writeConstructMetadata } from '../cluster/output-folder';
import { filled, list, map } from '../construct/collection';
import { findingOf } from '../construct/fault';
import { Faults } from '../construct/faults';
import { Finding } from '../construct/finding';
import { FleetError } from '../construct/fleet-error';
import { nearestName } from '../construct/nearest-name';
import { readProps } from '../construct/read-props';
import { flag, oneOf, required, someText } from '../construct/shape';
import { Shapes, struct } from '../construct/struct';
import { stringifyYaml } from '../manifest/yaml';
import { ClusterBuild, SynthesizedCluster } from './cluster-build';
import { IClusterProgram } from './cluster-program';
import { ClusterSelector } from './cluster-selector';
import { diffFleets } from './diff/fleet-diff';
import { DiffFormat, formatDiff } from './diff/format';
import { checkFleetProps, FleetDefaults } from './fleet-defaults';
import { fleetFindings } from './fleet-findings';
import { FleetGlobalService, FleetGlobalServiceProps } from './fleet-global-service';
import { FleetHandle } from './fleet-handle';
import { FleetOverride, ObjectTarget, readOverride } from './fleet-override';
import { partOf } from './fleet-part';
import { FleetSnapshots, FleetSnapshotsProps } from './fleet-snapshots';
import { FleetWorkload, FleetWorkloadProps } from './fleet-workload';
import { formatGroupedError, formatGroupedWarning, groupFindings } from './grouped-findings';
import { clusterFiles } from './output/cluster-files';
import { FleetLayout } from './output/fleet-layout';
import { readFleet } from './output/fleet-reader';
import { FleetWriter } from './output/fleet-writer';
import { Progress } from './progress';
import { CLUSTER_SELECTOR } from './selected-clusters';

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
  private isWritten = false;
  private readonly handles: FleetHandle[] = [];

  public constructor(props: FleetProps) {
    const faults = new Faults('Fleet');
    this.props = readProps<FleetProps>(faults, props, SHAPES, Fleet);
    this.clusters = this.props.clusters;
    this.outdir = this.props.outdir ?? process.env.CDK8S_OUTDIR ?? 'dist';
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
    const { errors, warnings } = this.judge(() => []);
    throwIfAny(errors);
    return [...warnings];
  }

  /**
   * How what would be written now differs from what is in the output folder. Builds each of the clusters; throws where there are errors.
   * @param format for whom it is
   */
  public diff(format: DiffFormat = DiffFormat.TEXT): string {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-diff-'));
    try {
      const { isWhole, clusters } = this.write(folder);
      const before = readFleet(this.outdir).filter(({ name }) => isWhole || clusters.includes(name));
      return formatDiff(diffFleets(before, readFleet(folder)), format);
    } finally {
      fs.rmSync(folder, { recursive: true, force: true });
    }
  }

  /** Builds, checks and writes all clusters. Warnings go to standard error, the same one in many clusters once. */
  public synth(): void {
    this.refuseUse();
    const { warnings, removed } = this.write(this.outdir);
    this.isWritten = true;
    groupFindings(warnings.filter(({ accepted }) => accepted === undefined))
      .forEach((group) => process.stderr.write(`warning ${formatGroupedWarning(group)}\n`));
    if (removed.length > 0) { process.stderr.write(`removed from '${this.outdir}', because the fleet no longer has them: ${removed.join(', ')}\n`); }
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

  private write(outdir: string): Judgement & { readonly removed: readonly string[] } {
    const writer = new FleetWriter(outdir);
    writer.open();
    try {
      const constructs = {};
      const judgement = this.judge((built) => {
        Object.assign(constructs, built.constructs);
        return this.stage(writer, built);
      });
      throwIfAny(judgement.errors);
      const { removed } = writer.commit({ isPartial: !judgement.isWhole });
      if (Object.keys(constructs).length > 0) { writeConstructMetadata(outdir, constructs); }
      return { ...judgement, removed };
    } finally {
      writer.abandon();
    }
  }

  /** Goes through the clusters, one at a time; of each, only facts and findings are kept. */
  private judge(finish: (built: SynthesizedCluster) => readonly Finding[]): Judgement {
    const { clusters, isWhole } = partOf(this.clusters);
    const progress = new Progress(clusters.length);
    const judged = clusters.map((description) => {
      progress.at(description.name);
      const built = this.buildOf(description).synthesize();
      return { facts: built.facts, isComplete: built.isComplete, warnings: built.warnings, errors: built.errors.length > 0 ? built.errors : finish(built) };
    });
    progress.end();
    const errors = judged.flatMap((each) => each.errors);
    // Of what a program did not come to define, the others would be told that it is missing.
    const facts = judged.every(({ isComplete }) => isComplete) ? judged.map((each) => each.facts) : [];
    const between = fleetFindings(facts, (cluster) => this.defaults.of(this.described(cluster)), { areAll: isWhole });
    const warnings = [...judged.flatMap((each) => each.warnings), ...between.warnings];
    // Of what could not be built, nothing is known.
    const unused = isWhole && errors.length === 0 ? this.defaults.unused(warnings) : [];
    return { errors: [...errors, ...between.errors, ...unused], warnings, isWhole, clusters: clusters.map(({ name }) => name) };
  }

  private stage(writer: FleetWriter, { name, charts, facts }: SynthesizedCluster): readonly Finding[] {
    const { layout = FleetLayout.FILE_PER_OBJECT, kustomization = false } = this.props;
    const { files, faults } = clusterFiles(charts, { layout, kustomization });
    if (faults.length === 0) { writer.stage(name, files, facts); }
    return faults.map(({ chart, ...fault }) => findingOf(fault, `${name}/${chart}`));
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
    const meant = nearestName(name, this.names);
    const faults = new Faults('Fleet');
    faults.add({
      id: 'fleet/no-such-cluster', prop: 'name', rule: 'must be a cluster of the fleet', got: name,
      fix: meant === undefined ? `It has ${this.names.join(', ')}` : `Use '${meant}'`,
    });
    throw faults.error;
  }

  private get names(): string[] {
    return this.clusters.map(({ name }) => name);
  }
}

/** What one way through the clusters came to. */
interface Judgement {
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
  /** Those that were built. */
  readonly clusters: readonly string[];
  /** Whether these are all of the fleet. */
  readonly isWhole: boolean;
}

interface FleetRun {
  readonly clusters: ClusterSelector;
  readonly program: IClusterProgram;
}

function throwIfAny(errors: readonly Finding[]): void {
  if (errors.length === 0) { return; }
  const groups = groupFindings(errors);
  const count = groups.length === 1 ? 'an error' : `${groups.length} errors`;
  throw new FleetError([...errors], () => `Nothing was written: the manifests have ${count}.\n  ${groups.map(formatGroupedError).join('\n  ')}`);
}
