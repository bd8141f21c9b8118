import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { list, map } from '../construct/collection';
import { optionsToSpread } from '../construct/factory-options';
import { Prop } from '../construct/prop';
import { flag, given, instance, required, ruled, SECRET_KEY_FIX, secretKey, Shape, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { warn } from '../construct/warning';
import { configMapKeyFault, environmentVariableFault } from '../manifest/dns-name';
import { isKnown, isToken, withoutPlaceholderIds } from '../manifest/known';
import { isLiteralSecret } from '../manifest/literal-secret';
import { checkPodField, checkResourceField } from './downward-api';
import { OBJECT_NAME, SECRET_NAME } from './object-name';

/** Options for keys of a ConfigMap or Secret that need not be there. */
export interface EnvKeyOptions {
  /**
   * Whether the container starts without the variable when object or key are missing.
   * @default false
   */
  readonly optional?: boolean;
}

/** Options for `EnvValueSource.resource`. */
export interface EnvResourceOptions {
  /**
   * Container whose resources are meant.
   * @default - the container that has the variable
   */
  readonly containerName?: string;

  /**
   * Unit in which the value is written, rounded up: `1` or `1m` for CPU, else `1` or one of a unit, as `1Mi`.
   * @default '1' - whole cores and bytes
   */
  readonly divisor?: string;
}

/**
 * Where the value of an environment variable comes from when the container starts.
 * @see https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export class EnvValueSource {
  /** A key of a Secret in the same namespace. */
  public static secretKey(secretName: string, key: string, options: EnvKeyOptions = {}): EnvValueSource {
    return new EnvValueSource('secretKey', { secretName, key, ...optionsToSpread('EnvValueSource.secretKey', options, '{ optional: true }') });
  }

  /** A key of a ConfigMap in the same namespace. */
  public static configMapKey(configMapName: string, key: string, options: EnvKeyOptions = {}): EnvValueSource {
    return new EnvValueSource('configMapKey', { configMapName, key, ...optionsToSpread('EnvValueSource.configMapKey', options, '{ optional: true }') });
  }

  /**
   * A field of the pod: `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels['<key>']`,
   * `metadata.annotations['<key>']`, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP`, `status.podIP`,
   * `status.podIPs`; `status.hostIPs` from Kubernetes 1.29.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
   */
  public static field(fieldPath: string): EnvValueSource {
    return new EnvValueSource('field', { fieldPath });
  }

  /**
   * A resource of a container: `requests.` or `limits.` with `cpu`, `memory`, `ephemeral-storage` or `hugepages-<size>`. A limit
   * that is not set reads as what the node can give.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
   */
  public static resource(resource: string, options: EnvResourceOptions = {}): EnvValueSource {
    return new EnvValueSource('resource', { resource, ...optionsToSpread('EnvValueSource.resource', options, "{ divisor: '1Mi' }") });
  }

  private constructor(
    /** @internal */
    public readonly _from: 'secretKey' | 'configMapKey' | 'field' | 'resource',
    /** @internal */
    public readonly _options: { [option: string]: any },
  ) {}
}

/** Options for `EnvFromSource`. */
export interface EnvFromOptions {
  /**
   * Text before the name of each variable.
   * @default - none
   */
  readonly prefix?: string;

  /**
   * Whether the container starts without the variables when the object is missing.
   * @default false
   */
  readonly optional?: boolean;
}

/** A ConfigMap or Secret of which every key becomes an environment variable. */
export class EnvFromSource {
  /** Every key of a Secret in the same namespace. */
  public static secret(secretName: string, options: EnvFromOptions = {}): EnvFromSource {
    return new EnvFromSource({ secretName, ...optionsToSpread('EnvFromSource.secret', options, "{ prefix: 'DB_' }") });
  }

  /** Every key of a ConfigMap in the same namespace. */
  public static configMap(configMapName: string, options: EnvFromOptions = {}): EnvFromSource {
    return new EnvFromSource({ configMapName, ...optionsToSpread('EnvFromSource.configMap', options, "{ prefix: 'DB_' }") });
  }

  private constructor(
    /** @internal */
    public readonly _envFrom: { [option: string]: any },
  ) {}
}

const LITERALS = map(text, "{ LOG_LEVEL: 'info' }");

/** What `env` must look like. */
export const ENV: Shape<{ [name: string]: string }> = given((value, prop) => {
  const entries = typeof value === 'object' && isKnown(value) && !Array.isArray(value) ? Object.entries(value!) : [];
  const sources = entries.filter(([, literal]) => isSource(literal)).map(([name]) => name);
  for (const name of sources) {
    prop.at(name).fault({ id: 'prop/type', rule: 'must be a string: what comes from elsewhere stands in a prop of its own', fix: "Use an 'EnvValueSource' in 'envValueFrom'" });
  }
  return LITERALS(sources.length === 0 ? value : Object.fromEntries(entries.filter(([name]) => !sources.includes(name))), prop);
});

function isSource(literal: any): boolean {
  return typeof literal === 'object' && literal !== null && ('_from' in literal || ('valueFrom' in literal && !isToken(literal)));
}

/** What `envValueFrom` must look like. */
export const ENV_VALUE_FROM = map(instance<EnvValueSource>('EnvValueSource', 'secretKey(…)', ['_from', '_options']), "{ TOKEN: EnvValueSource.secretKey('api', 'token') }");

/** What `envFrom` must look like. */
export const ENV_FROM = list(instance<EnvFromSource>('EnvFromSource', 'secret(…)', ['_envFrom']), "[EnvFromSource.secret('api')]");

const KEY_FIX = 'Use one of the keys of the object';
const KEY = required(ruled(configMapKeyFault, { fix: KEY_FIX }), KEY_FIX);
const SECRET_KEY = struct<EnvKeyOptions & { secretName: string; key: string }>('{ optional: true }', {
  secretName: SECRET_NAME, key: required(secretKey, SECRET_KEY_FIX), optional: flag,
});
const CONFIG_MAP_KEY = struct<EnvKeyOptions & { configMapName: string; key: string }>('{ optional: true }', { configMapName: OBJECT_NAME, key: KEY, optional: flag });
const RESOURCE = struct<EnvResourceOptions & { resource: string }>("{ divisor: '1Mi' }", { containerName: text, resource: text, divisor: text });

const ALL_SECRET = struct<EnvFromOptions & { secretName: string }>("{ prefix: 'DB_' }", { prefix: text, secretName: SECRET_NAME, optional: flag });
const ALL_CONFIG_MAP = struct<EnvFromOptions & { configMapName: string }>("{ prefix: 'DB_' }", { prefix: text, configMapName: OBJECT_NAME, optional: flag });

/** What environment variables need to know of their pod. */
export interface EnvContext {
  readonly construct: Construct;
  /** Name of the container that has them. */
  readonly container: string;
  /** Names of all containers of the pod. */
  readonly containers: readonly string[];
}

/** A container's `env`: what comes from elsewhere first, so that literals can refer to it with `$(NAME)`. */
export function envManifest(
  literals: { readonly [name: string]: string }, sources: { readonly [name: string]: EnvValueSource }, context: EnvContext, prop: Prop,
): { [field: string]: any }[] | undefined {
  const relaxed = Cluster.atLeast(context.construct, '1.32');
  const fromElsewhere = defined(sources).map(([name, source]) => {
    const at = prop.at('envValueFrom', name);
    at.check(environmentVariableFault(name, relaxed), { id: 'prop/grammar', fix: NAME_FIX });
    if (literals[name] !== undefined) { at.fault({ id: 'workload/unique', rule: "must not stand in 'env' too", fix: 'Leave one of the two out' }); }
    return { name, valueFrom: valueFrom(source, context, at) };
  });
  const literal = defined(literals).map(([name, value]) => {
    const at = prop.at('env', name);
    at.check(environmentVariableFault(name, relaxed), { id: 'prop/grammar', fix: NAME_FIX });
    warnOfLiteralSecret(name, value, context);
    return { name, value };
  });
  return fromElsewhere.length + literal.length === 0 ? undefined : [...fromElsewhere, ...literal];
}

/** A container's `envFrom`. */
export function envFromManifest(sources: readonly EnvFromSource[], construct: Construct, prop: Prop): { [field: string]: any }[] | undefined {
  const relaxed = Cluster.atLeast(construct, '1.32');
  const read = sources.map(({ _envFrom: options }, index) => {
    const at = prop.at(index);
    const isSecret = 'secretName' in options;
    const { prefix, optional, ...name } = (isSecret ? ALL_SECRET : ALL_CONFIG_MAP)(options, at)!;
    if (prefix !== undefined && prefix !== '') {
      at.at('prefix').check(environmentVariableFault(prefix, relaxed), { id: 'prop/grammar', got: prefix, fix: "Use a prefix such as 'DB_'" });
    }
    return { prefix, [isSecret ? 'secretRef' : 'configMapRef']: { name: Object.values(name)[0], optional } };
  });
  return read.length === 0 ? undefined : read;
}

const NAME_FIX = "Use a name such as 'LOG_LEVEL'";

function defined<T>(map: { readonly [name: string]: T }): [string, T][] {
  return Object.entries(map).filter(([, value]) => value !== undefined);
}

function warnOfLiteralSecret(name: string, value: unknown, { construct, container }: EnvContext): void {
  // What only a deployment knows is judged by its name.
  if (typeof value !== 'string' || !isLiteralSecret(withoutPlaceholderIds(name), withoutPlaceholderIds(value))) { return; }
  warn(construct, {
    id: 'workload/literal-secret',
    message: `variable '${name}' of container '${container}' looks like a credential, and everyone who reads the manifest can read it. `
      + "Put it in a Secret and name that in 'envValueFrom' with 'EnvValueSource.secretKey'.",
  });
}

function valueFrom({ _from: from, _options: options }: EnvValueSource, { construct, containers }: EnvContext, prop: Prop): { [source: string]: any } {
  switch (from) {
    case 'secretKey': {
      const { secretName: name, key, optional } = SECRET_KEY(options, prop)!;
      return { secretKeyRef: { name, key, optional } };
    }
    case 'configMapKey': {
      const { configMapName: name, key, optional } = CONFIG_MAP_KEY(options, prop)!;
      return { configMapKeyRef: { name, key, optional } };
    }
    case 'field':
      checkPodField(options.fieldPath, 'env', construct, prop.at('fieldPath'));
      return { fieldRef: { fieldPath: options.fieldPath } };
    case 'resource': {
      const field = RESOURCE(options, prop)!;
      checkResourceField(field, containers, prop);
      return { resourceFieldRef: field };
    }
  }
}
