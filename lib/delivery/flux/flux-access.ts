import { ClusterDescription } from '../../cluster/cluster-description';
import { list } from '../../construct/collection';
import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../../construct/factory-options';
import { Prop } from '../../construct/prop';
import { dnsSubdomain, given, matching, required, secretKey, secretName, Shape, someText, textOf } from '../../construct/shape';
import { Shapes, struct } from '../../construct/struct';

/** What is said of a cluster beside its name in its cloud. */
export interface FluxCloudAccessOptions {
  /**
   * ServiceAccount beside the Kustomizations as which Flux asks the cloud. It is not the one that applies objects.
   * @default - that of Flux itself
   */
  readonly serviceAccountName?: string;

  /**
   * Address of the API server, one of those that the cloud knows: `https://10.0.0.1`.
   * @default - the first that the cloud names
   */
  readonly address?: string;
}

/** How an API server is reached that trusts the tokens of the hub. */
export interface FluxOidcAccessOptions {
  /** Address of the API server: `https://10.0.0.1:6443`. */
  readonly address: string;

  /**
   * Its certificate authority, as PEM.
   * @default - those that the image of Flux trusts
   */
  readonly caCertificate?: string;

  /**
   * For whom the tokens are.
   * @default - the address
   */
  readonly audiences?: string[];

  /**
   * ServiceAccount beside the Kustomizations whose tokens are sent. It is not the one that applies objects.
   * @default - that of Flux itself
   */
  readonly serviceAccountName?: string;
}

/** What Flux is told of a cluster that it applies to. */
export interface FluxKubeConfig {
  /** The data of the ConfigMap that says how it is reached, where there is one. */
  readonly data?: { readonly [key: string]: string };
  /** The Secret that holds its kubeconfig, where there is one. */
  readonly secretRef?: { readonly name: string; readonly key?: string };
}

const ACCOUNT = dnsSubdomain("Use the name of a ServiceAccount such as 'flux-prod-eu'");
const ADDRESS = textOf((address) => {
  if (!/^https:\/\/[^/?#\s]+\/?$/.test(address)) { return 'must be an address of https alone'; }
  return address.includes('@') ? 'must not hold credentials: it stands in manifests and logs' : undefined;
}, { fix: "Use one such as 'https://10.0.0.1:6443'", hidden: true });
const CLOUD_OPTIONS: Shapes<FluxCloudAccessOptions> = { serviceAccountName: ACCOUNT, address: ADDRESS };
const OPTIONS = optionsOf(struct<FluxCloudAccessOptions>("{ serviceAccountName: 'flux-prod-eu' }", CLOUD_OPTIONS));
const OIDC_OPTIONS = optionsOf(struct<FluxOidcAccessOptions>("{ address: 'https://10.0.0.1:6443' }", {
  address: required(ADDRESS, "Use one such as 'https://10.0.0.1:6443'"),
  caCertificate: textOf((pem) => (/^-----BEGIN CERTIFICATE-----\n[\s\S]*-----END CERTIFICATE-----\n?$/.test(pem) && !/PRIVATE KEY/.test(pem) ? undefined
    : 'must be certificates as PEM, and nothing else'), { fix: "Use the 'ca.crt' of the cluster", hidden: true }),
  audiences: list(someText("Use one such as 'https://10.0.0.1:6443'"), "['https://10.0.0.1:6443']", 'a list of strings'),
  serviceAccountName: ACCOUNT,
}));

// As Flux reads them.
const EKS = nameIn('EKS', /^arn:aws[\w-]*:eks:[^:]{1,100}:[0-9]{1,30}:cluster\/[^\s/]{1,200}$/, 'arn:aws:eks:eu-central-1:123456789012:cluster/prod-eu');
const AKS = nameIn('AKS', /^\/subscriptions\/[^/]{36}\/resourceGroups\/[^/]{1,200}\/providers\/Microsoft\.ContainerService\/managedClusters\/[^\s/]{1,200}$/i,
  '/subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ContainerService/managedClusters/<name>');
const GKE = nameIn('GKE', /^projects\/[^/]{1,200}\/locations\/[^/]{1,200}\/clusters\/[^\s/]{1,200}$/, 'projects/shop/locations/europe-west3/clusters/prod-eu');

/**
 * How the Flux of a hub reaches a cluster. Where the cloud vouches for Flux, no secret is needed: what it has to know stands in a ConfigMap, which is written
 * beside the Kustomizations.
 *
 * @see https://fluxcd.io/flux/components/kustomize/kustomizations/#kubeconfig-remote-clusters
 */
export class FluxAccess {
  /** A cluster of EKS by its ARN, without a secret: Flux has an identity of AWS. */
  public static eks(arn: string, options: FluxCloudAccessOptions = {}): FluxAccess {
    return FluxAccess.cloud('aws', 'arn', EKS, arn, options);
  }

  /** A cluster of AKS by its resource id, without a secret: Flux has an identity of Azure. */
  public static aks(resourceId: string, options: FluxCloudAccessOptions = {}): FluxAccess {
    return FluxAccess.cloud('azure', 'resourceId', AKS, resourceId, options);
  }

  /** A cluster of GKE by its resource name, without a secret: Flux has an identity of Google Cloud. */
  public static gke(resourceName: string, options: FluxCloudAccessOptions = {}): FluxAccess {
    return FluxAccess.cloud('gcp', 'resourceName', GKE, resourceName, options);
  }

  /** A cluster whose API server trusts the tokens that the hub gives to its pods: without a secret, and without a cloud. */
  public static oidc(options: FluxOidcAccessOptions): FluxAccess {
    return new FluxAccess(undefined, judgedWhereUsed({ options }, (said, prop) => {
      const { address, caCertificate, audiences, serviceAccountName } = OIDC_OPTIONS(said.options, prop.at('options'));
      return {
        data: {
          provider: 'generic',
          address,
          ...(caCertificate !== undefined && { 'ca.crt': caCertificate }),
          ...(audiences !== undefined && { audiences: audiences.join('\n') }),
          ...(serviceAccountName !== undefined && { serviceAccountName }),
        },
      };
    }));
  }

  /**
   * By a kubeconfig in a Secret beside the Kustomizations, which somebody else puts there, as Cluster API does.
   * @param name name of the Secret
   * @param key its key; `value`, or `value.yaml`, where none is given
   */
  public static secret(name: string, key?: string): FluxAccess {
    return new FluxAccess(undefined, judgedWhereUsed({ name, key }, (said, prop) => ({
      secretRef: {
        name: required(secretName, "Use one such as 'prod-eu-kubeconfig'")(said.name, prop.at('name'))!,
        key: secretKey(said.key, prop.at('key')),
      },
    })));
  }

  /** The cluster that Flux runs in. */
  public static hub(): FluxAccess {
    return new FluxAccess(undefined, judgedWhereUsed({}, () => ({})));
  }

  private static cloud(provider: string, field: string, shape: typeof EKS, cluster: string, options: FluxCloudAccessOptions): FluxAccess {
    return new FluxAccess(provider, judgedWhereUsed({ cluster, options }, (said, prop) => {
      const { serviceAccountName, address } = OPTIONS(said.options, prop.at('options'));
      return {
        data: {
          provider,
          cluster: shape(said.cluster, prop.at(field))!,
          ...(address !== undefined && { address }),
          ...(serviceAccountName !== undefined && { serviceAccountName }),
        },
      };
    }));
  }

  private constructor(
    /**
     * The name of the cloud whose cluster it is; undefined where it may be any.
     * @internal
     */
    public readonly _cloud: string | undefined,
    /** @internal */
    public readonly _access: FactoryArguments<FluxKubeConfig>,
  ) {}
}

/**
 * How Flux reaches each cluster. In TypeScript an object literal is one: `{ accessTo: (cluster) => FluxAccess.secret(`${cluster.name}-kubeconfig`) }`.
 */
export interface IFluxAccess {
  /** How a cluster is reached. */
  accessTo(cluster: ClusterDescription): FluxAccess;
}

/** What knows how each cluster is reached. */
export const FLUX_ACCESS: Shape<IFluxAccess> = given((value: any, prop) => {
  if (typeof value.accessTo === 'function') { return value; }
  prop.wrongType("must have a method 'accessTo'", value, "Use one such as { accessTo: (cluster) => FluxAccess.secret('prod-eu-kubeconfig') }");
  return undefined;
});

const ACCESS_FIX = "Use one such as 'FluxAccess.secret('prod-eu-kubeconfig')'";
const ACCESS = required(madeBy<FluxKubeConfig>('FluxAccess', "secret('prod-eu-kubeconfig')", '_access'), ACCESS_FIX);

/** What a cluster is reached by, as its access says; `prop` is where that was given. */
export function kubeConfigOf(cluster: ClusterDescription, access: IFluxAccess, prop: Prop): FluxKubeConfig | undefined {
  const made: FluxAccess | undefined = access.accessTo(cluster);
  const cloud = cluster.cloud?.name;
  if (made?._cloud !== undefined && cloud !== undefined && cloud !== made._cloud) {
    prop.fault({ id: 'delivery/flux', rule: `must fit the cloud of the cluster, which is '${cloud}'`, got: made._cloud, fix: 'Correct one of the two' });
  }
  return ACCESS(made, prop);
}

function nameIn(service: string, form: RegExp, example: string): (value: unknown, prop: Prop) => string | undefined {
  return required(matching(form, `must be the name of a cluster in ${service}`, `Use one such as '${example}'`), `Use one such as '${example}'`);
}
