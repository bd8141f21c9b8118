import { ElasticsearchNeeds } from '../elasticsearch/snapshot-readiness';
import { ExternalSecretStore, externalSecretSpec, RemoteSecret } from '../external-secret-source';
import { AccessObject, RepositoryAccess, secureSettings } from './repository-access';

/** Name of a setting of the keystore, and what it is set to. `undefined` leaves it out. */
export interface Credential<T> {
  /** Last part of its setting: `access_key`. */
  readonly setting: string;
  readonly value: T | undefined;
}

/** Credentials in a Secret that is there. */
export class SecretAccess implements RepositoryAccess {
  public constructor(private readonly type: string, private readonly secretName: string, private readonly credentials: readonly Credential<string>[]) {}

  public needs(_name: string, client: string): ElasticsearchNeeds {
    return secureSettings(this.secretName, Object.fromEntries(this.credentials.map(({ setting, value }) => [`${this.type}.client.${client}.${setting}`, value])));
  }

  public objects(): AccessObject[] {
    return [];
  }
}

/** Credentials that External Secrets brings from a store into a Secret named after the snapshotter. */
export class ExternalSecretAccess implements RepositoryAccess {
  public constructor(
    private readonly type: string,
    private readonly store: ExternalSecretStore,
    private readonly credentials: readonly Credential<RemoteSecret>[],
  ) {}

  public needs(name: string, client: string): ElasticsearchNeeds {
    return secureSettings(`${name}-repository`, Object.fromEntries(this.settings(client).map(([setting]) => [setting, setting])));
  }

  public objects(name: string, client: string): AccessObject[] {
    const spec = externalSecretSpec(this.store, Object.fromEntries(this.settings(client)));
    return [{ id: 'repositorySecret', kind: 'ExternalSecret', name: `${name}-repository`, fields: { spec } }];
  }

  private settings(client: string): [string, RemoteSecret][] {
    return this.given().map(({ setting, value }) => [`${this.type}.client.${client}.${setting}`, value]);
  }

  private given(): (Credential<RemoteSecret> & { readonly value: RemoteSecret })[] {
    return this.credentials.filter((credential): credential is Credential<RemoteSecret> & { readonly value: RemoteSecret } => credential.value !== undefined);
  }
}
