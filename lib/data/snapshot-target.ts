import { ApiObject } from 'cdk8s';
import { IConstruct } from 'constructs';
import { FactoryArguments, judgedWhereUsed, madeBy, optionsOf } from '../construct/factory-options';
import { PolicyPeer } from '../construct/network-endpoint';
import { Prop } from '../construct/prop';
import { also, required, text, textOf } from '../construct/shape';
import { struct } from '../construct/struct';
import { dnsLabelFault } from '../manifest/dns-name';
import { isKnown, knownPart } from '../manifest/known';
import { isElasticsearch } from './elasticsearch/snapshot-readiness';
import { SECRET_NAME } from './external-secret-source';
import { partOfText } from './refuse-token';

/** Where an Elasticsearch resource of ECK is. */
export interface EckTargetOptions {
  /**
   * Namespace of the Elasticsearch resource. Must be the snapshotter's: its pods mount the certificates that ECK keeps there.
   * @default - the snapshotter's
   */
  readonly namespace?: string;
}

/** How an Elasticsearch that is not of ECK is trusted. */
export interface UrlTargetOptions {
  /**
   * Secret of the snapshotter's namespace whose key `ca.crt`, or `tls.crt` where there is none, holds the certificates to trust.
   * @default - the authorities that the image trusts
   */
  readonly caSecret?: string;
}

/** What the snapshotter knows of a target. */
export interface TargetPlan {
  readonly url: string;
  /** Undefined where the URL is not known yet. */
  readonly port?: number;
  /** Secret with the certificates to trust. */
  readonly caSecret?: string;
  /** Pods behind the URL, where they are known. */
  readonly pods?: PolicyPeer;
  /** The Elasticsearch resource, where it is a construct. */
  readonly resource?: ApiObject;
}

/** What the ways to name a cluster have in common. */
export interface TargetStrategy {
  /** Whether ECK runs it. */
  readonly isEck: boolean;
  /** Reports what does not fit to the snapshotter's namespace. */
  check(namespace: string | undefined, prop: Prop): void;
  plan(namespace: string | undefined): TargetPlan;
}

const PORT = 9200;

const ECK_NAME_FIX = "Use the name of the Elasticsearch resource, e.g. 'logs'";
const ECK_NAME = partOfText(required(textOf(dnsLabelFault, { fix: ECK_NAME_FIX }), ECK_NAME_FIX));
const eckOptions = optionsOf(struct<EckTargetOptions>("{ namespace: 'logging' }", { namespace: text }));
const urlOptions = optionsOf(struct<UrlTargetOptions>("{ caSecret: 'search-ca' }", { caSecret: SECRET_NAME }));

const URL_EXAMPLE = "Use one such as 'https://search.example.com:9200'";

const TARGET_URL = required(also(text, (given, prop) => {
  const url = knownPart(given);
  if (url === undefined) { return; }
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  // Only what is certainly no more than an address: credentials, and tokens in a query, are written in many ways.
  const got = /^https?:[^@?#]*$/i.test(url) ? url : undefined;
  if (parsed === undefined) {
    prop.fault({ id: 'prop/grammar', rule: 'must be a URL', fix: URL_EXAMPLE });
  } else if (parsed.username !== '' || parsed.password !== '') {
    prop.fault({ id: 'prop/grammar', rule: 'must not hold credentials: it stands in manifests and logs', fix: "Use 'user'" });
  } else if (parsed.protocol !== 'https:') {
    prop.fault({ id: 'prop/grammar', rule: 'must begin with https://: a password is sent to it', got, fix: URL_EXAMPLE });
  } else if (/[\s?#\\]/.test(url) || !/^https:\/\/[^/]/i.test(url)) {
    prop.fault({ id: 'prop/grammar', rule: 'must be host, port and at most a path', got, fix: URL_EXAMPLE });
  }
}), URL_EXAMPLE);

/** An Elasticsearch cluster that is called. */
export class SnapshotTarget {
  /** An Elasticsearch resource of ECK that is a construct: an `ApiObject`, or whatever has one as its default child. */
  public static eck(elasticsearch: IConstruct): SnapshotTarget {
    return new SnapshotTarget(judgedWhereUsed({ resource: resourceOf(elasticsearch) }, ({ resource }, prop) => {
      if (resource === undefined) {
        prop.fault({
          id: 'prop/type', rule: "must be an Elasticsearch resource of 'elasticsearch.k8s.elastic.co'", fix: "Use 'SnapshotTarget.eckNamed', or 'SnapshotTarget.url' where ECK does not run it",
        });
      }
      return {
        isEck: true,
        check: (namespace, at) => checkNamespace(resource?.metadata.namespace, namespace, at),
        plan: (namespace) => eckPlan(resource?.name ?? '', namespace, resource),
      };
    }));
  }

  /** An Elasticsearch resource of ECK by its name. */
  public static eckNamed(name: string, options: EckTargetOptions = {}): SnapshotTarget {
    return new SnapshotTarget(judgedWhereUsed({ name, options }, (given, prop) => {
      const { namespace: theirs } = eckOptions(given.options, prop);
      const resource = ECK_NAME(given.name, prop.at('name'))!;
      return {
        isEck: true,
        check: (namespace, at) => checkNamespace(theirs, namespace, at),
        plan: (namespace) => eckPlan(resource, namespace),
      };
    }));
  }

  /** Any Elasticsearch by its URL: `https://search.example.com:9200`. */
  public static url(url: string, options: UrlTargetOptions = {}): SnapshotTarget {
    return new SnapshotTarget(judgedWhereUsed({ url, options }, (given, prop) => {
      const address = TARGET_URL(given.url, prop.at('url'))!;
      const { caSecret } = urlOptions(given.options, prop);
      return { isEck: false, check: () => undefined, plan: () => ({ ...urlPlan(address), caSecret }) };
    }));
  }

  private constructor(
    /** @internal */
    public readonly _target: FactoryArguments<TargetStrategy>,
  ) {}
}

/** A target, as what it was made of says. */
export const SNAPSHOT_TARGET = madeBy<TargetStrategy>('SnapshotTarget', "eckNamed('logs')", '_target');

/** Whether both are certainly the same cluster. */
export function isSameTarget(one: TargetPlan, other: TargetPlan): boolean {
  const [url, another] = knownPart([one.url, other.url]);
  return url !== undefined && another !== undefined && addressOf(url) === addressOf(another);
}

/** A URL without what makes no difference: capitals of the host, the port that it has anyway. */
function addressOf(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}

function resourceOf(construct: IConstruct): ApiObject | undefined {
  // What JavaScript gives may be no construct.
  const candidate = ApiObject.isApiObject(construct) ? construct : construct?.node?.defaultChild;
  if (candidate === undefined || !ApiObject.isApiObject(candidate)) { return undefined; }
  return isElasticsearch({ apiVersion: candidate.apiVersion, kind: candidate.kind }) ? candidate : undefined;
}

function checkNamespace(given: string | undefined, namespace: string | undefined, prop: Prop): void {
  const [theirs, ours] = knownPart([given, namespace]);
  if (theirs === undefined || ours === undefined || theirs === ours) { return; }
  prop.fault({
    id: 'data/elasticsearch-namespace',
    rule: `must be in the snapshotter's namespace '${ours}', whose pods can mount no Secret of another`,
    got: theirs,
    fix: "Set 'namespace' of the snapshotter, or use 'SnapshotTarget.url' with a 'caSecret' of this namespace",
  });
}

function eckPlan(name: string, namespace: string | undefined, resource?: ApiObject): TargetPlan {
  return {
    // ECK's certificate is for this name too.
    url: `https://${name}-es-http${namespace === undefined ? '' : `.${namespace}.svc`}:${PORT}`,
    port: PORT,
    caSecret: `${name}-es-http-certs-public`,
    pods: { podSelector: { matchLabels: { 'common.k8s.elastic.co/type': 'elasticsearch', 'elasticsearch.k8s.elastic.co/cluster-name': name } } },
    resource,
  };
}

function urlPlan(url: string): TargetPlan {
  if (!isKnown(url)) { return { url }; }
  const port = URL.canParse(url) ? new URL(url).port : '';
  return { url: url.replace(/\/+$/, ''), port: port === '' ? 443 : Number(port) };
}
