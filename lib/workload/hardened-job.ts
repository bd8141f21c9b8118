import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Faults } from '../construct/faults';
import { dnsLabel, flag, known } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { HardenedPod } from '../pod/hardened-pod';
import { WorkloadKind, WorkloadPods } from '../pod/hardened-workload';
import { checkRoom } from './job/job-rules';
import { JOB_SHAPES, JobWorkload, JobWorkloadProps } from './job/job-workload';

/** Properties for `HardenedJob`. */
export interface HardenedJobProps extends JobWorkloadProps {
  /**
   * What the name of the Job ends with, behind a `-`: a release such as `1-4-2`. Kubernetes lets nobody change the pods of a Job, so that one that is to
   * run again, or otherwise, needs another name. The objects beside it keep theirs.
   *
   * @default - the Job is called like the objects beside it
   */
  readonly suffix?: string;

  /**
   * Whether no pod runs, until somebody sets it to false: a queue, for example.
   * @default - Kubernetes' own: false
   */
  readonly suspend?: boolean;
}

const SUFFIX = "Use one such as '1-4-2'";

const SHAPES: Shapes<HardenedJobProps> = { ...JOB_SHAPES, suffix: known(dnsLabel(SUFFIX), SUFFIX), suspend: flag };

/**
 * A Job, whose pods run until they have succeeded and which Pod Security `restricted` admits, with what it takes to run it: ServiceAccount and
 * NetworkPolicy, and where asked for a Service.
 *
 * @example
 * const chart = new Chart(new App(), 'shop', { namespace: 'shop' });
 * const database = new HardenedDeployment(chart, 'database', { image: 'registry.example.com/shop/database:16.4', ports: [{ port: 5432 }] });
 * const migrate = new HardenedJob(chart, 'migrate', {
 *   image: 'registry.example.com/shop/migrate:1.4.2',
 *   suffix: '1-4-2',
 *   backoffLimit: 2,
 *   activeDeadlineSeconds: 600,
 * });
 * migrate.allowTo(database);
 */
export class HardenedJob extends JobWorkload {
  public constructor(scope: Construct, id: string, props: HardenedJobProps) {
    super(scope, id, props);
  }

  /** The Job. */
  public get job(): ApiObject {
    return this.workload;
  }

  /** @internal */
  protected override _kind(): WorkloadKind {
    return { apiVersion: 'batch/v1', kind: 'Job' };
  }

  /** @internal */
  protected override _shapes() {
    return SHAPES;
  }

  /** @internal */
  protected override _workloadName({ suffix }: HardenedJobProps): string {
    return suffix === undefined ? this.name : `${this.name}-${suffix}`;
  }

  /** @internal */
  protected override _check(props: HardenedJobProps, pod: HardenedPod, faults: Faults): void {
    super._check(props, pod, faults);
    checkRoom(props, { name: this._workloadName(props), hasSuffix: props.suffix !== undefined, added: 0 }, faults.props);
  }

  /** @internal */
  protected override _spec(props: HardenedJobProps, { template }: WorkloadPods): { [field: string]: any } {
    return { suspend: props.suspend, ...this._jobSpec(props, template) };
  }
}
