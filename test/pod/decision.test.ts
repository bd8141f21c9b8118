import { Lazy } from 'cdk8s';
import { Volume } from '../../lib/pod/volume';
import { PodHardening } from '../../lib/workload/pod-hardening';
import { faultsOf } from '../faults-of';
import { faultsIn } from '../workload/deployment-construct';

const ports = [{ port: 8080 }];
const memory = (inMemory: any) => Volume.emptyDir('cache', { sizeLimit: '1Mi', inMemory });

describe('what decides what is written must be no token', () => {
  const later: any = Lazy.any({ produce: () => true });
  const fault = (prop: string) => `'${prop}' must be known when the program runs. Give true or false itself.`;

  test.each<[string, object]>([
    ['spread', { spread: later }],
    ['disruptionBudget.enabled', { disruptionBudget: { enabled: later } }],
    ['network.policy', { network: { policy: later } }],
    ['service.headless', { ports, service: { headless: later } }],
    ['security.userNamespace', { security: { userNamespace: later } }],
    ['sidecars[0].afterInitContainers', { sidecars: [{ name: 'proxy', image: 'envoy:1.30', afterInitContainers: later }] }],
    ['mounts[0].volume.inMemory', { mounts: [{ path: '/cache', volume: memory(later) }] }],
  ])('as %s', (prop, props) => {
    expect(faultsIn(props, { kubernetesVersion: '1.33' })).toEqual([fault(prop)]);
  });

  test.each(['violationsAsErrors', 'readOnlyRootFilesystem', 'removeServiceAccountToken'])('as %s of a hardening', (prop) => {
    expect(faultsOf(() => new PodHardening({ [prop]: later }))).toEqual([fault(prop)]);
  });
});
