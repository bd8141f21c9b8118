import { ClusterDescription } from '../../cluster/cluster-description';
import { describePlace, FileFaults } from '../../construct/file-faults';
import { Place } from '../../manifest/located-yaml';

/** Names of clusters that two of an inventory have. */
export function refuseSameNames(found: readonly { readonly description: ClusterDescription; readonly place: Place }[], faults: FileFaults): void {
  const first = new Map<string, Place>();
  for (const { description: { name }, place } of found) {
    const before = first.get(name);
    if (name !== undefined && before !== undefined) {
      faults.add({ id: 'fleet/unique-cluster', rule: `must not have the name of the cluster at ${describePlace(before)} too`, got: name, fix: 'Give one of the two another name' }, place);
    }
    first.set(name, before ?? place);
  }
}
