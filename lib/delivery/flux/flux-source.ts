import { ApiObject, Chart } from 'cdk8s';
import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../../construct/factory-options';
import { Prop } from '../../construct/prop';
import { also, dnsLabel, dnsSubdomain, flag, matching, oneOf, required, secretName, Shape, someText, textOf } from '../../construct/shape';
import { struct } from '../../construct/struct';
import { listed } from '../../manifest/listed';

/** Whose identity opens a repository. */
export enum FluxProvider {
  /** Nobody's of a cloud: a Secret, or none where everybody may read. */
  GENERIC = 'generic',
  /** AWS: CodeCommit, and Elastic Container Registry. */
  AWS = 'aws',
  /** Azure: DevOps, and Container Registry. */
  AZURE = 'azure',
  /** Google Cloud: Artifact Registry. Not for git. */
  GCP = 'gcp',
  /** GitHub by an App, whose key is in the Secret. For git alone. */
  GITHUB = 'github',
}

/** What Flux knows as sources of what it applies. */
export enum FluxSourceKind {
  GIT_REPOSITORY = 'GitRepository',
  OCI_REPOSITORY = 'OCIRepository',
  BUCKET = 'Bucket',
}

/** Options for `FluxSource.git`. */
export interface FluxGitOptions {
  /** Address of the repository: `https://…` or `ssh://…`. */
  readonly url: string;

  /**
   * The branch that is followed. One of `branch`, `tag`, `semver` and `commit`.
   * @default 'main', where none of the others is given
   */
  readonly branch?: string;

  /**
   * A tag.
   * @default - a branch is followed
   */
  readonly tag?: string;

  /**
   * The newest tag of a range, such as `>=1.0.0`.
   * @default - a branch is followed
   */
  readonly semver?: string;

  /**
   * A commit by its whole SHA.
   * @default - a branch is followed
   */
  readonly commit?: string;

  /**
   * Secret with what opens the repository.
   * @default - none
   */
  readonly secretName?: string;

  /**
   * Whose identity opens it.
   * @default FluxProvider.GENERIC
   */
  readonly provider?: FluxProvider;

  /**
   * Secret with the public keys of those who may have signed the commit: another one is not applied. Under a tag, commit and tag must both be signed.
   * @default - signatures are not asked for
   */
  readonly signersSecretName?: string;

  /**
   * What is left out, as `.gitignore` says it.
   * @default - what Flux leaves out: files of git and CI, archives, images
   */
  readonly ignore?: string;
}

/** Options for `FluxSource.oci`. */
export interface FluxOciOptions {
  /** Address of the artifact: `oci://…`. */
  readonly url: string;

  /**
   * The tag that is followed. One of `tag`, `semver` and `digest`.
   * @default 'latest', where none of the others is given
   */
  readonly tag?: string;

  /**
   * The newest tag of a range, such as `>=1.0.0`.
   * @default - a tag is followed
   */
  readonly semver?: string;

  /**
   * A digest, such as `sha256:…`.
   * @default - a tag is followed
   */
  readonly digest?: string;

  /**
   * Secret with what opens the registry, of type `kubernetes.io/dockerconfigjson`.
   * @default - none
   */
  readonly secretName?: string;

  /**
   * Whose identity opens it.
   * @default FluxProvider.GENERIC
   */
  readonly provider?: FluxProvider;

  /**
   * By whom the artifact must be signed: another one is not applied.
   * @default - signatures are not asked for
   */
  readonly signature?: FluxSignature;

  /**
   * Whether the registry speaks plain HTTP.
   * @default false
   */
  readonly insecure?: boolean;

  /**
   * What is left out, as `.gitignore` says it.
   * @default - what Flux leaves out: files of git and CI, archives, images
   */
  readonly ignore?: string;
}

/** A source as it is written. */
export interface WrittenSource {
  readonly kind: FluxSourceKind;
  /** Of one that is there already. */
  readonly name?: string;
  /** Of one that is there already, elsewhere. */
  readonly namespace?: string;
  /** Of one that is not there yet. */
  readonly spec?: object;
}

const NO_CREDENTIALS = 'must not hold credentials: it stands in manifests and logs';
const GIT_URL = required(textOf((url) => {
  if (!/^(?:https?|ssh):\/\/[^/\s]+\/\S+$/.test(url)) { return 'must be an address of https, http or ssh'; }
  const [, user] = /^[a-z]+:\/\/(?:([^/@]*)@)?/.exec(url)!;
  return user !== undefined && (user.includes(':') || !url.startsWith('ssh:')) ? NO_CREDENTIALS : undefined;
}, { fix: "Use one such as 'https://github.com/example/fleet' or 'ssh://git@github.com/example/fleet', and 'secretName'", hidden: true }), "Use one such as 'https://github.com/example/fleet'");
const OCI_URL = required(textOf((url) => {
  if (!/^oci:\/\/[^/\s]+\/\S+$/.test(url)) { return 'must be an address of an artifact'; }
  return url.slice('oci://'.length).split('/')[0].includes('@') ? NO_CREDENTIALS : undefined;
}, { fix: "Use one such as 'oci://ghcr.io/example/fleet', and 'secretName'", hidden: true }), "Use one such as 'oci://ghcr.io/example/fleet'");
const REF = someText('Leave it out');
const SEMVER = someText("Use a range such as '>=1.0.0'");

const gitOptions = optionsOf(also(struct<FluxGitOptions>("{ url: 'https://github.com/example/fleet' }", {
  url: GIT_URL,
  branch: REF,
  tag: REF,
  semver: SEMVER,
  commit: matching(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'must be the whole SHA of a commit', "Use what 'git rev-parse HEAD' prints"),
  secretName,
  provider: providerOf('git', FluxProvider.GENERIC, FluxProvider.AWS, FluxProvider.AZURE, FluxProvider.GITHUB),
  signersSecretName: secretName,
  ignore: someText('Leave it out'),
}), (read, prop) => checkRef(read, ['branch', 'tag', 'semver', 'commit'], prop)));

const SIGNATURE: Shape<object> = madeBy<object>('FluxSignature', "cosignKeys('signers')", '_signature');
const ociOptions = optionsOf(also(struct<FluxOciOptions>("{ url: 'oci://ghcr.io/example/fleet' }", {
  url: OCI_URL,
  tag: REF,
  semver: SEMVER,
  digest: matching(/^sha256:[0-9a-f]{64}$/, 'must be a digest', "Use one such as 'sha256:…'"),
  secretName,
  provider: providerOf('an artifact', FluxProvider.GENERIC, FluxProvider.AWS, FluxProvider.AZURE, FluxProvider.GCP),
  signature: SIGNATURE,
  insecure: flag,
  ignore: someText('Leave it out'),
}), (read, prop) => checkRef(read, ['tag', 'semver', 'digest'], prop)));

const SECRET = required(secretName, "Use one such as 'signers'");
const PATTERN = required(textOf((pattern) => (isRegExp(pattern) ? undefined : 'must be a regular expression'), { fix: "Use one such as '^https://github.com/example/'" }),
  "Use one such as '^https://github.com/example/'");
const EXISTING_KIND = required(oneOf(FluxSourceKind), "Use 'FluxSourceKind.GIT_REPOSITORY'");
const EXISTING_NAME = required(dnsSubdomain("Use one such as 'flux-system'"), "Use one such as 'flux-system'");
const EXISTING_NAMESPACE = dnsLabel("Use one such as 'flux-system'");

/** By whom an artifact must be signed. */
export class FluxSignature {
  /** By Cosign, with one of the public keys in a Secret. */
  public static cosignKeys(secretName: string): FluxSignature {
    return new FluxSignature(judgedWhereUsed({ secretName }, (given, prop) => (
      { provider: 'cosign', secretRef: { name: SECRET(given.secretName, prop.at('secretName')) } })));
  }

  /**
   * By Cosign without keys: by whom an issuer of identities knows, as a workflow of GitHub Actions.
   * @param issuer a regular expression for the issuer: `^https://token\.actions\.githubusercontent\.com$`
   * @param subject a regular expression for who it is: `^https://github\.com/example/fleet/`
   */
  public static cosignIdentity(issuer: string, subject: string): FluxSignature {
    return new FluxSignature(judgedWhereUsed({ issuer, subject }, (given, prop) => ({
      provider: 'cosign',
      matchOIDCIdentity: [{ issuer: PATTERN(given.issuer, prop.at('issuer')), subject: PATTERN(given.subject, prop.at('subject')) }],
    })));
  }

  /** By Notation, with the certificates and the trust policy in a Secret. */
  public static notation(secretName: string): FluxSignature {
    return new FluxSignature(judgedWhereUsed({ secretName }, (given, prop) => (
      { provider: 'notation', secretRef: { name: SECRET(given.secretName, prop.at('secretName')) } })));
  }

  private constructor(
    /** @internal */
    public readonly _signature: FactoryArguments<object>,
  ) {}
}

/** Where Flux finds what the fleet writes. */
export class FluxSource {
  /** A git repository. */
  public static git(options: FluxGitOptions): FluxSource {
    return new FluxSource(judgedWhereUsed({ options }, (given, prop) => {
      const { url, branch, tag, semver, commit, secretName: secret, provider, signersSecretName, ignore } = gitOptions(given.options, prop);
      const isBranch = [tag, semver, commit].every((each) => each === undefined);
      return {
        kind: FluxSourceKind.GIT_REPOSITORY,
        spec: {
          url,
          ref: isBranch ? { branch: branch ?? 'main' } : { tag, semver, commit },
          provider,
          secretRef: named(secret),
          verify: signersSecretName === undefined ? undefined : { mode: (tag ?? semver) === undefined ? 'HEAD' : 'TagAndHEAD', secretRef: named(signersSecretName) },
          ignore,
        },
      };
    }));
  }

  /** An artifact in a registry, as `flux push artifact` makes it. */
  public static oci(options: FluxOciOptions): FluxSource {
    return new FluxSource(judgedWhereUsed({ options }, (given, prop) => {
      const { url, tag, semver, digest, secretName: secret, provider, signature, insecure, ignore } = ociOptions(given.options, prop);
      const isTag = [semver, digest].every((each) => each === undefined);
      return {
        kind: FluxSourceKind.OCI_REPOSITORY,
        spec: { url, ref: isTag ? { tag: tag ?? 'latest' } : { semver, digest }, provider, secretRef: named(secret), verify: signature, insecure, ignore },
      };
    }));
  }

  /**
   * One that is there already, as `flux bootstrap` makes it.
   * @param kind what it is
   * @param name its name
   * @param namespace its namespace, where it is not that of the Kustomizations
   */
  public static existing(kind: FluxSourceKind, name: string, namespace?: string): FluxSource {
    return new FluxSource(judgedWhereUsed({ kind, name, namespace }, (given, prop) => ({
      kind: EXISTING_KIND(given.kind, prop.at('kind'))!,
      name: EXISTING_NAME(given.name, prop.at('name'))!,
      namespace: EXISTING_NAMESPACE(given.namespace, prop.at('namespace')),
    })));
  }

  private constructor(
    /** @internal */
    public readonly _source: FactoryArguments<WrittenSource>,
  ) {}
}

/** The name of the source that is written, of which there is one. */
export const SOURCE_NAME = 'fleet';

/** Writes a source, unless it is there already. */
export function writeSource(chart: Chart, { kind, spec }: WrittenSource): void {
  if (spec === undefined) { return; }
  new ApiObject(chart, kind, { apiVersion: 'source.toolkit.fluxcd.io/v1', kind, metadata: { name: SOURCE_NAME }, spec: { interval: '1m', ...spec } } as any);
}

const SOURCE_FIX = "Use 'FluxSource.git({ url: … })'";

/** A source, as what it was made of says. */
export const FLUX_SOURCE = required(madeBy<WrittenSource>('FluxSource', 'git({ url: … })', '_source'), SOURCE_FIX);

function named(name: string | undefined): { readonly name: string } | undefined {
  return name === undefined ? undefined : { name };
}

/** One of them is obeyed, and it would not be seen which one. */
function checkRef(read: object, fields: readonly string[], prop: Prop): void {
  const given = fields.filter((field) => (read as any)[field] !== undefined);
  if (given.length < 2) { return; }
  prop.fault({ id: 'delivery/flux', rule: `must be one of ${listed(given)}: Flux takes one of them without a word`, fix: 'Leave the others out' });
}

function providerOf(what: string, ...providers: readonly FluxProvider[]): Shape<FluxProvider> {
  return also(oneOf(FluxProvider), (provider, prop) => prop.check(
    providers.includes(provider) ? undefined : `must be one that opens ${what}`, { id: 'prop/choice', got: provider, fix: `Use ${listed(providers)}` }));
}

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text).source !== '(?:)';
  } catch {
    return false;
  }
}
