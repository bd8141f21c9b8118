import { describeFact } from './mesh';
import { FleetRule, FleetRuleFinding } from './rule';

/** Two clusters never write snapshots to one place. */
export const snapshotPlace: FleetRule = {
  id: 'fleet/snapshot-place',
  severity: 'error',
  why: 'Two Elasticsearch clusters that write to one repository corrupt it: each takes the other one\'s files for rubbish.',
  check: (fleet) => {
    const first = new Map<string, string>();
    return fleet.flatMap(({ cluster, snapshots }) => snapshots.flatMap((snapshot): FleetRuleFinding[] => {
      const path = snapshot.basePath.split('/').filter((part) => part !== '').join('/');
      const place = `${snapshot.store}/${path}`;
      const other = first.get(place);
      const described = `'${cluster.name}/${snapshot.namespace}/${snapshot.name}'`;
      if (other === undefined) { first.set(place, described); }
      return other === undefined ? [] : [{
        cluster: cluster.name,
        object: describeFact(snapshot),
        rule: `writes snapshots to ${place}, as ${other} does`,
        fix: "Give each a 'basePath' of its own, with the name of the cluster in it",
      }];
    }));
  },
};
