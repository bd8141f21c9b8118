import * as http from 'node:http';
import * as http2 from 'node:http2';
import * as https from 'node:https';
import { AddressInfo, Socket } from 'node:net';
import { Authority, Identity } from './authority';
import { Node } from './node';

/** Somebody whom the front knows. */
export interface User {
  readonly name: string;
  readonly password: string;
  /** May only read. @default false */
  readonly readOnly?: boolean;
}

/** How a server in front of Elasticsearch is. */
export interface FrontOptions {
  readonly host: string;
  readonly authority: Authority;
  readonly users: readonly User[];
  /** Encoded API keys. */
  readonly apiKeys?: readonly string[];
  /** Speaks HTTP/2 to whoever can. @default false: as Elasticsearch itself */
  readonly http2?: boolean;
}

type Request = http.IncomingMessage | http2.Http2ServerRequest;
type Response = http.ServerResponse | http2.Http2ServerResponse;

/** A request that came in. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly httpVersion: string;
  /** Status of the answer, once there is one. */
  status?: number;
  body?: string;
}

/**
 * What happens to a request instead of being passed on: an answer of its own, or none at all. `lose` passes it on, and its answer gets lost.
 */
export type Fault = { readonly status: number; readonly body: string } | 'cut' | 'hang' | 'lose';

/**
 * What stands between the Jobs and a node: TLS, names and passwords, which the published node lacks, and whatever may
 * go wrong on the way. It listens at an address of its own, so that the port can be the one that is in the URL.
 */
export class Front {
  public static readonly PORT = 9200;
  private static count = 0;

  public static async open(node: Node, options: FrontOptions): Promise<Front> {
    return new Front(node, options, await options.authority.issue(options.host));
  }

  public readonly requests: Seen[] = [];
  /** What happens to a request, if not what should. */
  public fault: (seen: Seen) => Fault | undefined = () => undefined;
  /** Sees each request while whoever sent it waits. */
  public watch: () => void = () => { /* nobody watches */ };
  public readonly address: string;
  private readonly sockets = new Set<Socket>();
  private server?: http2.Http2SecureServer | https.Server;

  private constructor(private readonly node: Node, public readonly options: FrontOptions, private readonly identity: Identity) {
    // Of the 16 million addresses that all lead to this machine; those of two runs at a time are apart.
    this.address = `127.${1 + (process.pid >> 8) % 254}.${1 + process.pid % 254}.${1 + Front.count++}`;
  }

  /** The line of `/etc/hosts` that leads to it. */
  public get hostsLine(): string {
    return `${this.address} ${this.options.host}`;
  }

  /** What it shows to clients. */
  public get certificate(): string {
    return this.identity.cert;
  }

  /** Takes connections. */
  public async listen(): Promise<void> {
    const handle = (request: Request, response: Response) => { void this.handle(request, response); };
    const server = this.options.http2 === true
      ? http2.createSecureServer({ ...this.identity, allowHTTP1: true }, handle)
      : https.createServer(this.identity, handle);
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => { /* the other side went away */ });
    });
    server.on('sessionError', () => { /* as above */ });
    this.server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(Front.PORT, this.address, resolve);
    });
    if ((server.address() as AddressInfo).address !== this.address) { throw new Error(`the front listens elsewhere than at ${this.address}`); }
  }

  /** Goes away, and takes all connections with it. */
  public async close(): Promise<void> {
    const { server } = this;
    if (server === undefined) { return; }
    this.server = undefined;
    const closed = new Promise((resolve) => { server.close(resolve); });
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  private async handle(request: Request, response: Response): Promise<void> {
    const seen: Seen = { method: request.method!, path: request.url!, httpVersion: request.httpVersion };
    this.requests.push(seen);
    this.watch();
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) { chunks.push(chunk as Buffer); }
    } catch {
      return;
    }
    const body = Buffer.concat(chunks);
    seen.body = body.toString();
    const reply = (status: number, text: Buffer | string, type = 'application/json') => {
      seen.status = status;
      if (response.destroyed || response.socket === null) { return; }
      response.writeHead(status, { 'content-type': type, 'x-elastic-product': 'Elasticsearch' });
      response.end(text);
    };
    const fault = this.fault(seen);
    if (fault === 'hang') { return; }
    if (fault === 'cut') { request.socket.destroy(); return; }
    const refused = this.refused(request);
    if (refused !== undefined) { reply(...refused); return; }
    if (fault !== undefined && fault !== 'lose') { reply(fault.status, fault.body); return; }
    const onward = http.request({
      host: '127.0.0.1', port: this.node.port, method: seen.method, path: seen.path,
      headers: { ...(request.headers['content-type'] === undefined ? {} : { 'content-type': request.headers['content-type'] }), 'content-length': body.length },
    }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        if (fault === 'lose') { request.socket.destroy(); } else { reply(answer.statusCode!, Buffer.concat(parts), answer.headers['content-type']); }
      });
    });
    onward.on('error', ({ message }) => reply(502, JSON.stringify({ error: `upstream: ${message}`, status: 502 })));
    onward.end(body);
  }

  /** What Elasticsearch's own security would say. */
  private refused({ headers, method, url }: Request): [number, string] | undefined {
    const { users, apiKeys = [] } = this.options;
    const given = headers.authorization;
    if (given === undefined) { return refusal(401, `missing authentication credentials for REST request [${url}]`); }
    const user = users.find(({ name, password }) => given === `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`);
    if (user === undefined && !apiKeys.some((key) => given === `ApiKey ${key}`)) { return refusal(401, `unable to authenticate user for REST request [${url}]`); }
    if (user?.readOnly === true && method !== 'GET' && method !== 'HEAD') { return refusal(403, `action [cluster:admin] is unauthorized for user [${user.name}]`); }
    return undefined;
  }
}

function refusal(status: number, reason: string): [number, string] {
  const error = { type: 'security_exception', reason };
  return [status, JSON.stringify({ error: { root_cause: [error], ...error }, status })];
}
