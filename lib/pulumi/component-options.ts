import { ComponentResource, ComponentResourceOptions, Input, Output, ProviderResource, Resource, RunError, runtime } from '@pulumi/pulumi';
import { Cluster } from '../cluster/cluster';
import { describeFault } from '../construct/fault';
import { Adoption } from './adopt';

/** The chart that stands around the construct of a component. */
export interface ChartOptions {
  /**
   * Its id: part of the names that cdk8s makes for objects that have none of their own, and of the paths in errors.
   * @default - none, so that such names begin with the component's
   */
  readonly id?: string;

  /**
   * Namespace of objects that name none.
   * @default - the provider's
   */
  readonly namespace?: Input<string>;

  /**
   * Labels of all objects.
   * @default - none
   */
  readonly labels?: { [key: string]: Input<string> };

  /**
   * Whether names that cdk8s makes go without their hash.
   * @default false
   */
  readonly disableResourceNameHashes?: boolean;
}

/** Options of a component, besides those that every component of Pulumi takes. */
export interface ConstructComponentOptions extends ComponentResourceOptions {
  /**
   * What the cluster is like, so that defaults are those of cdk8s: a description, or the component that has it. Its provider is `parent`'s to give.
   * @default - what the nearest parent says that knows it
   */
  readonly cluster?: Cluster | { readonly description: Cluster };

  /**
   * The chart around the construct.
   * @default - one without namespace and labels
   */
  readonly chart?: ChartOptions;

  /**
   * Whether the cluster that the environment's kubeconfig names will do where no provider is given.
   * @default - what the nearest parent says, and otherwise false
   */
  readonly ambientKubeconfig?: boolean;

  /**
   * Existing resources that the component takes over, by the id of the object, e.g. `deployment`.
   * @default - none: everything is created
   */
  readonly adopt?: { readonly [id: string]: Adoption };
}

const CONTEXT = Symbol.for('fleetwright.pulumi.context');

/** What the components below a component inherit from it. */
export interface ComponentContext {
  readonly cluster?: Cluster;
  /** What reaches that cluster, where it was said with it. */
  readonly provider?: ProviderResource;
  readonly ambientKubeconfig?: boolean;
}

/** What holds for a component: its own options before those of its parents. */
export function contextOf(name: string, options: ConstructComponentOptions): ComponentContext {
  const { cluster, ambientKubeconfig, parent } = options;
  const inherited: ComponentContext = parent === undefined ? {} : inheritedFrom(parent);
  const own = descriptionOf(name, cluster);
  return {
    ...(own === undefined ? { cluster: inherited.cluster, provider: inherited.provider } : { cluster: own, provider: kubernetesProvider(name, options) }),
    ambientKubeconfig: ambientKubeconfig ?? inherited.ambientKubeconfig,
  };
}

/** The description of a cluster, whether given itself or by the component that has it. `owner` is who asks. */
export function descriptionOf(owner: string, cluster: Cluster | { readonly description: Cluster } | null | undefined): Cluster | undefined {
  if (cluster === undefined || cluster === null || Cluster.isCluster(cluster)) { return cluster ?? undefined; }
  if (Cluster.isCluster(cluster.description)) { return cluster.description; }
  throw new RunError(`[${owner}] ${describeFault({
    prop: 'cluster', rule: 'must be a Cluster of this library', fix: "Use one such as 'new Cluster('prod-eu', …)'; what reaches it is 'provider'",
  })}`);
}

/** Leaves with a component what those below it inherit. */
export function leaveContext(component: Resource, context: ComponentContext): void {
  Object.defineProperty(component, CONTEXT, { value: context });
}

/** The options that Pulumi itself knows. */
export function pulumiOptions(options: ConstructComponentOptions): ComponentResourceOptions {
  return { ...options, ...{ cluster: undefined, chart: undefined, ambientKubeconfig: undefined, adopt: undefined } };
}

/**
 * An error unless it is said which cluster is meant: falling back on the ambient kubeconfig is how one deploys to the wrong one. So is a provider
 * of another cluster than the one whose description holds.
 */
export function requireProvider(path: string, options: ConstructComponentOptions, { ambientKubeconfig = false, cluster, provider }: ComponentContext): void {
  const given = kubernetesProvider(path, options);
  if (provider !== undefined && given !== provider) {
    throw new RunError(`[${path}] ${describeFault({
      prop: 'provider',
      rule: `must be the one of the cluster '${cluster!.name}', which comes with 'parent': objects would go to one cluster with the zones and versions of another`,
      fix: "Leave 'provider' out, or give 'cluster' too, which says what the cluster of this provider is like",
    })}`);
  }
  const others = ComponentResource.isInstance(options.cluster) ? inheritedFrom(options.cluster).provider : undefined;
  if (given !== undefined && others !== undefined && given !== others && kubernetesProvider(path, { ...options, parent: undefined }) === undefined) {
    throw new RunError(`[${path}] ${describeFault({
      prop: 'cluster',
      rule: `must be the one that 'parent' reaches, but '${cluster!.name}' has a provider of its own: objects would go to one cluster with the zones and versions of another`,
      fix: "Give that component as 'parent' and leave 'cluster' out, or give a 'provider' too",
    })}`);
  }
  if (ambientKubeconfig || given !== undefined || isConfigured()) { return; }
  if (ComponentResource.isInstance(options.cluster)) {
    throw new RunError(`[${path}] ${describeFault({
      prop: 'cluster', rule: 'says what a cluster is like, and not how it is reached', fix: "Give the component as 'parent' instead, or a 'provider' too",
    })}`);
  }
  throw new RunError(`[${path}] ${describeFault({
    rule: "needs a provider of Kubernetes: without one, whichever cluster the environment's kubeconfig names would be changed",
    fix: "Give '{ provider }', or a '{ parent }' that has one, set 'kubernetes:context' in the stack's configuration, or say 'ambientKubeconfig: true'",
  })}`);
}

/** Whether the configuration of the stack names a cluster, which is what the default provider then reaches. */
function isConfigured(): boolean {
  const config = runtime.allConfig();
  return ['context', 'kubeconfig'].some((key) => (config[`kubernetes:${key}`] ?? '') !== '');
}

function inheritedFrom(parent: Resource): ComponentContext {
  const own: ComponentContext | undefined = (parent as any)[CONTEXT];
  if (own !== undefined) { return own; }
  const above: Resource | undefined = (parent as any).__parentResource;
  return above === undefined ? {} : inheritedFrom(above);
}

/** What reaches the cluster: among the options, or else of the parents. `owner` is who asks. */
export function kubernetesProvider(owner: string, { provider, providers, parent }: ConstructComponentOptions): ProviderResource | undefined {
  const among = Array.isArray(providers) ? providers : Object.values(providers ?? {});
  const given = [['provider', provider] as const, ...among.map((each) => ['providers', each] as const)].filter(([, each]) => each !== undefined);
  for (const [prop, each] of given) { requireProviderResource(owner, prop, each); }
  return given.map(([, each]) => each).find((each: any) => each.getPackage() === 'kubernetes') ?? parent?.getProvider('kubernetes:core/v1:Pod');
}

function requireProviderResource(owner: string, prop: string, provider: unknown): void {
  if (!Output.isInstance(provider) && typeof (provider as any)?.getPackage === 'function') { return; }
  const fix = Output.isInstance(provider) ? 'Give the provider itself, and make the component inside of an \'apply\' where it is known only there'
    : ComponentResource.isInstance(provider) ? 'Give a component that has a provider as \'parent\''
      : "Use one such as 'new k8s.Provider('prod-eu', …)'";
  throw new RunError(`[${owner}] ${describeFault({ prop, rule: 'must be a provider', fix })}`);
}
