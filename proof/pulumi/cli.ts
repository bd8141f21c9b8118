import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Output, Processes } from '../processes';
import { prepareExample, prepareProject, prepareWorkspace } from './workspace';

/** How a command of Pulumi is run. */
export interface CommandOptions {
  /** Folder of the project. @default - none */
  readonly project?: string;
  readonly env?: { readonly [name: string]: string | undefined };
  readonly stdin?: string;
  /** The output may hold secrets: it was asked for. */
  readonly revealing?: boolean;
}

/** No command takes longer, unless something hangs. */
const TIMEOUT_MS = 3 * 60_000;

/** `pulumi`, with whatever it keeps in a temporary folder and no account. */
export class PulumiCli {
  public static open(processes: Processes): PulumiCli {
    return new PulumiCli(processes, processes.newFolder('pulumi'));
  }

  /** Everything that was printed so far. */
  private readonly printed: string[] = [];
  private workspace?: string;
  private readonly passphrase = randomBytes(16).toString('hex');

  private constructor(private readonly processes: Processes, private readonly folder: string) {
    for (const name of ['state', 'home']) { fs.mkdirSync(path.join(folder, name)); }
  }

  public async version(): Promise<string> {
    return (await this.succeed(['version'])).stdout.trim().replace(/^v/, '');
  }

  public async providerVersion(program: string): Promise<string> {
    const { stdout, stderr } = await this.processes.run(program, ['-version'], { timeoutMs: TIMEOUT_MS });
    return /\d+\.\d+\.\d+\S*/.exec(`${stdout}${stderr}`)?.[0] ?? 'unknown';
  }

  /** A folder with a compiled project in it, beside the compiled library. */
  public project(name: string, source: string, main: string): string {
    this.workspace ??= this.newWorkspace();
    const folder = path.join(this.workspace, name);
    if (fs.existsSync(folder)) { return folder; }
    prepareProject(source, folder, main);
    return folder;
  }

  /** An example beside the others, compiled in several versions, which `PROOF_VARIANT` tells apart. */
  public example(source: string, versions: { readonly [name: string]: string }): string {
    this.workspace ??= this.newWorkspace();
    return prepareExample(source, path.join(this.workspace, path.basename(source)), versions);
  }

  private newWorkspace(): string {
    const folder = path.join(this.folder, 'workspace');
    prepareWorkspace(folder);
    return folder;
  }

  /** Runs a command to its end, with whatever result. */
  public async run(args: readonly string[], options: CommandOptions = {}): Promise<Output> {
    const output = await this.processes.run('pulumi', [...args, '--non-interactive', '--color=never'], {
      cwd: options.project ?? this.folder,
      timeoutMs: TIMEOUT_MS,
      stdin: options.stdin,
      env: {
        HOME: this.folder,
        TMPDIR: this.folder,
        PULUMI_HOME: path.join(this.folder, 'home'),
        PULUMI_BACKEND_URL: `file://${path.join(this.folder, 'state')}`,
        PULUMI_CONFIG_PASSPHRASE: this.passphrase,
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
        // Nothing is to be found but what a program names.
        KUBECONFIG: path.join(this.folder, 'no-kubeconfig'),
        // Whoever asks the network nevertheless hears at once that there is none.
        HTTP_PROXY: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9', http_proxy: undefined, https_proxy: undefined,
        NO_PROXY: '127.0.0.1,localhost', no_proxy: undefined,
        ...options.env,
      },
    });
    if (options.revealing !== true) { this.printed.push(`pulumi ${args.join(' ')}\n${withoutDebugging(output.stdout)}${output.stderr}`); }
    return output;
  }

  /** Runs a command that has to succeed. */
  public async succeed(args: readonly string[], options: CommandOptions = {}): Promise<Output> {
    const output = await this.run(args, options);
    if (output.code !== 0) { throw new Error(`pulumi ${args.join(' ')}: ended with ${output.code}\n${complaints(output)}`); }
    return output;
  }

  /** Where a text was printed or lies in plain sight: in a state or its history, a log, a configuration. */
  public leaks(text: string): string[] {
    const files = filesIn(this.folder);
    return [
      ...this.printed.filter((output) => output.includes(text)).map((output) => output.split('\n')[0]),
      ...files.filter((file) => fs.readFileSync(file).includes(text)).map((file) => path.relative(this.folder, file)),
    ];
  }
}

/** What Pulumi has to say, out of all that it prints: steps as JSON, events as a line of JSON each, or plain text. */
export function complaints({ stdout, stderr }: Output): string {
  const events = stdout.split('\n').filter((line) => line.startsWith('{"')).map((line) => JSON.parse(line).diagnosticEvent);
  const whole = stdout.startsWith('{\n') ? JSON.parse(stdout).diagnostics ?? [] : [];
  const told = [...events, ...whole].filter((each) => ['error', 'info#err'].includes(each?.severity)).map(({ message }) => message);
  return told.length > 0 ? told.join('') : `${stdout}${stderr}`;
}

/** The SDK's own debug messages are among the events, and in them whole responses, with any Secret: no program can change that. */
function withoutDebugging(stdout: string): string {
  return stdout.split('\n').filter((line) => !/^\{"sequence":\d+,.*"severity":"debug"\}\}$/.test(line)).join('\n');
}

/** Everything but modules. */
function filesIn(folder: string): string[] {
  return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) { return entry.name === 'node_modules' ? [] : filesIn(file); }
    return entry.isFile() ? [file] : [];
  });
}
