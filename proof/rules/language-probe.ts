/** What Kubernetes' CEL has, as rules about one spec. Some hold for each of `PROBES`, some for none. The message of each is its number. */
const RULES: readonly string[] = [
  // The language.
  'self.count == 1', 'self.count > 1 ? self.share > 1.0 : self.share < 1.0', 'self.count / 2 == 0 && self.count % 2 == 1', "self.name.size() == 5 && self.name == 'héllo'",
  "self.name.startsWith('h') && self.name.endsWith('o') && self.name.contains('ll')", "self.name.substring(1, 3) == 'él'", "self.name.indexOf('l') == 2 && self.name.lastIndexOf('l') == 3",
  'has(self.maybe)', '!has(self.maybe) || self.maybe > 1', 'self.names.all(n, n.size() == 1)', "self.names.exists(n, n == 'x')", "self.names.exists_one(n, n == 'x')",
  "self.names.filter(n, n != 'x').size() == 1", "self.names.map(n, n + '!') == ['x!', 'y!']", "'x' in self.names", "'team' in self.labels && self.labels['team'] == 'shop'",
  "self.labels.all(k, k.matches('^[a-z]+$'))", 'self.names[0] == self.names[1]', "self.names[1] == 'y'", 'self.items.all(i, self.items.exists_one(j, j.name == i.name))',
  "self.?labels.?team.orValue('none') == 'shop'", 'self.?maybe.hasValue()', "self.names.all(i, n, i < 2 && n != '')", "self.labels.exists(k, v, k == 'team' && v == 'shop')",
  'self.names.transformList(i, n, i > 0 ? n : self.name).size() == 2', 'dyn(self.count) == 1.0', 'type(self.count) == int', "self.port == 80 || self.port == 'http'",
  "self.__namespace__ == 'shop' && self.a__dash__b == 3", "self.wait > duration('1m')", "self.at < timestamp('2030-01-01T00:00:00Z')", 'self.wait.getMinutes() == 90',
  'self.at.getFullYear() == 2026 && self.at.getMonth() == 0 && self.at.getDayOfMonth() == 0', 'int(self.digits) == 12', 'double(self.digits) > 11.5', "string(self.count) == '1'",
  "self.name.lowerAscii() == 'héllo' && ' a '.trim() == 'a' && 'abc'.charAt(1) == 'b'", "self.name.split('l').size() == 3",
  "'%s %d %.2f'.format([self.name, self.count, 1.5]) == 'héllo 1 1.50'", 'self.names.size() > 5 || self.names[5] == self.names[0]', 'self.names[5] == self.names[0] || self.count == 1',
  // Kubernetes' own.
  "self.name.matches('(?i)^H.*O$')", "'a1b22'.find('[0-9]+') == '1' && 'a1b22'.findAll('[0-9]+') == ['1', '22']", 'self.numbers.isSorted()', 'self.numbers.sum() == 6 && self.numbers.max() == 3',
  'self.numbers.min() == 2', "self.names.indexOf('y') == 1 && self.names.lastIndexOf('z') == -1", "sets.contains(self.names, ['y']) && sets.intersects(self.names, ['x']) && sets.equivalent(self.names, ['y', 'x'])",
  "quantity(self.size).isGreaterThan(quantity('1G'))", "quantity(self.size).compareTo(quantity('1024Mi')) == 0", 'isQuantity(self.name)', "quantity(self.size).add(quantity('1Gi')) == quantity('2Gi')",
  'isIP(self.address) && ip(self.address).family() == 4', 'ip(self.address).isLoopback()', "cidr('10.0.0.0/8').containsIP(self.address)", "isCIDR('10.0.0.0/33')",
  "cidr('10.1.2.3/8').masked() == cidr('10.0.0.0/8')", "ip.isCanonical('2001:db8::1') && !ip.isCanonical('2001:DB8::1')",
  "url(self.link).getScheme() == 'https' && url(self.link).getPort() == '8443'", "url(self.link).getHost() == 'a.example.com:8443' && url(self.link).getHostname() == 'a.example.com'",
  "url(self.link).getEscapedPath() == '/x%20y' && url(self.link).getQuery()['q'] == ['1', '2']", 'isURL(self.name)', '!format.dns1123Label().validate(self.digits).hasValue()',
  'format.dns1123Label().validate(self.name).hasValue()', "semver('1.2.3').isLessThan(semver('1.10.0')) && isSemver('1.0.0') && !isSemver('1.0')",
];

const text = { type: 'string', maxLength: 40 };
const texts = { type: 'array', maxItems: 5, items: { type: 'string', maxLength: 10 } };

/** A kind whose spec has a field of every type. */
export const PROBE: any = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'probes.proof.example.com' },
  spec: {
    group: 'proof.example.com',
    scope: 'Namespaced',
    names: { kind: 'Probe', listKind: 'ProbeList', plural: 'probes', singular: 'probe' },
    versions: [{
      name: 'v1',
      served: true,
      storage: true,
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: {
            spec: {
              'type': 'object',
              'required': ['count', 'share', 'name', 'names', 'numbers', 'labels', 'items', 'port', 'namespace', 'wait', 'at', 'digits', 'size', 'address', 'link'],
              'properties': {
                'count': { type: 'integer' }, 'share': { type: 'number' }, 'name': text, 'maybe': { type: 'integer' }, 'names': texts,
                'numbers': { type: 'array', maxItems: 5, items: { type: 'integer' } }, 'labels': { type: 'object', maxProperties: 5, additionalProperties: text },
                'items': { type: 'array', maxItems: 5, items: { type: 'object', required: ['name'], properties: { name: text } } }, 'port': { 'x-kubernetes-int-or-string': true },
                'namespace': text, 'a-b': { type: 'integer', default: 3 }, 'wait': { type: 'string', format: 'duration' }, 'at': { type: 'string', format: 'date-time' },
                'digits': text, 'size': text, 'address': text, 'link': text,
              },
              'x-kubernetes-validations': RULES.map((rule, index) => ({ rule, message: `rule ${index}` })),
            },
          },
        },
      },
    }],
  },
};

const GOOD = {
  count: 1, share: 0.5, name: 'héllo', maybe: 2, names: ['x', 'y'], numbers: [1, 2, 3], labels: { team: 'shop' }, items: [{ name: 'a' }, { name: 'b' }], port: 80, namespace: 'shop',
  wait: '90m', at: '2026-01-01T00:00:00Z', digits: '12', size: '1Gi', address: '10.1.1.1', link: 'https://a.example.com:8443/x%20y?q=1&q=2',
};

/** Specs that differ in one field each from one of which most rules are fond. */
export const PROBES: readonly object[] = [
  GOOD,
  ...Object.entries({
    count: [0, -3, 2], share: [1, 2.5], name: ['', 'a', 'HELLO', '/path', '1'], maybe: [undefined, 0], names: [[], ['x'], ['x', 'x'], ['y', 'x', 'z']], numbers: [[], [3, 1, 2], [2]],
    labels: [{}, { Team: 'x' }, { team: 'shop', a: 'b' }], items: [[{ name: 'a' }, { name: 'a' }], []], port: ['http', '80'], namespace: ['x'], wait: ['1s', '1h'],
    at: ['2031-05-06T07:08:09Z'], digits: ['x', '9999999999999999999', ''], size: ['x', '1024Mi', '500m'], address: ['::1', '127.0.0.1', '10.0.0.01', 'x'],
    link: ['http://a/', '/x', 'x', 'https://[::1]:8443/'],
  }).flatMap(([field, values]) => values.map((value) => ({ ...GOOD, [field]: value }))),
];
