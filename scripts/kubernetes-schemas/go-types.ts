import { Module, openedModule } from './module';

/** What Go source says of a field, and OpenAPI does not. */
export interface GoField {
  /** A value that is not a pointer cannot be told from an absent one where it is empty. */
  readonly pointer: boolean;
  /** The feature gate without which the API server drops the field. */
  readonly gate?: string;
}

/** How long a kind is served, as its source says: `1.22`. */
export interface Lifecycle {
  introduced?: string;
  deprecated?: string;
  removed?: string;
  replacement?: string;
}

interface GoType { readonly fields: Map<string, GoField>; readonly inlined: readonly string[] }

/** The modules whose types the API server serves, with the folder of a package by its definition's name. */
const MODULES = [
  { module: 'k8s.io/api', prefix: 'io.k8s.api.', folder: '' },
  { module: 'k8s.io/apimachinery', prefix: 'io.k8s.apimachinery.pkg.apis.', folder: 'pkg/apis/' },
  { module: 'k8s.io/apiextensions-apiserver', prefix: 'io.k8s.apiextensions-apiserver.pkg.apis.', folder: 'pkg/apis/' },
  { module: 'k8s.io/kube-aggregator', prefix: 'io.k8s.kube-aggregator.pkg.apis.', folder: 'pkg/apis/' },
];

/** The Go source of the types of one Kubernetes release. */
export class GoTypes {
  private readonly modules = new Map<string, Module>();
  private readonly packages = new Map<string, Map<string, GoType>>();

  /** @param kubernetes The version of `k8s.io/kubernetes`; the modules beside it are released with it. */
  constructor(private readonly kubernetes: string) {}

  /** A field of a definition, also where the type inlines the one that has it. Undefined where the source is not in a module that is read. */
  field(definition: string, field: string): GoField | undefined {
    const [, packageName, typeName] = /^(.*)\.(\w+)$/.exec(definition)!;
    const types = this.package(packageName);
    return types && fieldOf(types, typeName, field);
  }

  /** The lifecycles of all kinds of the modules, by `<definition's package> <kind>`. */
  lifecycles(): Map<string, Lifecycle> {
    const result = new Map<string, Lifecycle>();
    for (const { module, prefix, folder } of MODULES) {
      const source = this.module(module);
      for (const group of source.list(folder === '' ? '.' : folder)) {
        for (const version of source.list(`${folder}${group}`).filter((name) => /^v\d+/.test(name))) {
          const path = `${folder}${group}/${version}/zz_generated.prerelease-lifecycle.go`;
          if (source.has(path)) { readLifecycles(source.read(path), `${prefix}${group}.${version}`, result); }
        }
      }
    }
    return result;
  }

  private package(name: string): Map<string, GoType> | undefined {
    const home = MODULES.find(({ prefix }) => name.startsWith(prefix));
    if (home === undefined) { return undefined; }
    if (!this.packages.has(name)) {
      const source = this.module(home.module);
      const folder = `${home.folder}${name.slice(home.prefix.length).replace('.', '/')}`;
      const files = source.list(folder).filter((file) => /^types\w*\.go$|^micro_time\.go$|^time\.go$/.test(file) && !/_test\.go$|swagger/.test(file));
      this.packages.set(name, typesIn(files.map((file) => source.read(`${folder}/${file}`)).join('\n')));
    }
    return this.packages.get(name)!;
  }

  private module(name: string): Module {
    if (!this.modules.has(name)) { this.modules.set(name, openedModule(name, this.kubernetes.replace(/^v1\./, 'v0.'))); }
    return this.modules.get(name)!;
  }
}

function fieldOf(types: Map<string, GoType>, typeName: string, field: string): GoField | undefined {
  const type = types.get(typeName);
  if (type === undefined) { return undefined; }
  return type.fields.get(field) ?? type.inlined.map((name) => fieldOf(types, name, field)).find((found) => found !== undefined);
}

/** The structs of a package, which gofmt lays out line by line. */
function typesIn(code: string): Map<string, GoType> {
  const types = new Map<string, GoType>();
  let open: { fields: Map<string, GoField>; inlined: string[] } | undefined;
  let gate: string | undefined;
  for (const line of code.split('\n')) {
    const start = /^type (\w+) struct \{$/.exec(line);
    if (start !== null) { open = { fields: new Map(), inlined: [] }; types.set(start[1], open); gate = undefined; continue; }
    const alias = /^type (\w+) (\w+)$/.exec(line);
    if (alias !== null) { types.set(alias[1], { fields: new Map(), inlined: [alias[2]] }); }
    if (open === undefined) { continue; }
    if (line === '}') { open = undefined; continue; }
    const comment = /^\t\/\/ \+featureGate=(\w+)/.exec(line);
    if (comment !== null) { gate ??= comment[1]; continue; }
    const field = /^\t(?:(\w+)\s+)?(\S+)\s+`json:"([^",]*)(,[^"]*)?"/.exec(line);
    if (field === null) { continue; }
    const [, , type, name, options = ''] = field;
    if (options.includes('inline') || name === '') { open.inlined.push(type); } else { open.fields.set(name, { pointer: type.startsWith('*'), gate }); }
    gate = undefined;
  }
  return types;
}

function readLifecycles(code: string, packageName: string, into: Map<string, Lifecycle>): void {
  const entry = (kind: string) => {
    const key = `${packageName} ${kind}`;
    if (!into.has(key)) { into.set(key, {}); }
    return into.get(key)!;
  };
  for (const [, kind, what, major, minor] of code.matchAll(/^func \(in \*(\w+)\) APILifecycle(\w+)\(\) \(major, minor int\) \{\n\treturn (\d+), (\d+)$/gm)) {
    entry(kind)[what.toLowerCase() as 'introduced' | 'deprecated' | 'removed'] = `${major}.${minor}`;
  }
  const replacements = /^func \(in \*(\w+)\) APILifecycleReplacement\(\).*\n\treturn schema\.GroupVersionKind\{Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"\}$/gm;
  for (const [, kind, group, version, newKind] of code.matchAll(replacements)) {
    entry(kind).replacement = `${group === '' ? version : `${group}/${version}`} ${newKind}`;
  }
}
