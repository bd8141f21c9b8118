// What is to be had: the same objects, without constructs, checks or YAML.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { numbered, rawObjects, sizeFromArguments } from '../services';

const { clusters, services, outdir } = sizeFromArguments();
for (const cluster of numbered(clusters)) {
  const folder = path.join(outdir, `cluster-${cluster}`);
  fs.mkdirSync(folder, { recursive: true });
  for (const service of numbered(services)) {
    const objects = Object.values(rawObjects(service)).map((object) => JSON.stringify(object, undefined, ' '));
    fs.writeFileSync(path.join(folder, `service-${service}.json`), `[${objects.join(',\n')}]\n`);
  }
}
