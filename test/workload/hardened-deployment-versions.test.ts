import { App, Chart } from 'cdk8s';
import { Cluster } from '../../lib/cluster/cluster';
import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { KubernetesObject } from '../../lib/manifest/object';
import { UnhealthyPodEvictionPolicy } from '../../lib/pod/disruption-budget';
import { ServiceType, TrafficDistribution } from '../../lib/pod/workload-service';
import { checkPodSecurity } from '../../lib/rules/pod-security/check-pod-security';
import { HardenedDeployment, HardenedDeploymentProps } from '../../lib/workload/hardened-deployment';
import { RolloutType } from '../../lib/workload/rollout';
import { thrown } from '../faults-of';
import { gatedFaults } from '../schema/feature-gates';
import { schemaFaults } from '../schema/kubernetes-schema';
import { MINIMAL } from './deployment-construct';

interface Variant {
  readonly title: string;
  readonly props: Partial<HardenedDeploymentProps>;
  /** Oldest Kubernetes that has what it asks for. */
  readonly since?: number;
}

const PORTS = [{ name: 'http', port: 8080 }, { name: 'dns', port: 53, protocol: PortProtocol.UDP }];
const VARIANTS: Variant[] = [
  { title: 'the fewest props', props: {} },
  { title: 'a single replica', props: { replicas: 1 } },
  { title: 'an installation', props: { name: 'api-eu', instance: 'eu', labels: { team: 'a' }, annotations: { owner: 'b' } } },
  { title: 'a Service', props: { ports: PORTS, service: {} } },
  { title: 'a headless Service', props: { service: { headless: true, annotations: { a: 'b' } } } },
  { title: 'a load balancer', props: { ports: PORTS, service: { type: ServiceType.LOAD_BALANCER, ports: [{ port: 80, target: 'http', nodePort: 30080 }], spec: { externalTrafficPolicy: 'Local' } } } },
  { title: 'autoscaling', props: { autoscaling: { maxReplicas: 9, memoryUtilization: 70, behavior: { scaleUp: { stabilizationWindowSeconds: 60 } } } } },
  { title: 'a slow rollout', props: { rollout: { maxSurge: 0, maxUnavailable: '10%', minReadySeconds: 5, progressDeadlineSeconds: 60, revisionHistoryLimit: 0 } } },
  { title: 'a rollout at once', props: { rollout: { type: RolloutType.RECREATE } } },
  { title: 'another budget', props: { disruptionBudget: { minAvailable: '50%', unhealthyPodEvictionPolicy: UnhealthyPodEvictionPolicy.IF_HEALTHY_BUDGET } } },
  { title: 'an existing ServiceAccount', props: { serviceAccount: { existingName: 'shared' }, automountServiceAccountToken: true, spread: false } },
  {
    title: 'neighbours',
    props: {
      ports: PORTS,
      network: {
        allowFrom: [{ peer: NetworkPeer.namespace('ingress') }, { peer: NetworkPeer.pods({ app: 'x' }, { namespace: 'y' }), ports: [NetworkPort.udp(53)] }, { peer: NetworkPeer.allNamespaces() }],
        allowTo: [{ peer: NetworkPeer.cidr('10.0.0.0/8', { except: ['10.1.0.0/16'] }), ports: [NetworkPort.tcpRange(1, 9), NetworkPort.named('sql'), NetworkPort.sctp(7)] }],
      },
    },
  },
  { title: 'sidecars', since: 29, props: { sidecars: [{ name: 'proxy', image: 'registry.example.com/proxy:1.0.0', ports: [{ name: 'metrics', port: 9090 }] }] } },
  { title: 'near callers', since: 31, props: { ports: PORTS, service: { trafficDistribution: TrafficDistribution.PREFER_CLOSE } } },
  { title: 'the same node', since: 34, props: { ports: PORTS, service: { trafficDistribution: TrafficDistribution.PREFER_SAME_NODE } } },
];
const MINORS = ['1.28', '1.30', '1.33', '1.36'];

function objectsOf(variant: Variant, root: App): KubernetesObject[] {
  const scope = new Chart(root, 'payments', { namespace: 'payments' });
  return new HardenedDeployment(scope, 'api', { ...MINIMAL, ...variant.props }).objects.map((object) => object.toJson());
}

function faultsOf(objects: readonly KubernetesObject[], minor: string): string[] {
  return objects.flatMap((object) => [...schemaFaults(object, minor), ...gatedFaults(object, minor)].map((fault) => `${object.kind} ${fault}`));
}

describe.each(MINORS)('for Kubernetes %s', (minor) => {
  const variants = VARIANTS.filter(({ since = 28 }) => since <= Number(minor.split('.')[1]));

  test.each(variants.map((variant) => [variant.title, variant] as const))('%s is legal and switched on', (_, variant) => {
    const objects = objectsOf(variant, new Cluster({ name: 'prod-eu', kubernetesVersion: minor }));
    expect(faultsOf(objects, minor)).toEqual([]);
    // The test is blind where it does not see a misspelt field.
    const broken = structuredClone(objects);
    broken[0].metadata!.nmae = 'api';
    expect(faultsOf(broken, minor)).toHaveLength(1);
  });

  test.each(variants.map((variant) => [variant.title, variant] as const))('%s passes Pod Security restricted', (_, variant) => {
    const objects = objectsOf(variant, new Cluster({ name: 'prod-eu', kubernetesVersion: minor }));
    const { template } = objects.find(({ kind }) => kind === 'Deployment')!.spec;
    expect(checkPodSecurity(template, 'restricted', minor)).toEqual([]);
  });
});

test.each(VARIANTS.filter(({ since }) => since === undefined).map((variant) => [variant.title, variant] as const))(
  '%s is legal in every version where none is known', (_, variant) => {
    const objects = objectsOf(variant, new App());
    expect(MINORS.flatMap((minor) => faultsOf(objects, minor))).toEqual([]);
  });

test.each(VARIANTS.filter(({ since }) => since !== undefined).map((variant) => [variant.title, variant] as const))(
  '%s is refused where it is not there yet', (_, variant) => {
    expect(thrown(() => objectsOf(variant, new Cluster({ name: 'prod-eu', kubernetesVersion: `1.${variant.since! - 1}` })))).toThrow(`needs Kubernetes 1.${variant.since}`);
    expect(thrown(() => objectsOf(variant, new App()))).toThrow(`needs Kubernetes 1.${variant.since}`);
  });
