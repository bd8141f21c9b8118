import { Names } from 'cdk8s';
import { Cluster } from '../cluster/cluster';
import { ClusterDefaults } from '../cluster/cluster-defaults';
import { ClusterDescription } from '../cluster/cluster-description';
import { ObjectSource, objectSource } from '../cluster/construct-metadata';
import { immutableWarnings } from '../cluster/immutable-warnings';
import { SynthesizedChart } from '../cluster/synthesis';
import { findingOf } from '../construct/fault';
import { Faults } from '../construct/faults';
import { Finding } from '../construct/finding';
import { fail, FleetError } from '../construct/fleet-error';
import { pathOf } from '../construct/path';
import { ImmutableChange } from '../manifest/immutable-fields';
import { ClusterFacts, OverrideFact, WarningFact } from '../rules/fleet/cluster-facts';
import { collectFacts } from '../rules/fleet/collect-facts';
import { IClusterProgram } from './cluster-program';
import { describedCluster } from './described-cluster';
import { FleetHandle } from './fleet-handle';
import { applyOverride, FleetOverride } from './fleet-override';
import { folderDependencies } from './folder-order';
import { ChartObjects } from './output/cluster-files';

/** A cluster that was built and checked. */
export interface SynthesizedCluster {
  readonly name: string;
  /** In the order in which they should be applied. */
  readonly charts: readonly ChartObjects[];
  readonly facts: ClusterFacts;
  readonly warnings: readonly Finding[];
  readonly errors: readonly Finding[];
  /** Where objects come from, as cdk8s-cli wants to know it; nothing where it does not ask. */
  readonly constructs: readonly ObjectSource[];
  /** Whether all that its programs define is there. */
  readonly isComplete: boolean;
  /** Warns of what a cluster refuses that has what was written before, by the constructs that it comes from. */
  warningsOf(changes: readonly ImmutableChange[]): readonly Finding[];
}

/** The tree of one cluster. */
export class ClusterBuild {
  public readonly cluster: Cluster;
  /** What ended a program before its end. */
  public readonly thrown: readonly Finding[];
  private readonly overridden: readonly OverrideFact[];

  public constructor(
    private readonly description: ClusterDescription, { acceptedWarnings = [], ...defaults }: ClusterDefaults,
    programs: readonly IClusterProgram[], overrides: readonly FleetOverride[], private readonly handles: readonly FleetHandle[],
  ) {
    this.cluster = new Cluster({ ...description, ...defaults });
    this.cluster._acceptForFleet(acceptedWarnings);
    const thrown = programs.flatMap((program) => this.findingsOf(() => define(program, this.cluster)));
    // What a program did not come to define can't be found.
    const applied = thrown.length > 0 ? [] : overrides.map((override) => applyOverride(this.cluster, override));
    this.thrown = [...thrown, ...applied.flatMap((each) => ('fault' in each ? [findingOf(each.fault, description.name)] : []))];
    this.overridden = applied.flatMap((each) => ('fact' in each ? [each.fact] : []));
  }

  /** Checks and renders it. */
  public synthesize(): SynthesizedCluster {
    const { name } = this.description;
    if (this.thrown.length > 0) {
      const facts = collectFacts(describedCluster(this.cluster), [], []);
      return { name, charts: [], facts, warnings: [], errors: this.thrown, constructs: [], isComplete: false, warningsOf: () => [] };
    }
    const { charts, warnings, errors } = this.cluster._synthesize();
    const missing = this.handles.flatMap((handle) => handle._missingIn(this.cluster));
    const objects = charts.flatMap((chart) => chart.objects);
    const order = folderDependencies(charts);
    return {
      name,
      charts: charts.map((each) => ({ chart: Names.toDnsLabel(each.chart), objects: each.objects })),
      facts: {
        ...collectFacts(describedCluster(this.cluster), objects, this.overridden),
        ...(Object.keys(order).length > 0 && { order }),
        warnings: warnings.map(warningFact),
      },
      warnings,
      errors: [...errors, ...missing.map((fault) => findingOf(fault, name))],
      constructs: sourcesOf(charts, name),
      isComplete: true,
      warningsOf: (changes) => immutableWarnings(this.cluster, changes),
    };
  }

  private findingsOf(work: () => void): Finding[] {
    try {
      work();
      return [];
    } catch (error) {
      if (FleetError.isFleetError(error)) { return error.findings; }
      // Somebody else's: its stack says where, and only this loop knows for which cluster.
      try {
        (error as Error).message = `[${this.description.name}] ${(error as Error).message}`;
      } catch {
        // It is no error, or lets nobody change it: it is told as it is.
      }
      fail(error);
    }
  }
}

function sourcesOf(charts: readonly SynthesizedChart[], cluster: string): ObjectSource[] {
  if (process.env.CDK8S_RECORD_CONSTRUCT_METADATA !== 'true') { return []; }
  return charts.flatMap(({ objects, sources }) => objects.flatMap((object, index) => objectSource(object, pathOf(sources[index]), cluster)));
}

function warningFact({ id, path, object, message, accepted }: Finding): WarningFact {
  return {
    id,
    path: path.split('/').slice(1).join('/'),
    ...(object !== undefined && { object }),
    message,
    ...(accepted !== undefined && { accepted }),
  };
}

/** What a promise brings comes too late: the cluster has been written by then, without it. */
function define(program: IClusterProgram, cluster: Cluster): void {
  const answer: any = program.define(cluster);
  if (typeof answer?.then !== 'function') { return; }
  answer.then(undefined, () => undefined);
  const faults = new Faults(cluster);
  faults.add({ id: 'fleet/program', rule: "the 'define' of a program must not return a promise: the cluster is written before it ends", fix: 'Wait for what it needs before the Fleet is made' });
  fail(faults.error);
}
