// Where each guide stands in the navigation. A guide is named by its path in docs/, without its ending.

/** Guides under one title. */
export interface NavigationGroup {
  readonly title: string;
  /** Names of guides. `adr/` is every guide of that folder, `reference/` and its like a page that is generated. */
  readonly pages: readonly string[];
  /** Whether it is closed until somebody opens it. */
  readonly collapsed?: boolean;
}

export const NAVIGATION: readonly NavigationGroup[] = [
  { title: 'Start', pages: ['index', 'start', 'choosing', 'moving', 'import', 'compatibility'] },
  {
    title: 'Constructs',
    pages: [
      'hardened-deployment', 'hardened-stateful-set', 'hardened-daemon-set', 'hardened-job', 'pod-hardening', 'spread-across-zones', 'spot-node-pool',
      'spot-machine-pool', 'external-service-endpoint', 'global-cilium-service', 'es-snapshotter',
    ],
  },
  { title: 'One cluster', pages: ['cluster', 'testing'] },
  { title: 'Fleets', pages: ['fleet', 'fleet-services', 'versions', 'inventory', 'fleet-report'] },
  {
    title: 'Delivery',
    pages: [
      'delivery', 'delivery/argo-cd', 'delivery/flux', 'delivery/sveltos', 'delivery/kargo', 'delivery/crossplane', 'delivery/rancher-fleet', 'delivery/ocm', 'delivery/karmada', 'delivery/kubefed',
      'delivery/plain-folders',
    ],
  },
  { title: 'Rules and check', pages: ['check', 'rules', 'findings', 'admission', 'schemas'] },
  { title: 'Pulumi', pages: ['pulumi', 'pulumi-transforms', 'reference/pulumi/index'] },
  { title: 'Reference', pages: ['reference/index', 'changelog', 'architecture', 'proof', 'benchmark'] },
  { title: 'Decisions', pages: ['adr/'], collapsed: true },
];

/** The groups with every page named, where `guides` are those that are there. */
export function navigationOf(guides: readonly string[]): NavigationGroup[] {
  return NAVIGATION.map((group) => ({
    ...group,
    pages: group.pages.flatMap((page) => page.endsWith('/') ? guides.filter((guide) => guide.startsWith(page)) : [page]),
  }));
}
