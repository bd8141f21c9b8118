import { StandIn, StandInRole } from './stand-in';

const OWN = '{metadata.name}';

/**
 * Who makes what, and who is as good as whom, besides Kubernetes' own kinds. A name with a `*` says that something like that is made, and not what exactly.
 * Kinds that make nothing by their name stand here too: of others it is thought that what has their name in its own may be theirs.
 */
export const STAND_INS: readonly StandIn[] = [
  // What brings more manifests along.
  ...[
    { kind: 'helm.toolkit.fluxcd.io/HelmRelease', namespace: '{spec.targetNamespace|metadata.namespace}', see: 'https://fluxcd.io/flux/components/helm/helmreleases/' },
    { kind: 'kustomize.toolkit.fluxcd.io/Kustomization', namespace: "{spec.targetNamespace|'*'}", see: 'https://fluxcd.io/flux/components/kustomize/kustomizations/' },
    { kind: 'argoproj.io/Application', namespace: "{spec.destination.namespace|'*'}", see: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/' },
    { kind: 'argoproj.io/ApplicationSet', namespace: '*', see: 'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/' },
    { kind: 'fleet.cattle.io/GitRepo', namespace: "{spec.targetNamespace|'*'}", see: 'https://fleet.rancher.io/gitrepo-add' },
    { kind: 'fleet.cattle.io/HelmOp', namespace: "{spec.namespace|'*'}", see: 'https://fleet.rancher.io/helm-ops' },
    { kind: 'fleet.cattle.io/Bundle', namespace: "{spec.defaultNamespace|'*'}", see: 'https://fleet.rancher.io/ref-bundle' },
    { kind: 'helm.cattle.io/HelmChart', namespace: '{spec.targetNamespace|metadata.namespace}', see: 'https://docs.k3s.io/add-ons/helm' },
  ].map(({ kind, namespace, see }) => ({ kind, see, makes: [{ kind: '*', namespace, name: '*' }] })),
  ...['Kustomization', 'Component'].map((kind): StandIn => ({
    kind: `kustomize.config.k8s.io/${kind}`,
    makes: [
      { kind: '/ConfigMap', namespace: '*', name: '{configMapGenerator.*.name}*' },
      { kind: '/Secret', namespace: '*', name: '{secretGenerator.*.name}*' },
    ],
    see: 'https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/',
  })),

  // Secrets.
  {
    kind: 'external-secrets.io/ExternalSecret', makes: [{ kind: '/Secret', name: '{spec.target.name|metadata.name}' }],
    see: 'https://external-secrets.io/latest/api/externalsecret/',
  },
  {
    kind: 'external-secrets.io/ClusterExternalSecret',
    makes: [{ kind: '/Secret', namespace: '*', name: '{spec.externalSecretSpec.target.name|spec.externalSecretName|metadata.name}' }],
    see: 'https://external-secrets.io/latest/api/clusterexternalsecret/',
  },
  {
    kind: 'bitnami.com/SealedSecret', makes: [{ kind: '/Secret', name: '{spec.template.metadata.name|metadata.name}' }],
    see: 'https://github.com/bitnami-labs/sealed-secrets',
  },
  {
    kind: 'cert-manager.io/Certificate', makes: [{ kind: '/Secret', name: '{spec.secretName}' }],
    see: 'https://cert-manager.io/docs/usage/certificate/',
  },
  {
    kind: 'networking.k8s.io/Ingress',
    makes: [{
      kind: '/Secret', name: '{spec.tls.*.secretName}',
      when: "metadata.annotations['cert-manager.io/cluster-issuer']|metadata.annotations['cert-manager.io/issuer']|metadata.annotations['kubernetes.io/tls-acme']",
    }],
    role: StandInRole.ROUTE, see: 'https://cert-manager.io/docs/usage/ingress/',
  },
  ...['VaultStaticSecret', 'VaultDynamicSecret', 'VaultPKISecret', 'HCPVaultSecretsApp'].map((kind): StandIn => ({
    kind: `secrets.hashicorp.com/${kind}`, makes: [{ kind: '/Secret', name: '{spec.destination.name}' }],
    see: 'https://developer.hashicorp.com/vault/docs/deploy/kubernetes/vso/api-reference',
  })),
  {
    kind: 'secrets.infisical.com/InfisicalSecret',
    makes: [
      { kind: '/Secret', namespace: '{spec.managedSecretReference.secretNamespace}', name: '{spec.managedSecretReference.secretName}' },
      { kind: '/Secret', namespace: '{spec.managedKubeSecretReferences.*.secretNamespace}', name: '{spec.managedKubeSecretReferences.*.secretName}' },
      { kind: '/ConfigMap', namespace: '{spec.managedKubeConfigMapReferences.*.configMapNamespace}', name: '{spec.managedKubeConfigMapReferences.*.configMapName}' },
    ],
    see: 'https://infisical.com/docs/integrations/platforms/kubernetes/infisical-secret-crd',
  },
  {
    kind: 'k8s.bitwarden.com/BitwardenSecret', makes: [{ kind: '/Secret', name: '{spec.secretName}' }],
    see: 'https://bitwarden.com/help/secrets-manager-kubernetes-operator/',
  },
  {
    kind: 'onepassword.com/OnePasswordItem', makes: [{ kind: '/Secret', name: OWN }],
    see: 'https://developer.1password.com/docs/k8s/operator/',
  },
  {
    kind: 'secrets.doppler.com/DopplerSecret',
    makes: [{ kind: '/Secret', namespace: '{spec.managedSecret.namespace}', name: '{spec.managedSecret.name}' }],
    see: 'https://docs.doppler.com/docs/kubernetes-operator',
  },
  {
    kind: 'secrets-store.csi.x-k8s.io/SecretProviderClass', makes: [{ kind: '/Secret', name: '{spec.secretObjects.*.secretName}' }],
    see: 'https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret',
  },
  {
    kind: 'isindir.github.com/SopsSecret', makes: [{ kind: '/Secret', name: '{spec.secretTemplates.*.name}' }],
    see: 'https://github.com/isindir/sops-secrets-operator',
  },
  {
    kind: '/Service', makes: [{ kind: '/Secret', name: "{metadata.annotations['service.beta.openshift.io/serving-cert-secret-name']}" }],
    see: 'https://docs.openshift.com/container-platform/latest/security/certificates/service-serving-certificate.html',
  },
  // Copies in other namespaces.
  ...['/Secret', '/ConfigMap'].map((kind): StandIn => ({
    kind,
    makes: [{
      kind, namespace: '*', name: OWN,
      when: "metadata.annotations['reflector.v1.k8s.emberstack.com/reflection-auto-enabled']|metadata.annotations['replicator.v1.mittwald.de/replicate-to']",
    }],
    see: 'https://github.com/emberstack/kubernetes-reflector',
  })),
  {
    kind: 'trust.cert-manager.io/Bundle',
    makes: [
      { kind: '/ConfigMap', namespace: '*', name: OWN, when: 'spec.target.configMap' },
      { kind: '/Secret', namespace: '*', name: OWN, when: 'spec.target.secret' },
    ],
    see: 'https://cert-manager.io/docs/trust/trust-manager/api-reference/',
  },

  // Volumes.
  {
    kind: 'apps/StatefulSet', makes: [{ kind: '/PersistentVolumeClaim', name: '{spec.volumeClaimTemplates.*.metadata.name}-{metadata.name}-*' }],
    see: 'https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#stable-storage',
  },
  {
    kind: 'cdi.kubevirt.io/DataVolume', makes: [{ kind: '/PersistentVolumeClaim', name: OWN }],
    see: 'https://github.com/kubevirt/containerized-data-importer/blob/main/doc/datavolumes.md',
  },

  // Databases and queues.
  {
    kind: 'postgresql.cnpg.io/Cluster',
    makes: [
      ...['-app', '-superuser', '-ca', '-server', '-replication'].map((suffix) => ({ kind: '/Secret', name: `${OWN}${suffix}` })),
      ...['-rw', '-ro', '-r', '-any'].map((suffix) => ({ kind: '/Service', name: `${OWN}${suffix}` })),
      { kind: '/Service', name: '{spec.managed.services.additional.*.serviceTemplate.metadata.name}' },
      { kind: '/ServiceAccount', name: OWN },
      { kind: '/PersistentVolumeClaim', name: `${OWN}-*` },
    ],
    pods: [{ labels: { 'cnpg.io/cluster': OWN } }, { labels: { postgresql: OWN } }],
    see: 'https://cloudnative-pg.io/documentation/current/labels_annotations/',
  },
  {
    kind: 'postgresql.cnpg.io/Pooler', makes: [{ kind: '/Service', name: OWN }, { kind: '/ServiceAccount', name: OWN }],
    pods: [{ labels: { 'cnpg.io/poolerName': OWN } }],
    see: 'https://cloudnative-pg.io/documentation/current/connection_pooling/',
  },
  {
    kind: 'acid.zalan.do/postgresql',
    makes: [
      { kind: '/Secret', name: `*.${OWN}.credentials*` },
      ...['', '-repl', '-pooler', '-pooler-repl'].map((suffix) => ({ kind: '/Service', name: `${OWN}${suffix}` })),
    ],
    pods: [{ labels: { 'cluster-name': OWN } }],
    see: 'https://postgres-operator.readthedocs.io/en/latest/user/',
  },
  {
    kind: 'postgres-operator.crunchydata.com/PostgresCluster',
    makes: [
      { kind: '/Secret', name: `${OWN}-*` }, { kind: '/ConfigMap', name: `${OWN}-*` },
      ...['-ha', '-pods', '-primary', '-replicas', '-pgbouncer'].map((suffix) => ({ kind: '/Service', name: `${OWN}${suffix}` })),
    ],
    pods: [{ labels: { 'postgres-operator.crunchydata.com/cluster': OWN } }],
    see: 'https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/basic-setup/connect-cluster',
  },
  {
    kind: 'kafka.strimzi.io/Kafka',
    makes: [
      ...['-cluster-ca-cert', '-cluster-ca', '-clients-ca-cert', '-clients-ca'].map((suffix) => ({ kind: '/Secret', name: `${OWN}${suffix}` })),
      ...['-kafka-bootstrap', '-kafka-brokers'].map((suffix) => ({ kind: '/Service', name: `${OWN}${suffix}` })),
      { kind: '/Secret', name: `${OWN}-*` }, { kind: '/ConfigMap', name: `${OWN}-*` }, { kind: '/Service', name: `${OWN}-*` }, { kind: '/ServiceAccount', name: `${OWN}-*` },
    ],
    pods: [{ labels: { 'strimzi.io/cluster': OWN } }],
    see: 'https://strimzi.io/docs/operators/latest/deploying',
  },
  {
    kind: 'kafka.strimzi.io/KafkaNodePool', makes: [], pods: [{ labels: { 'strimzi.io/pool-name': OWN } }, { labels: { 'strimzi.io/cluster': "{metadata.labels['strimzi.io/cluster']}" } }],
    see: 'https://strimzi.io/docs/operators/latest/deploying',
  },
  { kind: 'kafka.strimzi.io/KafkaUser', makes: [{ kind: '/Secret', name: OWN }, { kind: '/Secret', name: `*${OWN}` }], see: 'https://strimzi.io/docs/operators/latest/deploying' },
  { kind: 'kafka.strimzi.io/KafkaTopic', makes: [], see: 'https://strimzi.io/docs/operators/latest/deploying' },
  ...[{ kind: 'KafkaConnect', suffix: '-connect-api' }, { kind: 'KafkaMirrorMaker2', suffix: '-mirrormaker2-api' }, { kind: 'KafkaBridge', suffix: '-bridge-service' }].map(({ kind, suffix }): StandIn => ({
    kind: `kafka.strimzi.io/${kind}`,
    makes: [{ kind: '/Service', name: `${OWN}${suffix}` }, { kind: '/ConfigMap', name: `${OWN}-*` }, { kind: '/ServiceAccount', name: `${OWN}-*` }],
    pods: [{ labels: { 'strimzi.io/cluster': OWN } }],
    see: 'https://strimzi.io/docs/operators/latest/deploying',
  })),
  {
    kind: 'rabbitmq.com/RabbitmqCluster',
    makes: [
      { kind: '/Secret', name: `${OWN}-default-user` }, { kind: '/Secret', name: `${OWN}-erlang-cookie` },
      { kind: '/Service', name: OWN }, { kind: '/Service', name: `${OWN}-nodes` }, { kind: '/ConfigMap', name: `${OWN}-*` }, { kind: '/ServiceAccount', name: `${OWN}-server` },
    ],
    pods: [{ labels: { 'app.kubernetes.io/name': OWN } }],
    see: 'https://www.rabbitmq.com/kubernetes/operator/using-operator',
  },
  {
    kind: 'elasticsearch.k8s.elastic.co/Elasticsearch',
    makes: [
      ...['-es-elastic-user', '-es-http-certs-public', '-es-http-certs-internal', '-es-http-ca-internal'].map((suffix) => ({ kind: '/Secret', name: `${OWN}${suffix}` })),
      ...['-es-http', '-es-transport', '-es-internal-http'].map((suffix) => ({ kind: '/Service', name: `${OWN}${suffix}` })),
      { kind: '/Service', name: `${OWN}-es-{spec.nodeSets.*.name}` }, { kind: '/Secret', name: `${OWN}-es-*` }, { kind: '/ConfigMap', name: `${OWN}-es-*` },
    ],
    pods: [{ labels: { 'elasticsearch.k8s.elastic.co/cluster-name': OWN } }],
    see: 'https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s/accessing-services',
  },
  ...[
    { kind: 'kibana.k8s.elastic.co/Kibana', label: 'kibana.k8s.elastic.co/name', short: 'kb' },
    { kind: 'apm.k8s.elastic.co/ApmServer', label: 'apm.k8s.elastic.co/name', short: 'apm' },
    { kind: 'agent.k8s.elastic.co/Agent', label: 'agent.k8s.elastic.co/name', short: 'agent' },
    { kind: 'beat.k8s.elastic.co/Beat', label: 'beat.k8s.elastic.co/name', short: 'beat' },
    { kind: 'logstash.k8s.elastic.co/Logstash', label: 'logstash.k8s.elastic.co/name', short: 'ls' },
  ].map(({ kind, label, short }): StandIn => ({
    kind, makes: ['/Service', '/Secret', '/ConfigMap'].map((made) => ({ kind: made, name: `${OWN}-${short}-*` })), pods: [{ labels: { [label]: OWN } }],
    see: 'https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s',
  })),

  // Storage.
  {
    kind: 'ceph.rook.io/CephCluster',
    makes: [{ kind: '/Service', name: 'rook-ceph-*' }, { kind: '/Secret', name: 'rook-*' }, { kind: '/ConfigMap', name: 'rook-*' }],
    pods: ['mon', 'mgr', 'osd', 'osd-prepare', 'crashcollector', 'exporter'].map((daemon) => ({ labels: { app: `rook-ceph-${daemon}` } })),
    see: 'https://rook.io/docs/rook/latest-release/CRDs/Cluster/ceph-cluster-crd/',
  },
  {
    kind: 'ceph.rook.io/CephFilesystem', makes: [], pods: [{ labels: { app: 'rook-ceph-mds' } }],
    see: 'https://rook.io/docs/rook/latest-release/CRDs/Shared-Filesystem/ceph-filesystem-crd/',
  },
  {
    kind: 'ceph.rook.io/CephObjectStore', makes: [{ kind: '/Service', name: `rook-ceph-rgw-${OWN}` }], pods: [{ labels: { app: 'rook-ceph-rgw' } }],
    see: 'https://rook.io/docs/rook/latest-release/CRDs/Object-Storage/ceph-object-store-crd/',
  },

  // Monitoring.
  ...[{ kind: 'Prometheus', service: 'prometheus-operated' }, { kind: 'PrometheusAgent', service: 'prometheus-agent-operated' }].map(({ kind, service }): StandIn => ({
    kind: `monitoring.coreos.com/${kind}`, makes: [{ kind: '/Service', name: service }, { kind: '/Secret', name: `prometheus-*${OWN}*` }, { kind: '/ConfigMap', name: `prometheus-*${OWN}*` }],
    pods: [
      { labels: { prometheus: OWN } }, { labels: { 'operator.prometheus.io/name': OWN } },
      { labels: { 'app.kubernetes.io/name': 'prometheus' } }, { labels: { 'app.kubernetes.io/instance': OWN } }, { labelsAt: 'spec.podMetadata.labels' },
    ],
    see: 'https://prometheus-operator.dev/docs/getting-started/design/',
  })),
  {
    kind: 'monitoring.coreos.com/Alertmanager', makes: [{ kind: '/Service', name: 'alertmanager-operated' }, { kind: '/Secret', name: `alertmanager-${OWN}*` }],
    pods: [{ labels: { alertmanager: OWN } }, { labels: { 'app.kubernetes.io/name': 'alertmanager' } }, { labels: { 'app.kubernetes.io/instance': OWN } }, { labelsAt: 'spec.podMetadata.labels' }],
    see: 'https://prometheus-operator.dev/docs/getting-started/design/',
  },
  {
    kind: 'monitoring.coreos.com/ThanosRuler', makes: [{ kind: '/Service', name: 'thanos-ruler-operated' }, { kind: '/ConfigMap', name: `thanos-ruler-${OWN}*` }],
    pods: [{ labels: { 'thanos-ruler': OWN } }, { labels: { 'app.kubernetes.io/name': 'thanos-ruler' } }, { labelsAt: 'spec.podMetadata.labels' }],
    see: 'https://prometheus-operator.dev/docs/getting-started/design/',
  },
  ...['ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule', 'ScrapeConfig', 'AlertmanagerConfig'].map((kind): StandIn => ({
    kind: `monitoring.coreos.com/${kind}`, makes: [], see: 'https://prometheus-operator.dev/docs/api-reference/api/',
  })),

  // What runs in other shapes than pods of a template.
  {
    kind: 'kubevirt.io/VirtualMachine', makes: [], pods: [{ labelsAt: 'spec.template.metadata.labels' }, { labels: { 'vm.kubevirt.io/name': OWN } }],
    see: 'https://kubevirt.io/user-guide/network/service_objects/',
  },
  {
    kind: 'kubevirt.io/VirtualMachineInstance', makes: [], pods: [{ labelsAt: 'metadata.labels' }],
    see: 'https://kubevirt.io/user-guide/network/service_objects/',
  },
  {
    kind: 'serving.knative.dev/Service', makes: [{ kind: '/Service', name: OWN }, { kind: '/Service', name: `${OWN}-*` }], pods: [{ labels: { 'serving.knative.dev/service': OWN } }],
    see: 'https://knative.dev/docs/serving/',
  },
  { kind: 'argoproj.io/Rollout', makes: [], see: 'https://argo-rollouts.readthedocs.io/en/stable/features/specification/' },
  {
    kind: 'flagger.app/Canary',
    makes: ['', '-primary', '-canary'].map((suffix) => ({ kind: '/Service', name: `{spec.service.name|spec.targetRef.name}${suffix}` })),
    pods: [{ labels: { app: '{spec.targetRef.name}-primary' } }],
    see: 'https://docs.flagger.app/usage/how-it-works',
  },
  {
    kind: 'opentelemetry.io/OpenTelemetryCollector',
    makes: ['', '-headless', '-monitoring'].map((suffix) => ({ kind: '/Service', name: `${OWN}-collector${suffix}` })),
    pods: [{ labels: { 'app.kubernetes.io/name': `${OWN}-collector` } }],
    see: 'https://opentelemetry.io/docs/platforms/kubernetes/operator/',
  },
  {
    kind: 'multicluster.x-k8s.io/ServiceExport', makes: [], see: 'https://multicluster.sigs.k8s.io/concepts/multicluster-services-api/',
  },

  // Scaling, budgets, policies.
  { kind: 'autoscaling/HorizontalPodAutoscaler', role: StandInRole.AUTOSCALER, see: 'https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/' },
  { kind: 'keda.sh/ScaledObject', makes: [{ kind: 'autoscaling/HorizontalPodAutoscaler', name: '{spec.advanced.horizontalPodAutoscalerConfig.name}' }, { kind: 'autoscaling/HorizontalPodAutoscaler', name: `keda-hpa-${OWN}` }], role: StandInRole.AUTOSCALER, see: 'https://keda.sh/docs/latest/reference/scaledobject-spec/' },
  ...['ScaledJob', 'TriggerAuthentication'].map((kind): StandIn => ({ kind: `keda.sh/${kind}`, makes: [], see: 'https://keda.sh/docs/latest/concepts/' })),
  { kind: 'autoscaling.k8s.io/VerticalPodAutoscaler', makes: [], see: 'https://github.com/kubernetes/autoscaler/tree/master/vertical-pod-autoscaler' },
  { kind: 'policy/PodDisruptionBudget', role: StandInRole.DISRUPTION_BUDGET, see: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/' },
  ...[
    { kind: 'networking.k8s.io/NetworkPolicy', see: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/' },
    ...['CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy'].map((kind) => ({ kind: `cilium.io/${kind}`, see: 'https://docs.cilium.io/en/stable/network/kubernetes/policy/' })),
    ...['NetworkPolicy', 'GlobalNetworkPolicy', 'StagedNetworkPolicy'].flatMap((kind) => ['projectcalico.org', 'crd.projectcalico.org'].map((group) => ({
      kind: `${group}/${kind}`, see: 'https://docs.tigera.io/calico/latest/reference/resources/networkpolicy',
    }))),
    ...['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].map((kind) => ({ kind: `policy.networking.k8s.io/${kind}`, see: 'https://network-policy-api.sigs.k8s.io/api-overview/' })),
    ...['NetworkPolicy', 'ClusterNetworkPolicy'].map((kind) => ({ kind: `crd.antrea.io/${kind}`, see: 'https://antrea.io/docs/main/docs/antrea-network-policy/' })),
  ].map(({ kind, see }): StandIn => ({ kind, see, makes: [], role: StandInRole.NETWORK_POLICY })),

  // Routes.
  ...['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind): StandIn => ({
    kind: `gateway.networking.k8s.io/${kind}`, makes: [], role: StandInRole.ROUTE, see: 'https://gateway-api.sigs.k8s.io/concepts/api-overview/#route-resources',
  })),
  {
    kind: 'gateway.networking.k8s.io/Gateway',
    makes: [
      { kind: '/Service', name: `${OWN}*` }, { kind: '/ServiceAccount', name: `${OWN}*` },
      { kind: '/Secret', name: '{spec.listeners.*.tls.certificateRefs.*.name}', when: "metadata.annotations['cert-manager.io/cluster-issuer']|metadata.annotations['cert-manager.io/issuer']" },
    ],
    pods: [{ labels: { 'gateway.networking.k8s.io/gateway-name': OWN } }],
    see: 'https://gateway-api.sigs.k8s.io/geps/gep-1762/',
  },
  ...['ReferenceGrant', 'BackendTLSPolicy', 'ListenerSet'].map((kind): StandIn => ({ kind: `gateway.networking.k8s.io/${kind}`, makes: [], see: 'https://gateway-api.sigs.k8s.io/reference/spec/' })),
  ...['VirtualService', 'Gateway', 'DestinationRule', 'ServiceEntry', 'Sidecar', 'EnvoyFilter', 'WorkloadEntry'].map((kind): StandIn => ({
    kind: `networking.istio.io/${kind}`, makes: [], role: kind === 'VirtualService' ? StandInRole.ROUTE : undefined, see: 'https://istio.io/latest/docs/reference/config/networking/',
  })),
  ...['AuthorizationPolicy', 'PeerAuthentication', 'RequestAuthentication'].map((kind): StandIn => ({ kind: `security.istio.io/${kind}`, makes: [], see: 'https://istio.io/latest/docs/reference/config/security/' })),
  ...['traefik.io', 'traefik.containo.us'].flatMap((group) => ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP', 'Middleware', 'TLSOption', 'TraefikService'].map((kind): StandIn => ({
    kind: `${group}/${kind}`, makes: [], role: kind.startsWith('IngressRoute') ? StandInRole.ROUTE : undefined, see: 'https://doc.traefik.io/traefik/reference/routing-configuration/kubernetes/crd/http/ingressroute/',
  }))),
  ...['Issuer', 'CertificateRequest'].map((kind): StandIn => ({ kind: `cert-manager.io/${kind}`, makes: [], see: 'https://cert-manager.io/docs/concepts/issuer/' })),
  { kind: 'external-secrets.io/SecretStore', makes: [], see: 'https://external-secrets.io/latest/api/secretstore/' },
  { kind: 'external-secrets.io/PushSecret', makes: [], see: 'https://external-secrets.io/latest/api/pushsecret/' },
];
