// How the manifests get into the clusters: by one of these engines, of which `ENGINE` names one. Whichever it is, the folders of the clusters are the same.
import {
  AcceptedWarning, ArgoCdDelivery, ClusterDescription, ClusterSelector, FleetRollout, FluxAccess, FluxDelivery, FluxSource, IFleetDelivery, KarmadaDelivery,
  KubeFedDelivery, OcmDelivery, OcmExecutor, RancherFleetDelivery,
} from 'fleetwright';

/** An engine, the cluster that it runs in, and what its team knows of it. */
interface Delivery {
  readonly engine: IFleetDelivery;
  readonly hub: ClusterDescription;
  readonly accepted?: AcceptedWarning[];
}

const REPOSITORY = 'https://git.example.com/shop/rendered.git';
const HUB: ClusterDescription = { name: 'hub', kubernetesVersion: '1.34' };

/** First development, then one cluster of production after the other. */
const ROLLOUT = new FleetRollout([
  { name: 'dev', clusters: ClusterSelector.environments('dev') },
  { name: 'production', clusters: ClusterSelector.environments('production'), maxConcurrency: 1 },
]);

const unsaid = (reason: string): AcceptedWarning => ({ id: 'delivery/not-sayable', reason });

const ENGINES: { readonly [name: string]: () => Delivery | undefined } = {
  'argo-cd': () => ({
    engine: new ArgoCdDelivery({ repoUrl: REPOSITORY, path: '.', environments: { dev: { prune: true } }, rollout: ROLLOUT }),
    hub: { ...HUB, capabilities: { argoCd: { version: '3.5.1', progressiveSyncs: true } } },
  }),
  'flux': () => ({
    engine: new FluxDelivery({
      source: FluxSource.git({ url: REPOSITORY }), access: { accessTo: ({ name }) => FluxAccess.secret(`${name}-kubeconfig`) }, rollout: ROLLOUT,
    }),
    hub: HUB,
  }),
  'karmada': () => ({
    engine: new KarmadaDelivery({ rollout: ROLLOUT }), hub: HUB,
    accepted: [unsaid("whoever releases says 'step', one after the other")],
  }),
  'ocm': () => ({
    engine: new OcmDelivery({ executor: OcmExecutor.serviceAccount('delivery', 'deployer'), rollout: ROLLOUT }), hub: HUB,
    accepted: [unsaid('the pipeline applies the hub step by step')],
  }),
  'rancher-fleet': () => ({ engine: new RancherFleetDelivery({ rollout: ROLLOUT }), hub: HUB }),
  'kubefed': () => ({ engine: new KubeFedDelivery({ reason: 'we move to Karmada in spring' }), hub: HUB }),
  'none': () => undefined,
};

/** The one that is asked for. */
export function chosenDelivery(name = process.env.ENGINE ?? 'argo-cd'): Delivery | undefined {
  const engine = Object.hasOwn(ENGINES, name) ? ENGINES[name] : undefined;
  if (engine === undefined) { throw new Error(`ENGINE must be one of ${Object.keys(ENGINES).join(', ')}, and is '${name}'.`); }
  return engine();
}
