import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { texts } from '../construct/collection';
import { addEdit, Edit } from '../construct/edit';
import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { judgeAtSynth } from '../construct/late-values';
import { required, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { dnsLabelFault } from '../manifest/dns-name';
import { ElasticsearchNeeds, readyForSnapshots } from './elasticsearch/snapshot-readiness';
import { RepositoryStrategy } from './repository/repository-strategy';
import { SnapshotRepository, SNAPSHOT_REPOSITORY } from './repository/snapshot-repository';

/** Properties for `ElasticsearchSnapshots`. */
export interface ElasticsearchSnapshotsProps {
  /** Name of the snapshotter: Secrets and service account that it writes are named after it. */
  readonly snapshotter: string;

  /** The repository that the nodes must get into. */
  readonly repository: SnapshotRepository;

  /**
   * Secrets with roles, for `spec.auth.roles`.
   * @default - none
   */
  readonly roleSecrets?: string[];

  /**
   * Secrets with users, for `spec.auth.fileRealm`.
   * @default - none
   */
  readonly userSecrets?: string[];
}

const SNAPSHOTTER = "Use the name of the ESSnapshotter, e.g. 'nightly'";

/** The props, with what their repository says. */
type Read = Omit<ElasticsearchSnapshotsProps, 'repository'> & { readonly repository: RepositoryStrategy };

const readProps = optionsOf(struct<Read>("{ snapshotter: 'nightly', repository: SnapshotRepository.s3(…) }", {
  snapshotter: required(textOf(dnsLabelFault, { fix: SNAPSHOTTER }), SNAPSHOTTER),
  repository: SNAPSHOT_REPOSITORY,
  roleSecrets: texts("['nightly-role']"),
  userSecrets: texts("['snapshots-user']"),
}));

// What a snapshotter has read, which judges it at synth too.
const READ = Symbol.for('fleetwright.readElasticsearchSnapshots');
const READY = Symbol.for('fleetwright.readyForSnapshots');

/**
 * What an Elasticsearch resource of ECK needs so that a snapshotter can work: credentials in the keystore, client settings, `path.repo`, mounts and identity of
 * every node set, the user and its role. What it says already stays; where that contradicts, the synth ends with an error.
 *
 * ECK restarts the nodes one by one for settings, mounts and credentials, and again for each key that is rotated in their Secret; not for users and roles.
 *
 * An `ESSnapshotter` holds the one that fits to it.
 */
export class ElasticsearchSnapshots implements IMixin {
  private readonly needs: ElasticsearchNeeds;
  private readonly edit: Edit;
  private readonly given?: ElasticsearchSnapshotsProps;

  public constructor(props: ElasticsearchSnapshotsProps) {
    const read: Read | undefined = (props as any)?.[READ];
    if (read === undefined) { this.given = props; }
    const { snapshotter, repository, roleSecrets, userSecrets } = read ?? judgedAtOnce('ElasticsearchSnapshots', (prop) => readProps(props, prop));
    this.needs = { ...repository.needs(snapshotter), roleSecrets, userSecrets };
    this.edit = { apply: (object) => readyForSnapshots(object, this.needs) };
  }

  /** Whether a construct is a Kubernetes object. `with` asks this of a construct and of everything below it. */
  public supports(construct: IConstruct): boolean {
    return ApiObject.isApiObject(construct);
  }

  /** Adds what is needed to an Elasticsearch resource; others stay as they are. */
  public applyTo(construct: IConstruct): void {
    if (!ApiObject.isApiObject(construct)) { return; }
    if (this.given !== undefined && !this._isAppliedTo(construct)) {
      judgeAtSynth(construct, this.given, (late, faults) => { readProps(late, faults.props); });
    }
    addEdit(construct, this.edit);
    const ready: string[] = (construct as any)[READY] ?? [];
    if (ready.length === 0) { Object.defineProperty(construct, READY, { value: ready }); }
    ready.push(this.key);
  }

  /**
   * Whether an object was told the same, by this or by another one.
   * @internal
   */
  public _isAppliedTo(object: ApiObject): boolean {
    return ((object as any)[READY] as string[] | undefined)?.includes(this.key) ?? false;
  }

  private get key(): string {
    return JSON.stringify(this.needs);
  }
}

/** The mixin of a snapshotter, made of what that has read. */
export function mixinOf(read: Read): ElasticsearchSnapshots {
  return new ElasticsearchSnapshots({ [READ]: read } as any);
}
