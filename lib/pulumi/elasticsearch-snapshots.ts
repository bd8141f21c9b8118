import { ResourceTransform } from '@pulumi/pulumi';
import { describeFault } from '../construct/fault';
import { readyForSnapshots } from '../data/elasticsearch/snapshot-readiness';
import { ElasticsearchSnapshots, ElasticsearchSnapshotsProps } from '../data/elasticsearch-snapshots';
import { requireOptions } from './require-options';
import { objectTransform } from './workload-transform';

/** Arguments for `elasticsearchSnapshots`: those of `ElasticsearchSnapshots`. */
export type ElasticsearchSnapshotsArgs = ElasticsearchSnapshotsProps;

/** Makes an Elasticsearch resource ready for snapshots as `ElasticsearchSnapshots` does, as a transform. An `ESSnapshotter` holds the one that fits to it. */
export function elasticsearchSnapshots(args: ElasticsearchSnapshotsArgs): ResourceTransform {
  requireOptions('elasticsearchSnapshots', args, 'elasticsearchSnapshots({ … })');
  return transformOf(new ElasticsearchSnapshots(args));
}

/** The transform that does what a mixin does. */
export function transformOf(mixin: ElasticsearchSnapshots): ResourceTransform {
  return objectTransform(mixin['needs'], (object, needs) => {
    const { object: ready, warnings, faults } = readyForSnapshots(object, needs);
    return { object: ready, warnings, faults: faults.map((fault) => ({ message: describeFault(fault) })) };
  });
}
