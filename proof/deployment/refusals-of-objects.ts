import { NetworkPeer } from '../../lib/construct/network-peer';
import { NetworkPort } from '../../lib/construct/network-port';
import { ServiceType } from '../../lib/pod/workload-service';
import { RolloutType } from '../../lib/workload/rollout';
import type { Props } from './refusals';

/** Rule, prop that the fault names, props, kind and field, value there, why we are stricter, what is legal beside. */
export type Row = readonly [string, string, Props, readonly [string, ...(string | number)[]], unknown, string?, Props?];

const OWN_SELECTOR = 'what selects the pods is what is written on everything, or nobody finds it';
const NO_SUCH_NAME = 'no object can have that name';
const DRAIN = 'no node could ever be drained';
const ONE_SAYS_IT = 'two say the same thing, and nobody knows which one counts';
const NOT_OURS = 'there is no object of ours on which it could be written';
const NOBODY_LISTENS = 'nothing listens there';
const EVERYTHING = 'the policy would open every port';

const DEPLOYMENT = 'Deployment';
const HPA = 'HorizontalPodAutoscaler';
const BUDGET = 'PodDisruptionBudget';
const POLICY = 'NetworkPolicy';
const SCALED: Props = { autoscaling: { maxReplicas: 5 } };
const TWO_PORTS: Props = { ports: [{ name: 'http', port: 8080 }, { name: 'admin', port: 9090 }], service: { ports: [{ port: 80, target: 'http' }, { port: 90, target: 'admin' }] } };
const CALLED: Props = { network: { allowFrom: [{ peer: NetworkPeer.cidr('10.0.0.0/8', { except: ['10.1.0.0/16'] }) }] } };
const from = (peer: NetworkPeer, ...ports: NetworkPort[]): Props => ({ network: { allowFrom: [{ peer, ...(ports.length > 0 && { ports }) }] } });
const to = (...ports: NetworkPort[]): Props => ({ network: { allowTo: [{ peer: NetworkPeer.allNamespaces(), ...(ports.length > 0 && { ports }) }] } });

/** Rules about everything but containers and their volumes. */
export const OF_OBJECTS: readonly Row[] = [
  ['must be a DNS label:', 'name', { name: 'API' }, [DEPLOYMENT, 'metadata', 'name'], 'API'],
  ['must be a DNS label:', 'namespace', { namespace: 'Shop' }, ['Namespace', 'metadata', 'name'], 'Shop'],
  ['must be a label value', 'instance', { instance: 'a b' }, [DEPLOYMENT, 'metadata', 'labels', 'app.kubernetes.io/instance'], 'a b'],
  ['must not be empty', 'instance', { instance: '' }, [DEPLOYMENT, 'metadata', 'labels', 'app.kubernetes.io/instance'], '', 'the label can never be changed, and this one says nothing'],
  ['must be a label key', 'labels[\'a b\']', { labels: { 'a b': '' } }, [DEPLOYMENT, 'metadata', 'labels', 'a b'], ''],
  ['must be a label value', 'labels.a', { labels: { a: 'a b' } }, [DEPLOYMENT, 'metadata', 'labels', 'a'], 'a b'],
  ['must not be given: the selectors need it as it is', 'labels[\'app.kubernetes.io/name\']', { labels: { 'app.kubernetes.io/name': 'x' } }, [DEPLOYMENT, 'metadata', 'labels', 'app.kubernetes.io/name'], 'x', OWN_SELECTOR],
  ['must be an annotation key', 'annotations[\'a b\']', { annotations: { 'a b': '' } }, [DEPLOYMENT, 'metadata', 'annotations'], { 'a b': '' }],
  ['must be a string', 'annotations.a', { annotations: { a: 1 } as any }, [DEPLOYMENT, 'metadata', 'annotations'], { a: 1 }],
  ['must hold at most', 'annotations', { annotations: { a: 'x'.repeat(262144) } }, [DEPLOYMENT, 'metadata', 'annotations'], { a: 'x'.repeat(262144) }],
  ['must be an annotation key', 'serviceAccount.annotations[\'a b\']', { serviceAccount: { annotations: { 'a b': '' } } }, ['ServiceAccount', 'metadata', 'annotations'], { 'a b': '' }],
  ['must be an annotation key', 'service.annotations[\'a b\']', { service: { annotations: { 'a b': '' } } }, ['Service', 'metadata', 'annotations'], { 'a b': '' }],

  ['must be a whole number of at least 0', 'replicas', { replicas: -1 }, [DEPLOYMENT, 'spec', 'replicas'], -1],
  ['must be a whole number from 0 to 2147483647', 'replicas', { replicas: 2 ** 31 }, [DEPLOYMENT, 'spec', 'replicas'], 2 ** 31],
  ["must not be given with 'autoscaling'", 'replicas', { replicas: 3 }, [DEPLOYMENT, 'spec', 'replicas'], 3, 'each apply would take back what the autoscaler did', SCALED],
  ["must be a whole number from 0, or a percentage such as '25%'", 'rollout.maxSurge', { rollout: { maxSurge: '25' } }, [DEPLOYMENT, 'spec', 'strategy', 'rollingUpdate', 'maxSurge'], '25'],
  ['must be at most 100%', 'rollout.maxUnavailable', { rollout: { maxUnavailable: '101%' } }, [DEPLOYMENT, 'spec', 'strategy', 'rollingUpdate', 'maxUnavailable'], '101%'],
  ["must not be given with 'RolloutType.RECREATE'", 'rollout.maxSurge', { rollout: { type: RolloutType.RECREATE, maxSurge: 1 } }, [DEPLOYMENT, 'spec', 'strategy', 'rollingUpdate'], { maxSurge: 1 }, undefined, { rollout: { type: RolloutType.RECREATE } }],
  ["must not be 0 when 'maxUnavailable' is 0", 'rollout.maxSurge', { rollout: { maxSurge: 0 } }, [DEPLOYMENT, 'spec', 'strategy', 'rollingUpdate', 'maxSurge'], 0],
  ['must be a whole number of at least 0', 'rollout.minReadySeconds', { rollout: { minReadySeconds: -1 } }, [DEPLOYMENT, 'spec', 'minReadySeconds'], -1],
  ['must be a whole number from 0 to 2147483647', 'rollout.revisionHistoryLimit', { rollout: { revisionHistoryLimit: 2 ** 31 } }, [DEPLOYMENT, 'spec', 'revisionHistoryLimit'], 2 ** 31],
  ["must be more than 'minReadySeconds'", 'rollout.progressDeadlineSeconds', { rollout: { minReadySeconds: 60, progressDeadlineSeconds: 60 } }, [DEPLOYMENT, 'spec', 'progressDeadlineSeconds'], 60, undefined, { rollout: { minReadySeconds: 60 } }],
  ["must hold only one of 'minAvailable' and 'maxUnavailable'", 'disruptionBudget', { disruptionBudget: { minAvailable: 1, maxUnavailable: 1 } }, [BUDGET, 'spec', 'minAvailable'], 1],
  ['must be at most 100%', 'disruptionBudget.minAvailable', { disruptionBudget: { minAvailable: '101%' } }, [BUDGET, 'spec', 'minAvailable'], '101%', undefined, { disruptionBudget: { minAvailable: 1 } }],
  ['must let at least one pod be evicted', 'disruptionBudget.minAvailable', { disruptionBudget: { minAvailable: 2 } }, [BUDGET, 'spec', 'minAvailable'], 2, DRAIN, { disruptionBudget: { minAvailable: 1 } }],
  ['must let at least one pod be evicted', 'disruptionBudget.maxUnavailable', { disruptionBudget: { maxUnavailable: 0 } }, [BUDGET, 'spec', 'maxUnavailable'], 0, DRAIN],
  ['must be a whole number of at least 1', 'autoscaling.minReplicas', { autoscaling: { minReplicas: 0, maxReplicas: 5 } }, [HPA, 'spec', 'minReplicas'], 0, undefined, SCALED],
  ['must be a whole number from 1 to 2147483647', 'autoscaling.maxReplicas', { autoscaling: { maxReplicas: 2 ** 31 } }, [HPA, 'spec', 'maxReplicas'], 2 ** 31, undefined, SCALED],
  ["must not be less than 'minReplicas'", 'autoscaling.maxReplicas', { autoscaling: { maxReplicas: 1 } }, [HPA, 'spec', 'maxReplicas'], 1, undefined, SCALED],
  ['must be below 100', 'autoscaling.memoryUtilization', { autoscaling: { maxReplicas: 5, memoryUtilization: 100 } }, [HPA, 'spec', 'metrics', 0, 'resource', 'target', 'averageUtilization'], 100, 'containers are killed before they get there', { autoscaling: { maxReplicas: 5, memoryUtilization: 80 } }],

  ['must be a DNS subdomain', 'serviceAccount.existingName', { serviceAccount: { existingName: 'A' } }, [DEPLOYMENT, 'spec', 'template', 'spec', 'serviceAccountName'], 'A'],
  ["must not be given with 'existingName'", 'serviceAccount.annotations', { serviceAccount: { existingName: 'a', annotations: {} } }, [DEPLOYMENT, 'spec', 'template', 'spec', 'serviceAccountName'], 'a', NOT_OURS],

  ['must be a DNS label:', 'service.name', { service: { name: 'a.b' } }, ['Service', 'metadata', 'name'], 'a.b'],
  ["must not be true with the type '", 'service.headless', { service: { headless: true, type: ServiceType.LOAD_BALANCER } }, ['Service', 'spec', 'clusterIP'], 'None', undefined, { service: { type: ServiceType.LOAD_BALANCER } }],
  ['needs a port to lead to', 'service', { service: { ports: [] } }, ['Service', 'spec', 'ports'], []],
  ['must be a whole number from 1 to 65535', 'service.ports[0].port', { service: { ports: [{ port: 0 }] } }, ['Service', 'spec', 'ports', 0, 'port'], 0],
  ['must be a whole number from 1 to 65535', 'service.ports[0].nodePort', { service: { type: ServiceType.NODE_PORT, ports: [{ port: 1, nodePort: 70000 }] } }, ['Service', 'spec', 'ports', 0, 'nodePort'], 70000, 'no port has that number; a dry run allocates none and does not look', { service: { type: ServiceType.NODE_PORT } }],
  ['must be left out of a Service', 'service.ports[0].nodePort', { service: { ports: [{ port: 1, nodePort: 30000 }] } }, ['Service', 'spec', 'ports', 0, 'nodePort'], 30000],
  ['must be unique among the node ports', 'service.ports[1].nodePort',
    { service: { type: ServiceType.NODE_PORT, ports: [{ port: 80, target: 'http', nodePort: 30000 }, { port: 90, target: 'admin', nodePort: 30000 }] } }, ['Service', 'spec', 'ports', 1, 'nodePort'], 30000, undefined,
    { ...TWO_PORTS, service: { type: ServiceType.NODE_PORT, ports: [{ port: 80, target: 'http', nodePort: 30000 }, { port: 90, target: 'admin', nodePort: 30001 }] } }],
  ['must be unique among the TCP ports of the Service', 'service.ports[1].port', { service: { ports: [{ port: 80, target: 'http' }, { port: 80, target: 'admin' }] } }, ['Service', 'spec', 'ports', 1, 'port'], 80, undefined, TWO_PORTS],
  ['must name an application protocol', 'service.ports[0].appProtocol', { service: { ports: [{ port: 80, appProtocol: 'a b' }] } }, ['Service', 'spec', 'ports', 0, 'appProtocol'], 'a b'],
  ['must say which port of the workload is meant', 'service.ports[0].target', { service: { ports: [{ port: 80 }, { port: 90, target: 'admin' }] } }, ['Service', 'spec', 'ports', 0, 'targetPort'], undefined, 'it may be another one than is meant', TWO_PORTS],
  ['must be the name of a port that the workload declares', 'service.ports[0].target', { service: { ports: [{ port: 80, target: 'nope' }] } }, ['Service', 'spec', 'ports', 0, 'targetPort'], 'nope', NOBODY_LISTENS],
  ['must be a DNS label:', 'service.ports[0].name', { service: { ports: [{ port: 80, name: 'A' }] } }, ['Service', 'spec', 'ports', 0, 'name'], 'A'],
  ['must be unique among the ports of the Service', 'service.ports[1].name', { service: { ports: [{ port: 80, target: 'http' }, { port: 90, target: 'admin', name: 'http' }] } }, ['Service', 'spec', 'ports', 1, 'name'], 'http', undefined, TWO_PORTS],
  ['must not be given: there is a prop for it', 'service.spec.type', { service: { spec: { type: 'NodePort' } } }, ['Service', 'spec', 'type'], 'NodePort', ONE_SAYS_IT],

  ['must be a label key', 'network.allowFrom[0].peer', from(NetworkPeer.pods({ 'a b': 'c' })), [POLICY, 'spec', 'ingress', 0, 'from', 0], { podSelector: { matchLabels: { 'a b': 'c' } } }, undefined, CALLED],
  ['must be a DNS label:', 'network.allowFrom[0].peer', from(NetworkPeer.namespace('A')), [POLICY, 'spec', 'ingress', 0, 'from', 0], { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'A' } } }, NO_SUCH_NAME, CALLED],
  ['must be a CIDR', 'network.allowFrom[0].peer', from(NetworkPeer.cidr('10.0.0.0')), [POLICY, 'spec', 'ingress', 0, 'from', 0, 'ipBlock', 'cidr'], '10.0.0.0', undefined, CALLED],
  ['must have no bits set beyond its prefix', 'network.allowFrom[0].peer', from(NetworkPeer.cidr('10.1.2.3/8')), [POLICY, 'spec', 'ingress', 0, 'from', 0, 'ipBlock'], { cidr: '10.1.2.3/8' }, undefined, CALLED],
  ['must not be an IPv4 address mapped into IPv6', 'network.allowFrom[0].peer', from(NetworkPeer.cidr('::ffff:10.0.0.0/104')), [POLICY, 'spec', 'ingress', 0, 'from', 0, 'ipBlock'], { cidr: '::ffff:10.0.0.0/104' }, undefined, CALLED],
  ['must leave out parts of', 'network.allowFrom[0].peer', from(NetworkPeer.cidr('10.0.0.0/8', { except: ['11.0.0.0/16'] })), [POLICY, 'spec', 'ingress', 0, 'from', 0, 'ipBlock', 'except'], ['11.0.0.0/16'], undefined, CALLED],
  ["must be a workload, a peer of cdk8s-plus, or a 'NetworkPeer'", 'network.allowFrom[0].peer', from({} as any), [POLICY, 'spec', 'ingress', 0, 'from', 0], {}, undefined, CALLED],
  ['must be a port of', 'network.allowFrom[0].ports[0]', from(NetworkPeer.allNamespaces(), NetworkPort.tcp(1)), [POLICY, 'spec', 'ingress', 0, 'ports', 0, 'port'], 1, NOBODY_LISTENS, CALLED],
  ['must be given, because', 'network.allowTo[0].ports', to(), [POLICY, 'spec', 'egress', 1, 'ports'], undefined, EVERYTHING, to(NetworkPort.tcp(1))],
  ["can't be worked out", 'network.allowFrom[0].ports', from(NetworkPeer.allNamespaces()), [POLICY, 'spec', 'ingress'], [{ from: [{ namespaceSelector: {} }] }], EVERYTHING, { ports: [], service: undefined }],
  ['must be from 1 to 65535, and a range must not end before it starts', 'network.allowTo[0].ports[0]', to(NetworkPort.tcpRange(5, 4)), [POLICY, 'spec', 'egress', 1, 'ports', 0, 'endPort'], 4, undefined, to(NetworkPort.tcpRange(5, 6))],
  ['must be a port name', 'network.allowTo[0].ports[0]', to(NetworkPort.named('A_B')), [POLICY, 'spec', 'egress', 1, 'ports', 0, 'port'], 'A_B', undefined, to(NetworkPort.tcp(1))],
];
