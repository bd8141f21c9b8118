import * as fc from 'fast-check';

/** Texts that look like something, most of them legal or nearly so: pieces in a row, some with a character changed. */
export function texts(pieces: readonly string[], maxPieces: number): fc.Arbitrary<string> {
  const rows = fc.array(fc.constantFrom(...pieces), { maxLength: maxPieces }).map((row) => row.join(''));
  return fc.oneof({ weight: 4, arbitrary: rows }, { weight: 1, arbitrary: spoilt(rows) });
}

/** Texts with one character put in, taken out or replaced. */
export function spoilt(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const strange = fc.constantFrom(' ', '\n', '\t', '\0', '\u007f', '=', '/', ':', '@', '%', '+', '-', '.', '_', '0', 'a', 'Z', 'é', 'ſ', '٣', '\u2028', '😀');
  return fc.tuple(arbitrary, fc.nat(), fc.nat(1), fc.oneof(strange, fc.constant(''))).map(([text, where, removed, added]) => {
    const at = where % (text.length + 1);
    return text.slice(0, at) + added + text.slice(at + removed);
  }).filter((text) => text === Buffer.from(text).toString());
}

/** Texts around a length: what is one longer is refused where the limit is right. */
export function aroundLength(limit: number, unit = 'a'): string[] {
  return [limit - 1, limit, limit + 1].flatMap((length) => [unit.repeat(length), `${unit.repeat(length - 1)}-`, `${unit.repeat(length - 2)}é`]);
}

/** Texts made of one of each of some lists, in order. */
export function joined(...lists: readonly (readonly string[])[]): fc.Arbitrary<string> {
  return fc.tuple(...lists.map((list) => fc.constantFrom(...list))).map((parts) => parts.join(''));
}

/** Texts that are legal more often than not: the shape, and the shape with one character changed. */
export function nearly(shape: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof({ weight: 3, arbitrary: shape }, { weight: 1, arbitrary: spoilt(shape) });
}

const DIGITS = ['', '0', '1', '7', '12', '100', '1024', '000500', '1000000', '99999999999', '9223372036854775807', '123456789012345678901234567890'];
const SUFFIXES = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'e0', 'e3', 'E3', 'e+6', 'E-3', 'e-9', 'e-12', 'e18', 'e21', 'e-40', 'e40'];
export const quantityShape = joined(['', '', '', '-', '+'], DIGITS, ['', '.'], DIGITS, SUFFIXES);

const WORDS = ['a', 'app', 'web-1', '0', '9z', 'my--app', 'x'.repeat(15), 'x'.repeat(62)];
const JOINTS = ['', '', '-', '.', '--'];
export const nameShape = joined(['', '', '', 'example.com/', 'a/', 'x-1.io/', 'Ex.io/', '.', '_', '$'], WORDS, JOINTS, WORDS, JOINTS, ['', 'a', '1', 'Z', '_b']);

export const QUANTITY_PIECES = [
  '0', '1', '5', '9', '12', '000', '999999999999999999', '9223372036854775807', '.', '.', '-', '+', 'n', 'u', 'm', 'k', 'K', 'M', 'G', 'T', 'P', 'E', 'i',
  'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'e', 'e3', 'E3', 'e-9', 'E+2', 'e-30', 'e30', ' ', '_', ',', 'inf', 'NaN', '0x1', '1e3',
];
export const QUANTITY_EDGES = [
  '', '0', '-0', '+0', '00', '0.0', '.', '-', '+', '-.', '5.', '.5', '-.5', '+.5', '1E', '1e', '1e3', '1E3', '1e+3', '1e-3', '1E+', '1e0', '1e00', '1e-0',
  '1 Gi', ' 1Gi', '1Gi ', '1gi', '1GI', '1KiB', '1Kib', '1ki', '1K', '0.1Gi', '1.5Gi', '.1Ki', '5.Mi', '0.1m', '0.1n', '0.5n', '-0.1n', '0.0000000001', '1e-10', '-1e-10',
  '9223372036854775807', '9223372036854775808', '99999999999999999999', '-9223372036854775809', '8Ei', '7Ei', '16Ei', '-16Ei', '7.9999999999Ei', '1000Ei',
  '1e18', '1e19', '1e100', '1E1000', '1e-1000', '1e9223372036854775807', '1e9223372036854775808', '1e-9223372036854775808', '1e-9223372036854775809', '1e00000000000000000000005',
  '1m5', '1e5m', '1ee5', '1e5e5', '1Ee5', '1+5', '1-', '1+', '1e3.5', '1.5.5', '1..5', '..', '0x10', '1_000', '1,5', '١', '1Ｇ', 'Infinity', 'NaN', 'null', 'true', 'Ki', 'm', 'e5', 'E', '-m',
];

export const NAME_PIECES = ['a', 'b', 'z', '0', '9', '-', '-', '.', '.', '_', 'A', 'Z', 'my', 'app', 'example', 'com', '/', '=', ' ', '..', '--', 'kubernetes', '*', '#', '~', '$'];
export const NAME_EDGES = [
  '', '.', '..', '...', '..a', '.a', 'a.', 'a..b', '-', '-a', 'a-', 'a--b', '_', '_a', 'a_', '0', '00', '1a', 'a1', 'a.b', 'a.-b', 'a-.b', '/', '/a', 'a/', 'a/b', 'a/b/c', 'A/b', 'a/B', 'A.b/C', 'a//b',
  'a\n', '\na', 'a b', ' a', 'a ', 'é', 'ſ', 'K', '$a', 'a=b', '=', '~', '\u007f', '\t', 'a/-', 'a/_b', 'a_b/c', 'http', 'http-', '8080', '80-a', 'a-80', 'a--8', 'my.env-name', 'MY_ENV', '1ENV', '*.a.com',
  ...[15, 63, 253].flatMap((limit) => aroundLength(limit)), ...[63, 253].flatMap((limit) => aroundLength(limit, 'a').map((text) => `${text}/b`)),
  ...aroundLength(63).map((text) => `example.com/${text}`), `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(61)}`, `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(62)}`,
];

export const IP_PIECES = [
  '0', '1', '10', '127', '169', '254', '255', '256', '01', '224', '239', '172', '192', '168', '.', '.', '.', ':', ':', '::', 'ffff', 'FE80', 'fe80', 'ff02', 'fc00', '2001', 'db8', 'abcd', '00001', 'g', '%eth0', '/', '/24', '1.2.3.4', '::ffff:', '[', ']',
];
export const IP_EDGES = [
  '', '0.0.0.0', '127.0.0.1', '127.255.255.255', '10.0.0.1', '172.15.0.1', '172.16.0.1', '172.31.255.255', '172.32.0.1', '192.168.1.1', '169.254.1.1', '224.0.0.1', '224.0.1.1', '239.255.255.255', '240.0.0.1', '255.255.255.255',
  '100.64.0.1', '1.2.3', '1.2.3.4.5', '1.2.3.', '.1.2.3', '01.2.3.4', '1.2.3.04', '1.2.3.256', '1.2.3.-4', '1.2.3.4 ', ' 1.2.3.4', '0x1.2.3.4', '1', '16909060', '1.2.3.4/32', '1.2.3.4:80',
  '::', '::1', '::2', '1::', ':::', '::1::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7::', '::1:2:3:4:5:6:7:8', '::2:3:4:5:6:7:8', '0:0:0:0:0:0:0:0', '0:0:0:0:0:0:0:1', '1:0:0:2:0:0:0:3', '1:0:0:2:3:0:0:4', '1:0:2:3:4:5:6:7',
  'fe80::1', 'fe80::1%eth0', 'FE80::ABC', 'febf::1', 'fec0::1', 'ff01::1', 'ff02::1', 'ff12::1', 'ff05::2', 'fc00::1', 'fdff::1', 'fe00::1', '2001:db8::1', '64:ff9b::1.2.3.4', '::1.2.3.4', '::ffff:1.2.3.4', '::FFFF:102:304', '0:0:0:0:0:ffff:1.2.3.4', '::ffff:0:1.2.3.4',
  '::01.2.3.4', '::1.2.3', '1.2.3.4::', '1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:7:1.2.3.4', '::1.2.3.4:5', '12345::', '00001::', '0001::', '[::1]', '::1]', 'localhost', '::g', 'fe80::1:', ':1::', '1:::2', '٣.1.1.1',
];
export const CIDR_EDGES = [
  ...IP_EDGES.map((address) => `${address}/32`), ...IP_EDGES.map((address) => `${address}/128`), '0.0.0.0/0', '::/0', '10.0.0.0/8', '10.0.0.0/08', '10.0.0.0/+8', '10.0.0.0/-1', '10.0.0.0/33', '10.0.0.0/', '/8', '10.0.0.0', '10.1.0.0/8', '10.0.0.1/24',
  '10.0.0.0/8/8', '10.0.0/24', '010.0.0.0/8', '2001:db8::/32', '2001:DB8::/32', '2001:db8::1/64', '2001:db8::/129', '2001:db8:0:0::/64', 'fe80::%eth0/64', '::ffff:10.0.0.0/104', '::ffff:0:0/96', '::/96', '::10.0.0.0/104', '128.0.0.0/1', '192.0.0.0/1', '10.0.0.0/8 ', '10.0.0.0 /8', '10.0.0.0/255.0.0.0', '10.0.0.0/8\n', '1.2.3.4/31', '1.2.3.5/31',
];

const SHA256 = '0123456789abcdef'.repeat(4);
export const IMAGE_PIECES = [
  'nginx', 'app', 'library', 'docker.io', 'index.docker.io', 'localhost', 'ghcr.io', 'Registry', 'a', '0', '9', '-', '--', '.', '_', '__', '___', '/', '/', '/', ':', ':', ':5000', ':1.4.2', ':latest', ':v1', '@', `@sha256:${SHA256}`, '@sha256:abc', 'A', 'é', '[::1]', '[fe80::1%1]', ' ', '+',
];
export const IMAGE_EDGES = [
  '', 'nginx', 'nginx:1.4', 'nginx:', 'nginx@', 'Nginx', 'nginx:Latest', 'library/nginx', 'docker.io/nginx', 'docker.io/library/nginx', 'index.docker.io/nginx', 'index.docker.io/library/nginx:1', 'docker.io/a/b/c', 'localhost/app', 'localhost:5000/app', 'localhost', 'LOCALHOST/app', 'app:5000/x', 'Team/app', 'team/App', 'TEAM/App',
  'ghcr.io/team/app:1.0', 'ghcr.io', 'ghcr.io/', '/app', 'app/', 'a//b', 'a/b/', '192.168.0.1/app', '192.168.0.1:5000/app:1', '[::1]/app', '[::1]:5000/app:1', '[2001:db8::1]:5000/a', '[::1%eth0]/app', '[::ffff:1.2.3.4]/app', '::1/app', 'host:port/app', 'host:/app', 'host:99999/app', 'my_host.com/app', 'my_host/app', '-host.com/app', 'host-.com/app', 'host..com/app', '.com/app', 'xn--a.com/app',
  'a_b', 'a__b', 'a___b', 'a.b', 'a..b', 'a-b', 'a--b', 'a---b', 'a._b', 'a-', '-a', '_a', 'a_', 'a.', '.a', 'a-_b', 'a:-1', 'a:.1', 'a:_1', 'a:1+2', 'a:1/2', 'a:1:2', 'a:é', ' a', 'a ', 'a\n', 'a:1\n', 'http://a/b', 'a b',
  `a:${'t'.repeat(127)}`, `a:${'t'.repeat(128)}`, `a:${'t'.repeat(129)}`, 'a'.repeat(247), 'a'.repeat(248), 'a'.repeat(255), `x.io/${'a'.repeat(255)}`, `x.io/${'a'.repeat(256)}`, `x/${'a'.repeat(253)}`, `x/${'a'.repeat(254)}`,
  SHA256, SHA256.slice(1), `${SHA256}a`, SHA256.toUpperCase(), `sha256:${SHA256}`, `a@sha256:${SHA256}`, `a:1@sha256:${SHA256}`, `A@sha256:${SHA256}`, `a@SHA256:${SHA256}`, `a@sha256:${SHA256.toUpperCase()}`, `a@sha256:${SHA256}:1`, `a@sha256:${SHA256}@sha256:${SHA256}`, `a@sha256:${SHA256.slice(1)}`, `a@sha256:${SHA256}0`,
  `a@sha512:${SHA256}${SHA256}`, `a@sha512:${SHA256}`, `a@sha384:${SHA256}${SHA256.slice(32)}`, `a@sha384:${SHA256}`, `a@md5:${SHA256.slice(32)}`, `a@blake3:${SHA256}`, `a@sha256+b64:${SHA256}`, `a/b@sha256:${SHA256}/c`, `docker.io/a@sha256:${SHA256}`, `index.docker.io/a:1@sha256:${SHA256}`, `@sha256:${SHA256}`, `:1@sha256:${SHA256}`, `${SHA256}:1`, `${SHA256}/a`, `docker.io/${SHA256}`,
];
export const imageShape = joined(
  ['', '', 'docker.io/', 'index.docker.io/', 'ghcr.io/', 'localhost/', 'localhost:5000/', 'host:5000/', 'r.example.com:443/', '10.0.0.1/', '[2001:db8::1]:5000/', 'Host/', 'team/', 'my_host.com/'],
  ['', '', 'library/', 'team/', 'a/b/', 'x__y/', 'a.b/'],
  ['nginx', 'app', 'my-app', 'a_b', 'a__b', 'a.b', 'a--b', '0', '1a'],
  ['', '', ':1', ':1.4.2', ':latest', ':V_1.0-rc.1', ':_', `:${'t'.repeat(128)}`],
  ['', '', '', `@sha256:${SHA256}`, `@sha512:${SHA256}${SHA256}`, `@sha384:${SHA256}${SHA256.slice(32)}`],
);

const MINUTES = ['*', '0', '59', '60', '*/15', '5/2', '0-59/7', '10,20', '1,,2', '?', '+5', '007', '50-10', '*/0', '*/60', '*-5', ','];
const HOURS = ['*', '0', '23', '24', '9-17', '*/2', '1,13', '?', '-1'];
const DAYS_OF_MONTH = ['*', '1', '31', '30', '29', '32', '0', '?', 'L', '15W', '*/2', '30,31', '31-31', '1-31'];
const MONTHS = ['*', '1', '2', '12', '13', 'jan', 'FEB', 'feb-apr', '2,4', 'january', '?', '*/3', '4/2'];
const WEEKDAYS = ['*', '0', '6', '7', 'sun', 'MON-fri', 'mon#2', '?', '*/2', '5L', 'sat,sun', 'sun-sat'];
export const cronShape = fc.tuple(
  fc.constantFrom('', '', '', '', '', ' ', '\t', 'TZ=UTC ', 'CRON_TZ=Europe/Berlin '),
  joined(MINUTES, [' ', ' ', '  ', '\t', '\u00a0'], HOURS, [' '], DAYS_OF_MONTH, [' '], MONTHS, [' '], WEEKDAYS, ['', '', '', ' ', ' *', ' 2026']),
).map((parts) => parts.join(''));
export const CRON_PIECES = ['*', '*', '*', '0', '1', '31', '2', '7', ' ', ' ', ' ', ' ', '/', '-', ',', '?', '#', 'L', 'mon', 'feb', '@daily', '@every ', '1h', '30m', 'TZ=UTC ', '+', '99999999999999999999'];
export const CRON_EDGES = [
  '', ' ', '*', '* * * *', '* * * * *', '* * * * * *', '0 0 30 2 *', '0 0 31 2,4,6,9,11 *', '0 0 31 2 1', '0 0 31 2 ?', '0 0 31 2 */2', '0 0 29 2 *', '0 0 29 2 0', '0 0 */31 2 *', '0 0 31/1 4 *', ', * * * *', '0 , * * *', '0 0 , * *', '0 0 * , *', '0 0 * * ,', '0 0 31 2 ,',
  ...['annually', 'yearly', 'monthly', 'weekly', 'daily', 'midnight', 'hourly', 'reboot', 'every', 'Daily', 'daily ', 'dailyfoo', 'every 1h', 'every  1h', 'every -1h', 'every 0', 'every 1', 'every 1d', 'every 1.5h', 'every 1ns', 'every 2562047h47m16.854775808s', 'every 1h '].map((name) => `@${name}`),
  'TZ=UTC @daily', 'TZ=UTC', 'TZ= * * * * *', 'CRON_TZ=UTC * * * * *', 'TZ=Nowhere/Land * * * * *', 'tz=UTC * * * * *', ' TZ=UTC * * * * *',
  '*/9223372036854775807 * * * *', '*/9223372036854775808 * * * *', '9223372036854775808 * * * *', '18446744073709551616 * * * *', '0x1 * * * *', '1_0 * * * *', '-0 * * * *', '+0 * * * *', '1--2 * * * *', '1-2-3 * * * *', '*/2/3 * * * *', '*-2-3 * * * *', '?-x * * * *', '*/-1 * * * *', '*/+1 * * * *',
  '0 0 * jan-mar *', '0 0 * mar-jan *', '0 0 * * fri-mon', '0 0 * * 5-7', '0 0 * * sunday', '0 0 * ſeb *', '0 0 * * ſun', '* * * * *\n', '\n* * * * *', '*\n* * * *', '* * * *\v*', '* * * * *\ufeff', '*\u0085* * * *',
];
