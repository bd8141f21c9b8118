import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { cacheFolder, inWorkshop, locked, moveIntoPlace } from './cache';
import { Processes } from './processes';

/** A program for the Java runtime with the libraries that a `pom.xml` pins, built in one or more versions. */
export interface MavenProject {
  /** Folder of the `pom.xml`, and of the `jars.sha256` that says which bytes Maven must bring. */
  readonly directory: string;
  /** Each is built into a folder of its name, which the project knows as the property `out`. */
  readonly builds: { readonly [name: string]: MavenBuild };
}

/** One build of a project. */
export interface MavenBuild {
  /** Oldest Java that it runs with. */
  readonly java: number;
  /** Properties of the project. */
  readonly properties: { readonly [name: string]: string };
}

/** Where the builds of a project are kept. */
export function mavenFolder(name: string, { directory, builds }: MavenProject): string {
  return cacheFolder(name, builds, directory, sources(directory));
}

/**
 * Builds what is not there yet. Maven and several versions of Java are more than most machines have, so what cannot be
 * built is no error: it is returned with the reason.
 */
export async function provideMaven(
  name: string, project: MavenProject, processes: Processes, say: (text: string) => void,
): Promise<Map<string, string>> {
  const folder = mavenFolder(name, project);
  const missing = new Map<string, string>();
  for (const [build, { java }] of Object.entries(project.builds)) {
    const home = findJava(java);
    if (home === undefined) {
      missing.set(build, `it needs Java ${java} or newer, as JAVA_HOME, in PATH or under /usr/lib/jvm`);
    } else if (!fs.existsSync(path.join(folder, build))) {
      await locked(`${folder}.lock`, say, async () => {
        if (fs.existsSync(path.join(folder, build))) { return; }
        const reason = await buildWithMaven(name, project, build, home, folder, processes, say);
        if (reason !== undefined) { missing.set(build, reason); }
      });
    }
  }
  return missing;
}

/** Home of the oldest Java development kit of this machine that is new enough. */
export function findJava(atLeast: number): string | undefined {
  const installed = '/usr/lib/jvm';
  const homes = [
    process.env.JAVA_HOME ?? '',
    ...(process.env.PATH ?? '').split(path.delimiter).map((folder) => path.join(folder, 'java')).filter((java) => fs.existsSync(java))
      .map((java) => path.resolve(fs.realpathSync(java), '../..')),
    ...(fs.existsSync(installed) ? fs.readdirSync(installed).sort().map((folder) => path.join(installed, folder)) : []),
  ];
  const found = homes.filter((home) => fs.existsSync(path.join(home, 'bin', 'javac')))
    .map((home) => ({ home, version: versionOf(home) }))
    .filter(({ version }) => version >= atLeast)
    .sort((a, b) => a.version - b.version);
  return found[0]?.home;
}

function versionOf(home: string): number {
  const release = path.join(home, 'release');
  const version = fs.existsSync(release) ? /^JAVA_VERSION="(\d+)/m.exec(fs.readFileSync(release, 'utf8')) : null;
  return Number(version?.[1] ?? 0);
}

function sources(directory: string): string[] {
  return ['pom.xml', 'jars.sha256', ...(fs.readdirSync(path.join(directory, 'src'), { recursive: true }) as string[]).map((file) => path.join('src', file))]
    .map((file) => path.join(directory, file))
    .filter((file) => fs.statSync(file).isFile())
    .sort();
}

/** Why it cannot be built here, if so. */
async function buildWithMaven(
  name: string, { directory, builds }: MavenProject, build: string, javaHome: string, folder: string, processes: Processes, say: (text: string) => void,
): Promise<string | undefined> {
  const maven = (args: readonly string[]) => processes.run('mvn', args, { cwd: directory, env: { JAVA_HOME: javaHome } });
  if ((await maven(['--version']).catch(() => undefined))?.code !== 0) { return 'Maven, which builds it once, is missing'; }
  say(`${name}: building ${build} (once; kept in ${folder})`);
  return inWorkshop(folder, async (workshop) => {
    const out = path.join(workshop, build);
    const properties = { ...builds[build].properties, out, 'maven.compiler.release': String(builds[build].java) };
    const built = await maven([
      '--quiet', '--batch-mode', '--strict-checksums', ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`), 'process-classes',
    ]);
    if (/Could not (transfer|find) artifact|Unknown host|Network is unreachable/.test(built.stdout)) { return 'Maven cannot download what it is built from'; }
    if (built.code !== 0) { throw new Error(`mvn failed in ${directory}:\n${built.stdout.trim().split('\n').slice(-20).join('\n')}`); }
    const [expected, found] = [pinned(directory, build), jars(workshop, build)];
    const wrong = [...found.filter((line) => !expected.includes(line)), ...expected.filter((line) => !found.includes(line)).map((line) => `missing: ${line}`)];
    if (wrong.length > 0) { throw new Error(`Maven brought other jars than ${directory}/jars.sha256 lists:\n${wrong.join('\n')}`); }
    moveIntoPlace(out, path.join(folder, build));
    return undefined;
  });
}

function pinned(directory: string, build: string): string[] {
  return fs.readFileSync(path.join(directory, 'jars.sha256'), 'utf8').split('\n').filter((line) => line.includes(`  ${build}/`));
}

/** As `sha256sum` prints it. */
function jars(folder: string, build: string): string[] {
  return (fs.readdirSync(path.join(folder, build), { recursive: true }) as string[]).filter((file) => file.endsWith('.jar')).sort()
    .map((file) => `${createHash('sha256').update(fs.readFileSync(path.join(folder, build, file))).digest('hex')}  ${build}/${file}`);
}
