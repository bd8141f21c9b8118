import * as fs from 'node:fs';
import * as path from 'node:path';
import { Processes } from '../processes';
import { Leaks } from './leaks';
import { Mounted, TakenOut } from './taken-out';

/** How a script ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Names of the programs that were seen at work. */
  readonly programs: readonly string[];
}

/** Settings of a run. */
export interface SandboxOptions {
  /** Lines of `/etc/hosts`. */
  readonly hosts: readonly string[];
  /** Texts that nobody may read anywhere but in the mounted files. */
  readonly secrets: readonly string[];
  /** Variables that are other than in the manifest. */
  readonly env?: { readonly [name: string]: string };
  /** The shell. Debian's ash prefers its own tools to those of `PATH`; dash does not, and so shows which are used. @default 'busybox' */
  readonly shell?: 'busybox' | 'dash';
  /** Is called with what to call each time that somebody waits for an answer. */
  readonly watched: (look: () => void) => void;
  /** Is called once the script runs, with its process. */
  readonly started?: (pid: number) => void;
}

/** Tools of the pinned image that the scripts may use: all are applets of Alpine's busybox. */
const APPLETS = ['awk', 'base64', 'cat', 'cmp', 'cut', 'date', 'grep', 'head', 'mktemp', 'od', 'rm', 'sed', 'sleep', 'sort', 'tr'];

/** Folders of this machine that curl and dash need; none of them is in `PATH`. */
const LIBRARIES = ['/lib', '/lib64', '/usr/lib'].filter((folder) => fs.existsSync(folder));

const IMAGE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Who runs it. Root could read and write everything. */
const USER = 65532;

/**
 * Makes a root folder with nothing but what the pod would have, and runs the container in it: all paths, the command and
 * its variables are those of the manifest. The folder is read-only but for the volumes that may be written.
 */
export async function runInSandbox(processes: Processes, { argv, env, mounts }: TakenOut, options: SandboxOptions): Promise<Ended> {
  const root = processes.newFolder('root');
  fs.chmodSync(root, 0o755);
  const writable = furnish(root, mounts, options);
  const leaks = new Leaks(options.secrets);
  let timer: NodeJS.Timeout | undefined;
  const started = Date.now();
  // Who is root keeps no rights in there; who is not needs a name space of his own.
  const isRoot = process.getuid?.() === 0;
  try {
    const { code, stdout, stderr } = await processes.run('unshare', [
      '--mount', ...(isRoot ? [] : ['--map-root-user']), '/bin/sh', path.join(__dirname, 'sandbox.sh'),
      root, LIBRARIES.join(' '), writable.join(' '), isRoot ? String(USER) : '', ...argv,
    ], {
      env: { ...emptied(), PATH: IMAGE_PATH, ...env, ...options.env },
      timeoutMs: 400_000,
      started: (pid) => {
        options.watched(() => leaks.look(pid));
        timer = setInterval(() => leaks.look(pid), 25);
        options.started?.(pid);
      },
    });
    const left = writable.flatMap((folder) => (fs.readdirSync(path.join(root, folder), { recursive: true }) as string[]).map((file) => `${folder}/${file}`));
    leaks.read('standard output', stdout);
    leaks.read('standard error', stderr);
    if (left.length > 0) { throw new Error(`the script left files behind: ${left.join(', ')}`); }
    leaks.expectNone();
    return { code, stdout, stderr, seconds: (Date.now() - started) / 1000, programs: leaks.programs() };
  } finally {
    clearInterval(timer);
    options.watched(() => { /* nobody is there any more */ });
    fs.rmSync(root, { recursive: true, force: true });
  }
}

/** Fills the root folder; returns the folders in it that may be written. */
function furnish(root: string, mounts: ReadonlyMap<string, Mounted>, { hosts, shell = 'busybox' }: SandboxOptions): string[] {
  for (const folder of ['bin', 'dev', 'etc', 'usr', ...LIBRARIES]) { fs.mkdirSync(path.join(root, folder), { recursive: true }); }
  fs.writeFileSync(path.join(root, 'dev/null'), '');
  fs.writeFileSync(path.join(root, 'etc/hosts'), `127.0.0.1 localhost\n${hosts.join('\n')}\n`);
  fs.copyFileSync('/bin/busybox', path.join(root, 'bin/busybox'));
  APPLETS.forEach((applet) => fs.symlinkSync('busybox', path.join(root, 'bin', applet)));
  fs.copyFileSync('/usr/bin/curl', path.join(root, 'bin/curl'));
  if (shell === 'busybox') { fs.symlinkSync('busybox', path.join(root, 'bin/sh')); } else { fs.copyFileSync('/usr/bin/dash', path.join(root, 'bin/sh')); }
  const writable: string[] = [];
  for (const [mountPath, mounted] of mounts) {
    const folder = path.join(root, mountPath);
    fs.mkdirSync(folder, { recursive: true });
    if (mounted === 'empty') {
      fs.chmodSync(folder, 0o777);
      writable.push(mountPath);
    } else {
      Object.entries(mounted).forEach(([file, text]) => fs.writeFileSync(path.join(folder, file), text));
    }
  }
  return writable;
}

/** Nothing of this process' own environment. */
function emptied(): { [name: string]: undefined } {
  return Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
}
