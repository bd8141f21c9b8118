import type { apiextensions, batch, core, networking } from '@pulumi/kubernetes';
import type { ResourceTransform } from '@pulumi/pulumi';
import * as cdk8s from '../data/es-snapshotter';
import { ConstructComponentOptions } from './component-options';
import { ConstructComponent } from './construct-component';
import { transformOf } from './elasticsearch-snapshots';
import { InputArgs } from './input-args';

/** Arguments of `ESSnapshotter`. */
export type ESSnapshotterArgs = InputArgs<cdk8s.ESSnapshotterProps, 'name' | 'networkPolicy', `${'contents' | 'restoreDrill'}.indices`>;

/** `ESSnapshotter` as a component. */
export class ESSnapshotter extends ConstructComponent<cdk8s.ESSnapshotter> {
  public constructor(name: string, args: ESSnapshotterArgs, opts?: ConstructComponentOptions) {
    super('fleetwright:index:ESSnapshotter', cdk8s.ESSnapshotter, name, args, opts);
  }

  public get configMap(): core.v1.ConfigMap {
    return this.resourceOf(this.construct.configMap);
  }

  public get registration(): batch.v1.Job {
    return this.resourceOf(this.construct.registration);
  }

  public get snapshotCronJob(): batch.v1.CronJob | undefined {
    return this.resourceOf(this.construct.snapshotCronJob);
  }

  public get cleanUpCronJob(): batch.v1.CronJob | undefined {
    return this.resourceOf(this.construct.cleanUpCronJob);
  }

  public get restoreDrillCronJob(): batch.v1.CronJob | undefined {
    return this.resourceOf(this.construct.restoreDrillCronJob);
  }

  public get networkPolicy(): networking.v1.NetworkPolicy | undefined {
    return this.resourceOf(this.construct.networkPolicy);
  }

  public get prometheusRule(): apiextensions.CustomResource | undefined {
    return this.resourceOf(this.construct.prometheusRule);
  }

  public get roleSecrets(): core.v1.Secret[] {
    return this.construct.roleSecrets.map((each) => this.resourceOf(each));
  }

  /** What the Elasticsearch resource needs: one of its `transforms`. */
  public get elasticsearchSnapshots(): ResourceTransform {
    return transformOf(this.construct.elasticsearchSnapshots);
  }

  /** What the Elasticsearch resource of the restore drill needs, where that is another. */
  public get drillElasticsearchSnapshots(): ResourceTransform | undefined {
    const mixin = this.construct.drillElasticsearchSnapshots;
    return mixin && transformOf(mixin);
  }
}
