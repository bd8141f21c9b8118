import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../cluster/cluster';
import { Faults } from '../../construct/faults';
import { readProps } from '../../construct/read-props';
import { defaulted, dnsLabel, wholeNumber } from '../../construct/shape';
import { Shapes, WithDefaults } from '../../construct/struct';
import { ClusterSelector } from '../../fleet/cluster-selector';
import { DeliveredApp, DeliveredCluster, DeliveredTree } from '../../fleet/delivered-tree';
import { IFleetDelivery } from '../../fleet/fleet-delivery';
import { CLUSTER_SELECTOR } from '../../fleet/selected-clusters';
import { isZero } from '../../manifest/int-or-percent';
import { describeObject } from '../../manifest/object-key';
import { DeliveryIdentity, DELIVERY_IDENTITY, ServiceAccountOf } from '../delivery-identity';
import { fittingName } from '../fitting-name';
import { FleetRollout, ROLLOUT, SettledStep } from '../fleet-rollout';
import { batchesOf, RolloutBatch } from '../rollout-batches';
import { TREE_PATH } from '../tree-path';
import { FLUX_ACCESS, FluxKubeConfig, IFluxAccess, kubeConfigOf } from './flux-access';
import { FluxSource, FLUX_SOURCE, SOURCE_NAME, writeSource, WrittenSource } from './flux-source';

/** Properties for `FluxDelivery`. */
export interface FluxDeliveryProps {
  /** Where Flux finds what the fleet writes. */
  readonly source: FluxSource;

  /**
   * The folder of the fleet in the source, such as `rendered`.
   * @default - the source is the folder of the fleet
   */
  readonly path?: string;

  /**
   * How the Flux of one hub reaches each cluster.
   *
   * @default - each cluster has a Flux of its own, which applies the folder in that of the hub that has the name of the cluster
   */
  readonly access?: IFluxAccess;

  /**
   * Namespace of Flux's own objects in the hub, and of the ServiceAccounts in each cluster. Not where each cluster has a Flux of its own: there it is the name
   * of the cluster, and whoever applies the folder says `targetNamespace`.
   *
   * @default 'flux-system'
   */
  readonly namespace?: string;

  /**
   * Who applies objects in the clusters: ServiceAccounts in the namespace of the Kustomizations, in each cluster.
   *
   * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#role-based-access-control
   * @default DeliveryIdentity.perApp('flux-')
   */
  readonly identity?: DeliveryIdentity;

  /**
   * In which order clusters get what is new. It needs a hub, which sees all of them.
   * @default - all at once
   */
  readonly rollout?: FleetRollout;

  /**
   * Clusters in which objects stay that the fleet no longer writes, until somebody removes them.
   * @default - none: they are removed
   */
  readonly keepRemoved?: ClusterSelector;

  /**
   * Minutes after which each app is compared with its folder again, and what was changed by hand is set back.
   * @default 10
   */
  readonly intervalMinutes?: number;

  /**
   * Minutes after which an app is tried again that could not be applied or is not well.
   * @default 2
   */
  readonly retryMinutes?: number;

  /**
   * Minutes in which what was applied has to be well. The `deadlineMinutes` of a step go before it.
   * @default 5
   */
  readonly timeoutMinutes?: number;
}

type Read = WithDefaults<FluxDeliveryProps, 'intervalMinutes' | 'retryMinutes' | 'timeoutMinutes'>;

const MINUTES = wholeNumber({ min: 1, fix: 'Use whole minutes, or leave it out' });
const SHAPES: Shapes<FluxDeliveryProps> = {
  source: FLUX_SOURCE,
  path: TREE_PATH,
  access: FLUX_ACCESS,
  namespace: dnsLabel("Use one such as 'flux-system'"),
  identity: DELIVERY_IDENTITY,
  rollout: ROLLOUT,
  keepRemoved: CLUSTER_SELECTOR,
  intervalMinutes: defaulted(10, MINUTES),
  retryMinutes: defaulted(2, MINUTES),
  timeoutMinutes: defaulted(5, MINUTES),
};

/**
 * Flux brings what the fleet writes to its clusters: a Kustomization for each app of each cluster, which applies one folder, waits until all that is in it is
 * well, and removes what is no longer there.
 *
 * The Flux of one hub reaches all clusters by `access`; without it, each cluster has a Flux of its own.
 *
 * Steps of a rollout are kept by Kustomizations between them that apply nothing: `before-canary` is ready when all clusters before the step have the revision,
 * and are well.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/
 * @example
 * const fleet = new Fleet({ clusters: [{ name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }] });
 * fleet.deliver(new FluxDelivery({
 *   source: FluxSource.git({ url: 'https://github.com/example/rendered' }),
 *   rollout: new FleetRollout([
 *     { name: 'dev', clusters: ClusterSelector.names('dev') },
 *     { name: 'rest', clusters: ClusterSelector.environments('production') },
 *   ]),
 * }));
 */
export class FluxDelivery implements IFleetDelivery {
  private readonly props: Read;
  private readonly source: WrittenSource;
  private readonly serviceAccountOf: ServiceAccountOf;

  public constructor(props: FluxDeliveryProps) {
    const faults = new Faults('FluxDelivery');
    const read = readProps<FluxDeliveryProps, 'intervalMinutes' | 'retryMinutes' | 'timeoutMinutes'>(faults, props, SHAPES, FluxDelivery);
    if (read.access === undefined) {
      for (const field of ['rollout', 'namespace'] as const) {
        if (read[field] === undefined) { continue; }
        const why = field === 'rollout' ? 'no Flux sees how the others are' : 'it is the name of the cluster';
        faults.props.at(field).fault({ id: 'delivery/flux', rule: `must not be given where each cluster has a Flux of its own: ${why}`, fix: "Give 'access', or leave it out" });
      }
    }
    faults.throwIfAny();
    this.props = read;
    // The shapes of both have read what they were made of.
    this.source = read.source as unknown as WrittenSource;
    this.serviceAccountOf = read.identity as unknown as ServiceAccountOf ?? ((app) => `flux-${app}`);
  }

  /** Writes a Kustomization for each app of each cluster, and what they need. */
  public deliver(hub: Cluster, tree: DeliveredTree): void {
    const { access, namespace = 'flux-system', rollout, keepRemoved } = this.props;
    const faults = new Faults(hub);
    keepRemoved?._check(tree.clusters.map(({ description }) => description), faults.props.at('keepRemoved'));
    const steps = rollout?._settle(tree.clusters, faults) ?? [];
    if (faults.report()) { return; }
    checkNames(tree, faults);
    sayNotSayable(steps, faults);
    if (access === undefined) {
      for (const cluster of tree.clusters) {
        const chart = new Chart(hub, cluster.name, { namespace: cluster.name });
        writeSource(chart, this.source);
        this.writeCluster(chart, cluster, { names: (app) => fittingName(app), timeout: this.props.timeoutMinutes });
      }
    } else {
      const chart = new Chart(hub, 'flux', { namespace });
      writeSource(chart, this.source);
      const turns = turnsOf(batchesOf(steps));
      turns.gates.forEach((gate) => this.writeGate(chart, gate));
      for (const cluster of tree.clusters) {
        const kubeConfig = kubeConfigOf(cluster.description, access, faults.props.at('access', cluster.name));
        const { before, step } = turns.of.get(cluster.name) ?? {};
        const { name } = cluster;
        const timeout = step?.deadlineMinutes ?? this.props.timeoutMinutes;
        this.writeCluster(chart, cluster, { names: (app) => nameOf(name, app), kubeConfig, before, timeout });
      }
    }
    faults.report();
  }

  private writeCluster(chart: Chart, cluster: DeliveredCluster, turn: Turn): void {
    const { name, description, apps } = cluster;
    const isKept = this.props.keepRemoved?.selects(description) === true;
    const { data, secretRef } = turn.kubeConfig ?? {};
    const configMap = `${name}-kubeconfig`;
    if (data !== undefined) {
      new ApiObject(chart, configMap, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        // Flux looks at it again at once when it changes.
        metadata: { name: configMap, labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
        data,
      } as any);
    }
    for (const app of apps) {
      const first = app.after.length === 0 && turn.before !== undefined ? [turn.before] : [];
      this.writeKustomization(chart, turn.names(app.name), {
        timeout: `${turn.timeout}m`,
        path: this.pathOf(app),
        prune: !isKept,
        deletionPolicy: isKept ? 'Orphan' : undefined,
        wait: true,
        dependsOn: dependencies([...first, ...app.after.map((each) => turn.names(each))]),
        serviceAccountName: this.serviceAccountOf(app.name),
        kubeConfig: data !== undefined ? { configMapRef: { name: configMap } } : secretRef && { secretRef },
      });
    }
  }

  /** Applies nothing: of the folder that it reads, all is left out. */
  private writeGate(chart: Chart, { name, after, isManual, reads }: Gate): void {
    this.writeKustomization(chart, name, {
      timeout: `${this.props.timeoutMinutes}m`,
      path: this.pathOf(reads),
      prune: false,
      suspend: isManual ? true : undefined,
      dependsOn: dependencies(after),
      patches: [{ target: { kind: '.*' }, patch: '$patch: delete\napiVersion: v1\nkind: All\nmetadata:\n  name: all\n' }],
    });
  }

  private writeKustomization(chart: Chart, name: string, { timeout, path, ...spec }: KustomizationPart): void {
    const { kind, name: source = SOURCE_NAME, namespace } = this.source;
    new ApiObject(chart, name, {
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name },
      spec: {
        interval: `${this.props.intervalMinutes}m`,
        retryInterval: `${this.props.retryMinutes}m`,
        timeout,
        sourceRef: { kind, name: source, namespace },
        path,
        ...spec,
      },
    } as any);
  }

  private pathOf(app: DeliveredApp): string {
    return this.props.path === undefined ? `./${app.path}` : `./${this.props.path}/${app.path}`;
  }
}

interface KustomizationPart {
  readonly timeout: string;
  readonly path: string;
  readonly [field: string]: unknown;
}

/** How the Kustomizations of a cluster are written. */
interface Turn {
  /** The name of the Kustomization of an app. */
  names(app: string): string;
  readonly kubeConfig?: FluxKubeConfig;
  /** What its first apps wait for. */
  readonly before?: string;
  /** In minutes. */
  readonly timeout: number;
}

/** A Kustomization that is ready when others are. */
interface Gate {
  readonly name: string;
  readonly after: readonly string[];
  readonly isManual: boolean;
  /** Some folder that is there. */
  readonly reads: DeliveredApp;
}

/** No name of a cluster or namespace holds a dot, so that none of two make one. Flux writes it into a label of all that it applies. */
function nameOf(cluster: string, app: string): string {
  return fittingName(`${cluster}.${app}`);
}

/** What stands between the batches of a rollout, and who waits for what. Batches without anything to apply are passed over. */
function turnsOf(batches: readonly RolloutBatch[]): {
  readonly gates: readonly Gate[];
  readonly of: ReadonlyMap<string, { readonly before?: string; readonly step: RolloutBatch['step'] }>;
} {
  const gates: Gate[] = [];
  const of = new Map<string, { before?: string; step: RolloutBatch['step'] }>();
  let done: string[] = [];
  let before: string | undefined;
  for (const { step, index, clusters } of batches) {
    const [reads] = clusters.flatMap(({ apps }) => apps);
    if (reads === undefined) { continue; }
    const isManual = step.manual === true && index === 0;
    if (done.length > 0 || isManual) {
      // Two dots: an app of a cluster has one.
      const name = index === 0 ? `before-${step.name}` : `before-${step.name}.${index + 1}.part`;
      gates.push({ name, after: done, isManual, reads });
      before = name;
    }
    clusters.forEach(({ name }) => of.set(name, { before, step }));
    done = clusters.flatMap(lastApps);
  }
  return { gates, of };
}

/** Those of its Kustomizations that no other one of the cluster waits for: when they are ready, all are. */
function lastApps({ name, apps }: DeliveredCluster): string[] {
  const waited = new Set(apps.flatMap(({ after }) => after));
  return apps.filter((app) => !waited.has(app.name)).map((app) => nameOf(name, app.name));
}

function dependencies(names: readonly string[]): readonly { readonly name: string }[] | undefined {
  return names.length === 0 ? undefined : names.map((name) => ({ name }));
}

/** Server-side apply knows objects by their names. */
function checkNames(tree: DeliveredTree, faults: Faults): void {
  for (const app of tree.clusters.flatMap(({ apps }) => apps)) {
    for (const { apiVersion, kind, namespace, path } of app.objects.filter(({ name }) => name === undefined)) {
      const object = describeObject({ apiVersion, kind, metadata: { namespace } });
      faults.add({ id: 'delivery/flux', rule: `can not apply what has no name: ${object} in '${path}'`, fix: "Give it a 'name' in place of 'generateName'" });
    }
  }
}

/** What Flux has no field for. */
function sayNotSayable(steps: readonly SettledStep[], faults: Faults): void {
  steps.forEach(({ step }, index) => {
    const prop = faults.props.at('rollout', 'steps', index);
    if (step.soakMinutes !== undefined) {
      prop.at('soakMinutes').warn({
        id: 'delivery/not-sayable',
        message: `can not be said to Flux: the step '${step.name}' counts as done as soon as its clusters are well. Use 'manual' in the step behind it to wait longer`,
      });
    }
    if (step.maxFailures !== undefined && !isZero(step.maxFailures)) {
      prop.at('maxFailures').warn({
        id: 'delivery/not-sayable',
        message: `can not be said to Flux: the step behind '${step.name}' waits until all of its clusters are well`,
      });
    }
  });
}
