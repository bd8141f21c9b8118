import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { KubernetesObject } from '../../lib/manifest/object';

/** A manifest that is right, and where it comes from. */
export interface ValidManifest {
  readonly file: string;
  readonly object: KubernetesObject;
}

const FOLDERS = [path.join(__dirname, 'valid'), path.resolve(__dirname, '../../test/rules/api')];

/** Objects of as many of Kubernetes' own kinds as there are, with as many of their fields as go together: our own, and what samples of rules say is allowed. */
export function validManifests(): ValidManifest[] {
  return FOLDERS.flatMap((folder) => (fs.readdirSync(folder, { recursive: true }) as string[])
    .filter((file) => file.endsWith('.yaml') && !path.basename(file).startsWith('denied-'))
    .sort()
    .flatMap((file) => objectsIn(path.join(folder, file)).map((object) => ({ file, object: atHome(object) }))));
}

function objectsIn(file: string): KubernetesObject[] {
  return parseAllDocuments(fs.readFileSync(file, 'utf8')).map((document) => document.toJS()).filter((object) => object?.kind !== undefined);
}

/** In the namespace that every cluster has. */
function atHome(object: KubernetesObject): KubernetesObject {
  return { ...object, metadata: { ...object.metadata, namespace: undefined } };
}
