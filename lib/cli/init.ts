import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageVersion } from '../fleet/output/version';
import { dnsLabelFault } from '../manifest/dns-name';
import { listed } from '../manifest/listed';
import { CliError, ExitCode } from './exit-code';

/** What `fleetwright init` is given. */
export interface InitOptions {
  readonly template: string;
}

/** With the package. */
const TEMPLATES = path.join(__dirname, '..', '..', 'templates');

/** npm leaves out of a package what is called so. */
const RENAMED: { readonly [file: string]: string } = { gitignore: '.gitignore' };

/** Makes a project in a folder, which is new or has none of its files. */
export function init(folder: string, { template }: InitOptions): void {
  const name = nameOf(folder);
  const source = path.join(TEMPLATES, template);
  const files = fs.readdirSync(source, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(source, path.join(entry.parentPath, entry.name)))
    .map((file) => ({ file: RENAMED[file] ?? file, text: filled(fs.readFileSync(path.join(source, file), 'utf8'), name) }))
    .sort((one, other) => (one.file < other.file ? -1 : 1));
  const taken = files.map(({ file }) => file).filter((file) => fs.existsSync(path.join(folder, file)));
  if (taken.length > 0) { throw new CliError(`There is ${listed(taken, Infinity)} in '${folder}' already: nothing was written. Use another folder.`, ExitCode.WRONG_USE); }
  for (const { file, text } of files) {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text, { flag: 'wx' });
  }
  const steps = [...(path.resolve(folder) === process.cwd() ? [] : [`cd ${folder}`]), 'npm install', 'npm test'];
  process.stdout.write(`${files.map(({ file }) => `${path.join(folder, file)}\n`).join('')}\nNext: ${steps.join(' && ')}\n`);
}

/** The project is called as its folder is, and so are its package, its namespace and, in Pulumi, its project: the name must do for all of them. */
function nameOf(folder: string): string {
  const name = path.basename(path.resolve(folder));
  const fault = dnsLabelFault(name) ?? (TAKEN.test(name) ? 'must not be one that npm or Kubernetes keeps for itself' : undefined);
  if (fault === undefined) { return name; }
  throw new CliError(`A project is called as its folder, and '${name}' ${fault}. Use another folder, e.g. 'shop'.`, ExitCode.WRONG_USE);
}

// A package can't depend on one of its own name.
const TAKEN = /^(?:default|fleetwright|cdk8s|constructs|kube-.*)$/;

function filled(text: string, name: string): string {
  return text.replaceAll('{{name}}', name).replaceAll('{{version}}', packageVersion());
}
