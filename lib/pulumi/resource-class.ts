import { existsSync } from 'node:fs';
import * as path from 'node:path';
import type { CustomResource, CustomResourceOptions } from '@pulumi/pulumi';

/** A class of `@pulumi/kubernetes` for one kind of object. */
export type ResourceClass = new (name: string, manifest: any, opts?: CustomResourceOptions) => CustomResource;

const PACKAGE = '@pulumi/kubernetes';

/**
 * The class of `@pulumi/kubernetes` for a kind, or `apiextensions.CustomResource` where it has none.
 *
 * Only the group's own file is loaded: the whole package takes several times as long.
 */
export function resourceClassFor(apiVersion: string, kind: string): ResourceClass {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['core', apiVersion];
  const found = isPlainName(version) && !kind.endsWith('Patch') ? load([group.split('.')[0], version]) : {};
  const type: any = Object.hasOwn(found, kind) ? found[kind] : undefined;
  // Groups of others begin with the same word: `networking.istio.io` is not `networking.k8s.io`.
  const token = `kubernetes:${group === 'core' ? 'core/v1' : apiVersion}:${kind}`;
  return type?.__pulumiType === token ? type : load(['apiextensions']).CustomResource;
}

function load(folders: string[]): any {
  if (!folders.every(isPlainName)) { return {}; }
  const folder = path.join(path.dirname(require.resolve(`${PACKAGE}/package.json`)), ...folders);
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- which folder is known only here
  return existsSync(path.join(folder, 'index.js')) ? require(`${PACKAGE}/${folders.join('/')}`) : {};
}

function isPlainName(name: string): boolean {
  return /^[a-z0-9]+$/.test(name);
}
