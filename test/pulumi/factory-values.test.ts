// What a factory is given is judged when it is known, also where the factory itself reads it: as an Output in Pulumi, as a token in cdk8s.
import * as pulumi from '@pulumi/pulumi';
import { Chart, Lazy } from 'cdk8s';
import * as cdk8s from 'fleetwright';
import * as entry from 'fleetwright/pulumi';

jest.setTimeout(300_000);

type Entry = typeof cdk8s;

/** What a factory makes of a value that is wrong, in the place where it is used. `from` has the factories. */
interface Use {
  readonly wrong: unknown;
  readonly construct: string;
  readonly props: (from: Entry, value: any) => any;
}

const IMAGE = 'registry.example.com/api:1.4.2';

function workload(props: (from: Entry, value: any) => any, wrong: unknown): Use {
  return { wrong, construct: 'HardenedDeployment', props: (from, value) => ({ image: IMAGE, ports: [{ name: 'http', port: 8080 }], ...props(from, value) }) };
}
const allowTo = (peer: (from: Entry, value: any) => any, wrong: unknown) => workload((from, value) => ({
  network: { allowTo: [{ peer: peer(from, value), ports: [from.NetworkPort.tcp(443)] }] },
}), wrong);
const ports = (port: (from: Entry, value: any) => any, wrong: unknown) => workload((from, value) => ({ network: { allowFrom: [{ peer: from.NetworkPeer.namespace('front'), ports: [port(from, value)] }] } }), wrong);
const volume = (make: (from: Entry, value: any) => any, wrong: unknown) => workload((from, value) => ({ mounts: [{ path: '/data', volume: make(from, value) }] }), wrong);
const env = (make: (from: Entry, value: any) => any, wrong: unknown) => workload((from, value) => ({ envValueFrom: { A: make(from, value) } }), wrong);
const probe = (make: (from: Entry, value: any) => any, wrong: unknown) => workload((from, value) => ({ probes: { liveness: make(from, value) } }), wrong);
const snapshots = (props: (from: Entry, value: any) => any, wrong: unknown): Use => ({
  wrong,
  construct: 'ESSnapshotter',
  props: (from, value) => ({
    cluster: from.SnapshotTarget.eckNamed('logs'), user: from.SnapshotUser.fileRealm('snapshots-user'),
    repository: from.SnapshotRepository.s3('backup', { bucket: 'acme-snapshots', credentials: from.S3Credentials.secret('snapshots-s3') }), ...props(from, value),
  }),
});
const external = (target: (from: Entry, value: any) => any, wrong: unknown): Use => ({
  wrong, construct: 'ExternalServiceEndpoint', props: (from, value) => ({ target: target(from, value), ports: [{ port: 443 }] }),
});

const USES: { readonly [name: string]: Use } = {
  'NetworkPort.tcp': ports((from, value) => from.NetworkPort.tcp(value), 70_000),
  'NetworkPort.tcp, of another type': ports((from, value) => from.NetworkPort.tcp(value), true),
  'NetworkPort.tcpRange': workload((from, value) => ({
    network: { allowTo: [{ peer: from.NetworkPeer.namespace('front'), ports: [from.NetworkPort.tcpRange(9000, value)] }] },
  }), 80),
  'NetworkPort.named': ports((from, value) => from.NetworkPort.named(value), 'htpp'),
  'NetworkPeer.pods, labels': allowTo((from, value) => from.NetworkPeer.pods({ app: value }), 'a b'),
  'NetworkPeer.pods, namespace': allowTo((from, value) => from.NetworkPeer.pods({ app: 'a' }, { namespace: value }), 'A b'),
  'NetworkPeer.namespace': allowTo((from, value) => from.NetworkPeer.namespace(value), 'A b'),
  'NetworkPeer.cidr': allowTo((from, value) => from.NetworkPeer.cidr(value), '10.0.0.1/8'),
  'NetworkPeer.cidr, except': allowTo((from, value) => from.NetworkPeer.cidr('10.0.0.0/8', { except: [value] }), '11.0.0.0/16'),
  'NetworkPeer.dnsName': allowTo((from, value) => from.NetworkPeer.dnsName(value), 'a b'),
  'Volume.configMap': volume((from, value) => from.Volume.configMap(value), 'A b'),
  'Volume.configMap, defaultMode': volume((from, value) => from.Volume.configMap('a', { defaultMode: value }), 9999),
  'Volume.emptyDir': volume((from, value) => from.Volume.emptyDir('data', { sizeLimit: value }), 'much'),
  'Volume.persistentVolumeClaim': volume((from, value) => from.Volume.persistentVolumeClaim(value), 'A b'),
  'EnvValueSource.secretKey': env((from, value) => from.EnvValueSource.secretKey('a', value), 'a b'),
  'EnvValueSource.resource': env((from, value) => from.EnvValueSource.resource('limits.memory' as any, { divisor: value }), 'much'),
  'Probe.httpGet, port': probe((from, value) => from.Probe.httpGet('/', { port: value }), 70_000),
  'Probe.httpGet, path': probe((from, value) => from.Probe.httpGet(value, { port: 8080 }), 'no path'),
  'Probe.exec': probe((from, value) => from.Probe.exec(['a'], { periodSeconds: value }), 0),
  'LifecycleHandler.httpGet': workload((from, value) => ({ lifecycle: { preStop: from.LifecycleHandler.httpGet('/', { port: value }) } }), 70_000),
  'SeccompProfile.localhost': workload((from, value) => ({ security: { seccompProfile: from.SeccompProfile.localhost(value) } }), '/etc/x'),
  'SnapshotTarget.eckNamed': snapshots((from, value) => ({ cluster: from.SnapshotTarget.eckNamed(value) }), 'A b'),
  'SnapshotTarget.url': snapshots((from, value) => ({ cluster: from.SnapshotTarget.url(value), user: from.SnapshotUser.secret('snapshots-user') }), 'no url'),
  'SnapshotUser.fileRealm': snapshots((from, value) => ({ user: from.SnapshotUser.fileRealm(value) }), 'A b'),
  'SnapshotRepository.s3, bucket': snapshots((from, value) => ({ repository: from.SnapshotRepository.s3('backup', { bucket: value, credentials: from.S3Credentials.secret('s3') }) }), 'A b'),
  'SnapshotRepository.s3, credentials': snapshots((from, value) => ({ repository: from.SnapshotRepository.s3('backup', { bucket: 'acme', credentials: from.S3Credentials.secret(value) }) }), 'A b'),
  'SnapshotSchedule.cronJobs': snapshots((from, value) => ({ schedule: from.SnapshotSchedule.cronJobs({ snapshot: value }) }), 'often'),
  'ExternalTarget.addresses': external((from, value) => from.ExternalTarget.addresses([value]), '10.0.0'),
  'ExternalTarget.dnsName': external((from, value) => from.ExternalTarget.dnsName(value), 'a b'),
  'LocalBackends.labelled': {
    wrong: 'a b', construct: 'GlobalCiliumService', props: (from, value) => ({ namespace: 'shop', backends: from.LocalBackends.labelled({ app: value }), ports: [{ port: 80 }] }),
  },
  'MachinePoolProvider.aws': {
    wrong: -1, construct: 'SpotMachinePool', props: (from, value) => ({ clusterName: 'a', kubernetesVersion: '1.34.2', replicas: 1, provider: from.MachinePoolProvider.aws({ instanceTypes: ['m7i.xlarge'], rootVolumeGiB: value }) }),
  },
  'SpotProvider.karpenterAws': {
    wrong: 'a b!', construct: 'SpotNodePool', props: (from, value) => ({
      limits: { cpu: '100' },
      provider: from.SpotProvider.karpenterAws({
        amiSelectorTerms: [{ alias: value }], role: 'r', subnetSelectorTerms: [{ tags: { a: 'b' } }], securityGroupSelectorTerms: [{ tags: { a: 'b' } }],
      }),
    }),
  },
};

const CLUSTER = { name: 'prod-eu', kubernetesVersion: '1.34', capabilities: { cilium: { version: '1.19.4', mesh: { id: 1, name: 'eu' } }, karpenter: { version: '1.14.1', interruptionQueue: true } } } as const;

function inCdk8s({ construct, props }: Use, value: unknown): string[] {
  const app = new cdk8s.Cluster(CLUSTER);
  try {
    new (cdk8s as any)[construct](new Chart(app, 'shop'), 'api', props(cdk8s, value));
    app.synthYaml();
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').map((line) => line.trim()).filter((line) => line.startsWith('['));
  }
}

function inPulumi({ construct, props }: Use, value: unknown): Promise<string[]> {
  return entry.render(() => {
    new (entry as any)[construct]('api', props(entry as any, value), { ambientKubeconfig: true, cluster: new cdk8s.Cluster(CLUSTER) });
  }, { showSecrets: true }).then(() => [], (error: Error) => error.message.split('\n'));
}

beforeEach(() => { jest.spyOn(console, 'warn').mockReturnValue(); });

test.each(Object.entries(USES))('%s: an Output is judged as its value', async (name, use) => {
  const plain = await inPulumi(use, use.wrong);
  expect(plain).toHaveLength(name.startsWith('Volume.') && use.wrong === 'A b' ? 2 : 1);
  expect(await inPulumi(use, pulumi.output(use.wrong as any))).toEqual(plain);
});

/** Where no token may stand at all. */
const DECISIVE = / must be known when the program runs, because /;

test.each(Object.entries(USES))('%s: a token is judged as what it becomes', (name, use) => {
  const plain = inCdk8s(use, use.wrong);
  const late = inCdk8s(use, Lazy.any({ produce: () => use.wrong }));
  expect(late.length).toBeGreaterThan(0);
  if (late.some((line) => DECISIVE.test(line))) { return; }
  // What the factory itself says of the type of a value, it says before it knows where it stands.
  const ofType = ["[prod-eu/shop/api] 'network.allowFrom[0].ports[0]' must be a number, got true. Use a number, or the name under which a container declares it."];
  expect(late).toEqual(name === 'NetworkPort.tcp, of another type' ? ofType : plain);
});

test('a range of ports that no one declares is told once, whether its end is known or not', () => {
  const use = ports((from, value) => from.NetworkPort.tcpRange(9000, value), undefined);
  expect(inCdk8s(use, Lazy.any({ produce: () => 9010 }))).toEqual([expect.stringContaining("got '9000-?/TCP'")]);
});
