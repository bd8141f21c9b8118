import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { release } from '../versions';

declare module '../engine' {
  interface Engines { gatekeeper: Binaries }
}

/** The command `gator`, which judges objects as Gatekeeper does in a cluster. */
export const engine: Engine<Binaries> = {
  name: 'gatekeeper',
  go: { directory: __dirname, programs: { gator: 'github.com/open-policy-agent/gatekeeper/v3/cmd/gator' } },
  versions: async () => [{ part: 'gator', version: release('github.com/open-policy-agent/gatekeeper/v3') }],
};
