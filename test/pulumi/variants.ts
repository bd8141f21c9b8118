// Props with which each construct and its component are compared: between them, every object that it can emit.
import { ComponentResource, output } from '@pulumi/pulumi';
import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { FieldPath, formatPath } from '../../lib/manifest/field-path';
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

/** A container with every value that one can have, and the reasons why it may. */
const CONTAINER = {
  args: ['--verbose'],
  command: ['/bin/run'],
  env: { MODE: 'fast' },
  exceptions: { addedCapabilities: 'it pings', floatingTag: 'it is a nightly', noMemoryLimit: 'it maps files', privilegeEscalation: 'it uses sudo', runAsRoot: 'it binds' },
  image: 'registry.example.com/tool:latest',
  imagePullPolicy: cdk8s.ImagePullPolicy.ALWAYS,
  mounts: [{ path: '/cache', readOnly: true, subPath: 'tool', volume: pulumi.Volume.emptyDir('cache', { sizeLimit: '1Gi' }) }],
  resources: { cpu: '250m', cpuLimit: '500m', ephemeralStorage: '1Gi', extended: { 'example.com/gpu': '1' }, memory: '256Mi' },
  security: { addCapabilities: ['NET_RAW'], runAsGroup: 0, runAsUser: 0 },
  workingDir: '/srv',
  writablePaths: { '/tmp': '64Mi' },
};

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
      'with every value of a pod': {
        ...CONTAINER,
        image: IMAGE,
        affinity: {
          nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] } }] },
        },
        automountServiceAccountToken: true,
        containerName: 'main',
        dnsConfig: { nameservers: ['10.0.0.53'], options: [{ name: 'ndots', value: '2' }], searches: ['example.com'] },
        dnsPolicy: cdk8s.DnsPolicy.NONE,
        exceptions: { addedCapabilities: 'it pings', noMemoryLimit: 'it maps', privilegeEscalation: 'it uses sudo', runAsRoot: 'it binds', writableRootFilesystem: 'it unpacks' },
        hostAliases: [{ ip: '10.20.0.11', hostnames: ['db.example.com'] }],
        imagePullSecrets: ['registry'],
        initContainers: [{ ...CONTAINER, name: 'first' }],
        sidecars: [{ ...CONTAINER, name: 'beside', afterInitContainers: true, ports: [{ name: 'proxy', port: 9999, protocol: cdk8s.PortProtocol.TCP }] }],
        nodeSelector: { disk: 'ssd' },
        podAnnotations: { 'example.com/a': 'b' },
        priorityClassName: 'high',
        runtimeClassName: 'gvisor',
        security: { ...CONTAINER.security, fsGroup: 9, fsGroupChangePolicy: cdk8s.FsGroupChangePolicy.ALWAYS, supplementalGroups: [200], userNamespace: true },
        serviceAccount: { existingName: 'api' },
        tolerations: [{ key: 'gpu', operator: 'Exists' }],
        writablePaths: undefined,
      },
      'on the host': {
        image: IMAGE,
        exceptions: { hostNetwork: 'it routes', unconfinedAppArmor: 'it traces', unconfinedSeccomp: 'it traces' },
        security: { appArmorProfile: pulumi.AppArmorProfile.UNCONFINED, seccompProfile: pulumi.SeccompProfile.UNCONFINED },
      },
      'with every value around it': {
        image: IMAGE,
        replicas: 3,
        rollout: { maxSurge: 1, maxUnavailable: '10%', minReadySeconds: 5, progressDeadlineSeconds: 300, revisionHistoryLimit: 3, type: cdk8s.RolloutType.ROLLING_UPDATE },
        disruptionBudget: { enabled: true, minAvailable: 1, unhealthyPodEvictionPolicy: cdk8s.UnhealthyPodEvictionPolicy.ALWAYS_ALLOW },
        ports: [{ name: 'http', port: 8080 }, { name: 'metrics', port: 9090 }],
        claims: [{ name: 'api-data', size: '20Gi', annotations: { 'example.com/a': 'b' } }],
        mounts: [{ path: '/data', volume: pulumi.Volume.persistentVolumeClaim('api-data') }],
        httpRoute: { gateways: [{ name: 'public', namespace: 'gateways', sectionName: 'https' }], hostnames: ['api.example.com'], path: '/api', port: 'web', callers: [] },
        ingress: {
          host: 'api.example.com', annotations: { 'example.com/a': 'b' }, ingressClassName: 'nginx', path: '/api', pathType: cdk8s.IngressPathType.EXACT, port: 'web', tlsSecretName: 'api-tls', callers: [],
        },
        metrics: { endpoint: { scheme: 'http', relabelings: [{ action: 'keep' }] }, intervalSeconds: 30, labels: { release: 'prometheus' }, path: '/m', port: 'metrics', timeoutSeconds: 10, callers: [] },
        network: { policy: true },
        service: {
          headless: false, name: 'front', ports: [{ name: 'web', port: 80, appProtocol: 'http', nodePort: 30080, target: 'http' }, { name: 'more', port: 81, target: 'metrics' }],
          spec: { externalTrafficPolicy: 'Local' }, trafficDistribution: cdk8s.TrafficDistribution.PREFER_CLOSE, type: cdk8s.ServiceType.NODE_PORT,
        },
      },
      'scaled by everything': {
        image: IMAGE,
        autoscaling: {
          behavior: { scaleDown: { stabilizationWindowSeconds: 60 } }, maxReplicas: 9, memoryUtilization: 80,
          metrics: [{ type: 'Pods', pods: { metric: { name: 'queue' }, target: { type: 'AverageValue', averageValue: '10' } } }],
        },
      },
      'scaled': { image: IMAGE, autoscaling: { minReplicas: 3, maxReplicas: 9, cpuUtilization: 70 }, namespace: 'other', name: 'web', selector: { app: 'web' }, spread: false },
    },
    decisive: [
      'initContainers[0].name', 'ports[1].name', "config.files['app.yaml']", 'claims[0].name', 'name', 'spread', 'security.userNamespace', 'dnsConfig.nameservers[0]', 'dnsPolicy',
      'sidecars[0].name', 'sidecars[0].afterInitContainers', 'rollout.type', 'disruptionBudget.enabled', 'httpRoute.port', 'ingress.port', 'network.policy', 'service.headless',
      'service.name', 'service.ports[0].name',
    ],
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
      'with every value': {
        name: 'files',
        namespace: 'storage',
        target: pulumi.ExternalTarget.addresses(['10.20.0.12']),
        clusterIPs: ['10.96.0.10'],
        ports: [{ name: 'https', port: 443, appProtocol: 'https' }, { name: 'more', port: 444 }],
        tls: { hostname: 'minio.example.com', caConfigMap: 'authorities', ports: ['https'] },
        ingress: {
          host: 'files.example.org', annotations: { 'example.com/a': 'b' }, ingressClassName: 'nginx', pathType: cdk8s.IngressPathType.EXACT, port: 'https', tlsSecretName: 'files-tls',
        },
        httpRoute: { gateways: [{ name: 'gateway', sectionName: 'https' }], path: '/files', port: 'https' },
        serviceEntry: { hosts: ['minio.example.com'], exportTo: ['.'] },
      },
      'without an address': { target: pulumi.ExternalTarget.addresses(['10.20.0.12']), ports: [{ port: 443 }], headless: true },
      'by name': {
        target: pulumi.ExternalTarget.dnsName('db.example.com'),
        ports: [{ name: 'http', port: 80 }],
        annotations: { 'example.com/a': 'b' },
      },
    },
    decisive: ['name', 'ports[0].name', 'ingress.port', 'httpRoute.port', 'headless'],
    unlike: ['ports[0].name', 'ports[0].appProtocol'],
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
      'with every value': {
        name: 'search',
        namespace: 'search',
        backends: pulumi.LocalBackends.labelled({ app: 'search' }),
        ports: [{ name: 'http', port: 80, targetPort: 8080, appProtocol: 'http', protocol: cdk8s.PortProtocol.TCP }],
        annotations: { 'example.com/a': 'b' },
        labels: { team: 'search' },
        remotePodLabels: { app: 'search' },
        allowFrom: [{ podLabels: { app: 'web' }, namespace: 'front', ports: ['http'] }],
        shared: false,
        syncEndpointSlices: true,
      },
      exported: { backends: pulumi.LocalBackends.labelled({ app: 'search' }), ports: [{ port: 80 }], serviceExport: { annotations: { 'example.com/a': 'b' }, labels: { team: 'search' } } },
      'without an address': { backends: pulumi.LocalBackends.labelled({ app: 'search' }), ports: [{ port: 80, target: 'http' }], headless: true },
    },
    decisive: ['name', 'ports[0].name', 'remotePodLabels.app', 'allowFrom[0].ports[0]', 'shared', 'syncEndpointSlices', 'headless'],
    unlike: [],
  }),

  AdmissionPolicies: twins(cdk8s.AdmissionPolicies, pulumi.AdmissionPolicies, {
    variants: {
      'of the API server': {
        rules: {
          pack: cdk8s.RulePack.REFUSED, also: ['security/registry', 'security/read-only-root'], except: ['api/current-version'],
          options: { 'security/registry': { registries: ['registry.example.com'] } }, external: [{ kind: 'Secret', name: 'tls', namespace: 'shop' }],
        },
        enforcement: cdk8s.PolicyEnforcement.AUDIT,
        enforcementOf: { 'security/registry': cdk8s.PolicyEnforcement.DENY },
        exceptNamespaces: ['kube-system'],
      },
      'of Gatekeeper': { rules: { pack: cdk8s.RulePack.REFUSED, also: ['security/sudo'] }, engine: cdk8s.PolicyEngine.GATEKEEPER },
    },
    decisive: [
      'rules.pack', 'rules.also[0]', 'rules.also[1]', 'rules.except[0]', "rules.options['security/registry'].registries[0]",
      'rules.external[0].kind', 'rules.external[0].name', 'rules.external[0].namespace', 'enforcement', "enforcementOf['security/registry']", 'engine',
    ],
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
      'by instance types': {
        provider: pulumi.SpotProvider.karpenterAws({
          amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
          role: 'KarpenterNodeRole-prod-eu',
          subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
          securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
        }),
        instanceTypes: ['m6i.xlarge', 'm7i.xlarge', 'm7a.xlarge', 'c7i.xlarge'],
        minInstanceTypes: 3,
      },
      'with every value': {
        provider: pulumi.SpotProvider.karpenterAws({
          amiSelectorTerms: [{ alias: 'al2023@v20260209' }],
          role: 'KarpenterNodeRole-prod-eu',
          subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
          securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod-eu' } }],
        }),
        name: 'spot',
        architectures: [cdk8s.NodeArchitecture.AMD64],
        consolidateAfter: '1m',
        consolidationPolicy: cdk8s.ConsolidationPolicy.WHEN_EMPTY,
        disruptionBudgets: [{ nodes: '10%', schedule: '0 9 * * *', duration: '8h', reasons: [cdk8s.NodeDisruptionReason.EMPTY] }],
        expireAfter: '720h',
        families: ['m6i', 'm7i', 'm7a', 'c7i'],
        sizes: ['xlarge', '2xlarge'],
        labels: { team: 'search' },
        minFamilies: 2,
        nodeLabels: { 'example.com/pool': 'spot' },
        onDemandBaseRounding: cdk8s.OnDemandBaseRounding.UP,
        onDemandBasePercent: 20,
        onDemandFallback: true,
        requirements: [{ key: 'karpenter.k8s.aws/instance-cpu', operator: cdk8s.NodeRequirementOperator.IN, values: ['4', '8'], minValues: 1 }],
        startupTaints: [{ key: 'example.com/agent', value: 'no', effect: cdk8s.TaintEffect.NO_EXECUTE }],
        taints: [{ key: 'example.com/spot', value: 'yes', effect: cdk8s.TaintEffect.NO_SCHEDULE }],
        terminationGracePeriod: '1h',
        weight: 10,
        zones: ['eu-1a'],
      },
    },
    decisive: ['onDemandBasePercent', 'name', 'onDemandBaseRounding', 'onDemandFallback'],
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
      'with every value': {
        clusterName: 'prod-us',
        kubernetesVersion: '1.34.2',
        provider: pulumi.MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], rootVolumeGiB: 80 }),
        name: 'spot',
        namespace: 'fleet',
        labels: { team: 'search' },
        autoscaling: { minReplicas: 0, maxReplicas: 9, machineCpu: '4', machineMemory: '16Gi' },
        kubeadmConfig: { files: [{ path: '/etc/a', content: 'b' }], verbosity: 2 },
        taints: [{ key: 'example.com/spot', value: 'yes', effect: cdk8s.TaintEffect.NO_EXECUTE }],
      },
      'on Azure': {
        clusterName: 'prod-us',
        kubernetesVersion: '1.34.2',
        provider: pulumi.MachinePoolProvider.azure({ location: 'westeurope', vmSize: 'Standard_D4s_v5' }),
        replicas: 2,
      },
    },
    decisive: ['name'],
    // Without 'v' before it, which Cluster API adds.
    unlike: ['kubernetesVersion'],
  }),

  ESSnapshotter: twins(cdk8s.ESSnapshotter, pulumi.ESSnapshotter, {
    variants: {
      'the least': {
        cluster: pulumi.SnapshotTarget.eckNamed('logs'),
        user: pulumi.SnapshotUser.fileRealm('snapshots-user'),
        repository: pulumi.SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: pulumi.S3Credentials.secret('snapshots-s3') }),
        alerts: { exporterLabels: { job: 'es' } },
      },
      'much': {
        cluster: pulumi.SnapshotTarget.eckNamed('logs'),
        user: pulumi.SnapshotUser.fileRealm('snapshots-user'),
        repository: pulumi.SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: pulumi.S3Credentials.secret('snapshots-s3') }),
        schedule: pulumi.SnapshotSchedule.cronJobs(),
        restoreDrill: { indices: ['orders-*'], minDocuments: 10, schedule: '0 3 * * *', timeZone: 'Europe/Berlin' },
        image: 'registry.example.com/curl:8.11.0',
        networkPolicy: true,
        alerts: { staleAfter: Duration.hours(30), alertLabels: { severity: 'page' }, labels: { release: 'prometheus' } },
        contents: { indices: ['orders-*'], featureStates: ['none'], ignoreUnavailable: true, includeGlobalState: false, partial: true },
        name: 'nightly',
        namespace: 'logging',
        imagePullSecrets: ['registry'],
        labels: { team: 'logging' },
      },
    },
    decisive: ['networkPolicy', 'name'],
    // The registration's name is a hash of what is known.
    unlike: ['image', 'namespace', 'imagePullSecrets[0]'],
  }),
};

/** Every way to put an Output in the place of one plain leaf. */
export function withOneOutput(value: any, path: FieldPath = []): { readonly at: string; readonly path: FieldPath; readonly props: any }[] {
  if (typeof value !== 'object') { return value === undefined ? [] : [{ at: formatPath(path), path, props: output(value) }]; }
  if (Array.isArray(value)) {
    return value.flatMap((child, i) => withOneOutput(child, [...path, i])
      .map(({ props, ...rest }) => ({ ...rest, props: value.map((other, index) => (index === i ? props : other)) })));
  }
  // What only a factory makes.
  if (Object.getPrototypeOf(value) !== Object.prototype) { return []; }
  return Object.entries(value).flatMap(([key, child]) => withOneOutput(child, [...path, key])
    .map(({ props, ...rest }) => ({ ...rest, props: { ...value, [key]: props } })));
}
