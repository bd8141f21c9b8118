import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { ClusterDescription } from '../cluster/cluster-description';
import { annotations, filled, labels, list } from '../construct/collection';
import { judgedAtOnce, optionsOf } from '../construct/factory-options';
import { Fault } from '../construct/fault';
import { Faults } from '../construct/faults';
import { Prop } from '../construct/prop';
import { checkConstruct } from '../construct/required-construct';
import { dnsLabel, flag, instance, oneOf, required, someText } from '../construct/shape';
import { struct } from '../construct/struct';
import { isKnown } from '../manifest/known';
import { listed } from '../manifest/listed';
import { GlobalCiliumService } from '../network/global-cilium-service';
import { GlobalServiceAffinity } from '../network/global-service-affinity';
import { GlobalServicePort, GLOBAL_SERVICE_PORT } from '../network/global-service-port';
import { LocalBackends, LOCAL_BACKENDS, podLabels as podLabelsShape } from '../network/local-backends';
import { MeshCaller } from '../network/mesh-caller';
import { ClusterSelector } from './cluster-selector';
import { FleetHandle } from './fleet-handle';
import { FleetWorkload } from './fleet-workload';
import { CLUSTER_SELECTOR, selectedClusters } from './selected-clusters';

/** Properties for `Fleet.globalService`. */
export interface FleetGlobalServiceProps {
  /** Namespace of the Service, in every cluster. */
  readonly namespace: string;

  /** Its ports, in every cluster. */
  readonly ports: GlobalServicePort[];

  /** Clusters whose pods stand behind it: each of them must define it, with `backends`. They must be in one mesh. */
  readonly members: ClusterSelector;

  /**
   * Further clusters that have the Service, with no pods behind it, so that workloads there can call it: each of them must define it. They must be in the
   * mesh of the members.
   *
   * @default - every cluster of the mesh may define it, and none must
   */
  readonly callers?: ClusterSelector;

  /**
   * Which pods callers in a member get: its own, or those of others.
   * @default GlobalServiceAffinity.NONE
   */
  readonly affinity?: GlobalServiceAffinity;

  /**
   * Who may call the pods behind it: a CiliumNetworkPolicy in each member, for the clusters of the mesh in which these workloads run. Whoever is not named,
   * here or in another policy for the pods, is refused, also in the same cluster.
   *
   * @default - no policy of its own
   */
  readonly allowFrom?: FleetWorkload[];

  /**
   * Labels of the pods behind it, in every member: policies of callers in other clusters name them by these.
   * @default - `app.kubernetes.io/name` with the name of the service
   */
  readonly podLabels?: { [key: string]: string };

  /**
   * Whether its DNS name answers with the addresses of the pods. Needs Cilium 1.16.
   * @default false
   */
  readonly headless?: boolean;

  /**
   * Whether Cilium writes EndpointSlices for the pods of other clusters. Needs Cilium 1.16 with the Helm value
   * `clustermesh.enableEndpointSliceSynchronization`.
   *
   * @default - true for a headless Service, else false
   */
  readonly syncEndpointSlices?: boolean;

  /**
   * Further labels of all objects.
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further annotations of the Service.
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
}

/** What only one cluster says of a service that clusters share. */
export interface FleetGlobalServiceHere {
  /**
   * The pods of this cluster behind it: in a member, and only there.
   * @default - none; required in a member
   */
  readonly backends?: LocalBackends;
}

const NAME_FIX = "Use a name such as 'catalogue'";
const NAMESPACE_FIX = "Use a name such as 'catalogue'";
const PORTS_FIX = "Use one such as [{ name: 'http', port: 8080 }]";
const NAME = required(someText(NAME_FIX), NAME_FIX);
const PROPS = optionsOf(struct<FleetGlobalServiceProps>("{ namespace: 'catalogue', ports: [{ name: 'http', port: 8080 }], members: ClusterSelector.all() }", {
  namespace: required(dnsLabel(NAMESPACE_FIX), NAMESPACE_FIX),
  ports: required(filled(list(GLOBAL_SERVICE_PORT, "[{ name: 'http', port: 8080 }]"), PORTS_FIX), PORTS_FIX),
  members: required(CLUSTER_SELECTOR, "Use one such as 'ClusterSelector.all()'"),
  callers: CLUSTER_SELECTOR,
  affinity: oneOf(GlobalServiceAffinity),
  allowFrom: list(instance<FleetWorkload>('FleetWorkload', 'is', ['podLabels', 'clusters', 'is']), '[web]'),
  podLabels: podLabelsShape,
  headless: flag,
  syncEndpointSlices: flag,
  labels: labels("{ 'example.com/team': 'search' }"),
  annotations: annotations(),
}));
const HERE = optionsOf(struct<FleetGlobalServiceHere>('{ backends: LocalBackends.ofWorkload(pods) }', { backends: LOCAL_BACKENDS }));

/** What is the same in every cluster. */
type Said = Pick<FleetGlobalServiceProps, 'ports' | 'affinity' | 'headless' | 'syncEndpointSlices' | 'labels' | 'annotations'>;

/**
 * A service that clusters of one Cilium cluster mesh share, said once for all of them. It is made by `Fleet.globalService`; in each cluster, `define` writes
 * the `GlobalCiliumService` of that one.
 */
export class FleetGlobalService implements FleetHandle {
  /**
   * As `Fleet.globalService` makes it.
   * @internal
   */
  public static _of(name: string, props: FleetGlobalServiceProps, all: readonly ClusterDescription[]): FleetGlobalService {
    return judgedAtOnce('Fleet.globalService', (prop) => {
      NAME(name, prop.at('name'));
      const { namespace, members: memberSelector, callers: callerSelector, allowFrom, podLabels, ...said } = PROPS(props, prop);
      // Of what is not there was told.
      if (memberSelector === undefined) { return undefined!; }
      const members = selectedClusters(all, memberSelector, prop.at('members'));
      const mesh = meshOf(members, name, prop.at('members'));
      const inMesh = mesh === undefined ? [] : all.filter((cluster) => isIn(cluster, mesh));
      const callers = callerSelector === undefined ? inMesh : selectedClusters(all, callerSelector, prop.at('callers'));
      const outside = mesh === undefined ? [] : callers.filter((cluster) => !isIn(cluster, mesh));
      if (outside.length > 0) {
        prop.at('callers').fault({
          id: 'fleet/one-mesh', rule: `must be clusters of the mesh of the members, and ${listed(namesOf(outside))} ${outside.length === 1 ? 'is' : 'are'} not`,
          fix: "Leave it out to mean every cluster of that mesh, or take them out with 'except'",
        });
      }
      return new FleetGlobalService(
        name, namespace, namesOf(members), namesOf(callers.filter((cluster) => !members.includes(cluster))), callerSelector !== undefined, said,
        podLabels ?? { 'app.kubernetes.io/name': name },
        allowFrom?.map((workload, index) => meshCaller(workload, inMesh, prop.at('allowFrom', index))),
      );
    });
  }

  // What was defined in a cluster goes with it.
  private readonly definedIn = new WeakSet<Cluster>();

  private constructor(
    /** Name of the Service. */
    public readonly name: string,
    /** Namespace of the Service. */
    public readonly namespace: string,
    /** Names of the clusters whose pods stand behind it. */
    public readonly members: string[],
    /** Names of the clusters that may have it with no pods behind it. */
    public readonly callers: string[],
    private readonly callersMust: boolean,
    private readonly said: Said,
    private readonly podLabels: { readonly [key: string]: string },
    private readonly allowFrom: MeshCaller[] | undefined,
  ) {}

  /**
   * Writes it in a cluster.
   * @param scope a chart of the cluster, or a construct in one
   * @param here what only this cluster says of it
   */
  public define(scope: Construct, here: FleetGlobalServiceHere = {}): GlobalCiliumService {
    checkConstruct(scope, 'FleetGlobalService.define', 'scope');
    const faults = new Faults(scope);
    const cluster = Cluster.tryContaining(scope);
    const isMember = cluster !== undefined && this.members.includes(cluster.name);
    if (!isMember && (cluster === undefined || !this.callers.includes(cluster.name))) {
      faults.add({
        id: 'fleet/not-selected',
        rule: `can't have the service '${this.name}' of the fleet, which ${listed([...this.members, ...this.callers])} have${cluster === undefined ? '' : `, and '${cluster.name}' not`}`,
        fix: "Define it only there, or let 'members' or 'callers' of the service select this one too",
      });
    }
    const { backends } = HERE(here, faults.props);
    faults.throwIfAny();
    this.checkBackends(backends, isMember, faults.props.at('backends'));
    faults.report();
    this.definedIn.add(cluster!);
    const { affinity, ...said } = this.said;
    const hasPods = isMember && backends?._plan.labels !== undefined;
    // Beside a workload of the same name.
    return new GlobalCiliumService(scope, `${this.name}-global`, {
      ...said,
      name: this.name,
      namespace: this.namespace,
      backends: hasPods ? backends : LocalBackends.none(),
      // Where there are no pods, there is nothing to choose and nobody to admit.
      ...(hasPods && { affinity, allowFrom: this.allowFrom }),
      remotePodLabels: { ...this.podLabels },
    });
  }

  /** @internal */
  public _missingIn(cluster: Cluster): Fault[] {
    const must = this.members.includes(cluster.name) || (this.callersMust && this.callers.includes(cluster.name));
    return !must || this.definedIn.has(cluster) ? [] : [{
      id: 'fleet/missing-member',
      rule: `the service '${this.namespace}/${this.name}' is said to be in '${cluster.name}', and nothing there defines it`,
      fix: "Call 'define' there, or select only clusters that have it",
    }];
  }

  private checkBackends(backends: LocalBackends | undefined, isMember: boolean, prop: Prop): void {
    const given = backends?._plan.labels;
    const id = 'fleet/member-backends';
    if (!isMember) {
      if (given === undefined) { return; }
      prop.fault({ id, rule: `must not be given in a cluster that is no member of '${this.name}'`, fix: "Leave it out, or let 'members' of the service select this cluster too" });
      return;
    }
    if (given === undefined) {
      prop.fault({ id, rule: `must be given in a member of '${this.name}'`, fix: "Use 'LocalBackends.ofWorkload', or let 'members' of the service select only clusters that have pods" });
      return;
    }
    for (const [key, value] of Object.entries(this.podLabels)) {
      if (given[key] === value || (given[key] !== undefined && !isKnown(given[key]))) { continue; }
      prop.fault({
        id, rule: `must be pods that are selected by '${key}: ${value}', by which other clusters know those of '${this.name}'`, got: given,
        fix: "Say in 'podLabels' of the service by what they are selected in every member",
      });
    }
  }
}

interface Mesh {
  readonly group?: string;
}

/** The one mesh of the members. */
function meshOf(members: readonly ClusterDescription[], name: string, prop: Prop): Mesh | undefined {
  const id = 'fleet/one-mesh';
  const outside = members.filter((cluster) => meshIn(cluster) === undefined);
  if (outside.length > 0) {
    prop.fault({
      id, rule: `must be clusters of a mesh, and ${listed(namesOf(outside))} ${outside.length === 1 ? 'is' : 'are'} in none`,
      fix: "Say 'capabilities.cilium.mesh' of them, or take them out with 'except'",
    });
    return undefined;
  }
  const [first] = members;
  const mesh = first === undefined ? undefined : meshIn(first);
  const other = mesh === undefined ? undefined : members.find((cluster) => !isIn(cluster, mesh));
  if (other === undefined) { return mesh; }
  prop.fault({
    id, rule: `must be clusters of one mesh, and '${first.name}' and '${other.name}' are of two`,
    fix: `Say a service '${name}' for each mesh, with members of it alone`,
  });
  return undefined;
}

/** A workload as policies of the members name it, in the clusters of the mesh in which it runs. */
function meshCaller({ name, namespace, podLabels, clusters }: FleetWorkload, inMesh: readonly ClusterDescription[], prop: Prop): MeshCaller {
  const names = inMesh.filter((cluster) => clusters.includes(cluster.name)).map((cluster) => meshIn(cluster)!.name ?? cluster.name);
  if (names.length === 0 && inMesh.length > 0) {
    prop.fault({
      id: 'fleet/one-mesh', rule: `must run in a cluster of the mesh of the members, and '${name}' runs in ${listed(clusters)} alone`,
      fix: 'Leave it out: who is in no cluster of the mesh can not call it',
    });
  }
  return { podLabels, namespace, clusters: names };
}

function meshIn({ capabilities }: ClusterDescription) {
  return capabilities?.cilium?.mesh;
}

function isIn(cluster: ClusterDescription, { group }: Mesh): boolean {
  const mesh = meshIn(cluster);
  return mesh !== undefined && mesh.group === group;
}

function namesOf(clusters: readonly ClusterDescription[]): string[] {
  return clusters.map(({ name }) => name);
}
