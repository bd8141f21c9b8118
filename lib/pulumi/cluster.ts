import { ComponentResource, ComponentResourceOptions, RunError } from '@pulumi/pulumi';
import { Cluster as Description, ClusterProps } from '../cluster/cluster';
import { describeFault } from '../construct/fault';
import { contextOf, ConstructComponentOptions, kubernetesProvider, leaveContext, pulumiOptions, requireProvider } from './component-options';
import { HeldOutputs } from './outputs';
import { currentProgram } from './program';
import { judgeProgramByRules } from './program-rules';

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

const PENDING = {
  rule: 'must be known when the program runs, because defaults are worked out of it',
  fix: "Give the value itself instead of an Output, from the stack's configuration for example",
};

/** A cluster that exists, with its provider: components whose `parent` it is are deployed to it and take their defaults from it. */
export class Cluster extends ComponentResource {
  /** What it is like. */
  public readonly description: Description;

  public constructor(name: string, args: ClusterArgs = {}, opts: ClusterOptions = {}) {
    requireKnown(name, args);
    const description = new Description({ ...args, name: args.name ?? name });
    const context = contextOf(name, opts);
    // What it is like is its own to say.
    requireProvider(description.name, opts, { ...context, provider: undefined });
    super('fleetwright:index:Cluster', name, {}, pulumiOptions(opts));
    this.description = description;
    const provider = kubernetesProvider(name, opts);
    leaveContext(this, { ...context, cluster: description, provider });
    if (provider !== undefined) { currentProgram().clusters.set(provider, description); }
    judgeProgramByRules();
    const { region, zones, kubernetesVersion } = description;
    this.registerOutputs({ name: description.name, region, zones, kubernetesVersion });
  }
}

/** An error where Outputs stand in what a cluster is like. `owner` is who asks. */
export function requireKnown(owner: string, args: object): void {
  const held = new HeldOutputs('', true);
  held.takeOut(args);
  if (held.sources.length > 0) { throw new RunError(held.sources.map((prop) => `[${owner}] ${describeFault({ ...PENDING, prop })}`).join('\n')); }
}
