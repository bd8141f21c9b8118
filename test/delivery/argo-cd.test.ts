import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ApiObject, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { ClusterDescription } from '../../lib/cluster/cluster-description';
import { ArgoCdAccess } from '../../lib/delivery/argo-cd/argo-cd-access';
import { ArgoCdDelivery } from '../../lib/delivery/argo-cd/argo-cd-delivery';
import { ArgoCdDeliveryProps } from '../../lib/delivery/argo-cd/argo-cd-delivery-props';
import { FleetRollout } from '../../lib/delivery/fleet-rollout';
import { ClusterSelector } from '../../lib/fleet/cluster-selector';
import { Fleet } from '../../lib/fleet/fleet';
import { parseYaml } from '../../lib/manifest/yaml';

let outdir: string;

beforeEach(() => {
  outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-argo-cd-'));
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  jest.restoreAllMocks();
  fs.rmSync(outdir, { recursive: true });
});

const CLUSTERS: ClusterDescription[] = [
  { name: 'dev', environment: 'dev' }, { name: 'prod-eu', environment: 'production' }, { name: 'prod-us', environment: 'production' },
];
const HUB: ClusterDescription = { name: 'hub', capabilities: { argoCd: { version: '3.5.1', progressiveSyncs: true } } };
const ROLLOUT = new FleetRollout([
  { name: 'dev', clusters: ClusterSelector.environments('dev') },
  { name: 'production', clusters: ClusterSelector.environments('production'), maxConcurrency: 1 },
]);
const REPO = 'https://git.example.com/platform/fleet.git';

const object = (chart: Chart, apiVersion: string, kind: string, name: string, fields: object = {}) => (
  new ApiObject(chart, `${kind}-${name}`.toLowerCase(), { apiVersion, kind, metadata: { name }, ...fields } as any));

/** Two namespaces and their Namespaces, of which one depends on the other. */
function define(cluster: Cluster): void {
  const namespaces = new Chart(cluster, 'namespaces');
  for (const [name, team] of [['shop', 'payments'], ['storage', 'data']]) {
    new ApiObject(namespaces, name, {
      apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'example.com/team': team, 'pod-security.kubernetes.io/enforce': 'restricted' } },
    });
  }
  const storage = new Chart(cluster, 'storage', { namespace: 'storage' });
  const shop = new Chart(cluster, 'shop', { namespace: 'shop' });
  object(storage, 'v1', 'ConfigMap', 'settings', { data: { a: 'b' } });
  object(shop, 'v1', 'ConfigMap', 'settings', { data: { a: 'b' } });
  shop.addDependency(storage);
}

interface Given {
  readonly clusters?: ClusterDescription[];
  readonly hub?: ClusterDescription;
  readonly program?: (cluster: Cluster) => void;
}

function fleetOf(props: Partial<ArgoCdDeliveryProps>, { clusters = CLUSTERS, hub = HUB, program = define }: Given = {}): Fleet {
  const fleet = new Fleet({ clusters, outdir });
  fleet.run(ClusterSelector.all(), { define: program });
  fleet.deliver(new ArgoCdDelivery({ repoUrl: REPO, ...props }), hub);
  return fleet;
}

const textOf = (file: string) => fs.readFileSync(path.join(outdir, 'hub/argocd', file), 'utf8');
const objectOf = (file: string): any => parseYaml(textOf(file))[0];

function synthed(props: Partial<ArgoCdDeliveryProps> = {}, given: Given = {}): any {
  fleetOf(props, given).synth();
  return objectOf('applicationset-fleet.yaml');
}

function messageOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const elementsOf = (set: any): any[] => set.spec.generators[0].list.elements;
const warningsOf = (props: Partial<ArgoCdDeliveryProps>, given: Given = {}) => (
  fleetOf(props, given).warnings.filter(({ id }) => id.startsWith('delivery/')).map(({ id, message }) => `${id}: ${message}`));

describe('the ApplicationSet', () => {
  test('lists an Application for each namespace of each cluster, and takes in no other cluster', () => {
    const set = synthed();
    expect(elementsOf(set).map(({ cluster, app, folder, namespace }) => [cluster, app, folder, namespace])).toEqual([
      ['dev', 'cluster', 'dev/_cluster', ''], ['dev', 'shop', 'dev/shop', 'shop'], ['dev', 'storage', 'dev/storage', 'storage'],
      ['prod-eu', 'cluster', 'prod-eu/_cluster', ''], ['prod-eu', 'shop', 'prod-eu/shop', 'shop'], ['prod-eu', 'storage', 'prod-eu/storage', 'storage'],
      ['prod-us', 'cluster', 'prod-us/_cluster', ''], ['prod-us', 'shop', 'prod-us/shop', 'shop'], ['prod-us', 'storage', 'prod-us/storage', 'storage'],
    ]);
    expect(set.spec.generators).toHaveLength(1);
    expect(Object.keys(set.spec.generators[0])).toEqual(['list']);
  });

  test('reads as what Argo CD gets', () => {
    synthed({ revision: 'main', path: '.' }, { clusters: [{ name: 'dev' }], program: (cluster) => object(new Chart(cluster, 'shop', { namespace: 'shop' }), 'v1', 'ConfigMap', 'a') });
    expect(textOf('applicationset-fleet.yaml')).toBe(`apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata:
  name: fleet
  namespace: argocd
spec:
  generators:
    - list:
        elements:
          - app: shop
            cluster: dev
            folder: dev/shop
            namespace: shop
            project: platform
            prune: false
            selfHeal: true
  goTemplate: true
  goTemplateOptions:
    - missingkey=error
  syncPolicy:
    preserveResourcesOnDeletion: true
  template:
    metadata:
      labels:
        fleetwright.io/app: "{{ .app }}"
        fleetwright.io/cluster: "{{ .cluster }}"
      name: "{{ .cluster }}.{{ .app }}"
    spec:
      destination:
        name: "{{ .cluster }}"
        namespace: "{{ .namespace }}"
      project: "{{ .project }}"
      source:
        path: "{{ .folder }}"
        repoURL: https://git.example.com/platform/fleet.git
        targetRevision: main
      syncPolicy:
        retry:
          backoff:
            duration: 5s
            factor: 2
            maxDuration: 3m
          limit: 10
  templatePatch: |
    {{- if .prune }}
    metadata:
      finalizers: [resources-finalizer.argocd.argoproj.io]
    {{- end }}
    spec:
      syncPolicy:
        automated:
          prune: {{ .prune }}
          selfHeal: {{ .selfHeal }}
    {{- if hasKey . "syncOptions" }}
        syncOptions: {{ toJson .syncOptions }}
    {{- end }}
    {{- if hasKey . "ignoreDifferences" }}
      ignoreDifferences: {{ toJson .ignoreDifferences }}
    {{- end }}
`);
  });

  test('deletes nothing of its own accord, and in an environment what is said there, but for what belongs to no namespace', () => {
    const pruned = (props: Partial<ArgoCdDeliveryProps>) => elementsOf(synthed(props)).filter(({ prune }) => prune)
      .map(({ cluster, app, syncOptions }) => [cluster, app, syncOptions]);
    expect(pruned({})).toEqual([]);
    expect(pruned({ environments: { dev: { prune: true } } })).toEqual([['dev', 'shop', ['PruneLast=true']], ['dev', 'storage', ['PruneLast=true']]]);
    expect(pruned({ sync: { prune: true, pruneCluster: true }, environments: { production: { prune: false, pruneCluster: false } } }).map(([cluster, app]) => `${cluster}/${app}`))
      .toEqual(['dev/cluster', 'dev/shop', 'dev/storage']);
  });

  test('undoes changes by hand unless it is told not to', () => {
    const set = synthed({ environments: { production: { selfHeal: false } } });
    expect(elementsOf(set).map(({ cluster, selfHeal }) => `${cluster} ${selfHeal}`)).toEqual([
      'dev true', 'dev true', 'dev true', 'prod-eu false', 'prod-eu false', 'prod-eu false', 'prod-us false', 'prod-us false', 'prod-us false',
    ]);
  });

  test('leaves replicas to an autoscaler, whoever it is', () => {
    const set = synthed({}, {
      clusters: [{ name: 'dev' }],
      program: (cluster) => {
        const chart = new Chart(cluster, 'shop', { namespace: 'shop' });
        for (const name of ['api', 'worker', 'alone']) { object(chart, 'example.com/v1', 'Service', name); }
        object(chart, 'example.com/v1', 'Workload', 'api');
        object(chart, 'example.com/v1', 'Workload', 'worker', { spec: { replicas: 2 } });
        object(chart, 'example.com/v1', 'Workload', 'alone');
        object(chart, 'autoscaling/v2', 'HorizontalPodAutoscaler', 'api', {
          spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Workload', name: 'api' } },
        });
        object(chart, 'keda.sh/v1alpha1', 'ScaledObject', 'worker', {
          spec: { scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Workload', name: 'worker' }, triggers: [] },
        });
      },
    });
    const replicas = (name: string) => ({ group: 'example.com', kind: 'Workload', namespace: 'shop', name, jsonPointers: ['/spec/replicas'] });
    expect(elementsOf(set)).toEqual([expect.objectContaining({
      syncOptions: ['RespectIgnoreDifferences=true'], ignoreDifferences: [replicas('api'), replicas('worker')],
    })]);
  });

  test('has the server apply what is too large for an annotation', () => {
    const optionsFor = (bytes: number) => elementsOf(synthed({}, {
      clusters: [{ name: 'dev' }],
      program: (cluster) => object(new Chart(cluster, 'shop', { namespace: 'shop' }), 'v1', 'ConfigMap', 'large', { data: { text: 'x'.repeat(bytes) } }),
    }))[0].syncOptions;
    expect(optionsFor(260_000)).toBeUndefined();
    expect(optionsFor(262_000)).toEqual(['ServerSideApply=true']);
  });

  test('is the same however the props are ordered', () => {
    const one = synthed({ teams: [{ name: 'a', namespaces: ['shop'] }, { name: 'b', namespaces: ['storage'] }] });
    expect(synthed({ teams: [{ name: 'b', namespaces: ['storage'] }, { name: 'a', namespaces: ['shop'] }] })).toEqual(one);
  });
});

describe('a rollout', () => {
  test('goes through batches of clusters, and in each of them through what others need', () => {
    const set = synthed({ rollout: ROLLOUT });
    expect(set.spec.strategy.type).toBe('RollingSync');
    const steps: any[] = set.spec.strategy.rollingSync.steps;
    const namesOf = (step: any) => elementsOf(set).filter((element) => step.matchExpressions.every(({ key, values }: any) => values.includes(element[key.split('/')[1]])))
      .map(({ cluster, app }) => `${cluster}/${app}`);
    expect(steps.map(namesOf)).toEqual([
      ['dev/cluster'], ['dev/storage'], ['dev/shop'],
      ['prod-eu/cluster'], ['prod-eu/storage'], ['prod-eu/shop'],
      ['prod-us/cluster'], ['prod-us/storage'], ['prod-us/shop'],
    ]);
    expect(steps.filter(({ maxUpdate }) => maxUpdate !== undefined)).toEqual([]);
    expect(steps[3].matchExpressions).toEqual([
      { key: 'fleetwright.io/step', operator: 'In', values: ['production'] },
      { key: 'fleetwright.io/batch', operator: 'In', values: ['1'] },
      { key: 'fleetwright.io/level', operator: 'In', values: ['0'] },
    ]);
    expect(Object.keys(set.spec.template.metadata.labels)).toEqual(['app', 'batch', 'cluster', 'level', 'step'].map((label) => `fleetwright.io/${label}`));
  });

  test('takes a share of the clusters at a time, rounded down, but one at least', () => {
    const clusters = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name }));
    const batches = (maxConcurrency: string | number | undefined) => elementsOf(synthed({ rollout: new FleetRollout([{ name: 'all', clusters: ClusterSelector.all(), maxConcurrency }]) }, { clusters }))
      .filter(({ app }) => app === 'shop').map(({ batch }) => batch).join(' ');
    expect([batches(undefined), batches('50%'), batches('10%'), batches(3)]).toEqual(['1 1 1 1 1', '1 1 2 2 3', '1 2 3 4 5', '1 1 1 2 2']);
  });

  test('waits for somebody in a manual step', () => {
    const set = synthed({ rollout: new FleetRollout([{ name: 'all', clusters: ClusterSelector.all(), manual: true }]) });
    expect(set.spec.strategy.rollingSync.steps.map(({ maxUpdate }: any) => maxUpdate)).toEqual([0, 0, 0]);
    expect(new Set(elementsOf(set).map(({ batch }) => batch))).toEqual(new Set(['1']));
  });

  test('does not say that changes by hand are undone', () => {
    expect(new Set(elementsOf(synthed({ rollout: ROLLOUT })).map(({ selfHeal }) => selfHeal))).toEqual(new Set([false]));
  });

  test('that leaves out a cluster is an error', () => {
    expect(() => synthed({ rollout: new FleetRollout([{ name: 'dev', clusters: ClusterSelector.environments('dev') }]) })).toThrow(
      "[hub/argo-cd] 'rollout.steps' must have each cluster in one step: 'prod-eu' is in none, and would never get what is new. Add it to a step.",
    );
  });

  test('warns of all that Argo CD cannot say', () => {
    const rollout = new FleetRollout([
      { name: 'dev', clusters: ClusterSelector.environments('dev'), soakMinutes: 5, deadlineMinutes: 30, maxFailures: '0%' },
      { name: 'production', clusters: ClusterSelector.environments('production'), maxFailures: 1, manual: true, maxConcurrency: 1 },
    ]);
    expect(warningsOf({ rollout, environments: { dev: { selfHeal: true } } })).toEqual([
      "delivery/not-sayable: 'rollout.steps[0].soakMinutes' of step 'dev' is nothing that Argo CD has a field for: the next step begins as soon as all Applications of this one are healthy.",
      "delivery/not-sayable: 'rollout.steps[0].deadlineMinutes' of step 'dev' is nothing that Argo CD has a field for: it waits for as long as an Application is not healthy.",
      "delivery/not-sayable: 'rollout.steps[1].maxFailures' of step 'production' is nothing that Argo CD has a field for: one Application that is not healthy keeps the next step from beginning.",
      "delivery/not-sayable: 'rollout.steps[1].maxConcurrency' of step 'production' is nothing that Argo CD has a field for: whoever syncs the Applications of a manual step by hand chooses how many.",
      "delivery/not-sayable: 'environments.dev.selfHeal' is nothing that Argo CD promises in a rollout: automated sync is off, and a change by hand may stay until a later commit "
        + "changes something. Leave it out, or deliver without 'rollout'.",
    ]);
  });

  test('warns where Argo CD is not known to heed it', () => {
    expect(warningsOf({ rollout: ROLLOUT }, { hub: { name: 'hub' } })).toEqual([
      'delivery/argo-cd-progressive-syncs: the rollout is ignored without a word, and all clusters are synced at once, unless the ApplicationSet controller of the hub runs with '
        + "'--enable-progressive-syncs'. Set 'applicationsetcontroller.enable.progressive.syncs: \"true\"' in its ConfigMap 'argocd-cmd-params-cm', then say "
        + "'progressiveSyncs: true' in 'capabilities.argoCd' of the hub.",
    ]);
    expect(warningsOf({ rollout: ROLLOUT })).toEqual([]);
  });

  test('is what the order of namespaces needs', () => {
    expect(warningsOf({}, { hub: { name: 'hub' } })).toEqual([
      "delivery/not-sayable: 'dev/shop', 'prod-eu/shop', 'prod-us/shop' must come after other namespaces, and without a rollout Argo CD syncs all at once: "
        + "what is too early fails, and is tried again. Give a 'rollout' for their order.",
    ]);
  });
});

describe('the AppProjects', () => {
  test('let teams have their namespaces and kinds alone', () => {
    synthed({ teams: [{ name: 'payments', namespaces: ['shop'], kinds: ['Ingress.networking.k8s.io', 'Secret'] }], teamLabel: 'example.com/team' }, { clusters: CLUSTERS.slice(0, 2) });
    expect(fs.readdirSync(path.join(outdir, 'hub/argocd'))).toEqual([
      'applicationset-fleet.yaml', 'appproject-data.yaml', 'appproject-payments.yaml', 'appproject-platform.yaml',
    ]);
    expect(textOf('appproject-payments.yaml')).toBe(`apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata:
  name: payments
  namespace: argocd
spec:
  description: The namespaces of payments.
  destinations:
    - name: dev
      namespace: shop
    - name: prod-eu
      namespace: shop
  namespaceResourceWhitelist:
    - group: ""
      kind: ConfigMap
    - group: networking.k8s.io
      kind: Ingress
    - group: ""
      kind: Secret
  sourceRepos:
    - https://git.example.com/platform/fleet.git
`);
    expect(objectOf('appproject-platform.yaml').spec).toEqual({
      description: 'What belongs to no namespace, and the namespaces of the platform.',
      sourceRepos: [REPO],
      destinations: [{ name: 'dev', namespace: '' }, { name: 'prod-eu', namespace: '' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      namespaceResourceBlacklist: [{ group: '*', kind: '*' }],
    });
    expect(elementsOf(objectOf('applicationset-fleet.yaml')).map(({ app, project }) => `${app} ${project}`).slice(0, 3)).toEqual(['cluster platform', 'shop payments', 'storage data']);
  });

  test('a team has only the clusters that have its namespaces', () => {
    synthed({ teamLabel: 'example.com/team' }, {
      program: (cluster) => {
        define(cluster);
        if (cluster.environment !== 'dev') { return; }
        new ApiObject(new Chart(cluster, 'lab-namespace'), 'lab', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'lab', labels: { 'example.com/team': 'lab' } } });
        object(new Chart(cluster, 'lab', { namespace: 'lab' }), 'v1', 'ConfigMap', 'a');
      },
    });
    expect(objectOf('appproject-lab.yaml').spec.destinations).toEqual([{ name: 'dev', namespace: 'lab' }]);
  });

  test('without teams, all is the platform team’s', () => {
    synthed({ platformTeam: 'ops' }, { clusters: [{ name: 'dev' }] });
    expect(objectOf('appproject-ops.yaml').spec).toMatchObject({
      destinations: [{ name: 'dev', namespace: '' }, { name: 'dev', namespace: 'shop' }, { name: 'dev', namespace: 'storage' }],
      clusterResourceWhitelist: [{ group: '', kind: 'Namespace' }],
      namespaceResourceWhitelist: [{ group: '', kind: 'ConfigMap' }],
    });
  });

  test('a namespace of no team is an error, and so is one that nobody has', () => {
    expect(() => synthed({ teams: [{ name: 'payments', namespaces: ['shopp'] }, { name: 'data', namespaces: ['shopp'] }] })).toThrow([
      'Nothing was written: the manifests have 5 errors.',
      "  [hub/argo-cd] 'teams[0].namespaces[0]' must be a namespace that a cluster of the fleet has, got 'shopp'. Use 'shop'.",
      "  [hub/argo-cd] 'teams[1].namespaces[0]' must be a namespace that a cluster of the fleet has, got 'shopp'. Use 'shop'.",
      "  [hub/argo-cd] 'teams' must have each namespace once: 'shopp' is of 'payments', 'data'. Leave it to one of them.",
      "  [hub/argo-cd] 'teams' must say whose namespace 'shop' is, in 'dev', 'prod-eu', 'prod-us'. Add it to the 'namespaces' of a team.",
      "  [hub/argo-cd] 'teams' must say whose namespace 'storage' is, in 'dev', 'prod-eu', 'prod-us'. Add it to the 'namespaces' of a team.",
    ].join('\n'));
    expect(() => warningsOf({ teamLabel: 'example.com/owner' }, { clusters: [{ name: 'dev' }] })).toThrow(
      "[hub/argo-cd] 'teams' must say whose namespace 'shop' is, in 'dev'. Add it to the 'namespaces' of a team, or label it 'example.com/owner'.",
    );
  });
});

describe('the clusters', () => {
  const CA = { caData: 'LS0tLS1CRUdJTg==' };

  test('are registered by somebody else unless it is said how Argo CD reaches them', () => {
    synthed();
    expect(fs.readdirSync(path.join(outdir, 'hub/argocd')).filter((file) => file.includes('secret'))).toEqual([]);
  });

  test('are reached without a credential in the manifests', () => {
    const ways: { [name: string]: ArgoCdAccess | undefined } = {
      'own': ArgoCdAccess.inCluster(),
      'eks': ArgoCdAccess.eks('https://a.eks.amazonaws.com', { clusterName: 'prod', roleArn: 'arn:aws:iam::111122223333:role/argo-cd', ...CA }),
      'gke': ArgoCdAccess.gke('https://1.2.3.4', CA),
      'aks': ArgoCdAccess.aks('https://a.azmk8s.io:443', CA),
      'else': undefined,
    };
    const clusters = Object.keys(ways).map((name) => ({ name }));
    synthed({ access: { accessTo: ({ name }) => ways[name] } }, { clusters });
    const secretOf = (name: string) => {
      const { metadata, stringData } = objectOf(`secret-cluster-${name}.yaml`);
      expect(metadata).toEqual({ name: `cluster-${name}`, namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } });
      expect(stringData.name).toBe(name);
      return [stringData.server, JSON.parse(stringData.config)];
    };
    expect(secretOf('own')).toEqual(['https://kubernetes.default.svc', { tlsClientConfig: { insecure: false } }]);
    expect(secretOf('eks')).toEqual(['https://a.eks.amazonaws.com', {
      awsAuthConfig: { clusterName: 'prod', roleARN: 'arn:aws:iam::111122223333:role/argo-cd' }, tlsClientConfig: { insecure: false, ...CA },
    }]);
    const exec = { command: 'argocd-k8s-auth', apiVersion: 'client.authentication.k8s.io/v1beta1' };
    expect(secretOf('gke')).toEqual(['https://1.2.3.4', { execProviderConfig: { ...exec, args: ['gcp'] }, tlsClientConfig: { insecure: false, ...CA } }]);
    expect(secretOf('aks')).toEqual(['https://a.azmk8s.io:443', {
      execProviderConfig: { ...exec, args: ['azure'], env: { AAD_LOGIN_METHOD: 'workloadidentity' } }, tlsClientConfig: { insecure: false, ...CA },
    }]);
    expect(fs.existsSync(path.join(outdir, 'hub/argocd/secret-cluster-else.yaml'))).toBe(false);
  });

  test('may be reached by credentials that a store holds', () => {
    const access = ArgoCdAccess.externalSecret('https://10.0.0.1:6443', { store: { name: 'vault' }, config: { key: 'clusters/dev' } });
    synthed({ access: { accessTo: () => access } }, { clusters: [{ name: 'dev' }] });
    expect(objectOf('externalsecret-cluster-dev.yaml').spec).toEqual({
      refreshInterval: '3600s',
      secretStoreRef: { kind: 'SecretStore', name: 'vault' },
      target: {
        creationPolicy: 'Owner',
        template: {
          metadata: { labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
          data: { name: 'dev', server: 'https://10.0.0.1:6443', config: '{{ .config }}' },
        },
      },
      data: [{ secretKey: 'config', remoteRef: { key: 'clusters/dev' } }],
    });
  });

  test('have an API server each', () => {
    expect(() => synthed({ access: { accessTo: () => ArgoCdAccess.inCluster() } }, { clusters: CLUSTERS.slice(0, 2) })).toThrow(
      "[hub/argo-cd] 'access' must lead to another API server for each cluster: 'dev' and 'prod-eu' have the same one, got 'https://kubernetes.default.svc'. Correct one of the two.",
    );
  });

  test('an address with a password is refused, and not told', () => {
    expect(messageOf(() => ArgoCdAccess.gke('https://admin:geheim@1.2.3.4', { caData: 'geheim' }))).toBe([
      "[ArgoCdAccess.gke] 'server' must be the https address of an API server, without user and password. Use the address of its API server, e.g. 'https://1.2.3.4'.",
      "[ArgoCdAccess.gke] 'options.caData' must be the base64 of a certificate in PEM. Give the base64 of the PEM, as the cloud tells it.",
    ].join('\n'));
  });
});

test.each(['https://geheim@git.example.com/fleet.git', 'ssh://git:geheim@git.example.com/fleet.git'])('a repository is named without a credential: %s', (repoUrl) => {
  expect(messageOf(() => new ArgoCdDelivery({ repoUrl }))).toBe(
    "[ArgoCdDelivery] 'repoUrl' must not hold a password: Argo CD has a Secret for it. Use one such as 'https://git.example.com/platform/fleet.git'.",
  );
});

test.each(['git@git.example.com:platform/fleet.git', 'ssh://git@git.example.com/fleet.git', 'file:///srv/fleet', 'http://git.local/fleet'])('a repository may be %s', (repoUrl) => {
  expect(messageOf(() => new ArgoCdDelivery({ repoUrl }))).toBeUndefined();
});

test('warns of more Applications than one object can hold', () => {
  const program = (cluster: Cluster) => {
    for (let index = 1000; index < 3000; index++) { object(new Chart(cluster, `chart-${index}`, { namespace: `${'n'.repeat(59)}${index}` }), 'v1', 'ConfigMap', 'a'); }
  };
  expect(warningsOf({ rollout: new FleetRollout([{ name: 'all', clusters: ClusterSelector.all() }]) }, { clusters: [{ name: 'dev' }], program })).toEqual([
    'delivery/argo-cd-size: the ApplicationSet has 2000 Applications, and with its status is about 1.9 MB: an API server takes 1.5 MB. Split the fleet, with a delivery for each part.',
  ]);
});

test('warns of EndpointSlices that Argo CD leaves out', () => {
  const program = (cluster: Cluster) => object(new Chart(cluster, 'shop', { namespace: 'shop' }), 'discovery.k8s.io/v1', 'EndpointSlice', 'a', {
    addressType: 'IPv4', endpoints: [], metadata: { name: 'a', labels: { 'kubernetes.io/service-name': 'a' } },
  });
  const clusters = [{ name: 'dev' }];
  const text = (version: string) => `delivery/argo-cd-endpoint-slices: Argo CD ${version} leaves EndpointSlices out by default, and there are some in 'dev/shop'. Set `
    + "'resource.exclusions' in the ConfigMap 'argocd-cm' of the hub to 'ExternalServiceEndpoint.argoCdResourceExclusions()', then say 'endpointSlices: true' in 'capabilities.argoCd' of the hub.";
  const under = (argoCd: { version: string; endpointSlices?: boolean } | undefined) => warningsOf({}, { clusters, program, hub: { name: 'hub', capabilities: { argoCd } } });
  expect(under(undefined)).toEqual([text('3')]);
  expect(under({ version: '3.5.1' })).toEqual([text('3.5.1')]);
  expect(under({ version: '3.5.1', endpointSlices: true })).toEqual([]);
  expect(under({ version: '2.14.0' })).toEqual([]);
});

test('an environment that no cluster is of is an error', () => {
  expect(() => synthed({ environments: { prod: { prune: true } } })).toThrow("'environments.prod' must be the environment of a cluster, got 'prod'. They have 'dev', 'production'.");
});

test('says what is wrong with its props at once, and tells no password', () => {
  expect(messageOf(() => new ArgoCdDelivery({
    repoUrl: 'https://user:geheim@git.example.com/fleet.git', revision: 'a b', path: '/dist', teamLabel: 'a b', platformTeam: 'default', access: {} as any,
    teams: [{ name: 'a', namespaces: [], kinds: ['ingress'] }, { name: 'a', namespaces: ['shop'] }],
  }))).toBe([
    "[ArgoCdDelivery] 'repoUrl' must not hold a password: Argo CD has a Secret for it. Use one such as 'https://git.example.com/platform/fleet.git'.",
    "[ArgoCdDelivery] 'revision' must be a branch, tag or commit, got 'a b'. Use one such as 'main'.",
    "[ArgoCdDelivery] 'path' must be a folder in the repository, without '/' at its beginning and end, got '/dist'. Use one such as 'dist', or '.'.",
    "[ArgoCdDelivery] 'teams[0].namespaces' must list each once, and at least one, got []. Use one such as ['shop'].",
    "[ArgoCdDelivery] 'teams[0].kinds[0]' must be a kind, with its group behind it, got 'ingress'. Use one such as 'Ingress.networking.k8s.io'.",
    "[ArgoCdDelivery] 'teams' must name each team once, got 'a'. Make one of the two.",
    "[ArgoCdDelivery] 'teamLabel' must be a label key: at most 63 letters, digits, '-', '_' and '.', starting and ending with a letter or digit, with or without a "
      + "DNS subdomain and '/' before it, got 'a b'. Use one such as 'example.com/team'.",
    "[ArgoCdDelivery] 'platformTeam' must not be that of the project which Argo CD has for Applications that name none, got 'default'. Use another name.",
    "[ArgoCdDelivery] 'access' must have a method 'accessTo'. Use one such as { accessTo: (cluster) => ArgoCdAccess.inCluster() }.",
  ].join('\n'));
});
