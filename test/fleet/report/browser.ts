// A real browser, spoken to by its own protocol: no driver to install.
import { ChildProcess, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { WebSocket } from 'undici';

/** A browser of this machine: the one that `FLEETWRIGHT_BROWSER` names, else a Chromium of the path. */
export function browserOfMachine(): string | undefined {
  const named = process.env.FLEETWRIGHT_BROWSER;
  if (named !== undefined) { return named; }
  return ['chromium', 'chromium-browser', 'google-chrome'].find((name) => spawnSync(name, ['--version']).status === 0);
}

/** A page in a browser. */
export class Page {
  public static async in(browser: string): Promise<Page> {
    const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'fleetwright-browser-'));
    // In containers it runs as root, and /dev/shm is small.
    const child = spawn(browser, [
      '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--no-first-run',
      '--disable-background-networking', 'about:blank',
    ], { stdio: ['ignore', 'ignore', 'pipe'] });
    // It does not outlive us, also where a test does not come to close it.
    process.once('exit', () => child.kill());
    const port = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr!.on('data', (data) => {
        said += data;
        const found = /ws:\/\/127\.0\.0\.1:(\d+)\//.exec(said);
        if (found !== null) { resolve(found[1]); }
      });
      child.on('exit', () => reject(new Error(`the browser has ended: ${said}`)));
    });
    const targets = await (await fetch(`http://127.0.0.1:${port}/json/list`)).json() as { type: string; webSocketDebuggerUrl: string }[];
    const socket = new WebSocket(targets.find(({ type }) => type === 'page')!.webSocketDebuggerUrl);
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    const page = new Page(child, profile, socket);
    for (const domain of ['Page', 'Runtime', 'Network', 'Log']) { await page.send(`${domain}.enable`); }
    return page;
  }

  /** Errors, and what was written to the console. */
  public readonly said: string[] = [];
  /** Addresses that were asked for. */
  public readonly requests: string[] = [];
  private readonly waiting = new Map<number, (message: any) => void>();
  private loaded: () => void = () => undefined;
  private last = 0;

  private constructor(private readonly child: ChildProcess, private readonly profile: string, private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data));
      if (message.id !== undefined) { this.waiting.get(message.id)?.(message); }
      const { method, params } = message;
      if (method === 'Page.loadEventFired') { this.loaded(); }
      if (method === 'Network.requestWillBeSent') { this.requests.push(params.request.url); }
      if (method === 'Runtime.exceptionThrown') { this.said.push(params.exceptionDetails.exception?.description ?? params.exceptionDetails.text); }
      if (method === 'Runtime.consoleAPICalled') { this.said.push(JSON.stringify(params.args)); }
      if (method === 'Log.entryAdded') { this.said.push(params.entry.text); }
    });
  }

  /** Opens a file; answers how many milliseconds that took. */
  public async open(file: string): Promise<number> {
    // Else only the part behind `#` may change, and nothing is loaded.
    await this.load('about:blank');
    this.requests.length = 0;
    this.said.length = 0;
    const start = Date.now();
    await this.load(`file://${file}`);
    await this.run('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    return Date.now() - start;
  }

  /** What an expression comes to in the page. */
  public async run(expression: string): Promise<any> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails !== undefined) { throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text); }
    return result.value;
  }

  /** Presses a key as a person does. */
  public async press(key: string): Promise<void> {
    const codes: { readonly [key: string]: number } = { Tab: 9, Enter: 13, Escape: 27, ArrowLeft: 37, ArrowRight: 39, End: 35, Home: 36 };
    const text = key.length === 1 ? key : key === 'Enter' ? '\r' : undefined;
    const event = { key, code: key, windowsVirtualKeyCode: codes[key] ?? key.toUpperCase().charCodeAt(0), ...(text !== undefined && { text }) };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
  }

  /** Writes into what has the focus. */
  public async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
    await this.run('new Promise((done) => setTimeout(done, 200))');
  }

  public async media({ dark = false, width = 1280, height = 900 }: { dark?: boolean; width?: number; height?: number }): Promise<void> {
    await this.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    await this.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: width < 600 });
  }

  /** A picture of what is seen. */
  public async picture(file: string): Promise<void> {
    const { data } = await this.send('Page.captureScreenshot', { format: 'png' });
    fs.writeFileSync(file, Buffer.from(data, 'base64'));
  }

  public async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.socket.close();
    this.child.kill();
    await ended;
    fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }

  private async load(url: string): Promise<void> {
    const loaded = new Promise<void>((resolve) => { this.loaded = resolve; });
    await this.send('Page.navigate', { url });
    await loaded;
  }

  private send(method: string, params: object = {}): Promise<any> {
    this.last += 1;
    const id = this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) => (error === undefined ? resolve(result) : reject(new Error(`${method}: ${error.message}`))));
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }
}
