import { Construct } from 'constructs';
import { Cluster } from '../cluster/cluster';
import { Prop } from '../construct/prop';
import { warn } from '../construct/warning';
import { configMapKeyFault, dnsSubdomainFault, environmentVariableFault } from '../manifest/dns-name';
import { isKnown, withoutPlaceholderIds } from '../manifest/known';
import { checkPodField, checkResourceField } from './downward-api';
import { isLiteralSecret } from './literal-secret';

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
    return new EnvValueSource({ secretKeyRef: { name: secretName, key, optional: options.optional } });
  }

  /** A key of a ConfigMap in the same namespace. */
  public static configMapKey(configMapName: string, key: string, options: EnvKeyOptions = {}): EnvValueSource {
    return new EnvValueSource({ configMapKeyRef: { name: configMapName, key, optional: options.optional } });
  }

  /**
   * A field of the pod: `metadata.name`, `metadata.namespace`, `metadata.uid`, `metadata.labels['<key>']`,
   * `metadata.annotations['<key>']`, `spec.nodeName`, `spec.serviceAccountName`, `status.hostIP`, `status.podIP`,
   * `status.podIPs`; `status.hostIPs` from Kubernetes 1.29.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
   */
  public static field(fieldPath: string): EnvValueSource {
    return new EnvValueSource({ fieldRef: { fieldPath } });
  }

  /**
   * A resource of a container: `requests.` or `limits.` with `cpu`, `memory`, `ephemeral-storage` or `hugepages-<size>`. A limit
   * that is not set reads as what the node can give.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/downward-api/
   */
  public static resource(resource: string, options: EnvResourceOptions = {}): EnvValueSource {
    return new EnvValueSource({ resourceFieldRef: { containerName: options.containerName, resource, divisor: options.divisor } });
  }

  private constructor(
    /** @internal */
    public readonly _valueFrom: { [source: string]: any },
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
    return new EnvFromSource({ prefix: options.prefix, secretRef: { name: secretName, optional: options.optional } });
  }

  /** Every key of a ConfigMap in the same namespace. */
  public static configMap(configMapName: string, options: EnvFromOptions = {}): EnvFromSource {
    return new EnvFromSource({ prefix: options.prefix, configMapRef: { name: configMapName, optional: options.optional } });
  }

  private constructor(
    /** @internal */
    public readonly _envFrom: { [source: string]: any },
  ) {}
}

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
    at.check(environmentVariableFault(name, relaxed), { fix: NAME_FIX });
    if (literals[name] !== undefined) { at.fault({ rule: "must not stand in 'env' too", fix: 'Leave one of the two out' }); }
    checkSource(source._valueFrom, context, at);
    return { name, valueFrom: source._valueFrom };
  });
  const literal = defined(literals).map(([name, value]) => {
    const at = prop.at('env', name);
    at.check(environmentVariableFault(name, relaxed), { fix: NAME_FIX });
    checkLiteral(name, value, context, at);
    return { name, value };
  });
  return fromElsewhere.length + literal.length === 0 ? undefined : [...fromElsewhere, ...literal];
}

/** A container's `envFrom`. */
export function envFromManifest(sources: readonly EnvFromSource[], construct: Construct, prop: Prop): { [field: string]: any }[] | undefined {
  const relaxed = Cluster.atLeast(construct, '1.32');
  sources.forEach(({ _envFrom: source }, index) => {
    const { prefix, secretRef, configMapRef } = source;
    const at = prop.at(index);
    if (prefix !== undefined && prefix !== '') { at.at('prefix').check(environmentVariableFault(prefix, relaxed), { got: prefix, fix: "Use a prefix such as 'DB_'" }); }
    const name = (secretRef ?? configMapRef).name;
    at.at(secretRef === undefined ? 'configMapName' : 'secretName').check(dnsSubdomainFault(name), { got: name, fix: 'Use the name of the object' });
  });
  return sources.length === 0 ? undefined : sources.map((source) => source._envFrom);
}

const NAME_FIX = "Use a name such as 'LOG_LEVEL'";

function defined<T>(map: { readonly [name: string]: T }): [string, T][] {
  return Object.entries(map).filter(([, value]) => value !== undefined);
}

function checkLiteral(name: string, value: unknown, { construct, container }: EnvContext, prop: Prop): void {
  if (!isKnown(value) && typeof value !== 'string') { return; }
  if (typeof value !== 'string') {
    prop.fault({ rule: `must be a string, got a ${value === null ? 'null' : typeof value}`, fix: 'Put it in quotes' });
  } else if (isKnown(name) && isLiteralSecret(name, withoutPlaceholderIds(value))) {
    warn(construct, {
      id: 'workload/literal-secret',
      message: `variable '${name}' of container '${container}' looks like a credential, and everyone who reads the manifest can read it. `
        + "Put it in a Secret and name that in 'envValueFrom' with 'EnvValueSource.secretKey'.",
    });
  }
}

function checkSource(source: { [kind: string]: any }, context: EnvContext, prop: Prop): void {
  const { secretKeyRef, configMapKeyRef, fieldRef, resourceFieldRef } = source;
  const keyRef = secretKeyRef ?? configMapKeyRef;
  if (keyRef !== undefined) {
    const name = secretKeyRef === undefined ? 'configMapName' : 'secretName';
    prop.at(name).check(dnsSubdomainFault(keyRef.name), { got: keyRef.name, fix: 'Use the name of the object' });
    prop.at('key').check(configMapKeyFault(keyRef.key), { got: keyRef.key, fix: 'Use one of the keys of the object' });
  }
  if (fieldRef !== undefined) { checkPodField(fieldRef.fieldPath, 'env', context.construct, prop.at('fieldPath')); }
  if (resourceFieldRef !== undefined) { checkResourceField(resourceFieldRef, context.containers, prop); }
}
