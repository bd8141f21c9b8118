import { knownToken } from '../../lib/manifest/known-token';

// None of these opens anything: they are made of repeated letters, and written in parts so that nobody has to look twice.
const of = (start: string, part: string, count: number, end = '') => `${start}${part.repeat(count)}${end}`;

test.each([
  [of('AKIA', 'A', 16), 'an access key of AWS'],
  [of('ghs_', 'a1', 18), 'a token of GitHub'],
  [of('github_pat_', 'a1', 11, of('_', 'a', 59)), 'a token of GitHub'],
  [of('glpat-', 'a1', 10), 'a token of GitLab'],
  [of('xoxb-', '12', 10), 'a token of Slack'],
  [of('AIza', 'a', 35), 'an API key of Google'],
  [of('GOCSPX-', 'a', 28), 'an OAuth secret of Google'],
  [of('rk_live_', 'a', 24), 'a key of Stripe'],
  [of('npm_', 'a', 36), 'a token of npm'],
  [of('pypi-AgE', 'a', 60), 'a token of PyPI'],
  [of('dckr_pat_', 'a', 27), 'a token of Docker Hub'],
  [of('hvs.', 'a', 24), 'a token of Vault'],
  [of('SG.', 'a', 22, of('.', 'b', 43)), 'a key of SendGrid'],
  [of('dop_v1_', 'a', 64), 'a token of DigitalOcean'],
  [of('glsa_', 'a', 32, '_00000000'), 'a token of Grafana'],
  [of('sk-ant-', 'a', 40), 'an API key of an AI service'],
  [of('shpat_', 'a', 32), 'a token of Shopify'],
  [of('AccountKey=', 'a', 86, '=='), 'a key of Azure Storage'],
  [of('-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n', 'MIIE', 16), 'a private key'],
  [of('-----BEGIN OPENSSH PRIVATE KEY-----\n', 'b3Bl', 20), 'a private key'],
])('%s is found where it stands in a text, and not without its end', (token, what) => {
  expect(knownToken(`--key=${token}\n`)).toBe(what);
  expect(knownToken(token)).toBe(what);
  expect(knownToken(token.slice(0, 18))).toBeUndefined();
});

test.each([
  'registry.example.com/team/app@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'AKIAIOSFODNN7EXAMPLE', '-----BEGIN PRIVATE KEY----- stands before it and -----END PRIVATE KEY----- behind it, as everybody knows',
  '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA', 'sk-learn-is-a-library-for-machine-learning-in-python', 'eyJhbGciOiJub25lIn0=',
])('%s is none', (text) => {
  expect(knownToken(text)).toBeUndefined();
});

test('is found in time in a long text', () => {
  const long = 'glpat- eyJ AKIA -----BEGIN PRIVATE KEY----- '.repeat(50_000);
  const start = Date.now();
  expect(knownToken(long)).toBeUndefined();
  expect(Date.now() - start).toBeLessThan(5_000);
});
