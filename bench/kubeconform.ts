import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { Span } from '../lib/schema/extract';
import { kubernetesMinors, shippedExtract } from '../lib/schema/schemas';

const MODULE = 'github.com/yannh/kubeconform/cmd/kubeconform@v0.8.0';

/** Builds kubeconform, once for this machine. Undefined where there is no Go, or where it cannot be had. */
export function kubeconform(): string | undefined {
  const folder = path.join(os.tmpdir(), 'fleetwright-bench', MODULE.split('@')[1]);
  const program = path.join(folder, 'kubeconform');
  if (fs.existsSync(program)) { return program; }
  const { status } = spawnSync('go', ['install', MODULE], { env: { ...process.env, GOBIN: folder, CGO_ENABLED: '0' }, stdio: 'ignore' });
  return status === 0 ? program : undefined;
}

/** Writes schemas of kinds as kubeconform reads them, one file each with all that it refers to, closed: what this library knows of the newest Kubernetes. */
export function writeJsonSchemas(folder: string, kinds: readonly { readonly apiVersion: string; readonly kind: string }[]): void {
  for (const { apiVersion, kind } of kinds) {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const name = [kind, ...group === '' ? [] : [group.split('.')[0]], version].join('-').toLowerCase();
    fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(definition(shippedExtract().kinds[apiVersion][kind].definition!)));
  }
}

function definition(name: string): object {
  const fields = shippedExtract().definition(name)!;
  const { '': self, ...others } = Object.fromEntries(Object.keys(fields).map((field) => [field, schemaIn(fields[field])])) as any;
  if (self?.type !== 'object' || Object.keys(others).length === 0) { return expanded(self); }
  const known = Object.entries(others).filter(([, schema]) => schema !== undefined);
  return { ...expanded(self), properties: Object.fromEntries(known.map(([field, schema]) => [field, expanded(schema)])), additionalProperties: false };
}

/** What the newest Kubernetes says of a field; undefined where it does not have it. */
function schemaIn(entry: unknown): unknown {
  if (!Array.isArray(entry)) { return entry; }
  const newest = kubernetesMinors().at(-1)!;
  return (entry as Span[]).find(({ until }) => until === undefined || until === newest)?.schema;
}

/** With what it refers to in the place of the reference: the definitions of these kinds lead to no one of themselves. */
function expanded(schema: any): any {
  if (Array.isArray(schema)) { return schema.map(expanded); }
  if (typeof schema !== 'object' || schema === null) { return schema; }
  if (typeof schema.$ref === 'string') { return definition(schema.$ref.split('/').at(-1)); }
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, expanded(value)]));
}
