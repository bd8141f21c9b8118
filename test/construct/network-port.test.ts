import { Lazy } from 'cdk8s';
import { FleetError } from '../../lib/construct/fleet-error';
import { NetworkPort } from '../../lib/construct/network-port';
import { placeholder } from '../../lib/manifest/known';

type Factory = [factory: string, argument: string, make: (value: any) => NetworkPort];

const NUMBERS: Factory[] = [
  ['tcp', 'port', NetworkPort.tcp],
  ['udp', 'port', NetworkPort.udp],
  ['sctp', 'port', NetworkPort.sctp],
  ['tcpRange', 'first', (value) => NetworkPort.tcpRange(value, 9000)],
  ['tcpRange', 'last', (value) => NetworkPort.tcpRange(8000, value)],
  ['udpRange', 'first', (value) => NetworkPort.udpRange(value, 9000)],
  ['udpRange', 'last', (value) => NetworkPort.udpRange(8000, value)],
];
const NAMED: Factory = ['named', 'name', NetworkPort.named];

function refused(call: () => unknown): string[] {
  try { call(); } catch (error) { return (error as FleetError).findings.map(({ id, path, message }) => `${id} [${path}] ${message}`); }
  return [];
}

const told = (make: (value: any) => NetworkPort) => [undefined, null, true, {}, []].map((value) => refused(() => make(value))).flat();

test.each(NUMBERS)("'NetworkPort.%s' must get its '%s', which is a number", (factory, argument, make) => {
  const at = `[NetworkPort.${factory}] '${argument}'`;
  expect(told(make)).toEqual([
    `prop/required ${at} must be given. Use one such as 5432.`,
    `prop/required ${at} must be given. Use one such as 5432.`,
    `prop/type ${at} must be a number, got true. Use one such as 5432.`,
    `prop/type ${at} must be a number. Use one such as 5432.`,
    `prop/type ${at} must be a number. Use one such as 5432.`,
  ]);
});

test('a named port must get its name', () => {
  const fix = 'Use the name under which a container declares it.';
  const at = "[NetworkPort.named] 'name'";
  expect(told(NAMED[2])).toEqual([
    `prop/required ${at} must be given. ${fix}`,
    `prop/required ${at} must be given. ${fix}`,
    `prop/type ${at} must be a string, got true. ${fix}`,
    `prop/type ${at} must be a string. ${fix}`,
    `prop/type ${at} must be a string. ${fix}`,
  ]);
});

test.each([...NUMBERS, NAMED])("'NetworkPort.%s' leaves the grammar of its '%s' to where it is used", (_, __, make) => {
  const values = [0, 'SQL', placeholder('port'), Lazy.any({ produce: () => 1 })];
  expect(values.flatMap((value) => refused(() => make(value)))).toEqual([]);
});

test('each says its protocol and what it was given', () => {
  const ports = [
    NetworkPort.tcp(1), NetworkPort.udp(2), NetworkPort.sctp(3), NetworkPort.tcpRange(4, 5), NetworkPort.udpRange(6, 7), NetworkPort.named('sql'),
  ];
  expect(ports.map(({ _protocol, _port, _endPort }) => [_protocol, _port, _endPort])).toEqual([
    ['TCP', 1, undefined], ['UDP', 2, undefined], ['SCTP', 3, undefined], ['TCP', 4, 5], ['UDP', 6, 7], [undefined, 'sql', undefined],
  ]);
});
