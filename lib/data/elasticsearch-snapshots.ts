import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { addEdit, Edit } from '../construct/edit';
import { describeFault, Fault } from '../construct/fault';
import { Prop } from '../construct/prop';
import { dnsLabelFault } from '../manifest/dns-name';
import { ElasticsearchNeeds, readyForSnapshots } from './elasticsearch/snapshot-readiness';
import { SnapshotRepository } from './repository/snapshot-repository';

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

const READY = Symbol.for('fleetwright.readyForSnapshots');

/**
 * What an Elasticsearch resource of ECK needs so that a snapshotter can work: credentials in the keystore, client settings, `path.repo`, mounts and identity of
 * every node set, the user and its role. What it says already stays; where that contradicts, the synth ends with an error.
 *
 * An `ESSnapshotter` holds the one that fits to it.
 */
export class ElasticsearchSnapshots implements IMixin {
  private readonly needs: ElasticsearchNeeds;
  private readonly edit: Edit;

  public constructor(props: ElasticsearchSnapshotsProps) {
    checkProps(props);
    const { snapshotter, repository, roleSecrets, userSecrets } = props;
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
    ready.push(JSON.stringify(this.needs));
  }

  /**
   * Whether an object was told the same, by this or by another one.
   * @internal
   */
  public _isAppliedTo(object: ApiObject): boolean {
    return ((object as any)[READY] as string[] | undefined)?.includes(JSON.stringify(this.needs)) ?? false;
  }
}

/** What the constructor of a snapshotter says of the same props. */
function checkProps(props: ElasticsearchSnapshotsProps | undefined): void {
  const faults: Fault[] = [];
  const prop = new Prop({ add: (fault) => faults.push(fault), warn: () => undefined });
  prop.at('snapshotter').check(dnsLabelFault(props?.snapshotter), { got: props?.snapshotter, fix: "Use the name of the ESSnapshotter, e.g. 'nightly'" });
  if (props?.repository?._repository === undefined) {
    prop.at('repository').fault({ rule: 'must be given', fix: "Use 'SnapshotRepository.s3('backup', …)'" });
  } else {
    props.repository._repository.check(prop.at('repository'));
  }
  if (faults.length > 0) { throw new Error(faults.map((fault) => `[ElasticsearchSnapshots] ${describeFault(fault)}`).join('\n')); }
}
