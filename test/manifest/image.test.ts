import { imageFault, imageParts, isFixedImage } from '../../lib/manifest/image';

const HEX = '0123456789abcdef'.repeat(4);
const DIGEST = `sha256:${HEX}`;

describe('imageParts', () => {
  test.each([
    ['nginx', { repository: 'nginx' }],
    ['nginx:1.27', { repository: 'nginx', tag: '1.27' }],
    ['team/app', { repository: 'team/app' }],
    ['docker.io/library/nginx', { registry: 'docker.io', repository: 'library/nginx' }],
    ['ghcr.io/team/app:v1', { registry: 'ghcr.io', repository: 'team/app', tag: 'v1' }],
    ['localhost/app', { registry: 'localhost', repository: 'app' }],
    ['host:5000/app:1', { registry: 'host:5000', repository: 'app', tag: '1' }],
    ['Host/app', { registry: 'Host', repository: 'app' }],
    ['[::1]:5000/app', { registry: '[::1]:5000', repository: 'app' }],
    [`app@${DIGEST}`, { repository: 'app', digest: DIGEST }],
    ['@sha256:x', { repository: '', digest: 'sha256:x' }],
    [':1', { repository: '', tag: '1' }],
    ['/app', { repository: '/app' }],
    [`r.io/a/b__c/d-e:1_2@${DIGEST}`, { registry: 'r.io', repository: 'a/b__c/d-e', tag: '1_2', digest: DIGEST }],
  ])('takes %s apart', (text, expected) => expect(imageParts(text)).toStrictEqual(expected));
});

describe('imageFault', () => {
  const NAME = "must name a repository: lower-case letters and digits, joined by single '.', '_', '__' or '-' and '/', got";
  const TAG = "must have a tag of at most 128 letters, digits, '_', '.' and '-', not starting with '.' or '-', got";
  const DIGEST_RULE = 'must have a digest such as sha256: and 64 lower-case hexadecimal digits, got';
  const ANY = 'must be an image reference such as registry.example.com/team/app:1.4.2';

  test.each<[unknown, string]>([
    ['', ANY], [null, ANY], [undefined, ANY], [7, ANY], [['nginx'], ANY],
    [HEX, 'must be an image reference: 64 hexadecimal digits alone name no repository'],
    ['host:port/app', "must name a registry as host or host:port, got 'host:port'"],
    ['-a.com/app', "must name a registry as host or host:port, got '-a.com'"],
    ['my_host.com/app', "must name a registry as host or host:port, got 'my_host.com'"],
    ['Nginx', "must name the repository in lower case, got 'Nginx'"],
    ['/app', `${NAME} '/app'`], ['app/', `${NAME} 'app/'`], ['a//b', `${NAME} 'a//b'`], ['a..b', `${NAME} 'a..b'`], ['a___b', `${NAME} 'a___b'`], [' a', `${NAME} ' a'`], ['é', `${NAME} 'é'`], ['ghcr.io/', `${NAME} ''`],
    [`x.io/${'a'.repeat(256)}`, 'must name a repository of at most 255 characters'],
    ['a'.repeat(248), 'must name a repository of at most 255 characters'],
    [`docker.io/${'a'.repeat(248)}`, 'must name a repository of at most 255 characters'],
    [`index.docker.io/${'a'.repeat(248)}`, 'must name a repository of at most 255 characters'],
    ['a:', `${TAG} ''`], ['a:.1', `${TAG} '.1'`], ['a:-1', `${TAG} '-1'`], ['a:1+2', `${TAG} '1+2'`], [`a:${'t'.repeat(129)}`, `${TAG} '${'t'.repeat(129)}'`],
    ['a@', `${DIGEST_RULE} ''`], ['a@sha256:abc', `${DIGEST_RULE} 'sha256:abc'`], [`a@sha256:${HEX.toUpperCase()}`, `${DIGEST_RULE} 'sha256:${HEX.toUpperCase()}'`], [`a@md5:${HEX}`, `${DIGEST_RULE} 'md5:${HEX}'`], [`a@${DIGEST}:1`, `${DIGEST_RULE} '${DIGEST}:1'`],
  ])('says what is wrong with %j', (text, fault) => expect(imageFault(text)).toBe(fault));

  test.each(['nginx', `a:${'t'.repeat(128)}`, `x.io/${'a'.repeat(255)}`, 'a'.repeat(247), `a@sha512:${HEX}${HEX}`, `${HEX}:1`, 'r.io/\uE000id\uE001'])('finds nothing against %s', (text) => {
    expect(imageFault(text)).toBeUndefined();
  });
});

describe('isFixedImage', () => {
  test.each([
    '1.4.2', 'v1.4.2', '1', '1.4', 'v1', '1.4.2-alpine3.19', '1.4.2-stable', 'release-v1.4.2', '22.04', '20240131', '2024-01-31', 'nightly-20240131', 'nightly-2024-01-31', 'main-4f2a91c', 'main-deadbeef', 'sha-4f2a91c', 'deadbeef', '4f2a91c', 'r12', 'build.512',
    'RELEASE.2024-01-31T00-00-00Z', 'v1.30.0-beta.1', 'alpine3.19', '12-slim', '1.4.2-amd64', 'abcdef0-386',
  ])('takes the tag %s for fixed', (tag) => expect(isFixedImage(`app:${tag}`)).toBe(true));

  test.each([
    'latest', 'LATEST', '8-latest', 'preview-2',  '1.4-stable', 'release-1.4', 'stable', 'edge', 'nightly', 'main', 'master', 'dev', 'head', 'canary', 'rolling', 'next', 'lts', 'prod', 'latest-arm64', 'stable-alpine3.19', 'main_x86_64', 'lts-alpine', 'edge-linux-arm64v8', 'main-undeadbeef', 'main-deadbeefs', 'bookworm', 'slim', 'nonroot', 'alpine', 'debug-nonroot',
  ])('takes the tag %s for floating', (tag) => expect(isFixedImage(`r.io/team/app:${tag}`)).toBe(false));

  test('takes any digest for fixed, whatever the tag', () => {
    expect([isFixedImage(`app@${DIGEST}`), isFixedImage(`app:latest@${DIGEST}`)]).toEqual([true, true]);
  });

  test.each([['app'], ['host:5000/app'], ['App:1'], ['app:1@sha256:x'], [''], [null], [undefined], [1], ['app:1-\uE000id\uE001']])('does not take %j for fixed', (text) => expect(isFixedImage(text)).toBe(false));
});
