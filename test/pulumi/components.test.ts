// Which resources each component registers: types, names, parents and counts, exactly.
import { deploy } from './engine-monitor';
import { TWINS } from './variants';
import * as entry from 'fleetwright/pulumi';

jest.setTimeout(120_000);

const CORE = 'core/v1';

const EXPECTED: { readonly [name: string]: { readonly [variant: string]: { readonly [id: string]: string } } } = {
  HardenedDeployment: {
    'with every value of a pod': { 'deployment': 'apps/v1:Deployment', 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'podDisruptionBudget': 'policy/v1:PodDisruptionBudget' },
    'on the host': { 'deployment': 'apps/v1:Deployment', 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'podDisruptionBudget': 'policy/v1:PodDisruptionBudget', 'serviceAccount': 'core/v1:ServiceAccount' },
    'with every value around it': { 'deployment': 'apps/v1:Deployment', 'httpRoute': 'gateway.networking.k8s.io/v1:HTTPRoute', 'ingress': 'networking.k8s.io/v1:Ingress', 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'persistentVolumeClaim-api-data': 'core/v1:PersistentVolumeClaim', 'podDisruptionBudget': 'policy/v1:PodDisruptionBudget', 'podMonitor': 'monitoring.coreos.com/v1:PodMonitor', 'service': 'core/v1:Service', 'serviceAccount': 'core/v1:ServiceAccount' },
    'scaled by everything': { 'deployment': 'apps/v1:Deployment', 'horizontalPodAutoscaler': 'autoscaling/v2:HorizontalPodAutoscaler', 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'podDisruptionBudget': 'policy/v1:PodDisruptionBudget', 'serviceAccount': 'core/v1:ServiceAccount' },
    'the least': {
      serviceAccount: `${CORE}:ServiceAccount`, deployment: 'apps/v1:Deployment', podDisruptionBudget: 'policy/v1:PodDisruptionBudget',
      networkPolicy: 'networking.k8s.io/v1:NetworkPolicy',
    },
    'much': {
      serviceAccount: `${CORE}:ServiceAccount`, deployment: 'apps/v1:Deployment', podDisruptionBudget: 'policy/v1:PodDisruptionBudget',
      networkPolicy: 'networking.k8s.io/v1:NetworkPolicy', service: `${CORE}:Service`,
    },
    'with all around it': {
      'serviceAccount': `${CORE}:ServiceAccount`, 'configMap': `${CORE}:ConfigMap`, 'persistentVolumeClaim-api-data': `${CORE}:PersistentVolumeClaim`,
      'deployment': 'apps/v1:Deployment', 'podDisruptionBudget': 'policy/v1:PodDisruptionBudget', 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy',
      'service': `${CORE}:Service`, 'ingress': 'networking.k8s.io/v1:Ingress', 'httpRoute': 'gateway.networking.k8s.io/v1:HTTPRoute',
      'podMonitor': 'monitoring.coreos.com/v1:PodMonitor',
    },
    'scaled': {
      serviceAccount: `${CORE}:ServiceAccount`, deployment: 'apps/v1:Deployment', podDisruptionBudget: 'policy/v1:PodDisruptionBudget',
      networkPolicy: 'networking.k8s.io/v1:NetworkPolicy', horizontalPodAutoscaler: 'autoscaling/v2:HorizontalPodAutoscaler',
    },
  },
  AdmissionPolicies: {
    'of the API server': Object.fromEntries(['read-only-root', 'registry'].flatMap((rule) => (
      ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'].map((kind) => [`${kind} fleetwright-security-${rule}`, `admissionregistration.k8s.io/v1:${kind}`])))),
    'of Gatekeeper': {
      'ConstraintTemplate fleetwrightsecuritysudo': 'templates.gatekeeper.sh/v1:ConstraintTemplate',
      'FleetwrightSecuritySudo fleetwright-security-sudo': 'constraints.gatekeeper.sh/v1beta1:FleetwrightSecuritySudo',
    },
  },
  HardenedDaemonSet: {
    'an agent that reads its node': { 'daemonSet': 'apps/v1:DaemonSet', 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'serviceAccount': 'core/v1:ServiceAccount' },
    'the least': { serviceAccount: `${CORE}:ServiceAccount`, daemonSet: 'apps/v1:DaemonSet', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy' },
    'much': {
      serviceAccount: `${CORE}:ServiceAccount`, daemonSet: 'apps/v1:DaemonSet', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy', service: `${CORE}:Service`,
    },
    'by hand': { serviceAccount: `${CORE}:ServiceAccount`, daemonSet: 'apps/v1:DaemonSet', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy' },
  },
  HardenedJob: {
    'the least': { serviceAccount: `${CORE}:ServiceAccount`, job: 'batch/v1:Job', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy' },
    'much': { serviceAccount: `${CORE}:ServiceAccount`, job: 'batch/v1:Job', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy', service: `${CORE}:Service` },
    'behind a Service': { serviceAccount: `${CORE}:ServiceAccount`, job: 'batch/v1:Job', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy', service: `${CORE}:Service` },
  },
  HardenedCronJob: {
    'the least': { serviceAccount: `${CORE}:ServiceAccount`, cronJob: 'batch/v1:CronJob', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy' },
    'much': { serviceAccount: `${CORE}:ServiceAccount`, cronJob: 'batch/v1:CronJob', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy' },
  },
  HardenedStatefulSet: {
    'the least': {
      serviceAccount: `${CORE}:ServiceAccount`, governingService: `${CORE}:Service`, statefulSet: 'apps/v1:StatefulSet',
      podDisruptionBudget: 'policy/v1:PodDisruptionBudget', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy',
    },
    'much': {
      serviceAccount: `${CORE}:ServiceAccount`, governingService: `${CORE}:Service`, statefulSet: 'apps/v1:StatefulSet',
      podDisruptionBudget: 'policy/v1:PodDisruptionBudget', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy', service: `${CORE}:Service`,
    },
    'scaled': {
      serviceAccount: `${CORE}:ServiceAccount`, governingService: `${CORE}:Service`, statefulSet: 'apps/v1:StatefulSet',
      podDisruptionBudget: 'policy/v1:PodDisruptionBudget', networkPolicy: 'networking.k8s.io/v1:NetworkPolicy',
      horizontalPodAutoscaler: 'autoscaling/v2:HorizontalPodAutoscaler',
    },
  },
  ExternalServiceEndpoint: {
    'with every value': { 'backendTlsPolicy': 'gateway.networking.k8s.io/v1:BackendTLSPolicy', 'endpointSlice-ipv4': 'discovery.k8s.io/v1:EndpointSlice', 'httpRoute': 'gateway.networking.k8s.io/v1:HTTPRoute', 'ingress': 'networking.k8s.io/v1:Ingress', 'service': 'core/v1:Service', 'serviceEntry': 'networking.istio.io/v1:ServiceEntry' },
    'without an address': { 'endpointSlice-ipv4': 'discovery.k8s.io/v1:EndpointSlice', 'service': 'core/v1:Service' },
    'by addresses': {
      'service': `${CORE}:Service`, 'endpointSlice-ipv4': 'discovery.k8s.io/v1:EndpointSlice', 'ingress': 'networking.k8s.io/v1:Ingress',
      'httpRoute': 'gateway.networking.k8s.io/v1:HTTPRoute', 'backendTlsPolicy': 'gateway.networking.k8s.io/v1:BackendTLSPolicy',
      'serviceEntry': 'networking.istio.io/v1:ServiceEntry',
    },
    'by name': { service: `${CORE}:Service` },
  },
  GlobalCiliumService: {
    'with every value': { 'ciliumNetworkPolicy': 'cilium.io/v2:CiliumNetworkPolicy', 'service': 'core/v1:Service' },
    'without an address': { 'service': 'core/v1:Service' },
    annotated: { service: `${CORE}:Service`, ciliumNetworkPolicy: 'cilium.io/v2:CiliumNetworkPolicy' },
    exported: { service: `${CORE}:Service`, serviceExport: 'multicluster.x-k8s.io/v1alpha1:ServiceExport' },
  },
  SpotNodePool: {
    'by instance types': { 'nodeClass': 'karpenter.k8s.aws/v1:EC2NodeClass', 'nodePool': 'karpenter.sh/v1:NodePool' },
    'with every value': { 'baseNodePool': 'karpenter.sh/v1:NodePool', 'nodeClass': 'karpenter.k8s.aws/v1:EC2NodeClass', 'nodePool': 'karpenter.sh/v1:NodePool' },
    'on AWS': { nodePool: 'karpenter.sh/v1:NodePool', baseNodePool: 'karpenter.sh/v1:NodePool', nodeClass: 'karpenter.k8s.aws/v1:EC2NodeClass' },
  },
  SpotMachinePool: {
    'with every value': { 'bootstrapConfig': 'bootstrap.cluster.x-k8s.io/v1beta2:KubeadmConfig', 'infrastructure': 'infrastructure.cluster.x-k8s.io/v1beta2:AWSMachinePool', 'machinePool': 'cluster.x-k8s.io/v1beta2:MachinePool' },
    'on AWS': {
      machinePool: 'cluster.x-k8s.io/v1beta2:MachinePool', infrastructure: 'infrastructure.cluster.x-k8s.io/v1beta2:AWSMachinePool',
      bootstrapConfig: 'bootstrap.cluster.x-k8s.io/v1beta2:KubeadmConfig',
    },
    'on Azure': {
      machinePool: 'cluster.x-k8s.io/v1beta2:MachinePool', infrastructure: 'infrastructure.cluster.x-k8s.io/v1beta1:AzureMachinePool',
      bootstrapConfig: 'bootstrap.cluster.x-k8s.io/v1beta2:KubeadmConfig',
    },
  },
  ESSnapshotter: {
    'the least': {
      'roleSecret': `${CORE}:Secret`, 'configMap': `${CORE}:ConfigMap`, 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'registration': 'batch/v1:Job',
      'prometheusRule': 'monitoring.coreos.com/v1:PrometheusRule',
    },
    'much': {
      'roleSecret': `${CORE}:Secret`, 'configMap': `${CORE}:ConfigMap`, 'networkPolicy': 'networking.k8s.io/v1:NetworkPolicy', 'registration': 'batch/v1:Job',
      'cronJob-snapshot': 'batch/v1:CronJob', 'cronJob-clean-up': 'batch/v1:CronJob', 'cronJob-restore-drill': 'batch/v1:CronJob',
      'prometheusRule': 'monitoring.coreos.com/v1:PrometheusRule',
    },
  },
};

const VARIANTS = Object.entries(TWINS).flatMap(([name, twins]) => Object.entries(twins.variants).map(([variant, props]) => ({ name, variant, twins, props })));

test.each(VARIANTS)('$name registers $variant', async ({ name, variant, twins, props }) => {
  const { cluster } = twins;
  let component: any;
  const { resources } = await deploy(() => {
    const parent = new entry.Cluster('prod-eu', cluster, { ambientKubeconfig: true });
    component = new twins.component('api', props, { parent, chart: { namespace: 'shop' } });
  });
  const type = `fleetwright:index:${name}`;
  const urn = `urn:pulumi:stack::project::fleetwright:index:Cluster$${type}::api`;
  const [own, ...others] = resources.filter((resource) => resource.type !== 'fleetwright:index:Cluster');
  expect(own).toMatchObject({ type, name: 'api', urn, parent: 'urn:pulumi:stack::project::fleetwright:index:Cluster::prod-eu', custom: false, props: {} });
  const registered = Object.fromEntries(others.map((resource) => {
    expect(resource).toMatchObject({ parent: urn, custom: true });
    return [resource.name.replace(/^api-/, ''), resource.type.replace(/^kubernetes:/, '')];
  }));
  expect(others).toHaveLength(Object.keys(registered).length);
  expect(registered).toEqual(EXPECTED[name]?.[variant]);

  // What the construct has as an object, the component has as a resource.
  for (const [key, object] of Object.entries<any>(component.construct).filter(([, value]) => value?.apiVersion !== undefined && value?.kind !== undefined)) {
    expect([key, component[key]?.__pulumiType?.split(':').at(-1)]).toEqual([key, object.kind]);
    expect(Object.values(component.resources)).toContain(component[key]);
  }
});
