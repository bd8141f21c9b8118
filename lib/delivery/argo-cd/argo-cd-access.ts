import { ClusterDescription } from '../../cluster/cluster-description';
import { judgedAtOnce, optionsOf } from '../../construct/factory-options';
import { Prop } from '../../construct/prop';
import { required, ruled, someText, text } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { ExternalSecretStore, externalSecretSpec, RemoteSecret, REQUIRED_REMOTE_SECRET, STORE } from '../../data/external-secret-source';

/** Options for `ArgoCdAccess.eks`. */
export interface ArgoCdEksAccess {
  /** Name of the cluster, as EKS knows it. */
  readonly clusterName: string;

  /**
   * ARN of the role that Argo CD takes on for this cluster.
   * @default - its own
   */
  readonly roleArn?: string;

  /** Certificate of the authority of the API server, as EKS tells it: base64 of its PEM. */
  readonly caData: string;
}

/** Options for `ArgoCdAccess.gke` and `ArgoCdAccess.aks`. */
export interface ArgoCdWorkloadIdentityAccess {
  /** Certificate of the authority of the API server: base64 of its PEM. */
  readonly caData: string;
}

/** Options for `ArgoCdAccess.externalSecret`. */
export interface ArgoCdExternalSecretAccess {
  /** The store in which the credentials are. */
  readonly store: ExternalSecretStore;

  /** Where in the store: a JSON text as Argo CD wants it in `config`, e.g. `{"bearerToken": "…", "tlsClientConfig": {"caData": "…"}}`. */
  readonly config: RemoteSecret;
}

/** Says how Argo CD reaches a cluster. In TypeScript an object literal is one: `{ accessTo: (cluster) => ArgoCdAccess.inCluster() }`. */
export interface IArgoCdAccess {
  /** How Argo CD reaches a cluster; undefined for one that somebody else registers, under the name that it has in the fleet. */
  accessTo(cluster: ClusterDescription): ArgoCdAccess | undefined;
}

const HOSTED = "Use the address of its API server, e.g. 'https://1.2.3.4'";
const SERVER = required(ruled((server) => (/^https:\/\/[^\s/@?#{}]+(?:\/[^\s@?#{}]*)?$/.test(server) ? undefined : 'must be the https address of an API server, without user and password'),
  { fix: HOSTED, hidden: true }), HOSTED);
const CA_FIX = 'Give the base64 of the PEM, as the cloud tells it';
const CA = required(ruled((data) => (/^LS0t[A-Za-z0-9+/]+={0,2}$/.test(data) ? undefined : 'must be the base64 of a certificate in PEM'), { fix: CA_FIX, hidden: true }), CA_FIX);
const NAME_FIX = "Use the name of the cluster in EKS, e.g. 'prod-eu'";

const EKS = optionsOf(struct<ArgoCdEksAccess>("{ clusterName: 'prod-eu', caData: 'LS0t…' }", {
  clusterName: required(someText(NAME_FIX), NAME_FIX), roleArn: text, caData: CA,
}));
const IDENTITY = optionsOf(struct<ArgoCdWorkloadIdentityAccess>("{ caData: 'LS0t…' }", { caData: CA }));
const EXTERNAL = optionsOf(struct<ArgoCdExternalSecretAccess>("{ store: { name: 'vault' }, config: { key: 'clusters/prod-eu' } }", { store: STORE, config: REQUIRED_REMOTE_SECRET }));

/** What Argo CD is in its own cluster. */
const OWN_SERVER = 'https://kubernetes.default.svc';

/**
 * How Argo CD reaches a cluster. None of these holds a credential: Argo CD is somebody whom the cluster knows, or the credential is in a store.
 *
 * @see https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#clusters
 */
export class ArgoCdAccess {
  /** The cluster in which Argo CD runs. It gets the name that it has in the fleet. */
  public static inCluster(): ArgoCdAccess {
    return new ArgoCdAccess(OWN_SERVER, { tlsClientConfig: { insecure: false } });
  }

  /** A cluster of EKS, by the role of Argo CD (IRSA or Pod Identity). */
  public static eks(server: string, options: ArgoCdEksAccess): ArgoCdAccess {
    return ArgoCdAccess.judged('eks', server, (prop) => {
      const { clusterName, roleArn, caData } = EKS(options, prop);
      return { awsAuthConfig: { clusterName, roleARN: roleArn }, tlsClientConfig: { insecure: false, caData } };
    });
  }

  /** A cluster of GKE, by Workload Identity of Argo CD. */
  public static gke(server: string, options: ArgoCdWorkloadIdentityAccess): ArgoCdAccess {
    return ArgoCdAccess.judged('gke', server, (prop) => ({
      execProviderConfig: { command: 'argocd-k8s-auth', args: ['gcp'], apiVersion: 'client.authentication.k8s.io/v1beta1' },
      tlsClientConfig: { insecure: false, caData: IDENTITY(options, prop).caData },
    }));
  }

  /** A cluster of AKS, by the workload identity of Argo CD, whose webhook gives client, tenant and token to its pods. */
  public static aks(server: string, options: ArgoCdWorkloadIdentityAccess): ArgoCdAccess {
    return ArgoCdAccess.judged('aks', server, (prop) => ({
      execProviderConfig: {
        command: 'argocd-k8s-auth', env: { AAD_LOGIN_METHOD: 'workloadidentity' }, args: ['azure'], apiVersion: 'client.authentication.k8s.io/v1beta1',
      },
      tlsClientConfig: { insecure: false, caData: IDENTITY(options, prop).caData },
    }));
  }

  /** Any cluster, by credentials that External Secrets brings from a store into the hub. */
  public static externalSecret(server: string, options: ArgoCdExternalSecretAccess): ArgoCdAccess {
    return judgedAtOnce('ArgoCdAccess.externalSecret', (prop) => {
      SERVER(server, prop.at('server'));
      return new ArgoCdAccess(server, undefined, EXTERNAL(options, prop));
    });
  }

  private static judged(factory: string, server: string, configOf: (prop: Prop) => object): ArgoCdAccess {
    return judgedAtOnce(`ArgoCdAccess.${factory}`, (prop) => {
      SERVER(server, prop.at('server'));
      return new ArgoCdAccess(server, configOf(prop.at('options')));
    });
  }

  private constructor(
    /** Address of the API server. */
    public readonly server: string,
    private readonly config: object | undefined,
    private readonly external?: ArgoCdExternalSecretAccess,
  ) {}

  /**
   * The object by which Argo CD knows a cluster.
   * @internal
   */
  public _secretOf(cluster: string): { readonly [field: string]: any } {
    const labels = { 'argocd.argoproj.io/secret-type': 'cluster' };
    const metadata = { name: `cluster-${cluster}` };
    if (this.external === undefined) {
      return {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { ...metadata, labels },
        type: 'Opaque',
        stringData: { name: cluster, server: this.server, config: JSON.stringify(this.config) },
      };
    }
    const { store, config } = this.external;
    return {
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata,
      spec: externalSecretSpec(store, { config }, { metadata: { labels }, data: { name: cluster, server: this.server, config: '{{ .config }}' } }),
    };
  }
}
