import { atLeast, parseKubernetesVersion } from '../../lib/manifest/kubernetes-version';

describe('parseKubernetesVersion', () => {
  test.each([
    ['1.30', 30], ['v1.30', 30], ['v1.31.4', 31], ['1.29.3-eks-abc', 29], ['1.33.5-gke.1080000', 33], ['v1.28.5+k3s1', 28], ['1.30.0-alpha.1', 30], ['1.9', 9],
  ])('reads %s', (text, minor) => expect(parseKubernetesVersion(text)).toEqual({ major: 1, minor }));

  test('reads a major of two digits', () => expect(parseKubernetesVersion('10.5')).toEqual({ major: 10, minor: 5 }));

  test.each([[''], ['1'], ['1.'], ['1.30.'], ['1.x'], ['latest'], ['1.030'], ['vv1.30'], ['1.30 '], [1.3], [null], [undefined]])('refuses %j', (text: any) => {
    expect(() => parseKubernetesVersion(text)).toThrow(new Error(`'${text}' is no Kubernetes version: write a string such as '1.30' or 'v1.31.4'`));
  });
});

describe('atLeast', () => {
  test.each<[string | undefined, string, boolean]>([
    ['1.30', '1.30', true], ['v1.30.9', '1.30', true], ['1.29.14', '1.30', false], ['1.9', '1.30', false], ['1.100', '1.30', true], ['2.0', '1.30', true], ['0.99', '1.30', false], ['1.30.0-rc.1', '1.30', true],
    [undefined, '1.28', true], [undefined, '1.29', false],
  ])('answers whether %s has what came with %s', (version, minor, expected) => expect(atLeast(version, minor)).toBe(expected));
});
