import * as fs from 'node:fs';
import * as path from 'node:path';
import { KubernetesObject } from '../../../lib/manifest/object';

/** A cluster as the fake knows it; objects by `Kind/namespace/name`. */
export interface FakeCluster {
  readonly live?: readonly KubernetesObject[];
  /** What the API server answers that refuses an object. */
  readonly refuses?: { readonly [key: string]: string };
  readonly missingNamespaces?: readonly string[];
  /** Why it does not answer. */
  readonly down?: string;
}

/** A `kubectl` that stands in for the real one. */
export interface FakeKubectl {
  readonly program: string;
  /** What it was called with. */
  readonly calls: () => string[][];
}

/**
 * Puts a `kubectl` into a folder that treats us as the real one does, as far as `fleetwright diff --live` asks: it ends at the first object that is
 * refused, keeps its two folders where `TMPDIR` says, and calls the program of `KUBECTL_EXTERNAL_DIFF` with them.
 */
export function fakeKubectl(folder: string, clusters: { readonly [context: string]: FakeCluster }): FakeKubectl {
  const program = path.join(folder, 'kubectl');
  const log = path.join(folder, 'calls');
  const script = `#!${process.execPath}
    const fs = require('node:fs'), path = require('node:path'), { spawnSync } = require('node:child_process');
    const YAML = require(${JSON.stringify(require.resolve('yaml'))});
    const clusters = ${JSON.stringify(clusters)};
    const args = process.argv.slice(2);
    fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify(args) + '\\n');
    const fail = (text, code = 1) => { process.stderr.write(text + '\\n'); process.exit(code); };
    if (args[0] === 'config') { console.log(Object.keys(clusters).join('\\n')); process.exit(0); }
    const cluster = clusters[args.find((arg) => arg.startsWith('--context=')).slice(10)];
    if (cluster.down) { fail(cluster.down); }
    if (args[0] === 'version') { process.exit(0); }
    const keyOf = ({ kind, metadata }) => [kind, metadata.namespace ?? '', metadata.name].join('/');
    const objects = YAML.parseAllDocuments(fs.readFileSync(0, 'utf8')).map((document) => document.toJS());
    const live = (key) => (cluster.live ?? []).find((object) => keyOf(object) === key);
    if (args[0] === 'get') { console.log(JSON.stringify({ kind: 'List', items: objects.map((object) => live(keyOf(object))).filter(Boolean) })); process.exit(0); }
    const folders = ['LIVE', 'MERGED'].map((name) => fs.mkdtempSync(path.join(process.env.TMPDIR, name + '-')));
    for (const object of objects) {
      const key = keyOf(object);
      if ((cluster.missingNamespaces ?? []).includes(object.metadata.namespace)) { fail('Error from server (NotFound): namespaces "' + object.metadata.namespace + '" not found'); }
      if (cluster.refuses?.[key]) { fail(cluster.refuses[key]); }
      const there = live(key);
      const file = key.replaceAll('/', '.');
      fs.writeFileSync(path.join(folders[0], file), there === undefined ? '' : YAML.stringify(there));
      const metadata = { ...object.metadata, uid: 'u-2', generation: 9, resourceVersion: '77', managedFields: [{}], creationTimestamp: '2026-01-01T00:00:00Z' };
      fs.writeFileSync(path.join(folders[1], file), YAML.stringify({ ...object, metadata, status: { seen: true } }));
    }
    const [differ, ...more] = process.env.KUBECTL_EXTERNAL_DIFF.split(' ');
    process.exit(spawnSync(differ, [...folders, ...more], { stdio: 'inherit' }).status);
  `;
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(program, script, { mode: 0o755 });
  return { program, calls: () => fs.readFileSync(log, 'utf8').trim().split('\n').map((line) => JSON.parse(line)) };
}
