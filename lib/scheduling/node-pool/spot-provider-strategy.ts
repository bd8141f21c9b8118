import { Construct } from 'constructs';
import { Cloud, SpotNotice } from '../../cluster/cloud';
import { Prop } from '../../construct/prop';
import { WarningText } from '../../construct/warning';
import { KubernetesObject } from '../../manifest/object';
import { NodeTaint } from '../node-options';
import { SpotPlan } from '../spot/spot-plan';
import { BaseSplit } from './on-demand-base';
import { SpotNodesProps } from './spot-nodes-props';

/** A pool as it is to be, defaults filled in. */
export interface SpotPool {
  readonly name: string;
  /** Labels of the objects. */
  readonly labels: { readonly [key: string]: string };
  readonly taints: readonly NodeTaint[];
  readonly zones?: readonly string[];
  readonly onDemandFallback: boolean;
  /** How replicas are split between the pool and its on-demand base. */
  readonly split?: BaseSplit;
  readonly props: SpotNodesProps;
}

/** An object of a pool, with the id of its construct. */
export interface PoolObject {
  readonly id: 'nodePool' | 'baseNodePool' | 'nodeClass' | 'computeClass';
  readonly manifest: KubernetesObject;
}

/** What the providers of spot capacity have in common. */
export interface SpotProviderStrategy {
  /** Whose machines they are. */
  readonly cloud: Cloud;

  check(pool: SpotPool, construct: Construct, prop: Prop): void;
  objects(pool: SpotPool): PoolObject[];
  /** How workloads get there. */
  placement(pool: SpotPool, notice: SpotNotice): SpotPlan;
  warnings(pool: SpotPool, construct: Construct): WarningText[];
}
