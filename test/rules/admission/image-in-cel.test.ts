import { IMAGE_FORM, imageFault } from '../../../lib/manifest/image';

test.each([
  'redis', 'redis:7.4.1', 'library/redis', 'registry.example.com/team/app:1.4.2', 'localhost:5000/app', '[::1]:5000/app', 'LOCAL/app', `app@sha256:${'0'.repeat(64)}`,
  `ghcr.io/example/app:1.4.2@sha256:${'a'.repeat(64)}`, 'a__b/c-d.e:v_1.2-3', '', 'App', 'team/App:1', 'app:', 'app:-1', 'app@sha256:0', 'app latest', '{{ .image }}', '/app', 'app/',
  'a//b', 'a..b', 'registry.example.com:port/app', '$(IMAGE)', `app:${'1'.repeat(129)}`,
])('the form of images is that of the library: %j', (image) => {
  expect(IMAGE_FORM.test(image)).toBe(imageFault(image) === undefined);
});
