import { Lazy } from 'cdk8s';
import { PortProtocol } from '../../lib/construct/port-protocol';
import { placeholder } from '../../lib/manifest/known';
import { ContainerPort } from '../../lib/pod/container-port';
import { Probe } from '../../lib/pod/probe';
import { faultsIn, render } from './pod-construct';

const portsOf = (ports: ContainerPort[]) => render({ ports }).container.ports;

test('names the only port by its protocol', () => {
  expect(portsOf([{ port: 8080 }])).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  expect(portsOf([{ port: 53, protocol: PortProtocol.UDP }])).toEqual([{ name: 'udp', containerPort: 53, protocol: 'UDP' }]);
  expect(portsOf([{ port: 3868, protocol: PortProtocol.SCTP }])).toEqual([{ name: 'sctp', containerPort: 3868, protocol: 'SCTP' }]);
});

test('keeps the name that was given', () => {
  expect(portsOf([{ port: 5432, name: 'postgres' }])).toEqual([{ name: 'postgres', containerPort: 5432, protocol: 'TCP' }]);
});

test('states no ports where there are none', () => {
  expect(render({}).container).not.toHaveProperty('ports');
});

test('takes one number for two protocols', () => {
  expect(faultsIn({ ports: [{ port: 53, name: 'dns' }, { port: 53, name: 'dns-udp', protocol: PortProtocol.UDP }] })).toEqual([]);
});

test('tells the workload which ports the main container has', () => {
  expect(render({ ports: [{ port: 8080 }] }).pod.ports).toEqual([{ name: 'http', port: 8080, protocol: 'TCP' }]);
});

test('does not judge what is not known yet', () => {
  const unknown: any[] = [Lazy.any({ produce: () => 8080 }), placeholder('port')];
  for (const port of unknown) { expect(faultsIn({ ports: [{ port }, { port, name: placeholder('name') }].map((p, i) => ({ name: `p${i}`, ...p })) })).toEqual([]); }
  const protocol: any = placeholder('protocol');
  expect(faultsIn({ ports: [{ port: 80, name: 'web' }, { port: 80, name: 'api', protocol }, { port: 90, name: placeholder('name') }, { port: 91, name: placeholder('name') }] })).toEqual([]);
});

test('judges what is known beside what is not', () => {
  const ports: any[] = [{ port: placeholder('port'), name: 'web' }, { port: 80, name: placeholder('name') }, { port: 80, name: 'web' }];
  expect(faultsIn({ ports })).toEqual([
    "'ports[2].name' must be unique among the pod's ports, got 'web'. Give it another name.",
    "'ports[2].port' must be unique among the pod's TCP ports, got 80. Leave one of the two out.",
  ]);
});

test.each<[string, ContainerPort[], string[]]>([
  ['a number out of range', [{ port: 65536 }], ["'ports[0].port' must be a whole number from 1 to 65535, got 65536. Use the number on which the container listens."]],
  ['port 0', [{ port: 0 }], ["'ports[0].port' must be a whole number from 1 to 65535, got 0. Use the number on which the container listens."]],
  ['half a port', [{ port: 80.5 }], ["'ports[0].port' must be a whole number from 1 to 65535, got 80.5. Use the number on which the container listens."]],
  ['a name that is none', [{ port: 80, name: 'Web_UI' }], [
    "'ports[0].name' must be a port name: at most 15 lower-case letters, digits and single '-', at least one letter, starting and ending with a letter or digit, got 'Web_UI'. Use a name such as 'http' or 'metrics'.",
  ]],
  ['several ports without names', [{ port: 80 }, { port: 90, name: 'metrics' }], [
    "'ports[0].name' must be given for a sidecar, and where a container has several ports. Use a name such as 'http' or 'metrics'.",
  ]],
  ['several ports without any name, each once', [{ port: 80 }, { port: 90 }], [0, 1].map((index) =>
    `'ports[${index}].name' must be given for a sidecar, and where a container has several ports. Use a name such as 'http' or 'metrics'.`)],
  ['one name twice', [{ port: 80, name: 'web' }, { port: 90, name: 'web' }], ["'ports[1].name' must be unique among the pod's ports, got 'web'. Give it another name."]],
  ['one number twice', [{ port: 80, name: 'web' }, { port: 80, name: 'api' }], [
    "'ports[1].port' must be unique among the pod's TCP ports, got 80. Leave one of the two out.",
  ]],
])('rejects %s', (_, ports, faults) => {
  expect(faultsIn({ ports })).toEqual(faults);
});

test('rejects a port of a sidecar that the main container has, or that has no name', () => {
  const sidecar = { name: 'proxy', image: 'envoy:1.30' };
  expect(faultsIn({ ports: [{ port: 8080 }], sidecars: [{ ...sidecar, ports: [{ port: 8080, name: 'http' }] }] }, '1.33')).toEqual([
    "'sidecars[0].ports[0].name' must be unique among the pod's ports, got 'http'. Give it another name.",
    "'sidecars[0].ports[0].port' must be unique among the pod's TCP ports, got 8080. Leave one of the two out.",
  ]);
  expect(faultsIn({ sidecars: [{ ...sidecar, ports: [{ port: 15001 }] }] }, '1.33')).toEqual([
    "'sidecars[0].ports[0].name' must be given for a sidecar, and where a container has several ports. Use a name such as 'http' or 'metrics'.",
  ]);
});

describe('the port that a probe asks', () => {
  const asking = (ports: ContainerPort[], port?: number | string) => ({ ports, probes: { readiness: Probe.tcpSocket({ port }) } });
  const asked = (ports: ContainerPort[], port?: number | string) => render(asking(ports, port)).container.readinessProbe.tcpSocket.port;
  const faults = (ports: ContainerPort[], port?: any) => faultsIn(asking(ports, port));
  const two = [{ port: 80, name: 'web' }, { port: 90, name: 'metrics' }];

  test('is the only one by default', () => {
    expect(asked([{ port: 8080 }])).toBe('http');
  });

  test('is a declared name, or any number', () => {
    expect(asked(two, 'metrics')).toBe('metrics');
    expect(asked(two, 9999)).toBe(9999);
  });

  test('may be one that is not known yet, by its name or by that of the ports', () => {
    expect(faults(two, placeholder('port'))).toEqual([]);
    expect(faults([{ port: 80, name: placeholder('name') }], 'web')).toEqual([]);
    expect(asked([{ port: 80, name: placeholder('name') }], 'web')).toBe('web');
    expect(faults([{ port: 80, name: 'web', protocol: placeholder('protocol') as any }], 'web')).toEqual([]);
  });

  test.each<[string, ContainerPort[], any, string]>([
    ['no declared port', two, 'admin', "'probes.readiness.port' must be a number, or the name of one of the container's ports, got 'admin'. It declares 'web', 'metrics'."],
    ['a name without ports', [], 'web', "'probes.readiness.port' must be a number, or the name of one of the container's ports, got 'web'. It declares none."],
    ['nothing in particular of two', two, undefined, "'probes.readiness.port' must be given where the container's ports are not exactly one. It declares 'web', 'metrics'."],
    ['nothing in particular of none', [], undefined, "'probes.readiness.port' must be given where the container's ports are not exactly one. It declares none."],
    ['nothing in particular of two, also where a name is not known yet', [{ port: 80, name: placeholder('name') }, { port: 90, name: 'metrics' }], undefined,
      "'probes.readiness.port' must be given where the container's ports are not exactly one. It declares a value not known yet, 'metrics'."],
    ['a number out of range', two, 0, "'probes.readiness.port' must be a whole number from 1 to 65535, got 0. Use the number on which the container listens."],
    ['a UDP port beside one whose name is not known yet', [{ port: 80, name: placeholder('name') }, { port: 53, name: 'dns', protocol: PortProtocol.UDP }], 'dns',
      "'probes.readiness.port' must be a TCP port; 'dns' is UDP. Ask another port."],
    ['a UDP port', [{ port: 53, protocol: PortProtocol.UDP }], 'udp', "'probes.readiness.port' must be a TCP port; 'udp' is UDP. Ask another port."],
  ])('must not be %s', (_, ports, port, fault) => {
    expect(faults(ports, port)).toEqual([fault]);
  });
});
