import * as http from 'node:http';
import * as https from 'node:https';
import type { KubernetesObject } from '../../lib/manifest/object';

/** What the API server answered. */
export interface ApiResponse {
  readonly status: number;
  readonly body: any;
  /** Texts of its `Warning` headers. */
  readonly warnings: readonly string[];
}

/** One event of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubernetesObject;
}

/** A watch that is under way. */
export interface Watch {
  /** Ends it. Throws if it had broken off: then nobody knows what it missed. */
  stop(): void;
}

/** Where a kind of object lives in the API. */
export interface Resource {
  readonly plural: string;
  readonly namespaced: boolean;
}

/** How an object is sent. */
export interface WriteOptions {
  /** Decide, but change nothing. */
  readonly dryRun?: boolean;
  /** Namespace for an object that names none. @default 'default' */
  readonly namespace?: string;
}

/** The API server refused. */
export class ApiError extends Error {
  constructor(what: string, public readonly response: ApiResponse) {
    super(`${what}: ${response.status} ${response.body?.message ?? JSON.stringify(response.body)}`);
    this.name = 'ApiError';
  }
}

/** Talks to an API server on this machine. */
export class ApiClient {
  private readonly agent: https.Agent;
  private readonly resources = new Map<string, Resource[]>();
  private readonly watches = new Set<http.ClientRequest>();

  constructor(private readonly port: number, private readonly token: string, certificateAuthority: string) {
    this.agent = new https.Agent({ keepAlive: true, maxSockets: 64, ca: certificateAuthority });
  }

  /** Sends one request. Any answer is returned, refusals too. */
  public async request(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiResponse> {
    for (;;) {
      try {
        return await this.requestOnce(method, path, body, contentType);
      } catch (error) {
        if (!(error instanceof StaleConnection)) { throw error; }
      }
    }
  }

  private requestOnce(method: string, path: string, body: unknown, contentType: string): Promise<ApiResponse> {
    return new Promise((resolve, reject) => {
      const request = this.open(method, path, contentType, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => resolve({
          status: response.statusCode!,
          body: parse(Buffer.concat(chunks).toString()),
          warnings: warningsOf(response.headers.warning),
        }));
      });
      request.on('error', (error) => reject(isStale(request, error) ? new StaleConnection() : error));
      request.end(body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  /** Reads an object or a list. Throws an `ApiError` where there is none. */
  public async read(path: string): Promise<any> {
    return accepted(`GET ${path}`, await this.request('GET', path)).body;
  }

  /** Sends an object as new, every unknown or duplicate field being an error. Any answer is returned, refusals too. */
  public async create(object: KubernetesObject, options: WriteOptions = {}): Promise<ApiResponse> {
    return this.request('POST', `${await this.collectionOf(object, options.namespace)}?${query({ fieldValidation: 'Strict', dryRun: options.dryRun === true ? 'All' : undefined })}`, object);
  }

  /** Path of an object in the API. */
  public async pathOf(object: KubernetesObject, namespace?: string): Promise<string> {
    return `${await this.collectionOf(object, namespace)}/${object.metadata?.name}`;
  }

  /** Whether the API server has this kind, and where. */
  public async resourceOf(apiVersion: string, kind: string): Promise<Resource | undefined> {
    if (!this.resources.get(apiVersion)?.some((resource) => 'kind' in resource && resource.kind === kind)) {
      const response = await this.request('GET', apiRoot(apiVersion));
      const list: any[] = response.status === 200 ? response.body.resources : [];
      this.resources.set(apiVersion, list.filter(({ name }) => !name.includes('/')).map(({ name, namespaced, kind: own }) => ({ plural: name, namespaced, kind: own })));
    }
    return this.resources.get(apiVersion)!.find((resource) => 'kind' in resource && resource.kind === kind);
  }

  /**
   * Sees everything in a collection: what is there as `ADDED`, then each change, none left out.
   * It is under way when the promise resolves.
   */
  public async watch(path: string, onEvent: (event: WatchEvent) => void): Promise<Watch> {
    const list = await this.read(path);
    // The items of a list do not say what they are; the events of a watch do.
    const itemType = { apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, '') };
    for (const item of list.items) { onEvent({ type: 'ADDED', object: { ...itemType, ...item } }); }

    let stopped = false;
    let broken: Error | undefined;
    let current: http.ClientRequest | undefined;
    const follow = (resourceVersion: string) => {
      let last = resourceVersion;
      const again = () => {
        this.watches.delete(request);
        if (!stopped && broken === undefined) { follow(last); }
      };
      const request = this.open('GET', `${path}${path.includes('?') ? '&' : '?'}${query({ watch: '1', resourceVersion, allowWatchBookmarks: 'true' })}`, undefined, (response) => {
        if (response.statusCode !== 200) { broken = new Error(`watching ${path}: status ${response.statusCode}`); }
        let rest = '';
        response.setEncoding('utf8');
        response.on('error', () => { /* 'close' follows */ });
        response.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n');
          rest = lines.pop()!;
          for (const line of lines.filter((text) => text !== '' && !stopped && broken === undefined)) {
            const { type, object } = JSON.parse(line);
            if (type === 'ERROR') {
              broken = new Error(`watching ${path}: ${object.message}`);
              return;
            }
            last = object.metadata.resourceVersion;
            if (type !== 'BOOKMARK') { onEvent({ type, object }); }
          }
        });
        response.on('close', again); // an API server ends every watch after some minutes
      });
      request.on('error', (error) => { if (isStale(request, error)) { again(); } else if (!stopped) { broken ??= error; } });
      request.end();
      this.watches.add(request);
      current = request;
    };
    follow(list.metadata.resourceVersion);
    return {
      stop: () => {
        stopped = true;
        current?.destroy();
        if (broken !== undefined) { throw broken; }
      },
    };
  }

  /** Ends all connections. */
  public close(): void {
    this.watches.forEach((request) => request.destroy());
    this.agent.destroy();
  }

  private async collectionOf({ apiVersion, kind, metadata }: KubernetesObject, namespace = 'default'): Promise<string> {
    const resource = await this.resourceOf(apiVersion, kind);
    if (resource === undefined) { throw new Error(`the API server has no kind ${kind} in ${apiVersion}`); }
    const inside = resource.namespaced ? `/namespaces/${metadata?.namespace ?? namespace}` : '';
    return `${apiRoot(apiVersion)}${inside}/${resource.plural}`;
  }

  private open(method: string, path: string, contentType: string | undefined, onResponse: (response: http.IncomingMessage) => void): http.ClientRequest {
    return https.request({
      agent: this.agent,
      host: '127.0.0.1',
      port: this.port,
      method,
      path,
      headers: { 'Authorization': `Bearer ${this.token}`, 'Accept': 'application/json', ...(contentType === undefined ? {} : { 'Content-Type': contentType }) },
    }, onResponse);
  }
}

/** The server had closed an idle connection before it was used again: nothing was sent. */
class StaleConnection extends Error {}

function isStale(request: http.ClientRequest, error: Error): boolean {
  return request.reusedSocket && ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** The answer, if it was no refusal. */
export function accepted(what: string, response: ApiResponse): ApiResponse {
  if (response.status >= 300) { throw new ApiError(what, response); }
  return response;
}

function apiRoot(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function query(parameters: { [name: string]: string | undefined }): string {
  return Object.entries(parameters).filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${encodeURIComponent(value!)}`).join('&');
}

function parse(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return text; // /readyz and others answer in plain words
  }
}

/** Node joins several `Warning` headers with a comma: each is `299 - "text"`. */
function warningsOf(header: string | undefined): string[] {
  return [...(header ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1'));
}
