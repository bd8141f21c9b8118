import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { copyModuleFiles } from '../binaries';
import { cacheRoot, moveIntoPlace } from '../cache';
import { Engine, EngineHost } from '../engine';
import { Processes } from '../processes';
import { KindSchema, moduleVersion, PINNED, release, UNPINNED } from '../versions';

declare module '../engine' {
  interface Engines {
    crds: CustomResources;
  }
}

/** A CustomResourceDefinition, as upstream has it. */
export type Definition = any;

/** Upstream CustomResourceDefinitions, fetched when somebody asks for their group. */
export class CustomResources {
  constructor(private readonly processes: Processes) {}

  /**
   * The definition of a kind. A text says why it is not to be had here, which is no fault of the object;
   * `undefined` that nobody has said where it comes from, which is.
   */
  public async definitionOf(group: string, kind: string): Promise<Definition | string | undefined> {
    for (const source of PINNED.filter(({ groups }) => groups.includes(group))) {
      const found = find(await this.fetch(source.module, source.paths), group, kind);
      if (found !== undefined) { return found; }
    }
    const unpinned = UNPINNED.find(({ groups }) => groups.includes(group));
    if (unpinned === undefined) { return undefined; }
    const folder = siblingFolder();
    if (folder === undefined) { return `${unpinned.reason}, and there is no folder with its definition (FLEETWRIGHT_CRDS)`; }
    const schema = unpinned.schemas?.find((one) => one.group === group && one.kind === kind);
    const found = schema === undefined ? find(yamlFiles(folder), group, kind) : bySchema(path.join(folder, schema.file), schema);
    return found ?? `${unpinned.reason}, and ${folder} does not have it either`;
  }

  private async fetch(module: string, paths: readonly string[]): Promise<string[]> {
    const wanted = createHash('sha256').update(paths.join()).digest('hex').slice(0, 8);
    const name = `${module.replace(/[^A-Za-z0-9.-]/g, '_')}@${moduleVersion(module)}-${wanted}`;
    const kept = path.join(cacheRoot(), 'crds', name);
    if (!fs.existsSync(kept)) {
      fs.mkdirSync(path.dirname(kept), { recursive: true });
      const fresh = fs.mkdtempSync(path.join(path.dirname(kept), '.fetching-'));
      try {
        await copyModuleFiles([{ module, paths }], fresh, this.processes);
        moveIntoPlace(fresh, kept);
      } finally {
        fs.rmSync(fresh, { recursive: true, force: true });
      }
    }
    return yamlFiles(kept);
  }
}

/** CustomResourceDefinitions from the Go modules that carry them. */
export const engine: Engine<CustomResources> = {
  name: 'crds',
  go: { directory: __dirname, programs: {} },
  start: async (host: EngineHost) => new CustomResources(host.processes),
  versions: async () => PINNED.map(({ module }) => ({ part: module, version: release(module) })),
};

/** Definitions that no Go module carries may lie in a folder beside the project. */
function siblingFolder(): string | undefined {
  const folder = process.env.FLEETWRIGHT_CRDS ?? path.resolve(__dirname, '../../../shared/crds');
  return fs.existsSync(folder) ? folder : undefined;
}

function yamlFiles(folder: string): string[] {
  return fs.readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function find(files: readonly string[], group: string, kind: string): Definition | undefined {
  for (const file of files) {
    const text = fs.readFileSync(file, 'utf8');
    // Some files hold megabytes of other groups.
    if (!text.includes(group) || !text.includes(kind)) { continue; }
    const documents = parseAllDocuments(text);
    if ('empty' in documents) { continue; }
    const found = documents.map((document) => document.toJS())
      .find((object) => object?.kind === 'CustomResourceDefinition' && object.spec.group === group && object.spec.names.kind === kind);
    if (found !== undefined) { return found; }
  }
  return undefined;
}

/** A definition around a schema. */
function bySchema(file: string, { group, version, kind, plural, scope }: KindSchema): Definition | undefined {
  if (!fs.existsSync(file)) { return undefined; }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope,
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema: structural(JSON.parse(fs.readFileSync(file, 'utf8'))) } }],
    },
  };
}

/** A schema as a definition may hold it: what is not listed is refused anyway. */
function structural(schema: any): any {
  if (Array.isArray(schema)) { return schema.map(structural); }
  if (typeof schema !== 'object' || schema === null) { return schema; }
  return Object.fromEntries(Object.entries(schema)
    .filter(([key, value]) => !(key === 'additionalProperties' && value === false))
    .map(([key, value]) => [key, structural(value)]));
}
