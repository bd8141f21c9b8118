import { createHash } from 'node:crypto';
import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { dnsEgress } from '../cluster/dns-egress';
import { labels, list } from '../construct/collection';
import { Faults } from '../construct/faults';
import { ManifestConstruct } from '../construct/manifest-construct';
import { refuseOwnKeys } from '../construct/own-keys';
import { Prop } from '../construct/prop';
import { readProps } from '../construct/read-props';
import { flag, required, Shape, text, textOf } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { warn, warnAtSynth } from '../construct/warning';
import { dnsLabelFault } from '../manifest/dns-name';
import { withoutPlaceholderIds } from '../manifest/known';
import { checkImage } from '../pod/container-image';
import { ElasticsearchSnapshots, mixinOf } from './elasticsearch-snapshots';
import { SECRET_NAME } from './external-secret-source';
import { partOfText } from './refuse-token';
import { AccessObject } from './repository/repository-access';
import { RepositoryStrategy } from './repository/repository-strategy';
import { SnapshotRepository, SNAPSHOT_REPOSITORY } from './repository/snapshot-repository';
import { checkRestoreDrill, DrillPlan, RestoreDrill, restoreDrillScript, DRILL, restorePrefix } from './restore-drill';
import { ScheduleContext, ScheduleStrategy } from './schedule/schedule-strategy';
import { SnapshotSchedule, SNAPSHOT_SCHEDULE } from './schedule/snapshot-schedule';
import { checkBodies, filesOf } from './script-files';
import { Connection, cronJobSpec, jobSpec, PodContext, ScheduledScript, Script } from './script-pod';
import { REGISTER } from './scripts/register';
import { alertsSpec, checkNamesInAlerts, SnapshotAlerts, SNAPSHOT_ALERTS, staleSeconds } from './snapshot-alerts';
import { repositoryBody } from './snapshot-bodies';
import { SnapshotContents, SNAPSHOT_CONTENTS, withoutCopies } from './snapshot-contents';
import { rolesYaml, snapshotRole } from './snapshot-role';
import { SnapshotTarget, SNAPSHOT_TARGET, TargetPlan, TargetStrategy } from './snapshot-target';
import { SnapshotUser, SNAPSHOT_USER, UserPlan, UserStrategy } from './snapshot-user';
import { drillWarnings, staleWarnings, superuserWarnings } from './snapshot-warnings';

/** Properties for `ESSnapshotter`. */
export interface ESSnapshotterProps {
  /** The Elasticsearch cluster whose snapshots are taken: version 8 or 9. */
  readonly cluster: SnapshotTarget;

  /** As whom it is called. */
  readonly user: SnapshotUser;

  /** Where the snapshots are kept. */
  readonly repository: SnapshotRepository;

  /**
   * Who takes them, when, and how long they are kept.
   * @default SnapshotSchedule.lifecycle()
   */
  readonly schedule?: SnapshotSchedule;

  /**
   * What goes into them.
   * @default - everything
   */
  readonly contents?: SnapshotContents;

  /**
   * A restore that shows that they are good for something; `{}` for one with all defaults.
   * @default - none
   */
  readonly restoreDrill?: RestoreDrill;

  /**
   * Alerts for the Prometheus operator; `{}` for those with all defaults.
   * @default - none
   */
  readonly alerts?: SnapshotAlerts;

  /**
   * Whether there is a NetworkPolicy that lets the pods reach Elasticsearch and the cluster's DNS, and nothing else.
   * @default true
   */
  readonly networkPolicy?: boolean;

  /**
   * Image of the pods: a POSIX shell with the tools of busybox, and curl from version 7.68 on.
   * @default - curl's own, `docker.io/curlimages/curl`, by version and digest
   */
  readonly image?: string;

  /**
   * Secrets with which the image is pulled.
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Name of the objects, and what stands before `-` in the names of others: a DNS label of at most 38 characters.
   * @default - the construct's id
   */
  readonly name?: string;

  /**
   * Namespace of all objects. An Elasticsearch resource of ECK must be in the same one.
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * Further labels of all objects.
   * @default - none
   */
  readonly labels?: { [key: string]: string };
}

/** The newest version that the scripts were tried with; the digest is that of the image for all platforms. */
const IMAGE = 'docker.io/curlimages/curl:8.18.0@sha256:d94d07ba9e7d6de898b6d96c1a072f6f8266c687af78a74f380087a0addf5d17';
/** `-restore-drill` behind it must fit into the 52 characters of a CronJob's name. */
const MAX_NAME = 38;

/** Kinds of the objects besides, and the group and version of each. */
const API_VERSIONS = { ExternalSecret: 'external-secrets.io/v1', Secret: 'v1', ServiceAccount: 'v1' };

/** The props, with what the values of our classes among them say. */
interface Read extends Omit<ESSnapshotterProps, 'cluster' | 'user' | 'repository' | 'schedule' | 'restoreDrill'> {
  readonly cluster: TargetStrategy;
  readonly user: UserStrategy;
  readonly repository: RepositoryStrategy;
  readonly schedule: ScheduleStrategy;
  readonly restoreDrill?: DrillPlan;
}

/** The props of a snapshotter, with those that have a default from where it stands. */
function snapshotterShapes(id: string, namespace: string | undefined): Shapes<Read> {
  return {
    cluster: required(SNAPSHOT_TARGET, "Use 'SnapshotTarget.eckNamed('logs')'"),
    user: required(SNAPSHOT_USER, "Use 'SnapshotUser.fileRealm('snapshots-user')'"),
    repository: SNAPSHOT_REPOSITORY,
    schedule: orElse(SnapshotSchedule.lifecycle(), SNAPSHOT_SCHEDULE),
    contents: SNAPSHOT_CONTENTS,
    restoreDrill: DRILL,
    alerts: SNAPSHOT_ALERTS,
    networkPolicy: flag,
    image: (value, prop) => {
      const image = text(value, prop);
      if (typeof image === 'string') { checkImage(image, { example: 'registry.example.com/tools/curl:8.18.0' }, prop); }
      return image;
    },
    imagePullSecrets: list(SECRET_NAME, "['registry']"),
    name: orElse(id, textOf(nameFault, { fix: "Give it a 'name' such as 'nightly'" })),
    namespace: orElse(namespace, partOfText(textOf(dnsLabelFault, { fix: "Use a name such as 'logging'" }))),
    labels: labels("{ 'example.com/team': 'search' }"),
  };
}

/**
 * Snapshots of an Elasticsearch cluster: a repository that is registered and verified, a schedule with retention, alerts, and a drill that restores.
 *
 * The Elasticsearch resource belongs to somebody else: `elasticsearch.with(snapshots.elasticsearchSnapshots)` adds what it needs.
 *
 * @example
 * const chart = new Chart(new App(), 'logging', { namespace: 'logging' });
 * const elasticsearch = new ApiObject(chart, 'logs', {
 *   apiVersion: 'elasticsearch.k8s.elastic.co/v1',
 *   kind: 'Elasticsearch',
 *   metadata: { name: 'logs' },
 *   spec: { version: '9.2.0', nodeSets: [{ name: 'default', count: 3 }] },
 * });
 * const snapshots = new ESSnapshotter(chart, 'nightly', {
 *   cluster: SnapshotTarget.eck(elasticsearch),
 *   user: SnapshotUser.fileRealm('snapshots-user'),
 *   repository: SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: S3Credentials.secret('snapshots-s3') }),
 * });
 * elasticsearch.with(snapshots.elasticsearchSnapshots);
 */
export class ESSnapshotter extends ManifestConstruct {
  /** Name of the objects. */
  public readonly name: string;
  /** Namespace of all objects, if known. */
  public readonly namespace?: string;
  /** Name of the role in Elasticsearch that the user has. */
  public readonly roleName: string;
  /** What the user may do, as `roles.yml` says it. */
  public readonly rolesYaml: string;
  /** What the user of the restore drill's cluster may do, where that is another. */
  public readonly drillRolesYaml?: string;
  /** What the Elasticsearch resource needs: `elasticsearch.with(…)` adds it. Keys, settings and mounts among it restart nodes, users and roles do not. */
  public readonly elasticsearchSnapshots: ElasticsearchSnapshots;
  /** What the Elasticsearch resource of the restore drill needs, where that is another. */
  public readonly drillElasticsearchSnapshots?: ElasticsearchSnapshots;

  /** The scripts and what they send. */
  public readonly configMap: ApiObject;
  /**
   * The Job that registers the repository and the lifecycle policy. Its name changes with its content; one that has failed runs again when it is deleted and
   * the same content is applied.
   */
  public readonly registration: ApiObject;
  /** The CronJob that takes snapshots, with `SnapshotSchedule.cronJobs`. */
  public readonly snapshotCronJob?: ApiObject;
  /** The CronJob that deletes old ones, with `SnapshotSchedule.cronJobs`. */
  public readonly cleanUpCronJob?: ApiObject;
  /** The CronJob that restores, with `restoreDrill`. */
  public readonly restoreDrillCronJob?: ApiObject;
  /** The NetworkPolicy, unless there is none. */
  public readonly networkPolicy?: ApiObject;
  /** The PrometheusRule, with `alerts`. */
  public readonly prometheusRule?: ApiObject;
  /** Secrets with roles, where ECK makes the users. */
  public readonly roleSecrets: ApiObject[];

  private readonly labels: { [key: string]: string };

  public constructor(scope: Construct, id: string, given: ESSnapshotterProps) {
    super(scope, id);
    const faults = new Faults(this);
    const shapes = snapshotterShapes(id, Chart.of(this).namespace);
    const props = readProps<Read>(faults, given, shapes, ESSnapshotter, (late, again) => check(late, again.props));
    const { repository, restoreDrill, alerts, schedule } = props;
    this.name = props.name!;
    this.namespace = props.namespace;
    this.roleName = `snapshots-${this.name}`;
    this.labels = { ...props.labels, 'app.kubernetes.io/name': this.name };
    check(props, faults.props);
    faults.throwIfBroken();

    const main: Connection = { target: props.cluster.plan(this.namespace), user: props.user.plan(this.name, this.roleName, props.cluster.isEck) };
    const drill = this.drillConnection(restoreDrill);
    const prefix = restoreDrill === undefined ? undefined : restorePrefix(this.name);
    const role = { registers: true, schedule: schedule.privileges, restorePrefix: drill === undefined ? prefix : undefined };
    this.rolesYaml = rolesYaml(this.roleName, snapshotRole(role));
    if (drill !== undefined) {
      const drillRole = { registers: false, registersReadOnly: true, schedule: [], restorePrefix: prefix };
      this.drillRolesYaml = rolesYaml(`${this.roleName}-drill`, snapshotRole(drillRole));
    }

    this.elasticsearchSnapshots = this.mixin(repository, main.user, this.name);
    if (drill !== undefined) { this.drillElasticsearchSnapshots = this.mixin(repository, drill.user, `${this.name}-drill`); }
    repository.objects(this.name).forEach((object) => this.emitAccess(object));
    this.roleSecrets = [
      ...this.emitUser(main, { name: this.name, roles: this.rolesYaml, userId: 'userSecret', roleId: 'roleSecret' }),
      ...(drill === undefined ? [] : this.emitUser(drill, {
        name: `${this.name}-drill`, roles: this.drillRolesYaml!, userId: 'drillUserSecret', roleId: 'drillRoleSecret',
      })),
    ];

    const contents = withoutCopies(props.contents ?? {}, role.restorePrefix);
    const context: ScheduleContext = { name: this.name, namespace: this.namespace, repository: repository.name, contents };
    const pods: PodContext = {
      construct: this, name: this.name, image: props.image ?? IMAGE, imagePullSecrets: props.imagePullSecrets, repository: repository.name,
    };
    const register = registrationScript(schedule, context, repository);
    const scheduled = schedule.scripts(context);
    const drillScript = restoreDrill === undefined ? undefined : restoreDrillScript(restoreDrill, this.name, repository, schedule.ownSnapshots(this.name));
    const scripts: Script[] = [register, ...scheduled, ...(drillScript === undefined ? [] : [drillScript])];
    checkBodies(scripts, faults);
    faults.report();

    this.configMap = this._emit('configMap', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: this.metadata(this.name),
      data: Object.assign({}, ...scripts.map(filesOf)),
    });
    if (props.networkPolicy !== false) { this.networkPolicy = this.emitNetworkPolicy([main.target, ...(drill === undefined ? [] : [drill.target])]); }

    const spec = jobSpec(register, main, pods);
    this.registration = this._emit('registration', {
      apiVersion: 'batch/v1',
      kind: 'Job',
      // Jobs can't be changed: another content is another Job.
      metadata: this.metadata(`${this.name}-register-${hashOf([spec, filesOf(register)])}`),
      spec,
    });
    const cronJobs = new Map([
      ...scheduled.map((script) => [script.id, this.emitCronJob(script, main, pods)] as const),
      ...(drillScript === undefined ? [] : [[drillScript.id, this.emitCronJob(drillScript, drill ?? main, pods)] as const]),
    ]);
    this.snapshotCronJob = cronJobs.get('snapshot');
    this.cleanUpCronJob = cronJobs.get('clean-up');
    this.restoreDrillCronJob = cronJobs.get('restore-drill');

    if (alerts !== undefined) {
      this.prometheusRule = this._emit('prometheusRule', {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'PrometheusRule',
        metadata: { ...this.metadata(this.name), labels: { ...alerts.labels, ...this.labels } },
        spec: alertsSpec(alerts, schedule, { ...context, staleSeconds: staleSeconds(alerts), exporterLabels: alerts.exporterLabels ?? {} }, {
          registration: this.registration.name, drill: this.restoreDrillCronJob?.name,
        }),
      });
    }

    [
      ...schedule.warnings(),
      ...superuserWarnings([main, ...(drill === undefined ? [] : [drill])].map(({ user }) => user)),
      ...(restoreDrill === undefined ? [] : drillWarnings(props.contents ?? {}, restoreDrill)),
      ...(alerts === undefined ? [] : staleWarnings(schedule, staleSeconds(alerts))),
    ].forEach((warning) => warn(this, warning));
    this.warnUnlessReady(main.target, this.elasticsearchSnapshots, 'elasticsearchSnapshots');
    if (drill !== undefined) { this.warnUnlessReady(drill.target, this.drillElasticsearchSnapshots!, 'drillElasticsearchSnapshots'); }
  }

  /** Whom the drill calls; undefined where it is the cluster of the snapshots. */
  private drillConnection(drill: DrillPlan | undefined): Connection | undefined {
    if (drill?.cluster === undefined) { return undefined; }
    const { cluster, user } = drill;
    return { target: cluster!.plan(this.namespace), user: user!.plan(`${this.name}-drill`, `${this.roleName}-drill`, cluster!.isEck) };
  }

  private mixin(repository: RepositoryStrategy, user: UserPlan, name: string): ElasticsearchSnapshots {
    const secrets = user.inFileRealm ? { roleSecrets: [`${name}-role`], userSecrets: [user.secretName] } : {};
    return mixinOf({ snapshotter: this.name, repository, ...secrets });
  }

  private metadata(name: string) {
    return { name, namespace: this.namespace, labels: { ...this.labels } };
  }

  private emitAccess({ id, kind, name, annotations, fields }: AccessObject): ApiObject {
    return this._emit(id, {
      apiVersion: API_VERSIONS[kind], kind, metadata: { ...this.metadata(name), annotations: { ...annotations } }, ...fields,
    });
  }

  private emitUser(
    { user }: Connection, { name, roles, userId, roleId }: { readonly name: string; readonly roles: string; readonly userId: string; readonly roleId: string },
  ): ApiObject[] {
    user.objects.forEach((object) => this.emitAccess({ ...object, id: userId }));
    return user.inFileRealm ? [this.emitAccess({ id: roleId, kind: 'Secret', name: `${name}-role`, fields: { stringData: { 'roles.yml': roles } } })] : [];
  }

  private emitNetworkPolicy(targets: readonly TargetPlan[]): ApiObject {
    return this._emit('networkPolicy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: this.metadata(this.name),
      spec: {
        podSelector: { matchLabels: { 'app.kubernetes.io/name': this.name } },
        policyTypes: ['Ingress', 'Egress'],
        egress: [
          ...dnsEgress(this),
          // What stands behind a URL has addresses that nobody knows here.
          ...targets.map(({ pods, port }) => ({ ...(pods === undefined ? {} : { to: [pods] }), ports: [{ protocol: 'TCP', port }] })),
        ],
      },
    });
  }

  private emitCronJob(script: ScheduledScript, connection: Connection, pods: PodContext): ApiObject {
    return this._emit(`cronJob-${script.id}`, {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: this.metadata(`${this.name}-${script.id}`),
      spec: cronJobSpec(script, connection, pods),
    });
  }

  private warnUnlessReady({ resource }: TargetPlan, mixin: ElasticsearchSnapshots, property: string): void {
    if (resource === undefined) { return; }
    warnAtSynth(this, () => (mixin._isAppliedTo(resource) ? [] : [{
      id: 'data/elasticsearch-not-ready',
      message: `Elasticsearch '${resource.name}' was not told of the repository and the user. Say 'elasticsearch.with(snapshotter.${property})', if nobody else does.`,
    }]));
  }
}

/** What does not fit together. */
function check({ name = '', namespace, cluster, user, repository, schedule, restoreDrill, alerts, labels: given }: Read, prop: Prop): void {
  refuseOwnKeys(given, { 'app.kubernetes.io/name': name }, prop.at('labels'), 'Leave it out');
  cluster.check(namespace, prop.at('cluster'));
  user.check(cluster.isEck, prop.at('user'));
  if (restoreDrill !== undefined) { checkRestoreDrill(restoreDrill, cluster, namespace, prop.at('restoreDrill')); }
  if (alerts !== undefined) { checkNamesInAlerts({ repository: repository.name, policy: schedule.ownSnapshots(name).POLICY }, prop); }
}

/** What it is where nothing is said: judged as what is said. */
function orElse<T>(value: unknown, shape: Shape<T>): Shape<T> {
  return (given, prop) => shape(given ?? value, prop);
}

function nameFault(name: string): string | undefined {
  return dnsLabelFault(name) ?? (name.length > MAX_NAME ? `must have at most ${MAX_NAME} characters, because names of CronJobs begin with it` : undefined);
}

function registrationScript(schedule: ScheduleStrategy, context: ScheduleContext, repository: RepositoryStrategy): Script {
  const policy = schedule.policy(context);
  return {
    id: 'register',
    script: REGISTER,
    bodies: { 'repository.json': repositoryBody(repository), ...(policy === undefined ? {} : { 'policy.json': policy.body }) },
    env: policy === undefined ? {} : { POLICY: policy.id },
    // Elasticsearch may be on its way, and ECK takes minutes to bring settings and users to it.
    retrySeconds: 600,
    requestSeconds: 60,
    deadlineSeconds: 2 * 3600,
    backoffLimit: 6,
    graceSeconds: 30,
  };
}

function hashOf(content: unknown): string {
  return createHash('sha256').update(withoutPlaceholderIds(JSON.stringify(content))).digest('hex').slice(0, 10);
}
