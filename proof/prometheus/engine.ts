import { Binaries } from '../binaries';
import { Engine } from '../engine';
import { moduleVersion } from '../versions';

declare module '../engine' {
  interface Engines { prometheus: Binaries }
}

/** Prometheus' own judge of rules, which also runs them over series that are made up. */
export const engine: Engine<Binaries> = {
  name: 'prometheus',
  go: { directory: __dirname, programs: { promtool: 'github.com/prometheus/prometheus/cmd/promtool' }, tags: 'remove_all_sd' },
  versions: async () => [{ part: 'github.com/prometheus/prometheus', version: moduleVersion('github.com/prometheus/prometheus') }],
};
