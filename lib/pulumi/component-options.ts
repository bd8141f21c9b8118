import { ComponentResourceOptions, Input, ProviderResource, Resource, RunError } from '@pulumi/pulumi';
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
  readonly ambientKubeconfig?: boolean;
}

/** What holds for a component: its own options before those of its parents. */
export function contextOf(name: string, { cluster, ambientKubeconfig, parent }: ConstructComponentOptions): ComponentContext {
  const inherited: ComponentContext = parent === undefined ? {} : inheritedFrom(parent);
  return { cluster: descriptionOf(name, cluster) ?? inherited.cluster, ambientKubeconfig: ambientKubeconfig ?? inherited.ambientKubeconfig };
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

/** An error unless it is said which cluster is meant: falling back on the ambient kubeconfig is how one deploys to the wrong one. */
export function requireProvider(path: string, options: ConstructComponentOptions, { ambientKubeconfig = false }: ComponentContext): void {
  if (ambientKubeconfig || hasKubernetesProvider(options)) { return; }
  throw new RunError(`[${path}] ${describeFault({
    rule: "needs a provider of Kubernetes: without one, whichever cluster the environment's kubeconfig names would be changed",
    fix: "Give '{ provider }', or a '{ parent }' that has one, or say 'ambientKubeconfig: true'",
  })}`);
}

function inheritedFrom(parent: Resource): ComponentContext {
  const own: ComponentContext | undefined = (parent as any)[CONTEXT];
  if (own !== undefined) { return own; }
  const above: Resource | undefined = (parent as any).__parentResource;
  return above === undefined ? {} : inheritedFrom(above);
}

function hasKubernetesProvider({ provider, providers, parent }: ConstructComponentOptions): boolean {
  const given: ProviderResource[] = [...(provider === undefined ? [] : [provider]), ...(Array.isArray(providers) ? providers : Object.values(providers ?? {}))];
  return given.some((each) => (each as any)?.getPackage() === 'kubernetes') || parent?.getProvider('kubernetes:core/v1:Pod') !== undefined;
}
