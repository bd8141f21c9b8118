import { IConstruct } from 'constructs';
import { apiObjectsOf } from '../construct/api-objects';
import { Finding, Severity } from '../construct/finding';
import { pathOf } from '../construct/path';
import { ImmutableChange } from '../manifest/immutable-fields';
import { describeObject, objectKey } from '../manifest/object-key';

/** Warns of what a cluster is going to refuse that has what an earlier synth wrote, with the way out. */
export function immutableWarnings(root: IConstruct, changes: readonly ImmutableChange[]): Finding[] {
  if (changes.length === 0) { return []; }
  const emitters = apiObjectsOf(root);
  return changes.map(({ object, fields }) => {
    const key = objectKey(object);
    const emitter = emitters.find(({ apiVersion, kind, metadata: { name, namespace } }) =>
      objectKey({ apiVersion, kind, metadata: { name, namespace } }) === key);
    return {
      id: 'workload/immutable-field',
      severity: Severity.WARNING,
      path: pathOf(emitter ?? root),
      message: `${describeObject(object)} changes ${fields.join(', ')}, which a cluster that has it refuses. ${wayOut(object)}`,
    };
  });
}

function wayOut({ kind, metadata }: ImmutableChange['object']): string {
  const { name, namespace } = metadata!;
  switch (kind) {
    case 'StatefulSet': {
      const where = namespace === undefined ? '' : ` -n ${namespace}`;
      return `To keep its pods and volumes, take it away alone before the new one is applied: 'kubectl${where} delete statefulset ${name} --cascade=orphan'. Or give it another 'name'.`;
    }
    case 'Job': return "Give it another 'suffix', or delete the one that is there.";
    case 'Deployment':
    case 'DaemonSet': return "Keep what it was, with 'selector', or give it another 'name'.";
    default: return "Keep what it was, give it another 'name', or delete the one that is there.";
  }
}
