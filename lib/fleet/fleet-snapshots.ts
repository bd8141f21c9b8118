import { createHash } from 'node:crypto';
import { Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { Faults } from '../construct/faults';
import { also, anything, defaulted, dnsLabel, required, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { duration } from '../data/duration';
import { CronJobScheduleOptions } from '../data/schedule/cron-job-schedule';
import { LifecycleScheduleOptions } from '../data/schedule/lifecycle-schedule';
import { SnapshotSchedule } from '../data/schedule/snapshot-schedule';

/** Properties for `Fleet.snapshots`. */
export interface FleetSnapshotsProps {
  /**
   * From when on snapshots are taken each day, in UTC: `01:00`.
   * @default '01:00'
   */
  readonly from?: string;

  /**
   * Over how long their beginnings are spread, in whole minutes, up to a day.
   * @default Duration.hours(3)
   */
  readonly window?: Duration;

  /**
   * Age from which on a snapshot goes.
   * @default - that of the schedule: 30 days
   */
  readonly expireAfter?: Duration;

  /**
   * How many snapshots stay, however old.
   * @default - that of the schedule: 5
   */
  readonly minCount?: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60;
/** As far as the defaults of a `CronJobSchedule` are apart. */
const CLEAN_UP_AFTER = 3 * 60;

const NAME_FIX = "Use a name such as 'nightly'";
const NAME = required(dnsLabel(NAME_FIX), NAME_FIX);
const OF_NAME = dnsLabel("Use the name of the ESSnapshotter, e.g. 'logs'");
const FROM = textOf((time) => (/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(time) ? undefined : 'must be a time of the day'), { fix: "Use one such as '01:00'" });
const WINDOW = also(duration({ least: 'a minute', example: 'Duration.hours(3)', fix: 'Leave it out for three hours' }), (window, prop) => {
  const minutes = window.toMilliseconds() / MINUTE;
  prop.check(Number.isInteger(minutes) && minutes <= DAY ? undefined : 'must be whole minutes, and no more than a day', { id: 'prop/range', fix: "Use one such as 'Duration.hours(3)'" });
});
const PROPS = optionsOf(struct<FleetSnapshotsProps, 'from' | 'window'>("{ from: '01:00', window: Duration.hours(3) }", {
  from: defaulted('01:00', FROM),
  window: defaulted(Duration.hours(3), WINDOW),
  // Judged where the schedule is used, as its own.
  expireAfter: anything,
  minCount: anything,
}));

/** How long they are kept. */
type Retention = Pick<FleetSnapshotsProps, 'expireAfter' | 'minCount'>;

/**
 * One schedule for the snapshots of many Elasticsearch clusters, in many clusters. It is made by `Fleet.snapshots`; `at` is what it means for one of them.
 *
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'prod-eu' }, { name: 'prod-us' }] });
 * const nightly = fleet.snapshots('nightly', { from: '01:00', window: Duration.hours(3) });
 *
 * // In the program of each cluster:
 * const cluster = fleet.buildCluster('prod-eu');
 * const chart = new Chart(cluster, 'logging', { namespace: 'logging' });
 * const here = nightly.at(chart, 'logs');
 * new ESSnapshotter(chart, 'logs', {
 *   cluster: SnapshotTarget.eckNamed('logs'),
 *   user: SnapshotUser.fileRealm('snapshots-user'),
 *   repository: SnapshotRepository.s3('snapshots', {
 *     bucket: 'company-snapshots',
 *     basePath: here.basePath,
 *     credentials: S3Credentials.webIdentity({ roleArn: 'arn:aws:iam::111122223333:role/snapshots' }),
 *   }),
 *   schedule: here.lifecycle(),
 * });
 */
export class FleetSnapshots {
  /**
   * As `Fleet.snapshots` makes it.
   * @internal
   */
  public static _of(name: string, props: FleetSnapshotsProps): FleetSnapshots {
    return judgedAtOnce('Fleet.snapshots', (prop) => {
      NAME(name, prop.at('name'));
      const { from, window, ...kept } = PROPS(props, prop);
      const [hours, minutes] = from.split(':').map(Number);
      return new FleetSnapshots(name, hours * 60 + minutes, window.toMilliseconds() / MINUTE, kept);
    });
  }

  private constructor(
    /** Name of the schedule. */
    public readonly name: string,
    private readonly from: number,
    private readonly window: number,
    private readonly kept: Retention,
  ) {}

  /**
   * What the schedule means for the snapshots of one Elasticsearch cluster.
   * @param scope the chart of its ESSnapshotter, in a namespace and a cluster
   * @param name name of its ESSnapshotter; the name of the schedule where there is one in a namespace
   */
  public at(scope: Construct, name: string = this.name): FleetSnapshotsHere {
    const cluster = Cluster.containing(scope);
    const { namespace } = Chart.of(scope);
    const faults = new Faults(scope);
    OF_NAME(name, faults.props.at('name'));
    if (namespace === undefined) {
      faults.add({ id: 'prop/required', rule: 'must be a chart with a namespace, which is part of the place of the snapshots', fix: "Give the chart a 'namespace'" });
    }
    faults.throwIfAny();
    const basePath = `${cluster.name}/${namespace}/${name}`;
    return FleetSnapshotsHere._of(basePath, (this.from + placeIn(this.window, basePath)) % DAY, this.kept);
  }
}

/** What a schedule of the fleet means for the snapshots of one Elasticsearch cluster. */
export class FleetSnapshotsHere {
  /**
   * As `FleetSnapshots.at` makes it.
   * @internal
   */
  public static _of(basePath: string, minute: number, kept: Retention): FleetSnapshotsHere {
    return new FleetSnapshotsHere(basePath, minute, kept);
  }

  private constructor(
    /** Folder of its snapshots in the repository, which no other one has: cluster, namespace and name. It stays as it is. */
    public readonly basePath: string,
    /** Of the day. */
    private readonly minute: number,
    private readonly kept: Retention,
  ) {}

  /** When its snapshots are taken, each day in UTC: `02:17`. It depends on cluster, namespace and name alone, so that further ones move no other. */
  public get time(): string {
    return `${String(hourOf(this.minute)).padStart(2, '0')}:${String(this.minute % 60).padStart(2, '0')}`;
  }

  /** Snapshots at that time by Elasticsearch itself. `schedule` is the fleet's to say. */
  public lifecycle(options: LifecycleScheduleOptions = {}): SnapshotSchedule {
    refuse('FleetSnapshotsHere.lifecycle', options, ['schedule']);
    return SnapshotSchedule.lifecycle({ ...this.kept, ...options, schedule: `0 ${this.minute % 60} ${hourOf(this.minute)} * * ?` });
  }

  /** Snapshots at that time by CronJobs, and their clean-up three hours later. `snapshot`, `cleanUp` and `timeZone` are the fleet's to say. */
  public cronJobs(options: CronJobScheduleOptions = {}): SnapshotSchedule {
    refuse('FleetSnapshotsHere.cronJobs', options, ['snapshot', 'cleanUp', 'timeZone']);
    return SnapshotSchedule.cronJobs({ ...this.kept, ...options, snapshot: daily(this.minute), cleanUp: daily((this.minute + CLEAN_UP_AFTER) % DAY) });
  }
}

/** A number of a range, by a text alone. */
function placeIn(range: number, name: string): number {
  return createHash('sha256').update(name).digest().readUInt32BE(0) % range;
}

function daily(minute: number): string {
  return `${minute % 60} ${hourOf(minute)} * * *`;
}

function hourOf(minute: number): number {
  return Math.floor(minute / 60);
}

function refuse(call: string, options: object, fields: readonly string[]): void {
  judgedAtOnce(call, (prop) => fields.filter((field) => ((options as any)?.[field] ?? undefined) !== undefined).forEach((field) => {
    prop.at(field).fault({ id: 'construct/one-place', rule: 'must not be given: the schedule of the fleet says it', fix: "Leave it out, or use 'SnapshotSchedule' itself" });
  }));
}
