import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { cacheFolder, inWorkshop, locked, moveIntoPlace } from './cache';
import { GoPrograms, ModuleFiles } from './go-programs';
import { MavenProject, mavenFolder, provideMaven } from './maven-project';
import { Processes } from './processes';
import { moduleVersion, pinnedIn } from './versions';

/** Something that is missing on this machine and that a person has to bring. Its message is the whole story. */
export class MissingTool extends Error {}

/** What is built of an engine. */
export interface Built {
  readonly name: string;
  readonly go?: GoPrograms;
  readonly maven?: MavenProject;
}

interface GoEngine {
  readonly name: string;
  readonly go: GoPrograms;
}

/** The programs and files of an engine, ready to be used. */
export class Binaries {
  constructor(
    /** The cache folder that holds them. */
    public readonly folder: string,
    private readonly paths: ReadonlyMap<string, string>,
    /** What could not be built on this machine, and why. */
    public readonly missing: ReadonlyMap<string, string> = new Map(),
  ) {}

  /** Path of a program. */
  public program(name: string): string {
    const found = this.paths.get(name);
    if (found === undefined) { throw new Error(`the engine has no program '${name}', only ${[...this.paths.keys()].join(', ')}`); }
    return found;
  }

  /** Paths of files that were kept from a Go module, sorted. */
  public files(module: string, pattern: string): string[] {
    return matching(path.join(this.folder, 'modules', module), pattern);
  }
}

/**
 * Finds the programs of an engine in the cache or among the kubebuilder assets, or builds them.
 * Go does not compile before its `turn` has come; it downloads meanwhile.
 */
export async function provide(
  { name, go, maven }: Built, processes: Processes, say: (text: string) => void, turn: Promise<unknown> = Promise.resolve(),
): Promise<Binaries> {
  if (maven !== undefined) { return new Binaries(mavenFolder(name, maven), new Map(), await provideMaven(name, maven, processes, say)); }
  return go === undefined ? new Binaries('', new Map()) : provideGo({ name, go }, processes, say, turn);
}

async function provideGo(engine: GoEngine, processes: Processes, say: (text: string) => void, turn: Promise<unknown>): Promise<Binaries> {
  const assets = kubebuilderAssets(engine.go);
  const { directory, programs, ldflags, tags, files } = engine.go;
  const settings = [programs, ldflags, files, BUILD_ENV, process.platform, process.arch, ...(tags === undefined ? [] : [tags])];
  const folder = cacheFolder(engine.name, settings, directory, goSources(directory));
  const complete = () => missing(engine.go, folder, assets).length === 0;
  if (!complete()) {
    const go = await findGo(directory, engine.name, processes);
    // Looks at every package, and so downloads what is not here yet; what is wrong is told by the build.
    await go(['list', '-deps', '-tags', tags ?? '', ...Object.values(programs)]);
    await turn; // without the lock: two runs may want several engines in different orders
    await locked(`${folder}.lock`, say, async () => {
      if (!complete()) { await build(engine, go, folder, assets, processes, say); }
    });
  }
  const paths = new Map(Object.keys(programs).map((name) => [name, assets.get(name) ?? path.join(folder, 'bin', name)]));
  return new Binaries(folder, paths);
}

/** Copies files of pinned modules into a folder, and downloads the modules if they are not there. */
export async function copyModuleFiles(files: readonly ModuleFiles[], into: string, processes: Processes): Promise<void> {
  for (const { module, paths } of files) {
    const engine = pinnedIn(module);
    const go = await findGo(path.join(__dirname, engine), engine, processes);
    const download = await go(['mod', 'download', '-json', `${module}@${moduleVersion(module)}`]);
    const result = JSON.parse(download.stdout === '' ? '{}' : download.stdout);
    if (download.code !== 0) { throw new Error(`cannot get the Go module ${module}: ${(result.Error ?? download.stderr).trim()}`); }
    for (const pattern of paths) {
      const found = matching(result.Dir, pattern);
      if (found.length === 0) { throw new Error(`the Go module ${module} has no file '${pattern}'`); }
      for (const file of found) {
        const target = path.join(into, module, path.relative(result.Dir, file));
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.writeFileSync(target, fs.readFileSync(file)); // not copied with its mode: module files are read-only
      }
    }
  }
}

// No paths of this machine and no C compiler: the same sources give the same programs, and nothing but Go is needed.
const BUILD_ENV = { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '-trimpath -buildvcs=false -mod=readonly' };

function goSources(directory: string): string[] {
  return fs.readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(\.go|^go\.mod|^go\.sum)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** What controller-runtime's envtest would take: TEST_ASSET_<PROGRAM>, then KUBEBUILDER_ASSETS. */
function kubebuilderAssets(go: GoPrograms): Map<string, string> {
  const folder = process.env.KUBEBUILDER_ASSETS;
  const found = new Map<string, string>();
  for (const name of go.kubebuilderAssets ?? []) {
    const own = process.env[`TEST_ASSET_${name.toUpperCase().replace(/[^A-Z0-9]+/g, '_')}`];
    const file = own ?? (folder === undefined || folder === '' ? undefined : path.join(folder, name));
    if (file === undefined) { continue; }
    if (!fs.existsSync(file)) { throw new MissingTool(`'${file}' does not exist: ${own === undefined ? 'KUBEBUILDER_ASSETS' : 'TEST_ASSET_…'} must lead to ${name}, or be unset.`); }
    found.set(name, file);
  }
  return found;
}

function missing(go: GoPrograms, folder: string, assets: ReadonlyMap<string, string>): string[] {
  const programs = Object.keys(go.programs).filter((name) => !assets.has(name) && !fs.existsSync(path.join(folder, 'bin', name)));
  return (go.files ?? []).length === 0 || fs.existsSync(path.join(folder, 'modules')) ? programs : [...programs, 'files'];
}

async function build(
  engine: GoEngine, go: Go, folder: string, assets: ReadonlyMap<string, string>, processes: Processes, say: (text: string) => void,
): Promise<void> {
  const { directory, programs, ldflags, tags = '', files } = engine.go;
  const names = Object.keys(programs).filter((name) => missing(engine.go, folder, assets).includes(name));
  const packages = names.map((name) => programs[name]);
  await inWorkshop(folder, async (workshop) => {
    if (files !== undefined && !fs.existsSync(path.join(folder, 'modules'))) {
      await copyModuleFiles(files, path.join(workshop, 'modules'), processes);
      moveIntoPlace(path.join(workshop, 'modules'), path.join(folder, 'modules'));
    }
    if (names.length === 0) { return; }

    const out = path.join(workshop, 'bin');
    fs.mkdirSync(out);
    say(`${engine.name}: building ${names.join(', ')} (once; kept in ${folder})`);
    const started = Date.now();
    let done = 0;
    const tell = setInterval(() => say(`${engine.name}: ${done} packages, ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
    try {
      const built = await go(['build', '-v', '-ldflags', `-s -w ${ldflags ?? ''}`.trim(), '-tags', tags, '-o', `${out}/`, ...packages], () => { done++; });
      if (built.code !== 0) { throw new Error(`go build failed in ${directory}:\n${built.stderr.trim().split('\n').slice(-20).join('\n')}`); }
    } finally {
      clearInterval(tell);
    }
    for (const name of names) { moveIntoPlace(path.join(out, goName(directory, programs[name])), path.join(folder, 'bin', name)); }
    say(`${engine.name}: built in ${Math.round((Date.now() - started) / 1000)} s`);
  });
}

/** What `go build` calls the program of a package: its last element that is no version. */
function goName(directory: string, packagePath: string): string {
  if (packagePath === '.') {
    const module = /^module\s+(\S+)/m.exec(fs.readFileSync(path.join(directory, 'go.mod'), 'utf8'))![1];
    return goName(directory, module);
  }
  const parts = packagePath.split('/');
  return /^v[0-9]+$/.test(parts[parts.length - 1]) ? parts[parts.length - 2] : parts[parts.length - 1];
}

type Go = (args: string[], onErrorLine?: (line: string) => void) => Promise<{ code: number; stdout: string; stderr: string }>;

async function findGo(directory: string, engine: string, processes: Processes): Promise<Go> {
  const wanted = /^go\s+(\d+\.\d+)/m.exec(fs.readFileSync(path.join(directory, 'go.mod'), 'utf8'))?.[1] ?? '1.24';
  const temporary = processes.newFolder('go');
  // Whatever runs beside a build comes first.
  const started = (pid: number) => os.setPriority(pid, Math.max(os.getPriority(), os.constants.priority.PRIORITY_BELOW_NORMAL));
  const go: Go = (args, onErrorLine) => processes.run('go', args, { cwd: directory, env: { ...BUILD_ENV, GOTMPDIR: temporary }, onErrorLine, started });
  const help = 'install it from https://go.dev/dl/ or with your package manager, and run this again';
  const found = await go(['env', 'GOVERSION']).catch(() => undefined);
  if (found === undefined) { throw new MissingTool(`Go ${wanted} or newer is missing: the engine '${engine}' is built with it once; ${help}.`); }
  if (found.code !== 0) { throw new MissingTool(`Go ${wanted} or newer is needed to build the engine '${engine}' (${found.stderr.trim()}); ${help}.`); }
  return go;
}

/** Files under a folder; any part of the pattern may hold `*`. */
function matching(root: string, pattern: string): string[] {
  return pattern.split('/').reduce<string[]>((folders, part) => {
    const name = new RegExp(`^${part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
    return folders.filter((folder) => fs.existsSync(folder) && fs.statSync(folder).isDirectory())
      .flatMap((folder) => fs.readdirSync(folder).filter((file) => name.test(file)).sort().map((file) => path.join(folder, file)));
  }, [root]);
}
