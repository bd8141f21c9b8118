/** What is done with a Pulumi example beyond running it. */
export interface ExampleCase {
  /** Folder below `examples/`. */
  readonly folder: string;
  /** The program for cdk8s whose objects are the same. */
  readonly twin: string;
  /** Configuration beside the secrets. */
  readonly secrets?: readonly string[];
  /** Namespaces that are there. @default - none but its own */
  readonly namespaces?: readonly string[];
  /** Why nobody sees it come up. @default - it comes up */
  readonly previewOnly?: string;
  /** Those of a lane come one after the other, in one cluster: some have the same namespaces. */
  readonly lane: number;
  /** An edit of the program, and what follows from it. */
  readonly changed: { readonly edits: readonly Edit[]; readonly changes: readonly string[] };
  /** An edit that gives a component another name, and an alias. @default - there is no component whose name could be changed */
  readonly renamed?: readonly Edit[];
}

/** Text in a program, which must be there once, and another one for it. */
export type Edit = readonly [find: string, replace: string];

const update = (type: string, name: string) => `update kubernetes:${type}::${name}`;

export const EXAMPLES: readonly ExampleCase[] = [
  {
    folder: 'pulumi-01-hardened-deployment',
    twin: '01-hardened-deployment',
    secrets: ['databasePassword'],
    lane: 0,
    changed: { edits: [['payments/api:1.4.2', 'payments/api:1.4.3']], changes: [update('apps/v1:Deployment', 'api-deployment')] },
    renamed: [
      ["new HardenedDeployment('api', {", "new HardenedDeployment('payments-api', { name: 'api',"],
      ['}, { parent: cluster, chart: { namespace } });\n\nconst receipts', "}, { parent: cluster, chart: { namespace }, aliases: [{ name: 'api' }] });\n\nconst receipts"],
    ],
  },
  {
    folder: 'pulumi-02-spread-across-zones',
    twin: 'pulumi-02-spread-across-zones',
    lane: 1,
    changed: { edits: [['shop/web:3.12.0', 'shop/web:3.12.1']], changes: [update('apps/v1:Deployment', 'web')] },
  },
  {
    folder: 'pulumi-03-platform',
    twin: '03-platform',
    lane: 0,
    changed: {
      edits: [['storefront/web:3.12.0', 'storefront/web:3.12.1']],
      changes: [update('apps/v1:Deployment', 'platform-storefront-web-deployment')],
    },
    renamed: [
      ["new ChartComponent('platform'", "new ChartComponent('shop'"],
      ['{ parent: cluster, dependsOn: namespaces }', "{ parent: cluster, dependsOn: namespaces, aliases: [{ name: 'platform' }] }"],
    ],
  },
  {
    folder: 'pulumi-04-harden-existing',
    twin: '04-harden-existing',
    previewOnly: 'its Ingress, Service of type LoadBalancer and volumes wait for a cloud',
    lane: 1,
    changed: { edits: [["memory: '512Mi'", "memory: '640Mi'"]], changes: [] },
  },
  {
    folder: 'pulumi-05-external-service-endpoint',
    twin: '05-external-service-endpoint',
    namespaces: ['reports'],
    lane: 1,
    changed: { edits: [['shop/api:2.7.1', 'shop/api:2.7.2']], changes: [update('apps/v1:Deployment', 'services-shop-api-deployment')] },
    renamed: [
      ["new ChartComponent('services'", "new ChartComponent('outside'"],
      ['{ parent: cluster, dependsOn: namespaces }', "{ parent: cluster, dependsOn: namespaces, aliases: [{ name: 'services' }] }"],
    ],
  },
  {
    folder: 'pulumi-06-global-cilium-service',
    twin: '06-global-cilium-service',
    lane: 1,
    changed: {
      edits: [['catalogue:2.3.0', 'catalogue:2.4.0']],
      changes: ['prod-eu', 'prod-us'].map((cluster) => update('apps/v1:Deployment', `${cluster}-services-catalogue-catalogue-deployment`)),
    },
    renamed: [
      ['new ChartComponent(`${name}-services`', 'new ChartComponent(`${name}-chart`'],
      ['{ parent: cluster, dependsOn: namespaces }', '{ parent: cluster, dependsOn: namespaces, aliases: [{ name: `${name}-services` }] }'],
    ],
  },
  {
    folder: 'pulumi-07-spot-node-pool',
    twin: '07-spot-node-pool',
    lane: 1,
    changed: { edits: [['shop/worker:3.12.0', 'shop/worker:3.12.1']], changes: [update('apps/v1:Deployment', 'worker-deployment')] },
    renamed: [
      ["new SpotNodePool('spot', {", "new SpotNodePool('machines', { name: 'spot',"],
      ['  onDemandBasePercent: 20,\n}, { parent: cluster });', "  onDemandBasePercent: 20,\n}, { parent: cluster, aliases: [{ name: 'spot' }] });"],
    ],
  },
  {
    folder: 'pulumi-08-es-snapshotter',
    twin: '08-es-snapshotter',
    lane: 0,
    changed: { edits: [["snapshot: '0 */6 * * *'", "snapshot: '0 */4 * * *'"]], changes: [update('batch/v1:CronJob', 'shop-cronJob-snapshot')] },
    renamed: [
      ["new ESSnapshotter('nightly', {", "new ESSnapshotter('snapshots', { name: 'nightly',"],
      ['}, logging);\nnew k8s', "}, { ...logging, aliases: [{ name: 'nightly' }] });\nnew k8s"],
    ],
  },
];
