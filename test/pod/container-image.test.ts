import { judgedAtOnce } from '../../lib/construct/factory-options';
import { placeholder } from '../../lib/manifest/known';
import { checkImage, ImageRule } from '../../lib/pod/container-image';
import { faultsOf } from '../faults-of';

const RULE: ImageRule = { example: 'registry.example.com/tools/curl:8.18.0' };
const saidOf = (image: unknown, rule = RULE) => faultsOf(() => judgedAtOnce('Tool', (prop) => checkImage(image, rule, prop.at('image'))));

test('an image is one, and the same one tomorrow', () => {
  expect(saidOf('Curl')).toEqual([expect.stringMatching(/^'image' must .*Use one such as 'registry\.example\.com\/tools\/curl:8\.18\.0'\.$/)]);
  expect(saidOf('curl:latest')).toEqual(["'image' must name a fixed tag or digest, got 'curl:latest'. Use ':8.18.0' or '@sha256:…'."]);
  expect([saidOf('curl:8.18.0'), saidOf(placeholder('image'))]).toEqual([[], []]);
});

test('an image may be another one tomorrow where that is said', () => {
  expect(saidOf('curl:latest', { ...RULE, mayFloat: true })).toEqual([]);
});
