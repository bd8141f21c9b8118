// What is to be had while objects are constructs of cdk8s: they are made, and nothing is done with them. JSON.stringify writes their props.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { numbered, rawObjects, sizeFromArguments } from '../services';

const { clusters, services, outdir } = sizeFromArguments();
for (const cluster of numbered(clusters)) {
  const app = new App();
  const folder = path.join(outdir, `cluster-${cluster}`);
  fs.mkdirSync(folder, { recursive: true });
  for (const service of numbered(services)) {
    const chart = new Chart(app, `service-${service}`, { namespace: 'shop' });
    const objects = Object.entries(rawObjects(service)).map(([id, object]) => {
      new ApiObject(chart, id, object);
      return JSON.stringify(object, undefined, ' ');
    });
    fs.writeFileSync(path.join(folder, `service-${service}.json`), `[${objects.join(',\n')}]\n`);
  }
}
