import { isKnownForRoot } from '../../../lib/workload/hardening/root-images';

test.each([
  'nginx', 'nginx:1.27', 'docker.io/nginx:1.27', 'docker.io/library/redis:7@sha256:' + 'a'.repeat(64), 'index.docker.io/library/busybox', 'mirror.gcr.io/library/alpine:3.20', 'fluent/fluent-bit:3.0',
])('%s is known for root', (image) => {
  expect(isKnownForRoot(image)).toBe(true);
});

test.each([
  'nginxinc/nginx-unprivileged:1.27', 'registry.example.com/nginx:1.27', 'example/nginx', 'memcached:1.6', '', undefined, 3, 'NGINX', '\uE000image\uE001', '\uE000host\uE001/nginx:1.27',
])('of %s nothing is known', (image) => {
  expect(isKnownForRoot(image)).toBe(false);
});
