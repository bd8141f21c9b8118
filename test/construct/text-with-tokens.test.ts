import { Lazy } from 'cdk8s';
import { textWithTokens } from '../../lib/construct/text-with-tokens';
import { placeholder } from '../../lib/manifest/known';

const address = (host: unknown, port: unknown): any => textWithTokens([host, port], ([name, number]) => `${name}:${number}`);

test('a text with values that are known, or that stand for themselves, is there at once', () => {
  expect([address('api', 80), address(placeholder('host'), 80)]).toEqual(['api:80', `${placeholder('host')}:80`]);
});

test('a text with a token is a token, which asks for the value when it is asked itself', () => {
  let port = 80;
  const text = address('api', Lazy.any({ produce: () => port }));
  port = 8080;
  expect(text.produce()).toBe('api:8080');
});
