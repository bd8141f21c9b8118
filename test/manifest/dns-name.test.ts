import {
  configMapKeyFault, dns1035LabelFault, dnsLabelFault, dnsSubdomainFault, environmentVariableFault, portNameFault, secretKeyFault,
} from '../../lib/manifest/dns-name';

const GRAMMARS: [string, (name: unknown) => string | undefined, string, string[], unknown[]][] = [
  ['dnsLabelFault', dnsLabelFault,
    "must be a DNS label: at most 63 lower-case letters, digits and '-', starting and ending with a letter or digit",
    ['a', '0', 'a-b', 'a--b', '123', 'a'.repeat(63)],
    ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'é', 'a\n', 'a'.repeat(64), 1, null, undefined]],
  ['dns1035LabelFault', dns1035LabelFault,
    "must be a DNS label that starts with a letter: at most 63 lower-case letters, digits and '-', ending with a letter or digit",
    ['a', 'a1', 'a-b', 'a'.repeat(63)],
    ['', '0', '1a', '-a', 'a-', 'A', 'a.b', 'a'.repeat(64), 1, null]],
  ['dnsSubdomainFault', dnsSubdomainFault,
    "must be a DNS subdomain: at most 253 lower-case letters, digits, '-' and '.', each part starting and ending with a letter or digit",
    ['a', '0', 'a.b', 'a-b.c-d', 'a'.repeat(253)],
    ['', '.', 'a.', '.a', 'a..b', 'a-.b', 'a.-b', 'A', 'a_b', 'a'.repeat(254), {}, null]],
  ['portNameFault', portNameFault,
    "must be a port name: at most 15 lower-case letters, digits and single '-', at least one letter, starting and ending with a letter or digit",
    ['a', 'http', 'http-2', 'http-alt', '8a', 'a'.repeat(15)],
    ['', '80', '8-0', 'http--2', '-a', 'a-', 'HTTP', 'a.b', 'a'.repeat(16), 80, null]],
  ['environmentVariableFault', environmentVariableFault,
    "must be an environment variable name: letters, digits, '_', '-' and '.', not starting with a digit or '..'",
    ['A', '_', 'my.env-name', '-', '.a', 'A1'],
    ['', '1A', '.', '..', '..a', 'A=B', 'A B', 'é', 1, null]],
  ['environmentVariableFault, relaxed', (name) => environmentVariableFault(name, true),
    "must be an environment variable name: printable ASCII characters other than '='",
    ['A', '1A', '..', 'A B', '~', ' '],
    ['', '=', 'A=B', 'é', 'A\n', '\u007f', 1, null]],
  ['configMapKeyFault', configMapKeyFault,
    "must be a ConfigMap key: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'",
    ['a', 'A.b_c-d', '.a', '-', '1', 'a'.repeat(253)],
    ['', '.', '..', '..a', 'a/b', 'a b', 'a'.repeat(254), 1, null]],
  ['secretKeyFault', secretKeyFault,
    "must be a key of a Secret: at most 253 letters, digits, '-', '_' and '.', not '.' and not starting with '..'",
    ['tls.key', 'A_b', 'a'.repeat(253)],
    ['', '..a', 'a/b', 'a'.repeat(254), 1, null]],
];

describe.each(GRAMMARS)('%s', (_, fault, message, legal, illegal) => {
  test.each(legal)('finds nothing against %j', (name) => expect(fault(name)).toBeUndefined());
  test.each(illegal.map((name) => [name]))('says the rule for %j', (name) => expect(fault(name)).toBe(message));
  test('finds nothing against what is not known yet', () => {
    expect([fault('\uE000id\uE001'), fault('a-\uE000id\uE001'), fault(new (class Lazy {})())]).toEqual([undefined, undefined, undefined]);
  });
});
