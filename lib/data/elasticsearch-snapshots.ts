import { ApiObject } from 'cdk8s';
import { IConstruct, IMixin } from 'constructs';
import { addEdit, Edit } from '../construct/edit';
import { Faults } from '../construct/faults';
import { OptionsShape } from '../construct/options-shape';
import { Prop } from '../construct/prop';
import { anything, texts } from '../construct/shape';
import { WarningText } from '../construct/warning';
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

const OPTIONS = new OptionsShape<ElasticsearchSnapshotsProps>("{ snapshotter: 'nightly', … }", {
  snapshotter: anything, repository: anything, roleSecrets: texts("['nightly-role']"), userSecrets: texts("['snapshots-user']"),
});

const READY = Symbol.for('fleetwright.readyForSnapshots');

/**
 * What an Elasticsearch resource of ECK needs so that a snapshotter can work: credentials in the keystore, client settings, `path.repo`, mounts and identity of
 * every node set, the user and its role. What it says already stays; where that contradicts, the synth ends with an error.
 *
 * An `ESSnapshotter` holds the one that fits to it.
 */
export class ElasticsearchSnapshots implements IMixin {
  private needs: ElasticsearchNeeds;
  private readonly edit: Edit;

  public constructor(props: ElasticsearchSnapshotsProps) {
    const warnings = checkProps(props);
    const { snapshotter, repository, roleSecrets, userSecrets } = OPTIONS.tidied(props);
    this.needs = { ...repository._repository.needs(snapshotter), roleSecrets, userSecrets, ...(warnings.length > 0 && { warnings }) };
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

  /**
   * The same without warnings of its options: whoever made it has raised them.
   * @internal
   */
  public _withoutWarnings(): this {
    this.needs = { ...this.needs, warnings: undefined };
    return this;
  }

  private get key(): string {
    return JSON.stringify({ ...this.needs, warnings: undefined });
  }
}

/** What the constructor of a snapshotter says of the same props. What is legal is answered: there is no construct yet that could say it. */
function checkProps(given: ElasticsearchSnapshotsProps): WarningText[] {
  const faults = new Faults('ElasticsearchSnapshots');
  const warnings: WarningText[] = [];
  const prop = new Prop({ add: (fault) => faults.add(fault), warn: (warning) => warnings.push(warning) });
  const { snapshotter, repository } = OPTIONS.read(given, prop);
  prop.at('snapshotter').check(dnsLabelFault(snapshotter), { got: snapshotter, fix: "Use the name of the ESSnapshotter, e.g. 'nightly'" });
  if (repository?._repository === undefined) {
    prop.at('repository').fault({ rule: 'must be given', fix: "Use 'SnapshotRepository.s3('backup', …)'" });
  } else {
    repository._repository.check(prop.at('repository'));
  }
  faults.throwIfAny();
  return warnings;
}
