import { spawn } from 'node:child_process';
import * as http from 'node:http';
import { AddressInfo } from 'node:net';

/** Serves the git repositories in a folder over HTTP on this machine, for reading. */
export class GitServer {
  public static async start(folder: string): Promise<GitServer> {
    const server = http.createServer((request, response) => answer(folder, request, response));
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return new GitServer(server);
  }

  private constructor(private readonly server: http.Server) {}

  /** Address of a repository, by its path in the folder. */
  public urlOf(repository: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${repository}`;
  }

  public async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => { this.server.close(resolve); });
  }
}

/** Git brings a program that speaks its protocol as a web server asks it to, which is CGI. */
function answer(folder: string, request: http.IncomingMessage, response: http.ServerResponse): void {
  const { pathname, search } = new URL(request.url!, 'http://127.0.0.1');
  const backend = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: request.headers['git-protocol'] as string | undefined,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const parts: Buffer[] = [];
  backend.stdout.on('data', (part) => parts.push(part));
  backend.on('close', () => {
    const all = Buffer.concat(parts);
    const end = all.indexOf('\r\n\r\n');
    const headers = all.subarray(0, Math.max(end, 0)).toString('latin1').split('\r\n').map((line) => line.split(/:\s*/, 2));
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(end < 0 ? 500 : Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name, value]) => name !== 'Status' && value !== undefined)));
    response.end(end < 0 ? '' : all.subarray(end + 4));
  });
  backend.stdin.on('error', () => undefined); // it does not read to the end what it refuses
  request.pipe(backend.stdin);
}
