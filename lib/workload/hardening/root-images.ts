import { imageFault, imageParts } from '../../manifest/image';

/** Images of Docker Hub that run as root unless they are told otherwise. Most of all images do: these are known for it. */
const ROOT_IMAGES: ReadonlySet<string> = new Set([
  ...[
    'alpine', 'amazonlinux', 'archlinux', 'bash', 'busybox', 'caddy', 'cassandra', 'centos', 'composer', 'consul', 'couchdb', 'debian', 'docker', 'eclipse-temurin', 'fedora',
    'ghost', 'golang', 'gradle', 'httpd', 'influxdb', 'mariadb', 'maven', 'mongo', 'mysql', 'neo4j', 'nextcloud', 'nginx', 'node', 'openjdk', 'percona', 'perl', 'php', 'postgres',
    'python', 'rabbitmq', 'redis', 'registry', 'rockylinux', 'ruby', 'rust', 'telegraf', 'tomcat', 'traefik', 'ubuntu', 'valkey', 'vault', 'wordpress', 'zookeeper',
  ].map((name) => `library/${name}`),
  'fluent/fluent-bit', 'gitea/gitea', 'hashicorp/consul', 'hashicorp/vault', 'minio/minio', 'portainer/portainer-ce', 'valkey/valkey',
]);

const DOCKER_HUBS: readonly (string | undefined)[] = [undefined, 'docker.io', 'index.docker.io', 'mirror.gcr.io'];

/** Whether an image is known to run as root. */
export function isKnownForRoot(image: unknown): boolean {
  if (typeof image !== 'string' || imageFault(image) !== undefined) { return false; }
  const { registry, repository } = imageParts(image);
  return DOCKER_HUBS.includes(registry) && ROOT_IMAGES.has(repository.includes('/') ? repository : `library/${repository}`);
}
