import { keyed } from '../construct/collection';
import { Prop } from '../construct/prop';
import { oneOf, required, ruled, text } from '../construct/shape';
import { struct } from '../construct/struct';
import { ASKED_PORT, DeclaredPort, resolvePort } from './container-port';

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

const PATH_FIX = "Use a path such as '/healthz'";
const ACTION = struct<HttpGetAction>("{ path: '/healthz' }", {
  path: required(ruled((path) => (typeof path === 'string' && path.startsWith('/') ? undefined : "must start with '/'"), { fix: PATH_FIX }), PATH_FIX),
  port: ASKED_PORT,
  scheme: oneOf(HttpScheme),
  httpHeaders: keyed((name) => (/^[-A-Za-z0-9]+$/.test(name) ? undefined : "must be an HTTP header's name: letters, digits and '-'"), text, {
    example: "{ 'X-Probe': 'kubelet' }", fix: "Use a name such as 'X-Probe'",
  }),
});

/** An `httpGet` action. There is no host: Pod Security forbids any but the pod itself. */
export function httpGetManifest(action: HttpGetAction, ports: readonly DeclaredPort[], prop: Prop): { [field: string]: any } {
  const { path, port, scheme, httpHeaders } = ACTION(action, prop)!;
  return {
    path,
    port: resolvePort(port, ports, prop.at('port')),
    scheme,
    httpHeaders: httpHeaders === undefined ? undefined : Object.entries(httpHeaders).map(([name, value]) => ({ name, value })),
  };
}
