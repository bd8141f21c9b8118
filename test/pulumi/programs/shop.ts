// A program as a user has it: a registry, a database, and two clusters.
import * as k8s from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import { Cluster, EnvValueSource, HardenedDeployment } from 'fleetwright/pulumi';

class Repository extends pulumi.CustomResource {
  declare public readonly repositoryUrl: pulumi.Output<string>;
  constructor(name: string) { super('aws:ecr/repository:Repository', name, { repositoryUrl: undefined }); }
}

class Database extends pulumi.CustomResource {
  declare public readonly endpoint: pulumi.Output<string>;
  constructor(name: string, args: { password: pulumi.Input<string> }) { super('aws:rds/instance:Instance', name, { ...args, endpoint: undefined }); }
}

const config = new pulumi.Config();
const registry = new Repository('shop');
const database = new Database('orders', { password: config.requireSecret('password') });
const account = pulumi.output(pulumi.runtime.invoke('aws:index/getCallerIdentity:getCallerIdentity', {})).apply(({ accountId }: any) => accountId as string);

for (const name of ['prod-eu', 'prod-us']) {
  const cluster = new Cluster(name, {}, { providers: [new k8s.Provider(`${name}-admin`, { context: name })] });
  new HardenedDeployment(`${name}-api`, {
    name: 'api',
    namespace: 'shop',
    image: pulumi.interpolate`${registry.repositoryUrl}:${config.require('version')}`,
    replicas: config.getNumber('replicas') ?? 2,
    env: { DB_HOST: database.endpoint, AWS_ACCOUNT: account },
    envValueFrom: { DB_PASSWORD: EnvValueSource.secretKey('orders', 'password') },
  }, { parent: cluster });
}
