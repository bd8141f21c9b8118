import { Agent, Dispatcher, request as send } from 'undici';
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
  private readonly agent: Agent;
  private readonly resources = new Map<string, Resource[]>();

  constructor(private readonly port: number, private readonly token: string, certificateAuthority: string) {
    // Without limits of its own: a watch is silent for long. Idle connections are given up long before a server does.
    this.agent = new Agent({ connections: 64, connect: { ca: certificateAuthority }, headersTimeout: 0, bodyTimeout: 0 });
  }

  /** Sends one request. Any answer is returned, refusals too. */
  public async request(method: string, path: string, body?: unknown, contentType = 'application/json'): Promise<ApiResponse> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await this.open(method, path, { body: text, headers: { 'Content-Type': contentType } });
    return { status: answer.statusCode, body: parse(await answer.body.text()), warnings: warningsOf([answer.headers.warning ?? []].flat()) };
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

    const stopping = new AbortController();
    let broken: Error | undefined;
    this.follow(path, list.metadata.resourceVersion, onEvent, stopping.signal).catch((error) => { broken = error; });
    return {
      stop: () => {
        stopping.abort();
        if (broken !== undefined) { throw broken; }
      },
    };
  }

  /** Ends all connections. */
  public close(): void {
    void this.agent.destroy();
  }

  private async follow(path: string, resourceVersion: string, onEvent: (event: WatchEvent) => void, signal: AbortSignal): Promise<void> {
    // An API server ends every watch after some minutes: the next one goes on where it ended.
    for (let last = resourceVersion; !signal.aborted;) {
      const parameters = query({ watch: '1', resourceVersion: last, allowWatchBookmarks: 'true' });
      const { statusCode, body } = await this.open('GET', `${path}${path.includes('?') ? '&' : '?'}${parameters}`, { signal });
      if (statusCode !== 200) { throw new Error(`watching ${path}: status ${statusCode}`); }
      for await (const line of linesOf(body)) {
        if (signal.aborted) { return; }
        const { type, object } = JSON.parse(line);
        if (type === 'ERROR') { throw new Error(`watching ${path}: ${object.message}`); }
        last = object.metadata.resourceVersion;
        if (type !== 'BOOKMARK') { onEvent({ type, object }); }
      }
    }
  }

  private async collectionOf({ apiVersion, kind, metadata }: KubernetesObject, namespace = 'default'): Promise<string> {
    const resource = await this.resourceOf(apiVersion, kind);
    if (resource === undefined) { throw new Error(`the API server has no kind ${kind} in ${apiVersion}`); }
    const inside = resource.namespaced ? `/namespaces/${metadata?.namespace ?? namespace}` : '';
    return `${apiRoot(apiVersion)}${inside}/${resource.plural}`;
  }

  private open(method: string, path: string, options: Pick<Dispatcher.RequestOptions, 'body' | 'signal'> & { headers?: object } = {}): Promise<Dispatcher.ResponseData> {
    return send(`https://127.0.0.1:${this.port}${path}`, {
      ...options, method: method as Dispatcher.HttpMethod, dispatcher: this.agent,
      headers: { Authorization: `Bearer ${this.token}`, Accept: 'application/json', ...options.headers },
    });
  }
}

/** The full lines of an answer, until it ends or breaks off. */
async function* linesOf(body: Dispatcher.ResponseData['body']): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of body.setEncoding('utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop()!;
      yield* lines.filter((line) => line !== '');
    }
  } catch {
    // Whoever follows asks again, and hears then what is wrong.
  }
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

/** Each header is `299 - "text"`; some libraries on the way join several with a comma. */
function warningsOf(headers: readonly string[]): string[] {
  return [...headers.join().matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => text.replace(/\\(.)/g, '$1'));
}
