import { randomBytes } from 'node:crypto';
import { Node } from './node';

/** An index that takes some seconds to be written at one rate, and at the other longer than anything else that a check waits for. */
export const LARGE = { index: 'large', kilobytes: 600, rate: '100kb', lowRate: '40kb' };

/** A name that something on the way might take for its own. */
export const HOSTILE_INDEX = "it's-$(id)&ü%41;";

/** How many documents each of the small ones has. */
export const DOCUMENTS = 20;

/** Two small indices, a large one, and one whose only shard is nowhere; once for each node. */
export async function prepare(node: Node): Promise<void> {
  if ((await node.ask('HEAD', '/nowhere')).status === 200) { return; }
  for (const index of ['books', encodeURIComponent(HOSTILE_INDEX)]) {
    await node.call('PUT', `/${index}`, { settings: { number_of_replicas: 0 } });
    for (let id = 1; id <= DOCUMENTS; id++) { await node.call('PUT', `/${index}/_doc/${id}`, { title: `Book ${id}` }); }
    await node.call('POST', `/${index}/_refresh`);
  }
  await node.call('PUT', `/${LARGE.index}`, { settings: { number_of_replicas: 0 }, mappings: { enabled: false } });
  await node.call('PUT', `/${LARGE.index}/_doc/1?refresh=true`, { noise: randomBytes(LARGE.kilobytes * 768).toString('base64') });
  await node.call('PUT', '/nowhere?wait_for_active_shards=0', { settings: { 'number_of_replicas': 0, 'index.routing.allocation.require.box': 'none' } });
}
