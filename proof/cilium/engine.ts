import { Binaries, pinnedVersion } from '../binaries';
import { Engine } from '../engine';

declare module '../engine' {
  interface Engines { cilium: Binaries }
}

/** Cilium's own reading of Services and policies, its flow computation, and its operator's and agent's halves of a cluster mesh. */
export const engine: Engine<Binaries> = {
  name: 'cilium',
  go: { directory: __dirname, programs: { cilium: '.' } },
  versions: async () => [{ part: 'github.com/cilium/cilium', version: pinnedVersion(__dirname, 'github.com/cilium/cilium') }],
};
