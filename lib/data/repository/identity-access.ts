import { required, textOf } from '../../construct/shape';
import { dnsSubdomainFault } from '../../manifest/dns-name';
import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { AccessObject, RepositoryAccess, secureSettings } from './repository-access';

/** How a service account of Kubernetes becomes somebody in a cloud. */
export interface CloudIdentity {
  /** Name of a service account that is there; undefined where the snapshotter writes one, named after itself. */
  readonly serviceAccountName?: string;
  /** By which the cloud knows whom a service account stands for. */
  readonly annotations: { readonly [key: string]: string };
  /** What the nodes need besides the service account. */
  readonly needs: ElasticsearchNeeds;
  /** Settings of the keystore that are no secrets, but stand nowhere else. */
  readonly keystore?: { readonly type: string; readonly settings: { readonly [setting: string]: string } };
}

/** Name of a service account that is there. */
export const SERVICE_ACCOUNT_NAME = textOf(dnsSubdomainFault, { fix: 'Use the name of a service account' });

/** What a cloud calls something. */
export const CLOUD_NAME = required(textOf((value) => (value === '' ? 'must not be empty' : undefined), { fix: 'Copy it from the cloud' }), 'Copy it from the cloud');

/** Identity of the pods instead of credentials. */
export class IdentityAccess implements RepositoryAccess {
  public constructor(private readonly identity: CloudIdentity) {}

  public needs(name: string, client: string): ElasticsearchNeeds {
    const { serviceAccountName, needs } = this.identity;
    const settings = this.keystore(client);
    return {
      ...needs,
      serviceAccountName: serviceAccountName ?? name,
      ...(settings === undefined ? {} : secureSettings(`${name}-repository`, Object.fromEntries(Object.keys(settings).map((setting) => [setting, setting])))),
    };
  }

  public objects(name: string, client: string): AccessObject[] {
    const { serviceAccountName, annotations } = this.identity;
    const stringData = this.keystore(client);
    return [
      ...(serviceAccountName === undefined ? [{ id: 'serviceAccount', kind: 'ServiceAccount' as const, name, annotations, fields: {} }] : []),
      ...(stringData === undefined ? [] : [{ id: 'repositorySecret', kind: 'Secret' as const, name: `${name}-repository`, fields: { stringData } }]),
    ];
  }

  private keystore(client: string): { [setting: string]: string } | undefined {
    const { keystore } = this.identity;
    return keystore && Object.fromEntries(Object.entries(keystore.settings).map(([setting, value]) => [`${keystore.type}.client.${client}.${setting}`, value]));
  }
}

/** A token of the service account for an audience, where Elasticsearch may read it: below its own configuration. */
export function projectedToken(name: string, folder: string, file: string, audience: string, expirationSeconds: number): ElasticsearchNeeds {
  return {
    volumes: [{ name, projected: { sources: [{ serviceAccountToken: { audience, expirationSeconds, path: file } }] } }],
    volumeMounts: [{ name, mountPath: folder }],
  };
}
