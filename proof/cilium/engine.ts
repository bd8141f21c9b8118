import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { cilium: Binaries }
}

/** Cilium's own reading of Services and policies, its flow computation, and its operator's and agent's halves of a cluster mesh. */
export const engine: Engine<Binaries> = {
  name: 'cilium',
  go: { directory: __dirname, programs: { cilium: '.' } },
  versions: async () => [{ part: 'github.com/cilium/cilium', version: moduleVersion('github.com/cilium/cilium') }],
};
