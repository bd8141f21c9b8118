import { holdsPassword, isLiteralSecret } from '../../lib/manifest/literal-secret';

test.each(['$(PASSWORD)', '${PASSWORD}', '{{ .Values.password }}', '<password>', 'vault:secret/data/shop#password', 'ref+awsssm://shop/password', 'op://shop/db/password'])(
  '%s stands for a credential and is none', (value) => {
    expect(isLiteralSecret('DB_PASSWORD', value)).toBe(false);
    expect(isLiteralSecret('DB_PASSWORD', `x7${value.slice(1)}`)).toBe(true);
  },
);

test.each([
  ['url: redis://:hunter2@cache:6379', true],
  ['jdbc=1\nurl=amqp://shop:hunter2@queue/%2f', true],
  ['# url: redis://:hunter2@cache:6379', false],
  ['url: redis://:${PASSWORD}@cache:6379', false],
  ['url: https://example.com:8443/a@b', false],
  ['mail: ops@example.com https://example.com', false],
])('an address with a password is seen in %j: %s', (text, expected) => {
  expect(holdsPassword(text)).toBe(expected);
});

test('long texts are looked through in time', () => {
  const start = Date.now();
  expect(holdsPassword(`${'a+b.'.repeat(200_000)}://${'c:'.repeat(200_000)}@`)).toBe(false);
  expect(Date.now() - start).toBeLessThan(5_000);
});
