import { Prop } from '../construct/prop';
import { isKnown } from '../manifest/known';
import { DeclaredPort, resolvePort } from './container-port';

/** Scheme of an HTTP request. */
export enum HttpScheme {
  /** Plain HTTP. */
  HTTP = 'HTTP',
  /** HTTP over TLS; the certificate is not verified. */
  HTTPS = 'HTTPS',
}

/** Options for an HTTP GET that the kubelet sends to a container. */
export interface HttpGetOptions {
  /**
   * Name or number of the port; a name must be that of one of the container's ports.
   * @default - the container's only port
   */
  readonly port?: number | string;

  /**
   * Scheme.
   * @default HttpScheme.HTTP
   */
  readonly scheme?: HttpScheme;

  /**
   * Headers, by name.
   * @default - none beyond Kubernetes' own
   */
  readonly httpHeaders?: { [name: string]: string };
}

/** What is asked for, before ports are known. */
export interface HttpGetAction extends HttpGetOptions {
  readonly path: string;
}

/** An `httpGet` action. There is no host: Pod Security forbids any but the pod itself. */
export function httpGetManifest({ path, port, scheme, httpHeaders }: HttpGetAction, ports: readonly DeclaredPort[], prop: Prop): { [field: string]: any } {
  if (isKnown(path) && !(typeof path === 'string' && path.startsWith('/'))) {
    prop.at('path').fault({ rule: "must start with '/'", got: path, fix: "Use a path such as '/healthz'" });
  }
  for (const name of Object.keys(httpHeaders ?? {}).filter((header) => isKnown(header) && !/^[-A-Za-z0-9]+$/.test(header))) {
    prop.at('httpHeaders', name).fault({ rule: "must be an HTTP header's name: letters, digits and '-'", fix: "Use a name such as 'X-Probe'" });
  }
  for (const [name, value] of Object.entries<unknown>(httpHeaders ?? {}).filter(([, text]) => isKnown(text) && typeof text !== 'string')) {
    // It tells no value: a header may hold a token.
    prop.at('httpHeaders', name).fault({ rule: `must be a string, got a ${value === null ? 'null' : typeof value}`, fix: 'Put it in quotes' });
  }
  return {
    path,
    port: resolvePort(port, ports, prop.at('port')),
    scheme,
    httpHeaders: httpHeaders === undefined ? undefined : Object.entries(httpHeaders).map(([name, value]) => ({ name, value })),
  };
}
