import { ClusterDescription } from '../cluster/cluster-description';
import { ObjectSource, writeConstructMetadata } from '../cluster/construct-metadata';
import { promotedWarnings } from '../cluster/synthesis';
import { findingOf } from '../construct/fault';
import { Finding } from '../construct/finding';
import { ClusterFacts } from '../rules/fleet/cluster-facts';
import { ClusterBuild, SynthesizedCluster } from './cluster-build';
import { IClusterProgram } from './cluster-program';
import { ClusterSelector } from './cluster-selector';
import type { FleetProps } from './fleet';
import { FleetDefaults } from './fleet-defaults';
import { acceptedBy, fleetFindings } from './fleet-findings';
import { FleetHandle } from './fleet-handle';
import { appNameErrors, deliveredTree, FleetHub, missingParts } from './fleet-hub';
import { Findings, NOTHING, throwIfAny } from './fleet-outcome';
import { FleetOverride } from './fleet-override';
import { partOf } from './fleet-part';
import { clusterFiles } from './output/cluster-files';
import { FleetLayout } from './output/fleet-layout';
import { readFleet } from './output/fleet-reader';
import { FleetCommit, FleetWriter } from './output/fleet-writer';
import { Progress } from './progress';

/** All that was said of a fleet. */
export interface SaidFleet {
  readonly props: FleetProps;
  readonly runs: readonly FleetRun[];
  readonly overrides: readonly FleetOverride[];
  readonly handles: readonly FleetHandle[];
  /** Undefined where nothing delivers it. */
  readonly hub?: FleetHub;
}

/** What runs where. */
export interface FleetRun {
  readonly clusters: ClusterSelector;
  readonly program: IClusterProgram;
}

/** What one way through the clusters came to. */
export interface Judgement extends Findings {
  /** Those that were built. */
  readonly clusters: readonly string[];
  /** Whether these are all of the fleet. */
  readonly isWhole: boolean;
  /** Whether all of them could be built. */
  readonly isKnown: boolean;
}

/** What a run came to. */
export interface Written extends Judgement {
  readonly commit: FleetCommit;
}

/** How a fleet that was said becomes manifests: one way through the clusters, of which only facts and findings are kept. */
export class FleetSynthesis {
  private readonly defaults: FleetDefaults;
  private readonly clusters: readonly ClusterDescription[];

  public constructor(private readonly said: SaidFleet) {
    this.defaults = new FleetDefaults(said.props);
    this.clusters = said.props.clusters;
  }

  /** Builds, checks and writes all clusters, or the part that the environment asks for, and the hub. */
  public write(outdir: string): Written {
    return this.open(outdir, (writer) => {
      const constructs: ObjectSource[] = [];
      const judgement = this.judge((built, description) => {
        built.constructs.forEach((source) => constructs.push(source));
        const taken = this.said.hub === undefined ? [] : appNameErrors(built);
        return taken.length > 0 ? { errors: taken, warnings: [] } : this.stage(writer, built, description);
      });
      // A part leaves the hub as it is.
      const hub = judgement.isKnown ? this.stageHub(writer) : NOTHING;
      const warnings = [...judgement.warnings, ...hub.warnings];
      const isKnown = judgement.isKnown && hub.errors.length === 0;
      throwIfAny([...judgement.errors, ...hub.errors, ...this.unusedIn({ warnings, isKnown })]);
      const commit = writer.commit({ isPartial: !judgement.isWhole });
      if (constructs.length > 0) { writeConstructMetadata(outdir, constructs); }
      return { ...judgement, warnings, commit };
    });
  }

  /** Writes the hub alone, of the clusters that are in the output folder, and what must agree between them. */
  public writeHub(outdir: string): Written {
    return this.open(outdir, (writer) => {
      const parts = readFleet(outdir);
      throwIfAny(missingParts(this.clusters, parts, outdir));
      const names = this.clusters.map(({ name }) => name);
      const between = this.between(parts.filter(({ name }) => names.includes(name)).map(({ facts }) => facts), true);
      throwIfAny(between.errors);
      const hub = this.stageHub(writer);
      throwIfAny(hub.errors);
      const warnings = [...between.warnings, ...hub.warnings];
      return { isWhole: true, isKnown: true, clusters: [], errors: [], warnings, commit: writer.commit({ kept: names }) };
    });
  }

  private open(outdir: string, work: (writer: FleetWriter) => Written): Written {
    const writer = new FleetWriter(outdir);
    writer.open();
    try {
      return work(writer);
    } finally {
      writer.abandon();
    }
  }

  /** Goes through the clusters, one at a time; of each, only facts and findings are kept. */
  public judge(finish: (built: SynthesizedCluster, description: ClusterDescription) => Findings): Judgement {
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
    const between = this.between(facts, isWhole);
    // Of what could not be built, nothing is known.
    const isKnown = isWhole && errors.length === 0;
    const { acceptedWarnings = [], warningsAsErrors = [] } = this.said.props.defaults ?? {};
    const versions = (isKnown ? this.said.props.versions?._unused(this.clusters) ?? [] : []).map((warning) => acceptedBy(warning, acceptedWarnings));
    const warnings = [...judged.flatMap((each) => each.warnings), ...between.warnings, ...versions];
    return {
      errors: [...errors, ...between.errors, ...promotedWarnings(versions, warningsAsErrors)],
      warnings, isWhole, isKnown, clusters: clusters.map(({ name }) => name),
    };
  }

  /** Acceptances that nothing needs: where not all is known, something may. */
  public unusedIn({ warnings, isKnown }: Pick<Judgement, 'warnings' | 'isKnown'>): Finding[] {
    return isKnown ? this.defaults.unused(warnings) : [];
  }

  private between(facts: readonly ClusterFacts[], areAll: boolean): Findings {
    const descriptions = new Map(this.clusters.map((description) => [description.name, description]));
    return fleetFindings(facts, (cluster) => this.defaults.of(descriptions.get(cluster)!), { areAll });
  }

  /** The hub is built as a cluster is, of what was staged or is there. */
  private stageHub(writer: FleetWriter): Findings {
    if (this.said.hub === undefined) { return NOTHING; }
    const { engine, description } = this.said.hub;
    const tree = deliveredTree(this.clusters, (name) => writer.read(name));
    const built = new ClusterBuild(description, this.defaults.of(description), [{ define: (cluster) => engine.deliver(cluster, tree) }], [], []).synthesize();
    if (built.errors.length > 0) { return built; }
    const facts = { ...built.facts, cluster: { ...built.facts.cluster, hub: true } };
    const { errors, warnings } = this.stage(writer, { ...built, facts }, description);
    return { errors, warnings: [...built.warnings, ...warnings] };
  }

  private stage(writer: FleetWriter, { name, charts, facts, warningsOf }: SynthesizedCluster, description: ClusterDescription): Findings {
    const { layout = FleetLayout.FILE_PER_OBJECT, kustomization = false } = this.said.props;
    const { files, faults } = clusterFiles(charts, { layout, kustomization });
    if (faults.length > 0) { return { errors: faults.map(({ chart, ...fault }) => findingOf(fault, `${name}/${chart}`)), warnings: [] }; }
    const { immutable } = writer.stage(name, files, facts, description.kubernetesVersion);
    const { acceptedWarnings = [], warningsAsErrors = [] } = this.defaults.of(description);
    const warnings = warningsOf(immutable).map((warning) => acceptedBy(warning, acceptedWarnings));
    return { errors: promotedWarnings(warnings, warningsAsErrors), warnings };
  }

  public buildOf(description: ClusterDescription): ClusterBuild {
    const programs = this.said.runs.filter(({ clusters }) => clusters.selects(description)).map(({ program }) => program);
    const overrides = this.said.overrides.filter(({ clusters }) => clusters.selects(description));
    return new ClusterBuild(description, this.defaults.of(description), programs, overrides, this.said.handles);
  }
}
