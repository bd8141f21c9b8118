import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { Faults } from '../construct/faults';
import { Shapes } from '../construct/struct';
import { HardenedPod } from '../pod/hardened-pod';
import { WorkloadKind, WorkloadPods } from '../pod/hardened-workload';
import { REPLICATED_SHAPES, ReplicatedWorkload, ReplicatedWorkloadProps } from '../pod/replicated-workload';
import { checkRollout, Rollout, rolloutFields, ROLLOUT } from './rollout';

/** Properties for `HardenedDeployment`. */
export interface HardenedDeploymentProps extends ReplicatedWorkloadProps {
  /**
   * How new pods take the place of old ones.
   * @default - one by one, none of the old ones ending before its successor is ready
   */
  readonly rollout?: Rollout;
}

const SHAPES: Shapes<HardenedDeploymentProps> = { ...REPLICATED_SHAPES, rollout: ROLLOUT };

/**
 * A Deployment whose pods Pod Security `restricted` admits, with what it takes to run it: ServiceAccount, PodDisruptionBudget and
 * NetworkPolicy, and where asked for HorizontalPodAutoscaler and Service. All carry the same name.
 *
 * @example
 * const chart = new Chart(new App(), 'payments', { namespace: 'payments' });
 * const api = new HardenedDeployment(chart, 'api', {
 *   image: 'registry.example.com/payments/api:1.4.2',
 *   ports: [{ port: 8080 }],
 *   service: {},
 * });
 * const web = new HardenedDeployment(chart, 'web', { image: 'registry.example.com/payments/web:2.0.1' });
 * api.allowFrom(web);
 */
export class HardenedDeployment extends ReplicatedWorkload {
  public constructor(scope: Construct, id: string, props: HardenedDeploymentProps) {
    super(scope, id, props);
  }

  /** The Deployment. */
  public get deployment(): ApiObject {
    return this.workload;
  }

  /** @internal */
  protected override _kind(): WorkloadKind {
    return { apiVersion: 'apps/v1', kind: 'Deployment' };
  }

  /** @internal */
  protected override _shapes() {
    return SHAPES;
  }

  /** @internal */
  protected override _check(props: HardenedDeploymentProps, pod: HardenedPod, faults: Faults): void {
    super._check(props, pod, faults);
    checkRollout(props.rollout ?? {}, faults.props.at('rollout'));
  }

  /** @internal */
  protected override _spec({ rollout = {} }: HardenedDeploymentProps, { selector, template }: WorkloadPods): { [field: string]: any } {
    return { replicas: this._replicas(), ...rolloutFields(rollout), selector, template };
  }
}
