import { ComponentResource, ComponentResourceOptions } from '@pulumi/pulumi';
import { Cluster as Description, ClusterProps } from '../cluster/cluster';
import { contextOf, ConstructComponentOptions, kubernetesProvider, leaveContext, pulumiOptions, requireProvider } from './component-options';

/** What a cluster is like: as for the `Cluster` of cdk8s, which is known without any deployment. */
export interface ClusterArgs extends Omit<ClusterProps, 'name'> {
  /**
   * Name of the cluster.
   * @default - the component's
   */
  readonly name?: string;
}

/** Options of a `Cluster`. */
export type ClusterOptions = ComponentResourceOptions & Pick<ConstructComponentOptions, 'ambientKubeconfig'>;

/** A cluster that exists, with its provider: components whose `parent` it is are deployed to it and take their defaults from it. */
export class Cluster extends ComponentResource {
  /** What it is like. */
  public readonly description: Description;

  public constructor(name: string, args: ClusterArgs = {}, opts: ClusterOptions = {}) {
    const description = new Description({ ...args, name: args.name ?? name });
    const context = contextOf(name, opts);
    // What it is like is its own to say.
    requireProvider(description.name, opts, { ...context, provider: undefined });
    super('fleetwright:index:Cluster', name, {}, pulumiOptions(opts));
    this.description = description;
    leaveContext(this, { ...context, cluster: description, provider: kubernetesProvider(name, opts) });
    const { region, zones, kubernetesVersion } = description;
    this.registerOutputs({ name: description.name, region, zones, kubernetesVersion });
  }
}
