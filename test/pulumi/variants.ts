// Props with which each construct and its component are compared: between them, every object that it can emit.
import { ComponentResource } from '@pulumi/pulumi';
import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import * as cdk8s from 'fleetwright';
import * as pulumi from 'fleetwright/pulumi';

/** A construct, its component, and props for both. */
export interface Twins {
  readonly construct: new (scope: Construct, id: string, props: any) => cdk8s.ManifestConstruct;
  readonly component: new (name: string, args: any, opts?: pulumi.ConstructComponentOptions) => pulumi.ConstructComponent<cdk8s.ManifestConstruct>;
  /** What the cluster around them is like. */
  readonly cluster: cdk8s.ClusterProps;
  readonly variants: { readonly [name: string]: any };
  /** Props that must be known when the program runs: they decide which objects there are, or what they are called. */
  readonly decisive: readonly string[];
  /** Props on which a default depends, so that it is another one while they are not known. */
  readonly unlike: readonly string[];
}

// What compiles here takes, as a component, everything that the construct takes.
function twins<P, A>(
  construct: new (scope: Construct, id: string, props: P) => cdk8s.ManifestConstruct,
  component: new (name: string, args: A, opts?: pulumi.ConstructComponentOptions) => pulumi.ConstructComponent<any> & ComponentResource,
  rest: { cluster?: Partial<cdk8s.ClusterProps>; variants: { readonly [name: string]: P & A }; decisive: readonly string[]; unlike: readonly string[] },
): Twins {
  return { construct, component, ...rest, cluster: { name: 'prod-eu', zones: ['eu-1a', 'eu-1b', 'eu-1c'], cloud: cdk8s.Cloud.AWS, kubernetesVersion: '1.34', ...rest.cluster } };
}

const IMAGE = 'registry.example.com/api:1.4.2';

/** By the name of the construct. */
export const TWINS: { readonly [name: string]: Twins } = {
  HardenedDeployment: twins(cdk8s.HardenedDeployment, pulumi.HardenedDeployment, {
    cluster: { capabilities: { gatewayApi: { version: '1.4.0' } } },
    variants: {
      'the least': { image: IMAGE },
      'much': {
        image: IMAGE,
        replicas: 3,
        instance: 'blue',
        ports: [{ name: 'http', port: 8080, protocol: cdk8s.PortProtocol.TCP }, { name: 'metrics', port: 9090 }],
        env: { EMPTY: '', YES: 'yes' },
        envValueFrom: { PASSWORD: pulumi.EnvValueSource.secretKey('database', 'password') },
        envFrom: [pulumi.EnvFromSource.configMap('settings')],
        probes: { readiness: pulumi.Probe.httpGet('/ready', { port: 'http' }) },
        resources: { memory: '512Mi', cpu: '250m' },
        mounts: [{ path: '/data', volume: pulumi.Volume.emptyDir('data', { sizeLimit: '1Gi' }) }],
        initContainers: [{ name: 'migrate', image: 'registry.example.com/migrate:1.0.0', command: ['migrate', '--up'] }],
        service: { ports: [{ port: 80, target: 'http' }], annotations: { 'example.com/a': 'b' } },
        network: { allowFrom: [{ peer: pulumi.NetworkPeer.pods({ app: 'web' }, { namespace: 'front' }), ports: [pulumi.NetworkPort.named('http')] }] },
        serviceAccount: { annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/api' } },
        rollout: { maxSurge: 1 },
        disruptionBudget: { maxUnavailable: '25%' },
        terminationGracePeriodSeconds: 60,
        labels: { team: 'payments' },
        podLabels: { tier: 'back' },
        annotations: { 'example.com/a': 'b' },
      },
      'with all around it': {
        image: IMAGE,
        ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }],
        ingress: { host: 'api.example.com', ingressClassName: 'nginx', callers: [pulumi.NetworkPeer.pods({ app: 'nginx' }, { namespace: 'nginx' })] },
        httpRoute: { gateways: [{ name: 'public', namespace: 'gateways' }], hostnames: ['api.example.com'], callers: [pulumi.NetworkPeer.namespace('gateways')] },
        metrics: { path: '/metrics', intervalSeconds: 30, callers: [pulumi.NetworkPeer.namespace('monitoring')], labels: { release: 'prometheus' } },
        config: { path: '/etc/api', files: { 'app.yaml': 'level: info' } },
        claims: [{ name: 'api-data', size: '20Gi', storageClassName: 'fast', accessModes: [cdk8s.VolumeAccessMode.READ_WRITE_MANY], labels: { backup: 'daily' } }],
        mounts: [{ path: '/data', volume: pulumi.Volume.persistentVolumeClaim('api-data') }],
      },
      'scaled': { image: IMAGE, autoscaling: { minReplicas: 3, maxReplicas: 9, cpuUtilization: 70 }, namespace: 'other', name: 'web', selector: { app: 'web' }, spread: false },
    },
    decisive: ['initContainers[0].name', 'ports[1].name', "config.files['app.yaml']", 'claims[0].name', 'name', 'spread'],
    unlike: ['ports[0].name', 'terminationGracePeriodSeconds'],
  }),

  HardenedDaemonSet: twins(cdk8s.HardenedDaemonSet, pulumi.HardenedDaemonSet, {
    variants: {
      'the least': { image: IMAGE },
      'much': {
        image: IMAGE,
        ports: [{ name: 'otlp', port: 4317 }],
        tolerations: [{ operator: 'Exists' }],
        updateStrategy: { type: cdk8s.DaemonSetUpdateType.ROLLING_UPDATE, maxSurge: '10%', maxUnavailable: 0 },
        minReadySeconds: 10,
        revisionHistoryLimit: 3,
        service: { spec: { internalTrafficPolicy: 'Local' } },
      },
      'by hand': { image: IMAGE, updateStrategy: { type: cdk8s.DaemonSetUpdateType.ON_DELETE } },
      'an agent that reads its node': {
        image: IMAGE,
        exceptions: { hostPath: 'reads the logs of all pods' },
        mounts: [{ path: '/logs', volume: pulumi.Volume.hostPath('logs', { path: '/var/log/pods', type: cdk8s.HostPathType.DIRECTORY }) }],
      },
    },
    decisive: ['updateStrategy.type'],
    unlike: [],
  }),

  HardenedStatefulSet: twins(cdk8s.HardenedStatefulSet, pulumi.HardenedStatefulSet, {
    variants: {
      'the least': { image: IMAGE },
      'much': {
        image: IMAGE,
        replicas: 3,
        quorum: true,
        serviceName: 'peers',
        publishNotReadyAddresses: true,
        podManagementPolicy: cdk8s.PodManagementPolicy.PARALLEL,
        updateStrategy: { type: cdk8s.StatefulSetUpdateType.ROLLING_UPDATE, partition: 1 },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: cdk8s.ClaimRetention.RETAIN, whenScaled: cdk8s.ClaimRetention.DELETE },
        ordinals: { start: 1 },
        minReadySeconds: 10,
        revisionHistoryLimit: 3,
        ports: [{ name: 'client', port: 2379 }],
        mounts: [{ path: '/data', volume: pulumi.Volume.claimTemplate('data', { size: '20Gi', storageClassName: 'fast', accessModes: [cdk8s.VolumeAccessMode.READ_WRITE_ONCE] }) }],
        service: {},
        disruptionBudget: { maxUnavailable: 1 },
      },
      'scaled': { image: IMAGE, autoscaling: { maxReplicas: 9 }, updateStrategy: { type: cdk8s.StatefulSetUpdateType.ON_DELETE }, spread: false },
    },
    decisive: ['quorum', 'serviceName', 'updateStrategy.type', 'spread'],
    unlike: [],
  }),

  HardenedJob: twins(cdk8s.HardenedJob, pulumi.HardenedJob, {
    variants: {
      'the least': { image: IMAGE },
      'much': {
        image: IMAGE,
        suffix: '1-4-2',
        suspend: false,
        ports: [{ name: 'peers', port: 7000 }],
        restartPolicy: cdk8s.JobRestartPolicy.NEVER,
        backoffLimit: 20,
        activeDeadlineSeconds: 3600,
        ttlSecondsAfterFinished: 86400,
        completionMode: cdk8s.JobCompletionMode.INDEXED,
        completions: 3,
        parallelism: 3,
        backoffLimitPerIndex: 2,
        maxFailedIndexes: 1,
        podReplacementPolicy: cdk8s.PodReplacementPolicy.FAILED,
        podFailurePolicy: {
          rules: [
            { action: cdk8s.PodFailureAction.FAIL_INDEX, onExitCodes: { containerName: 'api', operator: cdk8s.ExitCodeOperator.IN, values: [42, 43] } },
            { action: cdk8s.PodFailureAction.IGNORE, onPodConditions: [{ type: 'DisruptionTarget' }] },
          ],
        },
        successPolicy: { rules: [{ succeededIndexes: '0,1', succeededCount: 2 }] },
        service: { headless: true },
      },
      'behind a Service': { image: IMAGE, ports: [{ port: 8080 }], service: {} },
    },
    decisive: ['suffix', 'service.headless'],
    unlike: [],
  }),

  HardenedCronJob: twins(cdk8s.HardenedCronJob, pulumi.HardenedCronJob, {
    variants: {
      'the least': { image: IMAGE, schedule: '30 1 * * *' },
      'much': {
        image: IMAGE,
        schedule: '@hourly',
        timeZone: 'Europe/Berlin',
        concurrencyPolicy: cdk8s.ConcurrencyPolicy.REPLACE,
        startingDeadlineSeconds: 300,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 5,
        suspend: true,
        restartPolicy: cdk8s.JobRestartPolicy.ON_FAILURE,
        backoffLimit: 2,
        activeDeadlineSeconds: 3600,
        labels: { team: 'payments' },
      },
    },
    decisive: [],
    unlike: [],
  }),

  ExternalServiceEndpoint: twins(cdk8s.ExternalServiceEndpoint, pulumi.ExternalServiceEndpoint, {
    cluster: { capabilities: { gatewayApi: { version: '1.4.0' }, istio: { version: '1.27.0' } } },
    variants: {
      'by addresses': {
        target: pulumi.ExternalTarget.addresses(['10.20.0.12', '10.20.0.9']),
        ports: [{ name: 'https', port: 443, targetPort: 9000, protocol: cdk8s.PortProtocol.TCP }],
        tls: { hostname: 'minio.example.com' },
        ingress: { host: 'files.example.org', path: '/files' },
        httpRoute: { gateways: [{ name: 'gateway', namespace: 'gateways' }], hostnames: ['files.example.com'] },
        serviceEntry: { hosts: ['minio.example.com'] },
        labels: { team: 'storage' },
      },
      'by name': {
        target: pulumi.ExternalTarget.dnsName('db.example.com'),
        ports: [{ name: 'http', port: 80 }],
        annotations: { 'example.com/a': 'b' },
      },
    },
    decisive: [],
    unlike: ['ports[0].name'],
  }),

  GlobalCiliumService: twins(cdk8s.GlobalCiliumService, pulumi.GlobalCiliumService, {
    cluster: { capabilities: { cilium: { version: '1.19.4', mesh: { id: 1, name: 'eu' }, clusterMesh: { mcsApiEnabled: true } } } },
    variants: {
      annotated: {
        backends: pulumi.LocalBackends.labelled({ app: 'search' }),
        ports: [{ name: 'http', port: 80, targetPort: 8080 }],
        affinity: cdk8s.GlobalServiceAffinity.LOCAL,
        allowFrom: [{ podLabels: { app: 'web' }, namespace: 'front', clusters: ['eu', 'us'] }],
      },
      exported: { backends: pulumi.LocalBackends.labelled({ app: 'search' }), ports: [{ port: 80 }], serviceExport: { labels: { team: 'search' } } },
    },
    decisive: [],
    unlike: [],
  }),

  SpotNodePool: twins(cdk8s.SpotNodePool, pulumi.SpotNodePool, {
    cluster: { capabilities: { karpenter: { version: '1.14.1', interruptionQueue: true } } },
    variants: {
      'on AWS': {
        provider: pulumi.SpotProvider.karpenterAws({
          amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
          role: 'KarpenterNodeRole-prod-eu',
          subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
          securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
        }),
        families: ['m6i', 'm7i', 'm7a', 'c7i'],
        onDemandBasePercent: 20,
        limits: { cpu: '100' },
      },
    },
    decisive: ['onDemandBasePercent'],
    unlike: [],
  }),

  SpotMachinePool: twins(cdk8s.SpotMachinePool, pulumi.SpotMachinePool, {
    variants: {
      'on AWS': {
        clusterName: 'prod-us',
        kubernetesVersion: '1.34.2',
        provider: pulumi.MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge', 'm7a.xlarge'], rootVolumeGiB: 80 }),
        autoscaling: { minReplicas: 1, maxReplicas: 9 },
        zones: ['us-1a'],
        nodeLabels: { team: 'search' },
        taints: [{ key: 'example.com/spot', value: 'yes' }],
      },
      'on Azure': {
        clusterName: 'prod-us',
        kubernetesVersion: '1.34.2',
        provider: pulumi.MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5' }),
        replicas: 2,
      },
    },
    decisive: [],
    // Without 'v' before it, which Cluster API adds.
    unlike: ['kubernetesVersion'],
  }),

  ESSnapshotter: twins(cdk8s.ESSnapshotter, pulumi.ESSnapshotter, {
    variants: {
      'the least': {
        cluster: pulumi.SnapshotTarget.eckNamed('logs'),
        user: pulumi.SnapshotUser.fileRealm('snapshots-user'),
        repository: pulumi.SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: pulumi.S3Credentials.secret('snapshots-s3') }),
      },
      'much': {
        cluster: pulumi.SnapshotTarget.eckNamed('logs'),
        user: pulumi.SnapshotUser.fileRealm('snapshots-user'),
        repository: pulumi.SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: pulumi.S3Credentials.secret('snapshots-s3') }),
        schedule: pulumi.SnapshotSchedule.cronJobs(),
        restoreDrill: { indices: ['orders-*'], minDocuments: 10 },
        alerts: { staleAfter: Duration.hours(30), alertLabels: { severity: 'page' } },
        contents: { indices: ['orders-*'] },
        imagePullSecrets: ['registry'],
        labels: { team: 'logging' },
      },
    },
    decisive: [],
    // The registration's name is a hash of what is known.
    unlike: ['imagePullSecrets[0]'],
  }),
};
