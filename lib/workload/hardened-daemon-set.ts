import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Faults } from '../construct/faults';
import { int32 } from '../construct/shape';
import { Shapes } from '../construct/struct';
import { HardenedPod } from '../pod/hardened-pod';
import { HardenedWorkload, HardenedWorkloadProps, WORKLOAD_SHAPES, WorkloadKind, WorkloadPods } from '../pod/hardened-workload';
import { checkUpdateStrategy, DaemonSetUpdateStrategy, updateStrategyManifest, UPDATE_STRATEGY } from './daemon-set-update-strategy';

/** Properties for `HardenedDaemonSet`. */
export interface HardenedDaemonSetProps extends HardenedWorkloadProps {
  /**
   * How new pods take the place of old ones.
   * @default - node by node, the old pod ending before the new one starts
   */
  readonly updateStrategy?: DaemonSetUpdateStrategy;

  /**
   * Seconds that a new pod must be ready before the next node is updated.
   * @default - Kubernetes' own: 0
   */
  readonly minReadySeconds?: number;

  /**
   * How many old revisions are kept to roll back to.
   * @default - Kubernetes' own: 10
   */
  readonly revisionHistoryLimit?: number;
}

const SHAPES: Shapes<HardenedDaemonSetProps> = {
  ...WORKLOAD_SHAPES,
  updateStrategy: UPDATE_STRATEGY,
  minReadySeconds: int32({ min: 0, fix: 'Use a number of seconds' }),
  revisionHistoryLimit: int32({ min: 0, fix: 'Use a number such as 5' }),
};

/**
 * A DaemonSet, one pod on every node, whose pods Pod Security `restricted` admits, with what it takes to run it: ServiceAccount and
 * NetworkPolicy, and where asked for a Service. All carry the same name.
 *
 * Nodes with taints get a pod only with `tolerations`.
 *
 * @example
 * const chart = new Chart(new App(), 'telemetry', { namespace: 'telemetry' });
 * new HardenedDaemonSet(chart, 'relay', {
 *   image: 'registry.example.com/telemetry/relay:1.4.2',
 *   ports: [{ port: 4317 }],
 *   tolerations: [{ operator: 'Exists' }],
 *   service: { spec: { internalTrafficPolicy: 'Local' } },
 * });
 */
export class HardenedDaemonSet extends HardenedWorkload {
  public constructor(scope: Construct, id: string, props: HardenedDaemonSetProps) {
    super(scope, id, props);
  }

  /** The DaemonSet. */
  public get daemonSet(): ApiObject {
    return this.workload;
  }

  /** @internal */
  protected override _kind(): WorkloadKind {
    return { apiVersion: 'apps/v1', kind: 'DaemonSet' };
  }

  /** @internal */
  protected override _shapes() {
    return SHAPES;
  }

  /** @internal */
  protected override _check(props: HardenedDaemonSetProps, { template }: HardenedPod, faults: Faults): void {
    const { hostNetwork, initContainers = [], containers } = template.spec;
    const holdsNodePorts = hostNetwork === true && [...initContainers, ...containers].some(({ ports }) => ports !== undefined);
    checkUpdateStrategy(props.updateStrategy ?? {}, faults.props.at('updateStrategy'), holdsNodePorts);
  }

  /** @internal */
  protected override _spec(props: HardenedDaemonSetProps, { selector, template }: WorkloadPods): { [field: string]: any } {
    const { updateStrategy = {}, minReadySeconds, revisionHistoryLimit } = props;
    return { minReadySeconds, revisionHistoryLimit, updateStrategy: updateStrategyManifest(updateStrategy), selector, template };
  }
}
