import { Binaries, pinnedVersion } from '../binaries';
import { Engine } from '../engine';

declare module '../engine' {
  interface Engines { prometheus: Binaries }
}

/** Prometheus' own judge of rules, which also runs them over series that are made up. */
export const engine: Engine<Binaries> = {
  name: 'prometheus',
  go: { directory: __dirname, programs: { promtool: 'github.com/prometheus/prometheus/cmd/promtool' } },
  versions: async () => [{ part: 'github.com/prometheus/prometheus', version: pinnedVersion(__dirname, 'github.com/prometheus/prometheus') }],
};
