import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { addEdit, Edit } from '../construct/edit';
import { Faults } from '../construct/faults';
import { readProps, required, Shapes, textOf, texts } from '../construct/shape';
import { dnsLabelFault } from '../manifest/dns-name';
import { ElasticsearchNeeds, readyForSnapshots } from './elasticsearch/snapshot-readiness';
import { SnapshotRepository, snapshotRepositoryShape } from './repository/snapshot-repository';

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

const elasticsearchSnapshotsShapes: Shapes<ElasticsearchSnapshotsProps> = {
  snapshotter: required(textOf(dnsLabelFault, { fix: SNAPSHOTTER }), SNAPSHOTTER),
  repository: snapshotRepositoryShape,
  roleSecrets: texts("['nightly-role']"),
  userSecrets: texts("['snapshots-user']"),
};

/** Marks props of which a snapshotter has reported already what is wrong. */
export const REPORTED = Symbol.for('fleetwright.reportedProps');
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

  public constructor(props: ElasticsearchSnapshotsProps) {
    const { snapshotter, repository, roleSecrets, userSecrets } = (props as any)?.[REPORTED] === true ? props : checked(props);
    this.needs = { ...repository._repository.needs(snapshotter), roleSecrets, userSecrets };
    this.edit = { apply: (object) => readyForSnapshots(object, this.needs) };
  }

  /** Whether a construct is a Kubernetes object. `with` asks this of a construct and of everything below it. */
  public supports(construct: IConstruct): boolean {
    return ApiObject.isApiObject(construct);
  }

  /** Adds what is needed to an Elasticsearch resource; others stay as they are. */
  public applyTo(construct: IConstruct): void {
    if (!ApiObject.isApiObject(construct)) { return; }
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

function checked(props: ElasticsearchSnapshotsProps): ElasticsearchSnapshotsProps {
  const faults = new Faults('ElasticsearchSnapshots');
  const read = readProps<ElasticsearchSnapshotsProps>(faults, props, elasticsearchSnapshotsShapes);
  faults.throwIfAny();
  return read;
}
