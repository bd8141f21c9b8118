import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { clusterFiles, FleetLayout } from '../../../lib/fleet/output/cluster-files';
import { FleetWriter } from '../../../lib/fleet/output/fleet-writer';

test('smoke', () => {
  const out = fs.mkdtempSync(path.join(os.tmpdir(), 'fw-'));
  const go = (n: number) => {
    const w = new FleetWriter(out);
    w.open();
    const objects = Array.from({ length: 3 }, (_, i) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `c${i}`, namespace: 'shop' }, data: { a: i === 1 ? `${n}` : '' } }));
    const { files, faults } = clusterFiles([{ chart: 'x', objects }], { layout: FleetLayout.FILE_PER_OBJECT, kustomization: true });
    expect(faults).toEqual([]);
    console.log(w.stage('a', files, { x: 1 }));
    console.log(w.commit());
  };
  go(1); go(1); go(2);
  console.log(fs.readdirSync(out, { recursive: true }), fs.readFileSync(path.join(out, 'a/fleetwright.index'), 'utf8'));
});
