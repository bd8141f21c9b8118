import { judgedAtOnce } from '../../lib/construct/factory-options';
import { placeholder } from '../../lib/manifest/known';
import { describePort, NamedPort, namedPort, speaksHttp, speaksTls } from '../../lib/pod/named-port';
import { faultsOf } from '../faults-of';

const HTTP: NamedPort = { name: 'http', port: 80 };
const ADMIN: NamedPort = { name: 'admin', port: 9000 };
const NAMELESS: NamedPort = { port: 8443 };
const DNS: NamedPort = { name: 'dns', port: 53, protocol: 'UDP' };

const found = (name: string | undefined, ports: NamedPort[]): NamedPort | undefined => {
  let port: NamedPort | undefined;
  judgedAtOnce('Front', (prop) => { port = namedPort(name, ports, prop.at('port')); });
  return port;
};
const saidOf = (name: string | undefined, ports: NamedPort[], list?: string) =>
  faultsOf(() => judgedAtOnce('Front', (prop) => { namedPort(name, ports, prop.at('port'), list); }));

describe('the port that is meant', () => {
  test.each<[string, string | undefined, NamedPort[], NamedPort | undefined]>([
    ['the one of that name', 'admin', [HTTP, ADMIN], ADMIN],
    ['the only one, where nobody names one', undefined, [NAMELESS], NAMELESS],
    ['the only one, where its name is not known yet', placeholder('port'), [HTTP], HTTP],
    ['none, where there are no ports', 'admin', [], undefined],
  ])('is %s', (_, name, ports, port) => {
    expect(found(name, ports)).toBe(port);
  });

  test.each<[string, string | undefined, NamedPort[], string]>([
    ['several, of which none is named', undefined, [HTTP, NAMELESS], "must say which port is meant. It declares 'http', 8443 without a name."],
    ['a name that none has', 'grpc', [HTTP, NAMELESS], "must be the name of one of the 'ports', got 'grpc'. It declares 'http', 8443 without a name."],
    ['a name that is not known yet, of several', placeholder('port'), [HTTP, ADMIN], "must be known by now, because there are several ports. It declares 'http', 'admin'."],
    ['one that is not TCP', 'dns', [HTTP, DNS], "must be a TCP port, and this one is UDP, got 'dns'. Use another port."],
  ])('is a fault: %s', (_, name, ports, rule) => {
    expect(saidOf(name, ports)).toEqual([`'port' ${rule}`]);
  });

  test('is told from those of the prop that has them', () => {
    expect(saidOf('grpc', [HTTP], 'service.ports')).toEqual(["'port' must be the name of one of the 'service.ports', got 'grpc'. It declares 'http'."]);
  });
});

test.each<[string, NamedPort, boolean, boolean]>([
  ['its appProtocol, whatever its name and number say', { name: 'https', port: 443, appProtocol: 'tcp' }, false, false],
  ['its appProtocol, in the words of Kubernetes', { name: 'tcp', port: 9000, appProtocol: 'kubernetes.io/wss' }, true, true],
  ['its name, whatever its number says', { name: 'tcp-console', port: 443 }, false, false],
  ['the word at the start of its name', { name: 'https-admin', port: 9000 }, true, true],
  ['its name, in clear', { name: 'http', port: 8443 }, false, true],
  ['its number, where its name says nothing', { name: 'console', port: 8443 }, true, true],
  ['the number of the pod', { name: 'console', port: 9000, targetPort: 8080 }, false, true],
  ['its number, where its name is not known yet', { name: placeholder('name'), port: 636 }, true, false],
  ['neither', { port: 9000 }, false, false],
])('what a port speaks is told by %s', (_, port, tls, http) => {
  expect([speaksTls(port), speaksHttp(port)]).toEqual([tls, http]);
});

test('a port is called by its name, or by its number', () => {
  expect([HTTP, NAMELESS, { port: placeholder('port') as unknown as number }].map(describePort)).toEqual(["'http'", '8443', 'not known yet']);
});
