import * as path from 'node:path';
import { ApiObject, App, Chart, YamlOutputType } from 'cdk8s';
import { numbered, rawObjects, sizeFromArguments } from '../services';

const { clusters, services, outdir } = sizeFromArguments();
for (const cluster of numbered(clusters)) {
  const app = new App({ outdir: path.join(outdir, `cluster-${cluster}`), yamlOutputType: YamlOutputType.FILE_PER_RESOURCE });
  for (const service of numbered(services)) {
    const chart = new Chart(app, `service-${service}`, { namespace: 'shop' });
    Object.entries(rawObjects(service)).forEach(([id, object]) => new ApiObject(chart, id, object));
  }
  app.synth();
}
